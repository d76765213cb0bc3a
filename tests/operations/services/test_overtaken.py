"""Two wards rostered at once, each with somebody whom the other needs: the later is made again."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from hospital.models import Ward
from hospital.supervise import Ending, Exit
from operations.core import snapshot
from operations.core.outcome import Outcome, Status
from operations.core.staffing.cells import Assignment
from operations.core.staffing.plan import Plan as Roster
from operations.core.staffing.problem import Problem
from operations.families import FAMILIES
from operations.models import Finding, Plan, PlanEvent, PlanState, Run, ShiftAssignment
from operations.services import execute, run_request
from operations.services.publish import Overtaken, plan_keep
from operations.services.runs import run_claim
from tests.operations.ward import MONDAY, TODAY, SmallWard, small_ward

pytestmark = pytest.mark.django_db(transaction=True)


def helping_in_surgery(ward: SmallWard) -> Plan:
    """A roster of surgery that has N1 on Monday, published now."""
    facility = ward.ward.facility
    surgery = Ward.objects.create(facility=facility, code="SUR", name="Surgery")
    plan = Plan.objects.create(
        network=ward.network, facility=facility, ward=surgery, family="staffing", scope="CHU/SUR",
        version=1, state=PlanState.PUBLISHED, published=timezone.now(), start=MONDAY, days=7,
    )  # fmt: skip
    ShiftAssignment.objects.create(plan=plan, staff=ward.nurses[0], date=MONDAY, shift=ward.morning)
    return plan


class Search:
    """A search that is over at once, during which surgery publishes; the first time it knows
    nothing of that."""

    def __init__(self, ward: SmallWard, after: list[Assignment]) -> None:
        self.ward, self.after, self.asked = ward, after, []

    def __call__(self, _module: str, arguments: list[str], *_rest: Any) -> Exit:
        folder = execute.Path(arguments[1])
        problem = snapshot.read(folder / "problem.json", Problem)
        self.asked.append(problem)
        cells = [Assignment("N1", 0, "M")] if len(self.asked) == 1 else self.after
        if len(self.asked) == 1:
            helping_in_surgery(self.ward)
        outcome = Outcome(Status.FEASIBLE, Roster(tuple(cells)), None, None, 0.0)
        snapshot.write(folder / "outcome.json", outcome)
        return Exit(Ending.FINISHED, 0, 0.0, "")


def test_it_is_made_again_around_what_was_published_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ward = small_ward()
    search = Search(ward, [Assignment("N2", 0, "M")])
    monkeypatch.setattr(execute, "supervise", search)
    run = ward.run()
    plan = Plan.objects.get(run=run)
    assert (run.state, run.attempt, plan.state) == ("done", 1, PlanState.PUBLISHED)
    before, after = (next(p for p in each.people if p.id == "N1") for each in search.asked)
    assert (before.absences, after.absences) == ((), (0,))
    assert plan.shiftassignments.get(shift__isnull=False).staff == ward.nurses[1]


def test_where_that_does_not_help_it_waits_for_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    ward = small_ward()
    search = Search(ward, [Assignment("N1", 0, "M")])
    monkeypatch.setattr(execute, "supervise", search)
    plan = Plan.objects.get(run=ward.run())
    assert (plan.state, len(search.asked)) == (PlanState.DRAFT, 2)
    assert plan.why_draft


def test_what_was_published_before_is_no_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    ward = small_ward()
    search = Search(ward, [])
    monkeypatch.setattr(execute, "supervise", search)
    search.asked.append(None)  # as if surgery were there already
    helping_in_surgery(ward)
    search.after = [Assignment("N1", 0, "M")]
    plan = Plan.objects.get(run=ward.run())
    assert (plan.state, len(search.asked)) == (PlanState.DRAFT, 2)


def everything() -> list[list[dict[str, Any]]]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Plan, ShiftAssignment, Finding, PlanEvent, Run)
    ]


def test_an_overtaken_plan_is_refused_and_nothing_of_it_or_of_what_is_in_force_changes() -> None:
    """Its version, lines, findings and the end of its run are all of one transaction."""
    ward = small_ward()
    in_force, family = ward.plan(), FAMILIES["staffing"]
    (run,) = run_request(kind="staffing", scope=ward.ward.scope, start=MONDAY, days=7, today=TODAY)
    claim = run_claim(run_id=run.pk, owner="worker")
    assert claim is not None
    since = timezone.now()
    asked = family.source.problem(ward.network, run.scope, MONDAY, 7)
    helping_in_surgery(ward)
    before = everything()

    roster = Roster((Assignment("N1", 0, "M"),))
    kept = {
        "run": run, "claim": claim, "family": family, "asked": asked, "seed": 1, "curve": [],
        "outcome": Outcome(Status.FEASIBLE, roster, None, None, 0.0),
        "report": family.judge(asked.problem, roster),
    }  # fmt: skip
    with pytest.raises(Overtaken, match=r"N1 .* CHU/SUR"):
        plan_keep(**kept, since=since)

    assert everything() == before
    assert Run.objects.get(pk=run.pk).state == "running"
    # The run still holds its lease: where nobody asks since when, the same answer is a draft.
    draft = plan_keep(**kept)
    in_force.refresh_from_db()
    assert (draft.state, draft.version) == (PlanState.DRAFT, in_force.version + 1)
    assert in_force.state == PlanState.PUBLISHED
