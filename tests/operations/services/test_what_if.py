"""What if: asked of a plan, answered in a run of its own that never publishes, compared, and made a
draft that is judged by the records as they are."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from hospital.errors import ApplicationError, Conflict, Forbidden
from operations import doors, launch, selectors, services
from operations.core.staffing.problem import Problem
from operations.core.what_if import Scenario
from operations.models import Plan, PlanEvent, PlanState, Run
from operations.packed import unpack
from operations.services import run_execute
from operations.web.home import home
from tests.operations.admin.pages import client_of, read
from tests.operations.remembered import answers_remembered
from tests.operations.ward import SmallWard, small_ward

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ward(transactional_db: None) -> SmallWard:
    found = small_ward()
    User.objects.update(is_staff=True)
    return found


def asked(ward: SmallWard, plan: Plan, **otherwise: int) -> Run:
    scenario = Scenario(**(otherwise or {"absent": 1}))
    return launch.what_if_start(plan=plan, scenario=scenario, actor=ward.paula, seconds=1)


def answered(ward: SmallWard, plan: Plan, **otherwise: int) -> Plan:
    run = asked(ward, plan, **otherwise)
    with answers_remembered():
        assert run_execute(run_id=run.pk) == "done"
    return Plan.objects.get(run=run)


def test_it_never_takes_a_plan_s_place_nor_waits_for_anybody(ward: SmallWard) -> None:
    plan = ward.plan()
    trial = answered(ward, plan)
    plan.refresh_from_db()
    assert (plan.state, trial.state) == (PlanState.PUBLISHED, PlanState.TRIAL)
    found = home(ward.paula)
    shown = {line.plan.pk for family in found.families for line in family.lines}
    assert (plan.pk in shown, trial.pk in shown) == (True, False)
    assert trial not in found.decisions
    with pytest.raises(Conflict):
        services.plan_publish(plan=trial, actor=ward.paula, base_version=0)
    with pytest.raises(Conflict):
        services.change_required(trial, ward.paula)


def test_the_question_is_the_plan_s_own_with_somebody_away(ward: SmallWard) -> None:
    plan = ward.plan()
    trial = answered(ward, plan)
    was, now = (unpack(each.problem, Problem) for each in (plan, trial))
    away = {p.id for p in now.people if len(p.absences) == now.days}
    assert len(away) == 1
    assert [line.minimum for line in now.cover] == [line.minimum for line in was.cover]
    lines = trial.shiftassignments.filter(shift__isnull=False)
    assert not away & set(lines.values_list("staff__number", flat=True))


def test_what_nothing_planned_anew_would_mean_is_told(ward: SmallWard) -> None:
    plan = ward.plan()
    trial = answered(ward, plan)
    report = services.unchanged_judged(trial, plan)
    assert report.hard > 0  # somebody who is away is on duty
    assert trial.hard_violations == 0


def test_the_changes_are_compared_and_shown_by_person(ward: SmallWard) -> None:
    plan = ward.plan()
    trial = answered(ward, plan)
    changes = selectors.plans_compared(trial, plan).changes
    assert changes
    where = reverse("admin:operations_plan_compare", args=[trial.pk])
    page = client_of(ward.paula).get(where)
    assert "1 person away" in read(page)
    assert "the same, nothing planned anew" in read(page)
    assert f"{len(changes)} change" in read(page)


def test_a_plan_is_compared_with_the_one_before_it_unless_told_otherwise(ward: SmallWard) -> None:
    plan = ward.plan()
    trial = answered(ward, plan)
    draft = services.what_if_promote(trial=trial, actor=ward.paula, reason="flu")
    shown = {}
    for each in (plan, draft):
        where = reverse("admin:operations_plan_compare", args=[each.pk])
        shown[each] = client_of(ward.paula).get(where).context["other"]
    assert shown == {plan: draft, draft: plan}  # not with the what-if between them


def test_promoted_it_is_a_draft_judged_by_the_records(ward: SmallWard) -> None:
    plan = ward.plan()
    trial = answered(ward, plan)
    draft = services.what_if_promote(trial=trial, actor=ward.paula, reason="flu")
    assert draft.state == PlanState.DRAFT
    assert draft.version == trial.version + 1
    assert "by paula" in str(draft.why_draft)
    _problem, _answer, report = selectors.plan_core(draft)
    assert (report.hard, report.cost) == (draft.hard_violations, draft.cost)
    assert PlanEvent.objects.get(plan=draft, action="promoted").reason == "flu"
    with pytest.raises(Conflict):
        services.what_if_promote(trial=trial, actor=ward.paula)


@pytest.mark.parametrize("otherwise", [{"beds_closed": 2}, {"absent": 51}, {"absent": 0}])
def test_what_no_roster_knows_of_is_refused(ward: SmallWard, otherwise: dict[str, int]) -> None:
    plan = ward.plan()
    with pytest.raises(ApplicationError):
        asked(ward, plan, **otherwise)
    assert not Run.objects.filter(params__has_key="what_if").exists()


def test_it_is_asked_by_who_plans_there(ward: SmallWard) -> None:
    plan = ward.plan()
    with pytest.raises(Forbidden):
        launch.what_if_start(plan=plan, scenario=Scenario(absent=1), actor=ward.vera)
    trial = answered(ward, plan)
    with pytest.raises(Forbidden):
        services.what_if_promote(trial=trial, actor=ward.vera)
    with pytest.raises(ApplicationError):
        asked(ward, trial)


def test_its_page_leads_to_the_run_and_asks_again(ward: SmallWard) -> None:
    plan = ward.plan()
    where = reverse("admin:operations_plan_what_if", args=[plan.pk])
    client: Any = client_of(ward.paula)
    answer = client.post(where, {"absent": "1", "seconds": "1"})
    run = Run.objects.get(params__has_key="what_if")
    assert answer.url == reverse("admin:operations_run_change", args=[run.pk])
    assert "1 person away" in read(client.get(where))
    assert client.post(where, {"absent": "x", "seconds": "1"}).status_code == 200
    Run.objects.update(state="failed")
    assert doors.run_again(user=ward.paula, run=run).params["what_if"] == run.params["what_if"]
