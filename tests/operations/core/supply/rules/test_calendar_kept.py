from operations.core.supply.network import DeliveryLock, OrderLock
from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import SMALL, amounts, broken, deliver, order, small

CODE = "calendar_kept"


def test_facilities_receive_in_their_weeks_only():
    assert amounts(CODE, SMALL, Plan(deliveries=(deliver(1, 0), deliver(1, 2)))) == []

    [found] = broken(CODE, SMALL, Plan(deliveries=(deliver(3, 1),)))

    assert found.sentence == (
        "centre has no delivery in week 1, yet 3 packs of aspirin are to go there."
    )


def test_an_officer_may_fix_another_week():
    problem = small(delivery_locks=(DeliveryLock("centre", "aspirin", 1, 3),))

    assert amounts(CODE, problem, Plan(deliveries=(deliver(3, 1),))) == []


def test_orders_are_placed_in_ordering_weeks_or_where_fixed():
    assert amounts(CODE, SMALL, Plan((order(5, 0),))) == []
    assert amounts(CODE, SMALL, Plan((order(5, 1),))) == [5]
    problem = small(order_locks=(OrderLock("acme", "aspirin", 1, 5),))
    assert amounts(CODE, problem, Plan((order(5, 1),))) == []
