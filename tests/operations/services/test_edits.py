"""A person changes a plan: judged before it is kept, pinned, on the record; nothing is lost."""

from __future__ import annotations

import threading
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.formats import date_format

from hospital.errors import ApplicationError, Conflict, Forbidden
from hospital.models import ShiftType
from hospital.said import Message
from operations.families import FAMILIES
from operations.models import Plan, PlanEvent, PlanState, ShiftAssignment
from operations.services import (
    assignment_edit,
    assignment_preview,
    edits,
    plan_publish,
    publish,
    rows_lock,
    run_execute,
    run_request,
)
from operations.services.publish import plan_core
from tests.operations.remembered import answers_remembered
from tests.operations.ward import MONDAY, TODAY, SmallWard, small_ward

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ward() -> SmallWard:
    return small_ward()


def a_morning(plan: Plan, ward: SmallWard) -> ShiftAssignment:
    found = ShiftAssignment.objects.filter(plan=plan, shift=ward.morning).first()
    assert found is not None
    return found


def test_a_change_says_what_it_breaks_before_and_after_it_is_kept(ward: SmallWard) -> None:
    plan = ward.plan()
    line = a_morning(plan, ward)
    seen = assignment_preview(row=line, changes={"shift": None}, actor=ward.paula)
    assert "cover_minimum" in {violation.rule for violation in seen.new}
    assert seen.cost_change > 0
    line.refresh_from_db()
    assert line.shift == ward.morning
    assert not line.edited

    kept = assignment_edit(
        row=line, changes={"shift": None}, actor=ward.paula, base_version=0, reason="sick"
    )
    assert kept.cost_change == seen.cost_change
    line.refresh_from_db()
    assert (line.shift, line.edited, line.locked) == (None, True, True)
    plan.refresh_from_db()
    assert (plan.edit_version, plan.cost) == (1, kept.report_after.cost)
    event = PlanEvent.objects.filter(plan=plan, action="edited").get()
    assert (event.actor, event.reason) == ("paula", "sick")
    assert event.before == {"shift": ward.morning.pk}


def test_who_saves_second_is_told_what_the_first_changed(ward: SmallWard) -> None:
    plan = ward.plan()
    line = a_morning(plan, ward)
    assignment_edit(row=line, changes={"shift": ward.night}, actor=ward.paula, base_version=0)
    with pytest.raises(Conflict, match="paula: edited"):
        assignment_edit(row=line, changes={"shift": None}, actor=ward.paula, base_version=0)
    line.refresh_from_db()
    assert line.shift == ward.night


