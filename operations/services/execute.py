"""Doing a run: claim it, have the work done in a child, check, publish, or say why not."""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import socket
import time
import traceback
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, IntegrityError, OperationalError, close_old_connections
from django.utils import timezone

from forecasting.models import family_of
from forecasting.services import (
    forecast_prepare,
    forecast_store,
    outbreak_prepare,
    outbreak_store,
)
from hospital.errors import ApplicationError
from hospital.leaving import leaving
from hospital.logs import about_run
from hospital.said import Message, Said
from hospital.supervise import Ending, Exit, Limits, supervise
from operations.core import snapshot
from operations.core.child import KNOWN
from operations.core.child import Limits as SearchLimits
from operations.core.errors import BadProblem
from operations.core.outcome import Outcome, Status
from operations.core.stopwatch import FAR
from operations.families import FAMILIES, Asked, FamilySpec
from operations.models import Run, RunKind, RunState
from operations.services.beginnings import as_kept, run_asks_about, run_beginning
from operations.services.imports import import_do
from operations.services.night import OUTBREAKS
from operations.services.publish import Overtaken, plan_keep, run_around
from operations.services.replans import ReplanAsked, replan_asked
from operations.services.runs import (
    NIGHTLY,
    Claim,
    LostLease,
    run_claim,
    run_finish,
    run_give_back,
    run_release,
    run_renew,
)
from operations.services.watching import Watcher, held
from operations.services.what_if import what_if_asked
from operations.services.workdir import job_folder

log = logging.getLogger(__name__)

FORECAST_SECONDS = 3600.0
LOG_KEPT = 4000
"""Characters of a child's last words that a run keeps."""
START_UP_SECONDS = 60.0
"""A child's imports and its reading of a large problem, on top of its search."""


class Refused(Exception):
    """The run ends without a plan for a reason that a person can read."""

    def __init__(self, state: str, code: str, said: Said) -> None:
        super().__init__(str(said))
        self.state, self.code, self.said = state, code, said


def owner_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def run_execute(*, run_id: int, owner: str | None = None) -> str | None:
    """Do this run if it is free. Returns its end state, or None when it was not ours to do."""
    if leaving():
        return None
    close_old_connections()
    claim = run_claim(run_id=run_id, owner=f"{owner or owner_name()}:{time.monotonic_ns()}")
    if claim is None:
        return None
    with about_run(run_id):
        log.info("attempt %s begins", claim.attempt)
        _attempt(claim)
        state = Run.objects.values_list("state", flat=True).get(pk=run_id)
        log.info("attempt %s ended: %s", claim.attempt, state)
    return state


def _attempt(claim: Claim) -> None:
    """Does it, and sees to it that the row says how it ended."""
    run = Run.objects.select_related("network").get(pk=claim.run_id)
    try:
        _do(run, claim)
    except LostLease:
        log.warning("run %s: the lease was lost, nothing is written", claim.run_id)
    except Refused as no:
        _end(claim, no.state, no.said, no.code)
    except (OperationalError, OSError) as error:
        _storage_failed(claim, error)
    except IntegrityError as error:  # somebody published the same scope at the same moment
        _again(claim, error)
    except (ApplicationError, BadProblem) as no:
        _end(claim, RunState.FAILED, Said(verbatim=str(no)), "records")
    except Exception:
        log.exception("run %s broke", claim.run_id)
        _broke(claim)


def _broke(claim: Claim) -> None:
    words = Said(verbatim=traceback.format_exc()[-LOG_KEPT:])
    _end(claim, RunState.ERRORED, words, "exception")


def _storage_failed(claim: Claim, error: OperationalError | OSError) -> None:
    """A full disk is a person's matter, a database that was away is tried again."""
    if _disk_full(error):
        log.error("run %s: the disk is full", claim.run_id)
        _end(claim, RunState.FAILED, _said("disk_full", error=str(error)), "disk_full")
    elif isinstance(error, OperationalError):
        _again(claim, error)
    else:
        log.error("run %s broke", claim.run_id, exc_info=error)
        _broke(claim)


