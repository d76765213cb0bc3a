from dataclasses import replace

import pytest

from operations.bench_later import still_planned, weeks_later
from operations.core.outcome import Options
from operations.core.supply.plan import Plan, new_lot
from operations.core.supply.report import diff, judge
from operations.core.supply.solve import solve
from tests.operations.core.supply.region import region
from tests.operations.core.supply.small import SMALL, TRUCK, deliver, order, small

pytestmark = pytest.mark.core
PATIENT = Options(seconds=600)
"""These end long before."""
NAME = new_lot("acme", "", "aspirin", 0)


def test_a_week_later_orders_are_on_their_way_and_what_came_is_on_the_shelf():
    plan = Plan(orders=(order(5),), deliveries=(deliver(2), deliver(2, 2)))

    later = weeks_later(SMALL, plan, 1)

    assert {(lot.facility, lot.units) for lot in later.lots} == {("depot", 80), ("centre", 10)}
    assert [lot.expiry_day for lot in later.lots] == [393, 393]
    assert [(o.packs, o.arrival_week, o.expiry_day) for o in later.on_the_way] == [(5, 0, 365)]
    assert [(d.week, d.packs) for d in later.previous_deliveries] == [(1, 2)]
    assert (later.previous, later.previous_weeks) == ((), 3)
    assert [f.delivery_weeks for f in later.facilities] == [(), (1, 3)]
    assert later.order_weeks == (0, 3)


@pytest.mark.parametrize("weeks", [1, 2])
def test_an_order_that_was_placed_has_not_the_name_of_one_that_may_be_placed_now(weeks):
    later = weeks_later(SMALL, Plan(orders=(order(5, lot=NAME),)), weeks)

    coming = {line.id for line in later.on_the_way} | {lot.id for lot in later.lots}
    assert len(coming) == 2
    assert NAME not in coming


def test_only_what_may_still_be_decided_is_compared():
    plan = Plan(orders=(order(5, on_the_way="PO"), order(5, 1)), deliveries=(deliver(2),))

    assert still_planned(plan, 1) == Plan(orders=(replace(order(5, 1), week=0),))
    assert still_planned(plan, 0, 1) == Plan(deliveries=(deliver(2),))


@pytest.mark.parametrize("weeks", [0, 1])
def test_what_was_told_changes_less_than_where_nobody_was_told(weeks):
    problem = region(4, products=3, centres=3, budget_share=0.8, trucks=0)
    first = solve(problem, PATIENT).plan
    told = weeks_later(problem, first, weeks)

    again = solve(told, PATIENT)
    untold = solve(replace(told, previous=(), previous_deliveries=()), PATIENT)

    assert judge(told, again.plan).cost == again.cost
    old = still_planned(first, weeks)
    kept, other = (
        len(diff(old, still_planned(found.plan, 0, 12 - weeks))) for found in (again, untold)
    )
    assert kept < other or kept == 0


def test_what_a_truck_can_bring_is_not_told_otherwise():
    # Two packs or three serve the centre alike, and one truck brings either.
    first = solve(small(vehicles=(TRUCK,)), PATIENT).plan
    later = weeks_later(small(vehicles=(TRUCK,)), first, 0)

    assert solve(later, PATIENT).plan == first