@pytest.mark.parametrize("guarded", [False, True])
def test_of_two_who_save_at_once_one_is_kept_and_one_is_told(
    ward: SmallWard, guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the version both are told that theirs is kept, and one of the two is lost."""
    if not guarded:
        monkeypatch.setattr(edits, "bump", lambda plan, base_version: None)
    plan = ward.plan()
    line = a_morning(plan, ward)
    results: list[str] = []
    start = threading.Barrier(2)

    def save(shift: ShiftType | None) -> None:
        mine = ShiftAssignment.objects.get(pk=line.pk)
        start.wait()
        try:
            changes = {"shift": shift}
            assignment_edit(row=mine, changes=changes, actor=ward.paula, base_version=0)
            results.append("kept")
        except Conflict:
            results.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[shift]) for shift in (None, ward.night)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == (["kept", "told"] if guarded else ["kept", "kept"])
    assert PlanEvent.objects.filter(plan=plan, action="edited").count() == results.count("kept")


def test_only_who_plans_here_may_change_and_only_what_is_theirs_to_change(
    ward: SmallWard,
) -> None:
    line = a_morning(ward.plan(), ward)
    with pytest.raises(Forbidden):
        assignment_edit(row=line, changes={"shift": None}, actor=ward.vera, base_version=0)
    with pytest.raises(ApplicationError, match="reason cannot be changed here"):
        assignment_edit(row=line, changes={"reason": "x"}, actor=ward.paula, base_version=0)


def test_a_second_shift_for_the_same_person_and_day_is_refused(ward: SmallWard) -> None:
    plan = ward.plan()
    line = a_morning(plan, ward)
    other = ShiftAssignment.objects.filter(plan=plan).exclude(staff=line.staff).first()
    assert other is not None
    changes = {"staff": line.staff, "date": line.date}
    with pytest.raises(ValidationError):
        assignment_edit(row=other, changes=changes, actor=ward.paula, base_version=0)
    plan.refresh_from_db()
    assert plan.edit_version == 0


def test_the_next_plan_keeps_what_a_person_changed(ward: SmallWard) -> None:
    plan = ward.plan()
    line = a_morning(plan, ward)
    assignment_edit(row=line, changes={"shift": ward.night}, actor=ward.paula, base_version=0)
    again = ward.plan()
    assert again.state == PlanState.PUBLISHED, again.why_draft
    kept = ShiftAssignment.objects.get(plan=again, staff=line.staff, date=line.date)
    assert (kept.shift, kept.locked) == (ward.night, True)


def test_a_shorter_plan_that_ends_before_a_pin_stays_a_draft(ward: SmallWard) -> None:
    plan = ward.plan()
    line = a_morning(plan, ward)
    last = ShiftAssignment.objects.filter(plan=plan).order_by("-date").first()
    assert last is not None
    rows_lock(rows=[last], locked=True, actor=ward.paula)
    (run,) = run_request(
        kind="staffing", scope=line.plan.scope, start=plan.start, days=1, seconds=1, today=TODAY
    )
    with answers_remembered():
        run_execute(run_id=run.pk)
    short = Plan.objects.get(run=run)
    assert (short.state, short.days) == (PlanState.DRAFT, 1)
    assert f"{last.staff.number} on {date_format(last.date)} is locked" in str(short.why_draft)
    plan.refresh_from_db()
    assert plan.state == PlanState.PUBLISHED


def test_an_edit_made_while_the_next_plan_is_made_leaves_that_plan_a_draft(
    ward: SmallWard,
) -> None:
    from operations.services import execute

    plan = ward.plan()
    line = a_morning(plan, ward)
    real = execute.plan_keep

    def edited_meanwhile(**kept: object) -> Plan:
        assignment_edit(row=line, changes={"shift": None}, actor=ward.paula, base_version=0)
        return real(**kept)  # type: ignore[arg-type]

    with mock.patch.object(execute, "plan_keep", edited_meanwhile):
        draft = ward.plan()
    works = ShiftAssignment.objects.filter(
        plan=draft, staff=line.staff, date=line.date, shift__isnull=False
    ).exists()
    plan.refresh_from_db()
    if works:
        assert draft.state == PlanState.DRAFT
        assert line.staff.number in str(draft.why_draft)
        assert plan.state == PlanState.PUBLISHED
    else:
        assert draft.state == PlanState.PUBLISHED


def test_a_draft_is_published_by_a_planner_and_once(ward: SmallWard) -> None:
    first = ward.plan()
    Plan.objects.filter(pk=first.pk).update(state=PlanState.DRAFT)
    first.refresh_from_db()
    with pytest.raises(Forbidden):
        plan_publish(plan=first, actor=ward.vera, base_version=first.edit_version)
    plan_publish(plan=first, actor=ward.paula, base_version=first.edit_version)
    first.refresh_from_db()
    assert (first.state, first.published_by) == (PlanState.PUBLISHED, ward.paula)
    with pytest.raises(Conflict):
        plan_publish(plan=first, actor=ward.paula, base_version=first.edit_version)


def test_a_draft_that_breaks_hard_rules_needs_a_reason(ward: SmallWard) -> None:
    plan = ward.plan()
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.DRAFT, hard_violations=1)
    plan.refresh_from_db()
    with pytest.raises(Conflict, match="say why"):
        plan_publish(plan=plan, actor=ward.paula, base_version=plan.edit_version)
    plan_publish(
        plan=plan, actor=ward.paula, base_version=plan.edit_version, reason="agreed with the person"
    )
    assert PlanEvent.objects.filter(plan=plan, reason="agreed with the person").exists()


def test_a_lock_is_on_the_record_and_a_replaced_plan_is_closed(ward: SmallWard) -> None:
    plan = ward.plan()
    line = a_morning(plan, ward)
    assert rows_lock(rows=[line], locked=True, actor=ward.paula) == 1
    assert rows_lock(rows=[line], locked=True, actor=ward.paula) == 0
    assert PlanEvent.objects.filter(plan=plan, action="locked").count() == 1
    ward.plan()
    line.plan.refresh_from_db()
    with pytest.raises(Conflict, match="replaced"):
        assignment_edit(row=line, changes={"shift": None}, actor=ward.paula, base_version=1)


def test_lines_of_one_page_are_locked_as_they_were_seen_there(ward: SmallWard) -> None:
    """Each lock is a change of the plan; whoever read an older page is told what came between."""
    plan = ward.plan()
    lines = list(ShiftAssignment.objects.filter(plan=plan).select_related("plan")[:3])
    assert rows_lock(rows=lines[:2], locked=True, actor=ward.paula, base_version=0) == 2
    with pytest.raises(Conflict, match="paula: locked"):
        rows_lock(rows=lines[2:], locked=True, actor=ward.paula, base_version=1)
    assert not ShiftAssignment.objects.get(pk=lines[2].pk).locked
    assert rows_lock(rows=lines[2:], locked=True, actor=None, base_version=2) == 1


def test_the_system_publishes_without_a_person(ward: SmallWard) -> None:
    plan = ward.plan()
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.DRAFT)
    plan_publish(plan=plan, actor=None, base_version=plan.edit_version)
    plan.refresh_from_db()
    assert (plan.state, plan.published_by) == (PlanState.PUBLISHED, None)


def test_what_breaks_a_rule_or_clashes_with_another_ward_waits_for_a_person(
    ward: SmallWard,
) -> None:
    plan = ward.plan()
    problem, answer, report = plan_core(plan)
    family = FAMILIES["staffing"]
    facts = {"staff": "N1", "lock_date": MONDAY, "ward": "CHU/SUR"}
    twice = mock.Mock(
        rolling=False, keeping=family.keeping, clashes=lambda *_: [Message("pin.elsewhere", facts)]
    )
    with transaction.atomic():
        lawless = publish._why_draft(plan, family, problem, answer, mock.Mock(hard=2))
        elsewhere = publish._why_draft(plan, twice, problem, answer, report)
        assert not publish._why_draft(plan, family, problem, answer, report)
    assert str(lawless) == "Hard rules broken: 2. See the findings."
    assert str(elsewhere).startswith("Planned on two wards at once: N1 on ")
