"""A run from request to plan: solved in a child, judged, kept with its lines in one go."""

from __future__ import annotations

import errno
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db import IntegrityError, OperationalError
from django.utils import timezone, translation

from hospital.leaving import leave, stay
from hospital.models import CoverRule
from hospital.supervise import GRACE_SECONDS, Wish
from operations.core import stopwatch
from operations.core.child import KNOWN
from operations.core.outcome import Outcome, Status
from operations.core.stopwatch import Stopwatch
from operations.families import FAMILIES
from operations.models import Finding, Plan, PlanEvent, PlanState, RunState, ShiftAssignment
from operations.packed import unpack
from operations.services import execute, run_execute, run_request, watching
from operations.services.publish import plan_core
from operations.services.runs import MAX_ATTEMPTS, Claim, LostLease
from operations.services.watching import Watcher
from tests.operations.remembered import _answer, answers_remembered
from tests.operations.ward import MONDAY, TODAY, SmallWard, small_ward

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ward() -> SmallWard:
    return small_ward()


def test_a_run_becomes_a_published_plan_with_lines_figures_and_a_record(ward: SmallWard) -> None:
    run = ward.run()
    assert run.state == RunState.DONE, run.message
    plan = Plan.objects.get(run=run)
    assert (plan.state, plan.version, plan.start) == (PlanState.PUBLISHED, 1, MONDAY)
    assert plan.hard_violations == 0
    assert plan.bound is None or plan.bound <= plan.cost
    lines = ShiftAssignment.objects.filter(plan=plan)
    assert lines.filter(shift=ward.morning).values("date").distinct().count() == 7
    assert all(line.reason for line in lines)
    actions = set(PlanEvent.objects.filter(plan=plan).values_list("action", flat=True))
    assert actions == {"made", "published"}
    assert plan.ward == ward.ward


def test_what_is_kept_is_judged_as_it_was_when_it_was_made(ward: SmallWard) -> None:
    plan = ward.plan()
    *_, report = plan_core(plan)
    assert (report.cost, report.hard) == (plan.cost, plan.hard_violations)


def test_a_person_waits_by_the_wall_clock_and_the_night_by_work(ward: SmallWard) -> None:
    told = []
    for trigger, params in (("person", {}), ("nightly", {}), ("nightly", {"seconds": 1})):
        (run,) = run_request(kind="staffing", scope="CHU/MED", days=7, today=TODAY)
        run.trigger, run.params = trigger, params
        run.save()
        with (
            mock.patch.object(execute, "supervise", side_effect=OSError) as supervise,
            mock.patch.object(execute, "SearchLimits", wraps=execute.SearchLimits) as limits,
        ):
            run_execute(run_id=run.pk)
        told.append((limits.call_args.args[3], supervise.call_args.args[2].wall_seconds))
    assert told == [(False, 120.0), (True, 210.0), (True, 65.0)]


