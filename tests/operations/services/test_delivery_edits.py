"""A delivery's line changed by hand: judged, kept beside what was suggested, and on the record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hospital.errors import ApplicationError, Conflict, Forbidden
from operations.core.supply.plan import Plan as CorePlan
from operations.models import DeliveryLine, Plan, PlanEvent, PlanState, RouteStop
from operations.packed import unpack
from operations.selectors import plan_core
from operations.services import assignment_edit, assignment_preview
from tests.operations.small_supply import SmallSupply, plan, supply
from tests.operations.sources.records.supply_network import ask, north

__all__ = ["north", "plan", "supply"]

pytestmark = pytest.mark.django_db


def drop(plan: Plan) -> DeliveryLine:
    """A line of which there is something to take away."""
    rows = DeliveryLine.objects.filter(plan=plan, packs__gt=1).order_by("date", "pk")
    found = rows.select_related("plan", "destination", "product").first()
    assert found is not None
    return found


def edit(row: DeliveryLine, supply: SmallSupply, **more):
    asked = {"actor": supply.samir, "base_version": row.plan.edit_version} | more
    return assignment_edit(row=row, **asked)


def suggested(plan: Plan) -> bytes:
    return bytes(Plan.objects.values_list("answer", flat=True).get(pk=plan.pk))


def test_fewer_packs_are_kept_pinned_and_judged_and_what_was_suggested_stands_beside(plan, supply):
    row, engines = drop(plan), suggested(plan)
    was, place = row.packs, row.destination.code

    effect = edit(row, supply, changes={"packs": was - 1}, reason="the fridge is full")

    row.refresh_from_db()
    assert (row.packs, row.units) == (was - 1, 10 * (was - 1))
    assert (row.edited, row.locked) == (True, True)
    assert suggested(plan) == engines  # as the engine had it, for whoever compares
    old = unpack(engines, CorePlan)
    assert was in {line.packs for line in old.deliveries if line.facility == place}
    event = PlanEvent.objects.get(plan=plan)
    assert (event.action, event.actor, event.subject) == ("edited", "samir", str(row))
    assert (event.before, event.after) == ({"packs": str(was)}, {"packs": str(was - 1)})
    assert event.reason == "the fridge is full"
    plan.refresh_from_db()
    assert (plan.edit_version, plan.cost) == (1, effect.report_after.cost)
    assert plan_core(plan)[2] == effect.report_after  # read whole, the same is said


def test_the_truck_unloads_what_the_line_says_now(plan, supply):
    stops = RouteStop.objects.filter(plan=plan)
    row = drop(plan)
    before = {stop.pk: stop.load_litres for stop in stops}

    edit(row, supply, changes={"packs": 0})

    lighter = [stop for stop in stops.all() if stop.load_litres < before[stop.pk]]
    assert [stop.facility for stop in lighter] == [row.destination]
    assert len(before) == stops.count()


def test_the_next_plan_brings_what_a_person_wrote(plan, supply):
    row = drop(plan)
    edit(row, supply, changes={"packs": row.packs - 1})

    (lock,) = ask(supply.network).problem.delivery_locks

    assert (lock.facility, lock.product) == (row.destination.code, row.product.code)
    assert lock.packs == row.packs


def test_a_preview_says_what_the_change_does_and_leaves_the_line(plan, supply):
    row = drop(plan)
    was = row.packs
    seen = assignment_preview(row=row, changes={"packs": was - 1}, actor=supply.samir)
    assert (row.packs, drop(plan).packs, drop(plan).edited) == (was, was, False)
    assert not PlanEvent.objects.filter(plan=plan).exists()
    assert edit(drop(plan), supply, changes={"packs": was - 1}).cost_change == seen.cost_change


@pytest.mark.parametrize(
    ("more", "refusal", "said"),
    [
        ({"changes": {"lot": "B8"}}, ApplicationError, "lot cannot be changed here"),
        ({"changes": {"packs": 1}, "base_version": 7}, Conflict, "changed this plan first"),
        ({"changes": {"packs": 1}, "actor": "vera"}, Forbidden, None),
        ({"changes": {"packs": 1}, "actor": "carla"}, Forbidden, None),
    ],
)
def test_what_is_refused_leaves_line_plan_and_record(plan, supply, more, refusal, said):
    row, figures = drop(plan), Plan.objects.values("edit_version", "cost", "sha256").get()
    was = row.packs
    if "actor" in more:
        more = more | {"actor": getattr(supply, more["actor"])}
    with pytest.raises(refusal, match=said):
        edit(row, supply, **more)
    assert drop(plan).packs == was
    assert Plan.objects.values("edit_version", "cost", "sha256").get() == figures
    assert not PlanEvent.objects.filter(plan=plan).exists()


def test_a_delivery_of_a_plan_that_was_replaced_is_not_changed_any_more(plan, supply):
    Plan.objects.update(state=PlanState.VOID)
    with pytest.raises(Conflict, match="replaced by a newer one"):
        edit(drop(plan), supply, changes={"packs": 1})


def test_another_day_is_kept_and_on_the_record(plan, supply):
    row = drop(plan)
    day, later = row.date, row.date + timedelta(days=1)
    edit(row, supply, changes={"date": later})
    row.refresh_from_db()
    event = PlanEvent.objects.get(plan=plan)
    assert (row.date, row.locked) == (later, True)
    assert (event.before, event.after) == ({"date": str(day)}, {"date": str(later)})