def _disk_full(error: Exception) -> bool:
    """Of this machine, or of the database's (SQLite's own words; PostgreSQL's class 53100)."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOSPC
    cause = error.__cause__
    return getattr(cause, "sqlstate", None) == "53100" or "disk is full" in str(error)


def _end(claim: Claim, state: str, said: Said, code: str) -> None:
    try:
        run_finish(claim, state, message=said, error_code=code)
    except LostLease:
        log.warning("run %s: somebody else holds it now", claim.run_id)
    except OperationalError as error:  # its lease ends, and a sweep takes it up
        log.warning("run %s: its end could not be written: %s", claim.run_id, error)


def _again(claim: Claim, error: DatabaseError) -> None:
    """The database was locked, restarted or away: nothing is wrong with the run itself.

    Where it is still away, the run's lease ends and the next sweep takes it up.
    """
    log.warning("run %s: the database failed, it is tried again: %s", claim.run_id, error)
    close_old_connections()
    with contextlib.suppress(DatabaseError):
        run_release(claim, _said("database_failed", error=str(error)[-LOG_KEPT:]))


def _do(run: Run, claim: Claim) -> None:
    if run.kind == RunKind.IMPORT:
        import_do(run, claim)
        return
    try:
        with job_folder(claim.run_id, claim.attempt) as folder:
            if run.kind == RunKind.FORECAST:
                _forecast(run, claim, folder)
            else:
                _plan(run, claim, folder, timezone.now())
    except Overtaken as other:
        log.info("run %s: is made again around what was published meanwhile: %s", run.pk, other)
        run.refresh_from_db()
        with job_folder(claim.run_id, claim.attempt) as folder:
            _plan(run, claim, folder)


def _forecast(run: Run, claim: Claim, folder: Path) -> None:
    name = run.scope.rpartition(":")[2]
    as_of = run.for_date - timedelta(days=1)  # the night sees the days that are over
    place: dict[str, Any] = {"network": run.network, "as_of": as_of, "job_dir": folder}
    with held(claim):
        if name == OUTBREAKS:
            child, series = "forecasting.core.outbreak.child", outbreak_prepare(**place)
        else:
            child = "forecasting.core.child"
            series = forecast_prepare(family=family_of(name), **place)
    if not series:
        raise Refused(RunState.FAILED, "no_history", _said("no_history", kind_word=name))
    run_renew(claim, stage="forecasting")
    watcher = Watcher(claim, folder, FORECAST_SECONDS)
    limits = Limits(FORECAST_SECONDS, memory_mb=settings.SOLVER_MEMORY_MB)
    ended = supervise(child, [str(folder)], limits, watcher.on_line, watcher.on_tick)
    if watcher.leaving:
        run_give_back(claim)
        raise LostLease("given back by a worker that was asked to end")
    _refuse_if_lost(claim, ended, watcher)
    run_renew(claim, stage="publishing")

    def fence() -> object:
        return run_finish(claim, RunState.DONE, seconds=ended.seconds, progress=1)

    if name == OUTBREAKS:
        outbreak_store(fence=fence, **place)
    else:
        forecast_store(family=family_of(name), fence=fence, seconds=ended.seconds, **place)


def _plan(run: Run, claim: Claim, folder: Path, since: datetime | None = None) -> None:
    """since: from when on another plan, published meanwhile, makes it void (Overtaken)."""
    family = FAMILIES[run.kind]
    with held(claim):
        again = replan_asked(run)
        asked, in_force = _asked(run, family, again)
    run_renew(claim, stage="solving", input_sha256=run.input_sha256, incumbent=run.incumbent)
    seconds, ended, watcher = _solve(run, claim, folder, family, asked)
    with held(claim):
        outcome = _outcome(family, folder, ended, watcher, seconds)
        if outcome.plan is not None or not in_force:  # else what is in force stays, and why is said
            outcome = _better_of(run, family, asked, outcome)
    if outcome.plan is None:
        raise Refused(RunState.NO_PLAN, str(outcome.status), _no_plan_said(outcome, seconds))
    run_renew(claim, stage="checking")
    with held(claim):
        report = family.judge(asked.problem, outcome.plan)
    if outcome.cost is not None and abs(outcome.cost - report.cost) > 1e-6:
        raise Refused(
            RunState.ERRORED,
            "judge",
            _said("judge", solver=outcome.cost, judge=report.cost),
        )
    if again is not None:  # an answer to look at, which becomes no plan by itself
        kept = {"incumbent": as_kept(outcome.plan), "seconds": ended.seconds, "progress": 1}
        run_finish(claim, RunState.DONE, **kept)
        return
    run_renew(claim, stage="publishing")
    plan_keep(
        run=run,
        claim=claim,
        family=family,
        asked=asked,
        outcome=outcome,
        report=report,
        seed=int(run.params.get("seed", 1)),
        curve=watcher.curve,
        since=since,
    )


def _asked(run: Run, family: FamilySpec, again: ReplanAsked | None) -> tuple[Asked, bool]:
    """The run's question, read from the records, and whether it begins with the plan in force; in
    `run` the question's digest, and what the search begins with."""
    around = run_around(run)
    beside = {"around": around} if around else {}
    asked = (
        what_if_asked(run)
        or (again and again.asked)
        or family.source.problem(run.network, run.scope, run.start, run.days, **beside)
    )
    digest = snapshot.digest(asked.problem)
    if digest != run.input_sha256:  # an earlier attempt answered another question
        run.input_sha256, run.incumbent = digest, None
    if run.incumbent is not None:
        return asked, False
    begin = again.known if again else run_beginning(run, asked.problem)
    run.incumbent = None if begin is None else as_kept(begin)
    return asked, begin is not None and not run_asks_about(run)