def test_a_search_that_hardly_runs_ends_before_it_is_killed_and_long_before_the_night_is_late(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    now = [0.0]
    monkeypatch.setattr(stopwatch, "wall", lambda: now[0])
    monkeypatch.setattr(stopwatch, "worked", lambda: now[0] / 1_000)
    for family in FAMILIES.values():
        now[0] = 0.0
        watch = Stopwatch(by_work=True, workers=settings.SOLVER_WORKERS)
        while watch.seconds < family.seconds:
            now[0] += 1
        killed = execute.child_limits(family.seconds, by_work=True).wall_seconds
        assert now[0] + execute.START_UP_SECONDS < killed
        # Each attempt to its bitter end, and still nobody is told for this one run alone.
        assert MAX_ATTEMPTS * (killed + GRACE_SECONDS) < settings.NIGHT_LATE_HOURS * 3600


def test_a_second_run_makes_a_second_version_and_voids_the_first(ward: SmallWard) -> None:
    first = ward.plan()
    second = ward.plan()
    first.refresh_from_db()
    assert (first.state, second.state, second.version) == (PlanState.VOID, PlanState.PUBLISHED, 2)


def test_cover_that_nobody_can_give_still_gets_a_roster_that_says_what_lacks(
    ward: SmallWard,
) -> None:
    CoverRule.objects.update(minimum=6, target=6)
    plan = ward.plan()
    assert plan.state == PlanState.PUBLISHED
    assert plan.medium > 0
    lacking = Finding.objects.filter(plan=plan, rule="cover_minimum")
    finding = lacking.first()
    assert finding is not None
    assert "needs at least 6" in str(finding.sentence)
    with translation.override("fr"):  # the same row, to another reader
        assert "minimum nécessaire : 6" in str(finding)
        assert "minimum 6, cible 6" in str(ShiftAssignment.objects.filter(plan=plan)[0].reason)


def test_a_run_is_done_once_however_often_it_is_asked(ward: SmallWard) -> None:
    with answers_remembered():
        run = ward.run()
        assert run_execute(run_id=run.pk) is None
    assert Plan.objects.count() == 1


def test_when_judge_and_solver_disagree_nothing_is_shown(ward: SmallWard) -> None:
    before = ward.plan()
    real = execute.snapshot.read

    def wrong(path: Any, type_: Any) -> Any:
        outcome = real(path, type_)
        if path.name == "outcome.json":
            import dataclasses

            return dataclasses.replace(outcome, cost=outcome.cost + 1)
        return outcome

    with answers_remembered(), mock.patch.object(execute.snapshot, "read", wrong):
        run = ward.run()
    assert (run.state, run.error_code) == (RunState.ERRORED, "judge")
    before.refresh_from_db()
    assert before.state == PlanState.PUBLISHED
    assert Plan.objects.count() == 1


def test_a_worker_that_lost_its_lease_writes_nothing(ward: SmallWard) -> None:
    from operations.models import Run
    from operations.services import publish

    real = publish.run_finish

    def late(claim: Any, state: str, **changes: Any) -> None:
        Run.objects.filter(pk=claim.run_id).update(attempt=9)  # somebody else took over
        real(claim, state, **changes)

    with answers_remembered(), mock.patch.object(publish, "run_finish", late):
        ward.run()
    assert not Plan.objects.exists()
    assert not ShiftAssignment.objects.exists()


def test_a_broken_child_ends_the_run_with_its_words(ward: SmallWard) -> None:
    with mock.patch.object(execute, "supervise") as broken:
        broken.return_value = execute.Exit(execute.Ending.CRASHED, 1, 0.1, "Boom: no such file")
        run = ward.run()
    assert run.state == RunState.ERRORED
    assert "Boom" in str(run.message)


@pytest.mark.parametrize("ending", [execute.Ending.KILLED, execute.Ending.HUNG])
def test_a_lost_child_gives_the_run_back_for_another_attempt(
    ward: SmallWard, ending: execute.Ending
) -> None:
    with mock.patch.object(execute, "supervise") as lost:
        lost.return_value = execute.Exit(ending, -9, 0.1, "")
        run = ward.run()
    assert (run.state, run.attempt) == (RunState.QUEUED, 1)
    with answers_remembered():
        run_execute(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.attempt) == (RunState.DONE, 2)


@pytest.mark.parametrize("kind", [OperationalError, IntegrityError])
def test_a_database_that_fails_for_a_moment_costs_an_attempt_and_no_run(
    ward: SmallWard, kind: type[Exception]
) -> None:
    """Locked, or with another plan of this scope that was published at the same moment."""
    from operations.models import Run

    locked = kind("database is locked")
    with (
        answers_remembered(),
        mock.patch.object(execute, "plan_keep", side_effect=locked),
    ):
        run = ward.run()
        assert (run.state, run.attempt) == (RunState.QUEUED, 1)
        assert "database is locked" in str(run.message)
    with answers_remembered():
        run_execute(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.attempt) == (RunState.DONE, 2)
    assert Plan.objects.filter(run=run).count() == 1

    with (
        mock.patch.object(execute, "supervise", side_effect=locked),
        mock.patch.object(execute, "run_release", side_effect=locked),
    ):
        run = ward.run()
    assert run.state == RunState.RUNNING  # nobody could write that it ended:
    Run.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    with answers_remembered():
        run_execute(run_id=run.pk)  # its lease ends
    run.refresh_from_db()
    assert (run.state, run.attempt) == (RunState.DONE, 2)


def test_out_of_memory_says_what_to_change(ward: SmallWard) -> None:
    with mock.patch.object(execute, "supervise") as full:
        full.return_value = execute.Exit(execute.Ending.MEMORY, -6, 0.1, "std::bad_alloc")
        run = ward.run()
    assert (run.state, run.error_code) == (RunState.FAILED, "memory")
    assert "MIZAN_SOLVER_MEMORY_MB" in str(run.message)


def test_a_plan_is_unpacked_as_it_was_packed(ward: SmallWard) -> None:
    from operations.families import FAMILIES

    plan = ward.plan()
    family = FAMILIES["staffing"]
    problem = unpack(plan.problem, family.problem_type)
    answer = unpack(plan.answer, family.plan_type)
    assert family.judge(problem, answer).cost == plan.cost


def test_lost_lease_is_what_renewing_raises(ward: SmallWard) -> None:
    from operations.services.runs import Claim, run_renew

    with pytest.raises(LostLease):
        run_renew(Claim(12345, 1, "nobody"))


def test_what_a_lost_attempt_had_found_is_kept_when_the_next_finds_nothing(
    ward: SmallWard,
) -> None:
    import json

    from operations.models import Run

    first = ward.plan()
    _problem, answer, _report = plan_core(first)
    (run,) = run_request(kind="staffing", scope="CHU/MED", days=7, seconds=1, today=TODAY)
    asked = execute.FAMILIES["staffing"].source.problem(run.network, run.scope, run.start, run.days)
    kept = json.loads(execute.snapshot.dumps(answer))
    digest = execute.snapshot.digest(asked.problem)
    Run.objects.filter(pk=run.pk).update(incumbent=kept, input_sha256=digest)
    with answers_remembered(), mock.patch.object(execute, "_outcome") as nothing:
        nothing.return_value = Outcome(Status.UNKNOWN, None, None, None, 1.0)
        run_execute(run_id=run.pk)
    assert plan_core(Plan.objects.get(run=run))[1] == answer

    (other,) = run_request(kind="staffing", scope="CHU/MED", days=7, seconds=2, today=TODAY)
    Run.objects.filter(pk=other.pk).update(incumbent=kept, input_sha256="another question")
    with answers_remembered(), mock.patch.object(execute, "_outcome") as nothing:
        nothing.return_value = Outcome(Status.UNKNOWN, None, None, None, 1.0)
        assert run_execute(run_id=other.pk) == RunState.NO_PLAN


def test_while_it_solves_the_best_plan_so_far_is_in_the_row_and_not_afterwards(
    ward: SmallWard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "INCUMBENT_EVERY_SECONDS", 0.0)
    with mock.patch.object(watching, "run_renew", wraps=watching.run_renew) as renewed:
        run = ward.run()
    kept = [call.kwargs.get("incumbent") for call in renewed.call_args_list]
    assert any(kept)
    assert (run.state, run.incumbent) == (RunState.DONE, None)


@pytest.mark.parametrize(
    "full",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OperationalError("database or disk is full"),
    ],
)
def test_a_full_disk_is_said_and_the_last_plan_stays(ward: SmallWard, full: Exception) -> None:
    before = ward.plan()
    with answers_remembered(), mock.patch.object(execute, "plan_keep", side_effect=full):
        run = ward.run()
    assert (run.state, run.error_code) == (RunState.FAILED, "disk_full")
    assert "Make room" in str(run.message)
    before.refresh_from_db()
    assert before.state == PlanState.PUBLISHED


