from operations.core.supply.network import Lot
from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import SMALL, amounts, broken, deliver, small

CODE = "holding"


def test_stock_at_week_ends_costs_four_per_mille_of_its_value():
    # 100 units of 5 cents over 4 week ends: 2000 cent-weeks * 4 / 1000 = 8.
    assert amounts(CODE, SMALL, Plan()) == [8]


def test_a_begun_cent_is_a_cent():
    problem = small(lots=(Lot("L1", "depot", "aspirin", 101, 400),))

    assert amounts(CODE, problem, Plan()) == [9]


def test_what_is_used_is_not_held():
    # The depot keeps 60: 60 * 5 * 4 = 1200 -> 5; the centre ends with 30, 20, 10, 0: 300 -> 2.
    found = broken(CODE, SMALL, Plan(deliveries=(deliver(4),)))

    assert [(v.subjects, v.amount) for v in found] == [(("depot",), 5), (("centre",), 2)]
    assert found[0].sentence == (
        "depot holds stock worth 3.00 on average, which costs 0.05 over the horizon."
    )
