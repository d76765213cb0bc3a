"""How a run ends that does not end well: each way has a state, a code and a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.utils import timezone

from hospital.errors import ApplicationError
from hospital.leaving import leave, stay
from hospital.supervise import Ending, Exit, Wish
from operations.core import snapshot
from operations.core.outcome import Outcome, Status
from operations.core.report import Report
from operations.families import FAMILIES
from operations.models import Plan, Run, RunState
from operations.services import execute, run_execute, watching
from operations.services.publish import plan_core
from operations.services.runs import Claim, LostLease, run_claim, run_ensure
from operations.services.watching import Watcher
from tests.operations.ward import TODAY, SmallWard, small_ward

pytestmark = pytest.mark.django_db(transaction=True)
Child = Callable[[Path, Callable[..., Any], Callable[[], Wish]], Exit]


@pytest.fixture
def ward() -> SmallWard:
    return small_ward()


def ended_by(ward: SmallWard, child: Child) -> Run:
    """The ward's run, done by a child that is told its folder, where to speak and what to heed."""

    def supervised(_module: Any, given: list[str], _limits: Any, on_line: Any, tick: Any) -> Exit:
        return child(Path(given[-1]), on_line, tick)

    with mock.patch.object(execute, "supervise", supervised):
        return ward.run()


def ended(run: Run) -> tuple[str, str]:
    return run.state, run.error_code


@pytest.mark.parametrize(
    ("error", "state", "code"),
    [
        (ApplicationError("the ward has no shifts"), RunState.FAILED, "records"),
        (ValueError("boom"), RunState.ERRORED, "exception"),
        (PermissionError("no entry"), RunState.ERRORED, "exception"),
    ],
)
def test_what_went_wrong_is_in_the_row(
    ward: SmallWard, error: Exception, state: str, code: str
) -> None:
    with mock.patch.object(execute, "_plan", side_effect=error):
        run = ward.run()
    assert ended(run) == (state, code)
    assert str(error) in str(run.message)


@pytest.mark.parametrize("refusal", [LostLease("taken over"), execute.OperationalError("away")])
def test_an_end_that_cannot_be_written_is_left_to_whoever_sweeps(
    ward: SmallWard, refusal: Exception
) -> None:
    with (
        mock.patch.object(execute, "_plan", side_effect=ValueError("boom")),
        mock.patch.object(execute, "run_finish", side_effect=refusal),
    ):
        run = ward.run()
    assert ended(run) == (RunState.RUNNING, "")


def test_cancelled_while_it_solves_it_has_no_plan(ward: SmallWard) -> None:
    def child(_folder: Path, _speak: Any, tick: Callable[[], Wish]) -> Exit:
        Run.objects.update(cancel_requested=timezone.now())
        assert tick() is Wish.KILL
        return Exit(Ending.KILLED, -9, 0.1, "")

    assert ended(ended_by(ward, child)) == (RunState.CANCELLED, "cancelled")
    assert not Plan.objects.exists()


def test_a_child_that_was_stopped_before_its_answer_leaves_its_best_plan(ward: SmallWard) -> None:
    _problem, answer, _report = plan_core(ward.plan())

    def child(folder: Path, speak: Callable[..., Any], _tick: Any) -> Exit:
        snapshot.write(folder / "incumbent.json", answer)
        speak({"seconds": 0.1, "cost": 1.0, "incumbent": True})
        return Exit(Ending.STOPPED, 0, 0.1)

    run = ended_by(ward, child)
    assert run.state == RunState.DONE, run.message
    assert Plan.objects.get(run=run).shiftassignments.exclude(shift=None).exists()


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (None, "No plan was found"),
        (
            Outcome(Status.INFEASIBLE, None, None, None, 0.1, notes=("two locks on one bed",)),
            "two locks",
        ),
    ],
)
def test_without_a_plan_it_says_why_and_keeps_the_last_one(
    ward: SmallWard, outcome: Outcome[Any] | None, words: str
) -> None:
    before = ward.plan()

    def child(folder: Path, _speak: Any, _tick: Any) -> Exit:
        if outcome is not None:
            snapshot.write(folder / "outcome.json", outcome)
        return Exit(Ending.FINISHED, 0, 0.1)

    run = ended_by(ward, child)
    assert run.state == RunState.NO_PLAN
    assert words in str(run.message)
    before.refresh_from_db()
    assert before.state == "published"