def test_a_worker_that_leaves_gives_the_run_back_with_its_best_plan(ward: SmallWard) -> None:
    """The next one begins with it; what comes out is no worse."""
    asked: list[Wish] = []

    def interrupted(*given: Any) -> execute.Exit:
        leave()
        asked.append(given[-1]())
        execute.snapshot.write(Path(given[1][1]) / "outcome.json", found)
        return execute.Exit(execute.Ending.STOPPED, 0, 0.1)

    _problem, answer, report = plan_core(ward.plan())
    found = Outcome(Status.FEASIBLE, answer, None, None, 0.1)
    try:
        with mock.patch.object(execute, "supervise", interrupted):
            run = ward.run()
        assert asked == [Wish.STOP]
        assert (run.state, run.given_back) == (RunState.QUEUED, 1)
        assert run.incumbent is not None
        assert run_execute(run_id=run.pk) is None  # whoever leaves begins nothing
    finally:
        stay()
    with mock.patch.object(execute, "supervise", wraps=_answer) as child:
        began_with = []
        child.side_effect = lambda *given: (
            began_with.append((Path(given[1][1]) / KNOWN).exists()) or _answer(*given)
        )
        run_execute(run_id=run.pk)
    assert began_with == [True]
    assert Plan.objects.get(run=run).cost <= report.cost


def test_the_best_plan_in_the_row_is_not_given_up_for_a_dearer_one(tmp_path: Path) -> None:
    watcher = Watcher(Claim(1, 2, "a"), tmp_path, 10.0)
    watcher.kept_cost = 100.0
    (tmp_path / "incumbent.json").write_text("{}")
    with (
        mock.patch.object(watching, "run_renew") as renewed,
        mock.patch.object(watching, "INCUMBENT_EVERY_SECONDS", 0.0),
    ):
        renewed.return_value = mock.Mock(cancel_requested=None, stop_requested=None)
        kept = []
        for cost in (120.0, 90.0):
            watcher.on_line({"seconds": 1.0, "cost": cost, "incumbent": True})
            watcher._renewed = 0.0
            watcher.on_tick()
            kept.append("incumbent" in renewed.call_args.kwargs)
    assert kept == [False, True]
