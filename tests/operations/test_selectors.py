"""What one plan changes against another, cell by cell, over the days that both have."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hospital.models import Room
from operations.models import BedAssignment, OrderLine, Plan, PlanState, ShiftAssignment
from operations.naming import called
from operations.selectors import plan_difference
from tests.operations import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> cast.Region:
    return cast.region()


def another(plan: Plan, **changes: object) -> Plan:
    """A second version of the same scope, a draft without lines."""
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.PUBLISHED)
    kept = {
        name: getattr(plan, name)
        for name in ("network", "facility", "ward", "family", "scope", "start", "days")
    }
    asked = {**kept, "version": plan.version + 1, "state": PlanState.DRAFT, **changes}
    return cast.plan(**asked)


def said(plan: Plan) -> list[tuple[str, str, str]]:
    return [(each.cell, each.before, each.after) for each in plan_difference(plan).changes]


def test_the_first_plan_of_a_scope_has_nothing_to_differ_from(region: cast.Region) -> None:
    found = plan_difference(region.roster)
    assert (found.against, found.changes) == (None, ())


def test_a_roster_differs_by_person_and_day(region: cast.Region) -> None:
    draft = another(region.roster)
    first, second = region.nurses
    ShiftAssignment.objects.create(plan=draft, staff=first, date=cast.MONDAY, shift=region.night)
    tuesday = cast.MONDAY + timedelta(days=1)
    ShiftAssignment.objects.create(plan=draft, staff=second, date=tuesday, shift=region.morning)
    assert plan_difference(draft).against == region.roster
    assert said(draft) == [
        (f"1001, {cast.MONDAY}", "M", "N"),
        (f"1002, {cast.MONDAY}", "M", ""),
        (f"1002, {tuesday}", "", "M"),
    ]


def test_days_that_only_one_roster_has_are_not_differences(region: cast.Region) -> None:
    later = cast.MONDAY + timedelta(days=5)
    draft = another(region.roster, start=later)
    outside = cast.MONDAY + timedelta(days=7)
    ShiftAssignment.objects.create(
        plan=draft, staff=region.nurses[0], date=outside, shift=region.morning
    )
    assert said(draft) == []


def test_a_bed_plan_differs_by_patient(region: cast.Region) -> None:
    draft = another(region.beds)
    line = BedAssignment.objects.get(plan=region.beds)
    BedAssignment.objects.create(
        plan=draft, stay=line.stay, room=Room.objects.get(code="102"), first_day=line.first_day
    )
    assert said(draft) == [("stay:ST1", "MED/101", "MED/102")]


def test_a_supply_plan_differs_by_order_and_delivery(region: cast.Region) -> None:
    draft = another(region.supply)
    order = OrderLine.objects.filter(plan=region.supply).get()
    order.pk, order.plan, order.packs = None, draft, order.packs + 2
    order.save()
    cells = {cell: (before, after) for cell, before, after in said(draft)}
    cell = f"{called(order.supplier)}: {called(order.product)}, {order.order_date}"
    assert cells[cell] == (
        f"{order.packs - 2} packs",
        f"{order.packs} packs",
    )


def test_a_published_plan_is_compared_with_the_version_before(region: cast.Region) -> None:
    second = another(region.roster)
    Plan.objects.filter(pk=region.roster.pk).update(state=PlanState.VOID)
    Plan.objects.filter(pk=second.pk).update(state=PlanState.PUBLISHED)
    second.refresh_from_db()
    assert plan_difference(second).against == region.roster
