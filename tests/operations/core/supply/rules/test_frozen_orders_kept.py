from dataclasses import replace

from operations.core.supply.network import OrderOnTheWay
from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import SMALL, amounts, broken, order, small

CODE = "frozen_orders_kept"

WAY = OrderOnTheWay("po1", "acme", "aspirin", 8, 2, 400)
PROBLEM = small(on_the_way=(WAY,))
KEPT = order(8, -1, arrival_week=2, expiry_day=400, lot="po1", on_the_way="po1", price_cents=0)


def test_an_order_on_the_way_stays_as_it_is():
    assert amounts(CODE, PROBLEM, Plan((KEPT,))) == []


def test_it_cannot_be_left_out_enlarged_hurried_or_invented():
    assert amounts(CODE, PROBLEM, Plan()) == [8]
    assert amounts(CODE, PROBLEM, Plan((replace(KEPT, packs=11, units=110),))) == [3]
    assert amounts(CODE, PROBLEM, Plan((replace(KEPT, arrival_week=1),))) == [1]
    assert amounts(CODE, SMALL, Plan((KEPT,))) == [8]


def test_the_sentence_tells_what_is_coming():
    [found] = broken(CODE, PROBLEM, Plan())

    assert found.sentence == (
        "Order po1 of 8 packs of aspirin is on its way, but the plan leaves it out."
    )
