"""A real worker does the runs; killed at any moment, none is lost and none is done twice."""

from __future__ import annotations

import random
import time
from datetime import date

import pytest
from django.utils import timezone

from hospital.demo.region import generate
from operations.models import (
    OPEN_STATES,
    Finding,
    Plan,
    PlanEvent,
    PlanState,
    Run,
    RunState,
    ShiftAssignment,
)
from operations.services import run_request, runs_reconcile
from operations.services.runs import run_cancel
from tests.e2e.conftest import Hands, until

TODAY = date(2026, 3, 4)
pytestmark = pytest.mark.services


def ask_for_rosters(wards: int, seconds: float, days: int = 7) -> list[Run]:
    """Rosters of some wards; four weeks are not proven optimal within any test's patience."""
    network = generate("small", 1, TODAY)
    runs = run_request(kind="staffing", network=network, seconds=seconds, days=days, today=TODAY)
    for run in runs[wards:]:
        run_cancel(run=run, actor="the test")
    return runs[:wards]


def all_ended(runs: list[Run]) -> bool:
    ids = [run.pk for run in runs]
    return not Run.objects.filter(pk__in=ids, state__in=OPEN_STATES).exists()


def states(runs: list[Run]) -> dict[str, str]:
    return {run.scope: f"{run.state} {run.message}" for run in Run.objects.filter(
        pk__in=[run.pk for run in runs])}  # fmt: skip


@pytest.mark.timeout(300)
def test_killed_at_a_random_moment_every_run_ends_in_one_whole_plan(hands: Hands) -> None:
    """One moment here; `make chaos ARGS=worker_killed` tries twenty."""
    runs = ask_for_rosters(wards=2, seconds=1)
    hands.start()
    hands.nudge()
    until(lambda: Run.objects.filter(attempt__gt=0).exists(), 60, "nothing begun")
    time.sleep(random.uniform(0, 2))
    hands.kill()
    Run.objects.filter(state=RunState.RUNNING).update(lease_until=timezone.now())
    runs_reconcile()
    Run.objects.filter(state=RunState.QUEUED).update(nudged=None)
    hands.start()
    hands.nudge()
    until(lambda: all_ended(runs), 120, str(states(runs)))

    for run in Run.objects.filter(pk__in=[run.pk for run in runs]):
        assert run.state == RunState.DONE, run.message
        plan = Plan.objects.get(run=run)
        assert plan.state in (PlanState.PUBLISHED, PlanState.DRAFT)
        assert Plan.objects.filter(scope=run.scope).count() == 1
        assert ShiftAssignment.objects.filter(plan=plan).exists()
        assert PlanEvent.objects.filter(plan=plan, action="made").count() == 1
    assert not Finding.objects.exclude(plan__run__in=runs).exists()


@pytest.mark.timeout(200)
def test_cancelled_while_it_solves_a_run_ends_without_a_plan(hands: Hands) -> None:
    (run,) = ask_for_rosters(wards=1, seconds=60, days=28)
    hands.start()
    hands.nudge()
    until(lambda: Run.objects.filter(pk=run.pk, stage="solving").exists(), 60, "never solved")
    run_cancel(run=run, actor="paula")
    until(lambda: all_ended([run]), 30, "not cancelled")
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED
    assert not Plan.objects.exists()


@pytest.mark.timeout(200)
def test_stopped_while_it_solves_a_run_keeps_its_best_plan(hands: Hands) -> None:
    from operations.services import run_stop

    (run,) = ask_for_rosters(wards=1, seconds=120, days=28)
    hands.start()
    hands.nudge()

    def has_found_one() -> bool:
        run.refresh_from_db()
        return bool(run.curve) or (run.state != RunState.RUNNING and run.attempt > 0)

    until(has_found_one, 90, "no plan while it solved")
    run_stop(run=run, actor=None)
    until(lambda: all_ended([run]), 30, "not stopped")
    run.refresh_from_db()
    assert run.state == RunState.DONE, run.message
    assert Plan.objects.get(run=run).cost >= 0
    assert run.seconds < 100
