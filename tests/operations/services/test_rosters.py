"""Cells changed around a roster: judged, kept, pinned and on the record, all of them or none."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hospital.errors import ApplicationError, Conflict, Forbidden
from hospital.models import Absence, Contract
from operations import rosters
from operations.core.staffing.cells import Change
from operations.models import Plan, PlanState, ShiftAssignment
from operations.selectors import plan_core
from operations.services.rosters import roster_change, roster_change_preview, roster_standing
from tests.operations.ward import MONDAY, SmallWard, small_ward


@pytest.fixture
def ward(transactional_db: None) -> SmallWard:
    found = small_ward()
    # Hours to spare, so that somebody can stand in.
    Contract.objects.update(overtime_minutes_per_week=1200)
    return found


@pytest.fixture
def plan(ward: SmallWard) -> Plan:
    return ward.plan()


DAY = timedelta(days=1)


def on_duty(plan: Plan, day: int, shift: str = "M") -> str:
    row = plan.shiftassignments.get(date=plan.start + timedelta(days=day), shift__code=shift)
    return row.staff.number


def off_duty(plan: Plan, day: int) -> str:
    standing = roster_standing(plan)
    free = rosters.shift_candidates(plan=plan, asked=asked(day), actor=None)
    return next(o.person for o in free if not standing.today(o.person, day))


def asked(day: int, shift: str = "M") -> rosters.Asked:
    return rosters.Asked(day, shift)


def test_a_shift_handed_over_is_kept_pinned_and_told_of_both(ward: SmallWard, plan: Plan) -> None:
    gives, takes = on_duty(plan, 2), off_duty(plan, 2)
    changes = [Change(gives, 2), Change(takes, 2, "M")]
    told = roster_change_preview(plan=plan, changes=changes, actor=ward.paula)
    assert not plan.events.filter(action="edited").exists()
    effect = roster_change(
        plan=plan, changes=changes, actor=ward.paula, base_version=0, reason="agreed"
    )
    assert (effect.cost_change, effect.hard_change) == (told.cost_change, told.hard_change)
    assert on_duty(plan, 2) == takes
    off = ShiftAssignment.objects.get(
        plan=plan, staff__number=gives, date=plan.start + timedelta(2)
    )
    assert (off.shift, off.locked, off.edited) == (None, True, True)
    events = plan.events.filter(action="edited")
    assert {(event.actor, event.reason) for event in events} == {("paula", "agreed")}
    assert sorted((e.before["shift"] or "", e.after["shift"] or "") for e in events) == [
        ("", "M"),
        ("M", ""),
    ]
    plan.refresh_from_db()
    *_rest, report = plan_core(plan)
    assert (plan.edit_version, plan.cost, plan.hard_violations) == (1, report.cost, report.hard)


def test_all_or_nothing(ward: SmallWard, plan: Plan) -> None:
    changes = [Change(on_duty(plan, 2), 2), Change("N99", 2, "M")]
    with pytest.raises(ApplicationError, match="N99 is not planned on this ward"):
        roster_change(plan=plan, changes=changes, actor=ward.paula, base_version=0)
    plan.refresh_from_db()
    assert plan.edit_version == 0
    assert on_duty(plan, 2)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change("N1", 7, "M"), "no day 8"),
        (Change("N1", 0, "X"), "no shift X"),
        (Change("N1", 0, "M", "ICU"), "Nobody here has the skill ICU"),
    ],
)
def test_what_the_roster_does_not_have_is_named(
    plan: Plan, ward: SmallWard, change: Change, words: str
) -> None:
    with pytest.raises(ApplicationError, match=words):
        roster_change_preview(plan=plan, changes=[change], actor=ward.paula)


def test_a_cell_twice_or_no_cell_is_no_change(plan: Plan, ward: SmallWard) -> None:
    with pytest.raises(ApplicationError, match="changed twice"):
        roster_change_preview(plan=plan, changes=[Change("N1", 0)] * 2, actor=ward.paula)
    with pytest.raises(ApplicationError, match="Change 1 to"):
        roster_change_preview(plan=plan, changes=[], actor=ward.paula)


def test_who_may_not_plan_is_told_nothing(plan: Plan, ward: SmallWard) -> None:
    with pytest.raises(Forbidden):
        roster_change_preview(plan=plan, changes=[Change("N1", 0)], actor=ward.vera)
    with pytest.raises(Forbidden):
        rosters.shift_candidates(plan=plan, asked=asked(0), actor=ward.vera)


def test_the_second_of_two_and_a_replaced_plan_are_refused(plan: Plan, ward: SmallWard) -> None:
    roster_change(plan=plan, changes=[Change("N1", 0)], actor=ward.paula, base_version=0)
    with pytest.raises(Conflict, match="Somebody changed this plan first"):
        roster_change(plan=plan, changes=[Change("N2", 0)], actor=ward.paula, base_version=0)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.VOID)
    plan.refresh_from_db()
    with pytest.raises(Conflict, match="replaced by a newer one"):
        roster_change(plan=plan, changes=[Change("N2", 0)], actor=ward.paula, base_version=1)


def test_an_absence_reported_since_is_seen_mended_and_judged_from_then_on(
    plan: Plan, ward: SmallWard
) -> None:
    ill = on_duty(plan, 3)
    staff = next(nurse for nurse in ward.nurses if nurse.number == ill)
    day = MONDAY + timedelta(days=3)
    Absence.objects.create(staff=staff, first_day=day, last_day=day, kind="sick")
    best = rosters.shift_candidates(plan=plan, asked=asked(3), actor=ward.paula, leaving=ill)[0]
    assert best.lawful
    found = rosters.roster_repair(plan=plan, actor=ward.paula, today=MONDAY, seconds=2)
    assert found.before.hard > found.after.hard == 0
    assert found.forced == (ill,)
    assert Change(ill, 3) in found.changes
    roster_change(plan=plan, changes=found.changes, actor=ward.paula, base_version=0)
    assert on_duty(plan, 3) != ill
    plan.refresh_from_db()
    *_rest, report = plan_core(plan)
    assert plan.hard_violations == report.hard == 0


def test_who_is_away_since_is_not_counted_as_there(plan: Plan, ward: SmallWard) -> None:
    assert rosters.cover_short(plan=plan, actor=ward.paula) == []
    ill = on_duty(plan, 3)
    staff = next(nurse for nurse in ward.nurses if nurse.number == ill)
    Absence.objects.create(staff=staff, first_day=MONDAY + 3 * DAY, last_day=MONDAY + 3 * DAY)
    short = rosters.cover_short(plan=plan, actor=ward.paula)
    assert [(line.day, line.shift, there) for line, there in short] == [(3, "M", 0)]
    gap = rosters.cover_gap(plan=plan, asked=asked(3), actor=ward.paula)
    assert (gap.missing, gap.one_more) == (1, -1100)
    assert ill not in {option.person for option in (*gap.free, *gap.moving)}
    free = off_duty(plan, 3)
    change = [Change(free, 3, "M")]
    effect = roster_change_preview(plan=plan, changes=change, actor=ward.paula)
    assert ("M", "", 3, 1) in effect.cover


def test_days_that_are_past_are_not_mended(plan: Plan, ward: SmallWard) -> None:
    ill = on_duty(plan, 0)
    staff = next(nurse for nurse in ward.nurses if nurse.number == ill)
    Absence.objects.create(staff=staff, first_day=MONDAY, last_day=MONDAY, kind="sick")
    tomorrow = MONDAY + timedelta(days=1)
    found = rosters.roster_repair(plan=plan, actor=ward.paula, today=tomorrow, seconds=2)
    assert found.changes == ()


def test_why_why_not_swaps_and_gaps(plan: Plan, ward: SmallWard) -> None:
    works, free = on_duty(plan, 2), off_duty(plan, 2)
    why = rosters.cell_why(plan=plan, person=works, day=2, actor=ward.paula)
    assert why.reasons[0].code == "cover"
    assert rosters.cell_why_not(plan=plan, person=free, asked=asked(2), actor=ward.paula).cost > 0
    assert rosters.swap_candidates(plan=plan, person=works, day=2, actor=ward.paula)
    gap = rosters.cover_gap(plan=plan, asked=asked(2), actor=ward.paula)
    assert (gap.missing, gap.one_more) == (0, 1)
    with pytest.raises(ApplicationError, match="works no single shift there"):
        rosters.cell_why(plan=plan, person=free, day=2, actor=ward.paula)


def test_a_bed_plan_is_no_roster(plan: Plan, ward: SmallWard) -> None:
    plan.family = "beds"
    with pytest.raises(ApplicationError, match="no roster"):
        rosters.cover_gap(plan=plan, asked=asked(0), actor=None)


def test_a_day_outside_is_named_with_the_roster_s_own(plan: Plan) -> None:
    with pytest.raises(ApplicationError, match="begins on 2026-03-09 and ends on 2026-03-15"):
        rosters.day_of(plan, MONDAY + timedelta(days=7))


def test_a_breach_in_a_roster_that_people_were_told_of_needs_a_reason(
    plan: Plan, ward: SmallWard
) -> None:
    """As publishing one does, and a swap; a draft is nobody's shifts yet."""
    night = next(n for n in range(plan.days - 1) if on_duty(plan, n, "N"))
    breach = [Change(on_duty(plan, night, "N"), night + 1, "M")]
    with pytest.raises(Conflict, match="say why"):
        roster_change(plan=plan, changes=breach, actor=ward.paula, base_version=0, reason=" ")
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.DRAFT)
    plan.refresh_from_db()
    assert plan.edit_version == 0  # nothing of it was written
    effect = roster_change(plan=plan, changes=breach, actor=ward.paula, base_version=0)
    assert effect.hard_change > 0
