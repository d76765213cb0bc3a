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
from operations.services import run_request, run_stop, runs_reconcile
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
def test_while_two_runs_solve_one_is_cancelled_and_one_keeps_its_best_plan(hands: Hands) -> None:
    dropped, kept = ask_for_rosters(wards=2, seconds=120, days=28)
    hands.start()
    hands.nudge()
    until(lambda: Run.objects.filter(pk=dropped.pk, stage="solving").exists(), 60, "never solved")
    run_cancel(run=dropped, actor="paula")
    until(lambda: all_ended([dropped]), 30, "not cancelled")

    def has_found_one() -> bool:
        kept.refresh_from_db()
        return bool(kept.curve) or (kept.state != RunState.RUNNING and kept.attempt > 0)

    until(has_found_one, 90, "no plan while it solved")
    run_stop(run=kept, actor=None)
    until(lambda: all_ended([kept]), 30, "not stopped")
    for run in (dropped, kept):
        run.refresh_from_db()
    assert dropped.state == RunState.CANCELLED
    assert kept.state == RunState.DONE, kept.message
    plan = Plan.objects.get()
    assert plan.run == kept
    assert plan.cost >= 0
    assert kept.seconds < 100
