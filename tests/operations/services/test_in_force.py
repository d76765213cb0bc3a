"""This week's roster holds while the next is published; each day has one roster in force."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from operations.in_force import in_force
from operations.models import Plan, PlanState, ShiftAssignment
from operations.selectors import plan_current
from operations.services import assignment_edit
from tests.operations.ward import MONDAY, SmallWard, small_ward

pytestmark = pytest.mark.django_db(transaction=True)
NEXT_MONDAY = MONDAY + timedelta(days=7)


@pytest.fixture
def ward() -> SmallWard:
    return small_ward()


def roster(ward: SmallWard, start: date, days: int) -> Plan:
    return ward.plan(start=start, days=days)


def test_publishing_next_weeks_roster_leaves_this_weeks_in_force(ward: SmallWard) -> None:
    this = roster(ward, MONDAY, 14)
    following = roster(ward, NEXT_MONDAY, 14)
    this.refresh_from_db()
    assert (this.state, following.state) == (PlanState.PUBLISHED, PlanState.PUBLISHED)
    sunday = NEXT_MONDAY - timedelta(days=1)
    assert plan_current("staffing", "CHU/MED", sunday) == this
    assert plan_current("staffing", "CHU/MED", NEXT_MONDAY) == following


def test_each_day_has_the_lines_of_one_roster(ward: SmallWard) -> None:
    this = roster(ward, MONDAY, 14)
    following = roster(ward, NEXT_MONDAY, 14)
    for line in in_force(ShiftAssignment.objects.all(), "date"):
        assert line.plan == (this if line.date < NEXT_MONDAY else following)


def test_the_same_first_day_again_takes_the_place_of_the_former(ward: SmallWard) -> None:
    former = roster(ward, MONDAY, 14)
    again = roster(ward, MONDAY, 14)
    former.refresh_from_db()
    assert (former.state, again.state) == (PlanState.VOID, PlanState.PUBLISHED)


def test_a_shorter_roster_does_not_take_a_longer_ones_place_by_itself(ward: SmallWard) -> None:
    longer = roster(ward, MONDAY, 14)
    shorter = roster(ward, MONDAY, 3)
    longer.refresh_from_db()
    assert (longer.state, shorter.state) == (PlanState.PUBLISHED, PlanState.DRAFT)
    assert "ends on 12 Mar 2026" in str(shorter.why_draft)


def test_what_was_pinned_in_this_weeks_roster_holds_in_the_overlapping_next(
    ward: SmallWard,
) -> None:
    this = roster(ward, MONDAY, 14)
    line = ShiftAssignment.objects.filter(plan=this, date=NEXT_MONDAY, shift=ward.morning).first()
    assert line is not None
    assignment_edit(row=line, changes={"shift": None}, actor=ward.paula, base_version=0)
    following = roster(ward, NEXT_MONDAY, 14)
    assert following.state == PlanState.PUBLISHED, following.why_draft
    kept = ShiftAssignment.objects.get(plan=following, staff=line.staff, date=NEXT_MONDAY)
    assert (kept.shift, kept.locked) == (None, True)
