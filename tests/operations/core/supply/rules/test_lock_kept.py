import pytest

from operations.core.supply.network import DeliveryLock, OrderLock
from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import amounts, broken, deliver, order, small

CODE = "lock_kept"


@pytest.mark.parametrize(("packs", "found"), [(4, [1]), (5, []), (6, [1])])
def test_fixed_lines_stay_exactly_as_fixed(packs, found):
    ordered = small(order_locks=(OrderLock("acme", "aspirin", 0, 5),))
    sent = small(delivery_locks=(DeliveryLock("centre", "aspirin", 0, 5),))

    assert amounts(CODE, ordered, Plan((order(packs),))) == found
    assert amounts(CODE, sent, Plan(deliveries=(deliver(packs),))) == found


def test_lots_of_one_delivery_count_together():
    problem = small(delivery_locks=(DeliveryLock("centre", "aspirin", 0, 5),))

    assert amounts(CODE, problem, Plan((), (deliver(2), deliver(3, lot="L2")))) == []


def test_the_sentence_says_what_was_fixed():
    problem = small(order_locks=(OrderLock("acme", "aspirin", 0, 5),))

    [found] = broken(CODE, problem, Plan())

    assert found.sentence == (
        "Week 0: 5 packs of aspirin from acme were fixed by hand, the plan has 0."
    )
