from dataclasses import replace

from operations.core.supply.network import Lot
from operations.core.supply.plan import Plan, Waste
from tests.operations.core.supply.small import SMALL, amounts, broken, deliver, order, short, small

CODE = "stock_conserved"


def test_a_lot_can_be_emptied_but_not_overdrawn():
    assert amounts(CODE, SMALL, Plan(deliveries=(deliver(9),))) == []
    assert amounts(CODE, SMALL, Plan(deliveries=(deliver(10),))) == []

    [found] = broken(CODE, SMALL, Plan(deliveries=(deliver(11),)))

    assert found.amount == 10
    assert found.sentence == (
        "Week 0: centre is to get 110 units of aspirin from lot L1, 10 more than the depot then "
        "holds."
    )


def test_an_order_can_be_sent_on_from_the_week_it_arrives():
    lots = (Lot("L1", "depot", "aspirin", 20, 400),)
    there = Plan((order(5),), (deliver(2), deliver(2, 2, "acme/aspirin/0")))
    early = replace(there, orders=(order(5, arrival_week=3),))

    assert amounts(CODE, small(lots=lots), there) == []
    # 20 units from a lot that is not there yet, and then as many short in weeks 2 and 3
    assert amounts(CODE, small(lots=lots), early) == [20, 10, 10]


def test_a_stated_shortage_must_be_the_one_that_follows():
    two = (deliver(2),)  # 20 units serve weeks 0 and 1

    assert amounts(CODE, SMALL, Plan(deliveries=two, shortages=short(0, 0, 10, 10))) == []
    assert amounts(CODE, SMALL, Plan(deliveries=two, shortages=short(0, 0, 10, 8))) == [2]


def test_a_stated_waste_must_be_the_one_that_follows():
    problem = small(lots=(Lot("L1", "depot", "aspirin", 100, 15),))  # usable in weeks 0 and 1
    plan = Plan(deliveries=(deliver(2),), shortages=short(0, 0, 10, 10))

    assert amounts(CODE, problem, plan) == [80]
    true = replace(plan, wastes=(Waste("depot", "aspirin", "L1", 2, 80),))
    assert amounts(CODE, problem, true) == []
