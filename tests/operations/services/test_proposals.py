"""A roster proposed beside another: what it keeps, what it changes, and how much of it is taken."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db.models import Q
from django.urls import reverse

from hospital.errors import ApplicationError, Conflict, Forbidden
from hospital.models import Absence
from operations import doors
from operations.core.outcome import Outcome, Status
from operations.core.rule import Kind
from operations.core.staffing.plan import Plan as Answer
from operations.core.staffing.rules import RULES
from operations.models import Plan, PlanEvent, PlanState, RulePolicy, Run
from operations.services import cells_lock, execute, proposals, roster_change, run_execute
from operations.services.rosters import Change
from tests.operations.admin.pages import client_of
from tests.operations.remembered import answers_remembered
from tests.operations.ward import SmallWard, small_ward

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ward(transactional_db: None) -> SmallWard:
    return small_ward()


def emptied(ward: SmallWard) -> Plan:
    """A published roster from which somebody took the first person's whole week."""
    plan = ward.plan()
    assert plan.state == PlanState.PUBLISHED
    lines = plan.shiftassignments.filter(staff__number="N1", shift__isnull=False)
    changes = [Change("N1", (line.date - plan.start).days) for line in lines]
    roster_change(plan=plan, changes=changes, actor=ward.paula, base_version=plan.edit_version)
    free = [(change.person, change.day) for change in changes[1:]]
    cells_lock(
        plan=plan, cells=free, locked=False, actor=ward.paula, base_version=plan.edit_version
    )
    plan.refresh_from_db()
    return plan


def proposed(ward: SmallWard, plan: Plan) -> Plan:
    run = doors.plan_propose(user=ward.paula, plan=plan)
    assert proposals.proposal_run(plan) == run
    Run.objects.filter(pk=run.pk).update(params={**run.params, "seconds": 1})
    with answers_remembered():
        run_execute(run_id=run.pk)
    found = proposals.proposal_waiting(plan)
    assert found is not None
    return found


def test_it_keeps_what_is_locked_and_does_not_take_the_roster_s_place(ward: SmallWard) -> None:
    plan = emptied(ward)
    locked = plan.shiftassignments.get(locked=True)
    found = proposals.proposal_of(proposed(ward, plan))
    plan.refresh_from_db()
    assert (plan.state, found.plan.state) == (PlanState.PUBLISHED, PlanState.DRAFT)
    assert "as paula asked" in str(found.plan.why_draft)
    assert found.cells
    assert all(each.date != locked.date or each.person != "N1" for each in found.cells)
    assert found.people == len({each.person for each in found.cells})
    assert found.touched == sum(1 for each in found.cells if each.before)


def test_it_is_never_worse_than_the_roster_as_it_is(
    ward: SmallWard, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = ward.plan()
    empty = Outcome(Status.FEASIBLE, Answer(()), None, None, 0.0)
    monkeypatch.setattr(execute, "_outcome", lambda *_asked: empty)  # stopped before it began
    made = proposed(ward, plan)
    assert proposals.proposal_of(made).cells == ()
    assert made.cost == plan.cost


def test_one_person_s_part_is_taken_without_pinning_it(ward: SmallWard) -> None:
    plan = emptied(ward)
    made = proposed(ward, plan)
    cells = [each for each in proposals.proposal_of(made).cells if each.person == "N1"]
    cost = plan.cost
    proposals.proposal_take(
        plan=made, cells=[each.cell for each in cells], actor=ward.paula,
        base_version=plan.edit_version, reason="N1 is back",
    )  # fmt: skip
    lines = plan.shiftassignments.filter(
        Q(*(Q(date=each.date) for each in cells), _connector=Q.OR), staff__number="N1"
    )
    assert {(line.date, line.shift.code if line.shift else "") for line in lines} == {
        (each.date, each.after) for each in cells
    }
    assert not lines.filter(locked=True).exists()
    assert not any(each.person == "N1" for each in proposals.proposal_of(made).cells)
    plan.refresh_from_db()
    assert plan.cost < cost
    events = PlanEvent.objects.filter(plan=plan, action="taken")
    assert {(event.actor, event.reason) for event in events} == {("paula", "N1 is back")}
    with pytest.raises(ApplicationError, match="at least"):
        proposals.proposal_take(
            plan=made, cells=[("N1", 99)], actor=ward.paula, base_version=plan.edit_version
        )


def test_taken_whole_it_is_published_where_the_roster_was(ward: SmallWard) -> None:
    plan = emptied(ward)
    made = proposed(ward, plan)
    with pytest.raises(Forbidden):
        proposals.proposal_take_whole(plan=made, actor=ward.vera, base_version=plan.edit_version)
    proposals.proposal_take_whole(plan=made, actor=ward.paula, base_version=plan.edit_version)
    states = dict(Plan.objects.values_list("version", "state"))
    assert states == {plan.version: PlanState.VOID, made.version: PlanState.PUBLISHED}


def test_a_draft_gives_way_to_what_was_proposed_beside_it(ward: SmallWard) -> None:
    plan = emptied(ward)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.DRAFT)
    locked = plan.shiftassignments.get(locked=True)
    made = proposed(ward, plan)
    # The draft's own locks hold, though no roster is published.
    there = made.shiftassignments.get(staff=locked.staff, date=locked.date)
    assert (there.shift, there.locked) == (None, True)
    proposals.proposal_take_whole(plan=made, actor=ward.paula, base_version=plan.edit_version)
    states = dict(Plan.objects.values_list("version", "state"))
    assert states == {plan.version: PlanState.VOID, made.version: PlanState.DRAFT}