def forecast(ward: SmallWard) -> Run:
    return run_ensure(
        network=ward.network,
        kind="forecast",
        scope="NET:flow",
        for_date=TODAY,
        start=TODAY,
        days=28,
    )[0]


def test_a_forecast_without_records_says_so(ward: SmallWard) -> None:
    run = forecast(ward)
    run_execute(run_id=run.pk)
    run.refresh_from_db()
    assert ended(run) == (RunState.FAILED, "no_history")


@pytest.mark.parametrize("leaves", [False, True])
def test_a_forecast_is_kept_with_its_run_s_end_or_given_back(ward: SmallWard, leaves: bool) -> None:
    run = forecast(ward)

    def supervised(*given: Any) -> Exit:
        if leaves:
            leave()
            assert given[-1]() is Wish.STOP
        return Exit(Ending.FINISHED, 0, 1.5)

    with (
        mock.patch.object(execute, "supervise", supervised),
        mock.patch.object(execute, "forecast_prepare", return_value=3),
        mock.patch.object(execute, "forecast_store", side_effect=lambda **g: g["fence"]()) as kept,
    ):
        try:
            run_execute(run_id=run.pk)
        finally:
            stay()
    run.refresh_from_db()
    assert kept.called is not leaves
    if leaves:
        assert (run.state, run.given_back) == (RunState.QUEUED, 1)
    else:
        assert (run.state, run.progress, run.seconds) == (RunState.DONE, 1, 1.5)


def test_the_better_of_two_attempts_is_kept_and_a_lawless_one_bounds_nothing(
    ward: SmallWard, tmp_path: Path
) -> None:
    problem, answer, _report = plan_core(ward.plan())
    run = Run.objects.latest("pk")
    run.incumbent = json.loads(snapshot.dumps(answer))
    asked, found = mock.Mock(problem=problem), Outcome(Status.FEASIBLE, answer, None, None, 0.1)
    judged = [Report(soft=10), Report(soft=20)]  # the kept one, the new one
    family = mock.Mock(
        plan_type=FAMILIES["staffing"].plan_type, judge=mock.Mock(side_effect=judged)
    )
    assert execute._better_of(run, family, asked, found).plan is not answer
    family.judge = mock.Mock(return_value=Report(hard=1, soft=10))
    watcher = Watcher(Claim(run.pk, 1, "a"), tmp_path, 10.0)
    execute._begin_with_best(run, tmp_path, family, asked, watcher)
    assert watcher.kept_cost == float("inf")


def test_a_forecast_s_progress_is_told_by_its_steps(ward: SmallWard, tmp_path: Path) -> None:
    run = forecast(ward)
    claim = run_claim(run_id=run.pk, owner="a")
    assert claim is not None
    watcher = Watcher(claim, tmp_path, 10.0)
    watcher.on_line({"stage": "reading"})
    watcher.on_line({"stage": "training", "done": 1, "of": 4})
    assert watcher.on_tick() is Wish.GO_ON
    assert watcher.on_tick() is Wish.GO_ON  # too soon to say it again
    run.refresh_from_db()
    assert run.progress == 0.25
    Run.objects.update(stop_requested=timezone.now())
    watcher._renewed = 0.0
    assert watcher.on_tick() is Wish.STOP
    assert watching.INCUMBENT_EVERY_SECONDS > 1


def test_a_child_that_breaks_says_its_last_words_and_is_not_tried_again(ward: SmallWard) -> None:
    def child(_folder: Path, _speak: Any, _tick: Any) -> Exit:
        return Exit(Ending.CRASHED, 1, 0.1, "KeyError: 'N1'")

    run = ended_by(ward, child)
    assert ended(run) == (RunState.ERRORED, "child")
    assert "KeyError: 'N1'" in str(run.message)
    assert run.attempt == 1


def test_a_child_that_was_late_gives_its_run_back_and_says_so(ward: SmallWard) -> None:
    def child(_folder: Path, _speak: Any, _tick: Any) -> Exit:
        return Exit(Ending.TIMED_OUT, -9, 0.1, "still searching")

    run = ended_by(ward, child)
    assert (run.state, run.attempt) == (RunState.QUEUED, 1)
    assert "still searching" in str(run.message)
    assert not Plan.objects.exists()