def _solve(
    run: Run, claim: Claim, folder: Path, family: FamilySpec, asked: Asked
) -> tuple[float, Exit, Watcher]:
    seconds = float(run.params.get("seconds") or min(family.seconds, settings.SOLVER_SECONDS * 10))
    workers = int(run.params.get("workers") or settings.SOLVER_WORKERS)
    by_work = run.trigger == NIGHTLY  # nobody waits: what else the machine does makes it no worse
    limits = SearchLimits(
        seconds,
        workers,
        int(run.params.get("seed", 1)),
        by_work,
        tuple(run.params.get("replan", {}).get("products", ())),
    )
    watcher = Watcher(claim, folder, seconds)
    with held(claim):
        snapshot.write(folder / "problem.json", asked.problem)
        snapshot.write(folder / "options.json", limits)
        _begin_with_best(run, folder, family, asked, watcher)
    ended = supervise(
        "operations.core.child",
        [family.code, str(folder)],
        child_limits(seconds, by_work),
        watcher.on_line,
        watcher.on_tick,
    )
    if watcher.leaving:
        _give_back(run, claim, family, asked, _outcome(family, folder, ended, watcher, seconds))
    _refuse_if_lost(claim, ended, watcher)
    return seconds, ended, watcher


def child_limits(seconds: float, by_work: bool) -> Limits:
    """Of a child whose search ends by itself after these seconds, of work or of the wall."""
    longest = (FAR if by_work else 1) * seconds
    return Limits(longest + seconds + START_UP_SECONDS, memory_mb=settings.SOLVER_MEMORY_MB)


def _begin_with_best(
    run: Run, folder: Path, family: FamilySpec, asked: Asked, watcher: Watcher
) -> None:
    """What there was before, or an earlier attempt had found: the search goes on from there."""
    if run.incumbent is None:
        return
    kept = snapshot.loads(json.dumps(run.incumbent), family.plan_type)
    snapshot.write(folder / KNOWN, kept)
    report = family.judge(asked.problem, kept)
    if not report.hard:
        watcher.kept_cost = report.cost


def _give_back(
    run: Run, claim: Claim, family: FamilySpec, asked: Asked, outcome: Outcome[Any]
) -> None:
    """The worker is leaving: another goes on from the best plan so far. Raises LostLease."""
    best = _better_of(run, family, asked, outcome).plan
    kept = None if best is None else as_kept(best)
    run_give_back(claim, incumbent=kept)
    raise LostLease("given back by a worker that was asked to end")


def _refuse_if_lost(claim: Claim, ended: Exit, watcher: Watcher) -> None:
    """Cancelled, out of memory, hung, killed from outside or broken: none of these has a plan."""
    if watcher.cancelled:
        raise Refused(RunState.CANCELLED, "cancelled", _said("cancelled"))
    if ended.ending in {Ending.FINISHED, Ending.STOPPED}:
        return
    tail = ended.log[-LOG_KEPT:]
    if ended.ending is Ending.MEMORY:
        ceiling = settings.SOLVER_MEMORY_MB
        raise Refused(
            RunState.FAILED,
            "memory",
            _said("memory", ceiling=str(ceiling), log=tail),
        )
    if ended.ending is Ending.CRASHED and ended.code > 0:
        raise Refused(RunState.ERRORED, "child", Said(verbatim=tail))
    if ended.ending is Ending.TIMED_OUT:
        lost = _said("process_late", log=tail)
    else:
        lost = _said("process_lost", ending=str(ended.ending), exit=str(ended.code), log=tail)
    run_release(claim, lost)
    raise LostLease(str(lost))


def _outcome(
    family: FamilySpec, folder: Path, ended: Exit, watcher: Watcher, seconds: float
) -> Outcome[Any]:
    found = folder / "outcome.json"
    plan_type = family.plan_type
    if found.exists():
        return snapshot.read(found, Outcome[plan_type])  # type: ignore[valid-type]
    incumbent = folder / "incumbent.json"
    if incumbent.exists() and watcher.curve:
        return Outcome(
            Status.FEASIBLE, snapshot.read(incumbent, plan_type), None, None, ended.seconds
        )
    return Outcome(Status.UNKNOWN, None, None, None, seconds)


def _better_of(run: Run, family: FamilySpec, asked: Asked, outcome: Outcome[Any]) -> Outcome[Any]:
    """What the run began with, where that is better: a kill loses no plan, and nobody is given a
    worse one than they had."""
    if run.incumbent is None:
        return outcome
    kept = snapshot.loads(json.dumps(run.incumbent), family.plan_type)
    report = family.judge(asked.problem, kept)
    if outcome.plan is not None:
        found = family.judge(asked.problem, outcome.plan)
        if found.order <= report.order:
            return outcome
    return replace(outcome, status=Status.FEASIBLE, plan=kept, cost=None)


def _no_plan_said(outcome: Outcome[Any], seconds: float) -> Said:
    notes = [Message("verbatim", {"sentence": note}) for note in outcome.notes]
    if outcome.status is Status.INFEASIBLE:
        return Said.of(Message("run.infeasible"), *notes)
    return Said.of(Message("run.out_of_time", {"seconds": round(seconds)}), *notes)


def _said(code: str, **facts: Any) -> Said:
    return Said.of(Message(f"run.{code}", facts))