def test_what_was_locked_since_is_not_offered(ward: SmallWard) -> None:
    plan = emptied(ward)
    made = proposed(ward, plan)
    offered = proposals.proposal_of(made).cells[0].cell
    cells_lock(
        plan=plan, cells=[offered], locked=True, actor=ward.paula, base_version=plan.edit_version
    )
    plan.refresh_from_db()
    assert offered not in {each.cell for each in proposals.proposal_of(made).cells}
    with pytest.raises(ApplicationError, match="at least"):
        proposals.proposal_take(
            plan=made, cells=[offered], actor=ward.paula, base_version=plan.edit_version
        )


def test_what_somebody_leaves_while_another_takes_it_is_not_taken(
    ward: SmallWard, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = emptied(ward)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.DRAFT)
    made = proposed(ward, plan)

    def meanwhile(base: Plan, version: int) -> None:
        Plan.objects.filter(pk=made.pk).update(state=PlanState.VOID)

    monkeypatch.setattr(proposals, "bump", meanwhile)
    with pytest.raises(Conflict, match="taken or left already"):
        proposals.proposal_take_whole(plan=made, actor=ward.paula, base_version=plan.edit_version)
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT


def test_what_was_changed_since_is_not_undone_by_taking_all(ward: SmallWard) -> None:
    plan = emptied(ward)
    made = proposed(ward, plan)
    line = plan.shiftassignments.filter(shift__isnull=False).first()
    off = Change(line.staff.number, (line.date - plan.start) // timedelta(days=1))
    roster_change(plan=plan, changes=[off], actor=ward.paula, base_version=plan.edit_version)
    with pytest.raises(Conflict, match="changed since"):
        proposals.proposal_take_whole(plan=made, actor=ward.paula, base_version=plan.edit_version)
    with pytest.raises(Conflict, match="changed since"):  # from its own page, as any draft
        doors.plan_publish(user=ward.paula, plan=made, base_version=made.edit_version)
    proposals.proposal_leave(plan=made, actor=ward.paula)
    assert proposals.proposal_waiting(plan) is None
    with pytest.raises(Conflict, match="already"):
        proposals.proposal_leave(plan=made, actor=ward.paula)


def test_a_price_that_changed_since_is_no_change_of_the_proposal_s(
    ward: SmallWard, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = emptied(ward)
    kinds = {rule.code: rule for rule in RULES}
    code = next(c for c, cost in plan.cost_by_rule.items() if cost and kinds[c].kind is Kind.SOFT)
    RulePolicy.objects.create(
        network=plan.network, family="staffing", rule=code, kind="soft", weight=10_000
    )
    empty = Outcome(Status.FEASIBLE, Answer(()), None, None, 0.0)
    monkeypatch.setattr(execute, "_outcome", lambda *_asked: empty)
    made = proposed(ward, plan)
    assert made.cost > plan.cost
    User.objects.update(is_staff=True)
    page = client_of(ward.paula).get(reverse("admin:operations_plan_proposal", args=[made.pk]))
    assert page.context["groups"] == []
    assert page.context["cost"] == "+0"
    assert page.context["since"].startswith("+")
    assert "is not counted above" in page.content.decode()


def test_a_lock_that_yields_to_an_absence_is_shown_as_what_it_is(ward: SmallWard) -> None:
    """Taken whole the proposal frees whoever is away: the page had not said so."""
    plan = ward.plan()
    line = plan.shiftassignments.filter(shift__isnull=False).order_by("date", "pk")[0]
    plan.shiftassignments.filter(pk=line.pk).update(locked=True)
    Absence.objects.create(staff=line.staff, first_day=line.date, last_day=line.date, kind="sick")
    made = proposed(ward, plan)
    assert not made.shiftassignments.filter(staff=line.staff, date=line.date, shift=line.shift)
    found = {each.cell: each for each in proposals.proposal_of(made).cells}
    cell = (line.staff.number, (line.date - plan.start).days)
    assert (found[cell].before, found[cell].after) == (line.shift.code, "")
    proposals.proposal_take(
        plan=made, cells=[cell], actor=ward.paula, base_version=plan.edit_version
    )
    line.refresh_from_db()
    assert line.shift is None
