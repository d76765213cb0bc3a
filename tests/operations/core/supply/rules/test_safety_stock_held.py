from dataclasses import replace

import pytest

from operations.core.supply.network import Offer
from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import NEED, amounts, broken, deliver, order, small

CODE = "safety_stock_held"

# Each week may ask for 3 units more than expected; two weeks together for sqrt(9 + 9) = 4.2 -> 5.
CAREFUL = replace(NEED, quantile_units=(13, 13, 13, 13))
NO_OFFER = small(demands=(CAREFUL,), offers=())


@pytest.mark.parametrize(("first", "last", "missing"), [(2, 2, [5, 5]), (3, 2, []), (3, 1, [5])])
def test_each_delivery_cycle_ends_with_its_safety_stock(first, last, missing):
    # Packs of 10: with 3 the cycle of weeks 0-1 ends with 10; with 2 more so does the next.
    plan = Plan(deliveries=(deliver(first), deliver(last, 2)))

    # An essential unit of 5 cents missing weighs 4 * 5.
    assert amounts(CODE, NO_OFFER, plan) == [units * 20 for units in missing]


def test_the_network_is_ordered_up_to_its_level():
    # Lead time 1 + review 4 + delivery interval 2 = 7 weeks of 10 units, no spread: level 70.
    problem = small(lots=(), offers=(Offer("acme", "aspirin", 50, 1),))

    def network(packs):
        found = broken(CODE, problem, Plan((order(packs),)))
        return [v for v in found if v.subjects == ("aspirin",)]

    assert [v.amount for v in network(6)] == [10 * 20]
    assert network(7) == []
    assert network(6)[0].sentence == (
        "Week 0: aspirin in stock and on order is 10 units below what the next 7 weeks may ask for."
    )


def test_the_sentence_names_facility_and_week():
    [found] = broken(CODE, NO_OFFER, Plan(deliveries=(deliver(3), deliver(1, 2))))

    assert found.sentence == (
        "centre ends week 3 with 5 units of aspirin less than the safety stock until its next "
        "delivery."
    )
