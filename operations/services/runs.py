"""The life of a Run row: asked for once, claimed by one, leased, fenced, ended.

The broker may lose or double a message, a worker may be killed at any moment, two schedulers may
tick at once: each step here is one conditional UPDATE whose row count says whether it was ours.
The comparison of times is left to the database, so that no worker's clock matters.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from hospital.audit.context import NIGHT
from hospital.audit.entries import record
from hospital.errors import Conflict
from hospital.models import Network
from hospital.said import Message, Said
from operations.models import END_STATES, OPEN_STATES, Plan, Run, RunKind, RunState

log = logging.getLogger(__name__)

NIGHTLY = "nightly"
"""What triggered a run that no person asked for."""
MAX_ATTEMPTS = 3
NUDGE_AGAIN = timedelta(minutes=2)
NUDGE_IDLE = timedelta(seconds=25)
"""Where nothing is under way, a run that was told of and has not begun was lost by the broker."""
EXPIRES = timedelta(hours=36)
"""A queued run older than this belongs to a night that is over."""


class LostLease(Exception):
    """Somebody else holds the run now; whatever we have must not be written."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Proof of holding a run: valid while `attempt` and `owner` still stand in its row."""

    run_id: int
    attempt: int
    owner: str

    @property
    def rows(self) -> QuerySet[Run]:
        return Run.objects.filter(
            pk=self.run_id, attempt=self.attempt, owner=self.owner, state=RunState.RUNNING
        )


def _in(seconds: float) -> ExpressionWrapper:
    return ExpressionWrapper(Now() + timedelta(seconds=seconds), output_field=DateTimeField())


def _waiting_for_others() -> Exists:
    links = Run.depends_on.through.objects.filter(
        from_run_id=OuterRef("pk"), to_run__state__in=OPEN_STATES
    )
    return Exists(links)


def run_ensure(
    *,
    network: Network,
    kind: str,
    scope: str,
    for_date: date,
    start: date,
    days: int,
    params: dict[str, Any] | None = None,
    trigger: str = NIGHTLY,
    actor: Any = None,
    generation: int = 0,
    depends_on: tuple[Run, ...] = (),
) -> tuple[Run, bool]:
    """The one run of this scope, night, kind and generation; made if it is not there yet."""
    with transaction.atomic():
        run, created = Run.objects.get_or_create(
            network=network,
            kind=kind,
            scope=scope,
            for_date=for_date,
            generation=generation,
            defaults={
                "start": start,
                "days": days,
                "params": params or {},
                "trigger": trigger,
                "asked_by": actor,
            },
        )
        if created and depends_on:
            run.depends_on.set(depends_on)
        if created:
            record("run asked", run, actor=_name(actor) or NIGHT, after=params or {})
    return run, created


def run_again(*, network: Network, kind: str, scope: str, for_date: date, **rest: Any) -> Run:
    """A further generation, asked for by a person; an open one of theirs is returned instead."""
    same = Run.objects.filter(network=network, kind=kind, scope=scope, for_date=for_date)
    # Only the same question: other days or limits are asked for because they matter.
    alike = {"start": rest["start"], "days": rest["days"], "params": rest.get("params") or {}}
    waiting = same.filter(state=RunState.QUEUED, generation__gt=0, **alike).first()
    if waiting is not None:
        return waiting
    for _try in range(20):
        last = same.aggregate(last=Max("generation"))["last"]
        run, created = run_ensure(
            network=network,
            kind=kind,
            scope=scope,
            for_date=for_date,
            generation=(last or 0) + 1,
            trigger="person",
            **rest,
        )
        if created:
            return run
    raise Conflict("Many people ask for this plan at the same moment; try again.")


def run_about(*, plan: Plan, actor: Any, params: dict[str, Any]) -> Run:
    """A further generation of the question that a plan answers, with parameters of its own."""
    return run_again(
        network=plan.network,
        kind=plan.family,
        scope=plan.scope,
        for_date=timezone.localdate(),
        start=plan.start,
        days=plan.days,
        actor=actor,
        params=params,
    )


def run_claim(*, run_id: int, owner: str) -> Claim | None:
    """Take the run if it is free and what it depends on has ended; None: leave it quietly."""
    free = Q(state=RunState.QUEUED) | Q(state=RunState.RUNNING, lease_until__lt=Now())
    taken = (
        Run.objects.filter(free, pk=run_id, attempt__lt=MAX_ATTEMPTS + F("given_back"))
        .filter(Q(not_before__isnull=True) | Q(not_before__lte=Now()))
        .exclude(_waiting_for_others())
        .update(
            state=RunState.RUNNING,
            owner=owner,
            attempt=F("attempt") + 1,
            lease_until=_in(settings.LEASE_SECONDS),
            started=Now(),
            stage="records",
            progress=0,
            error_code="",
            message="",
        )
    )
    if not taken:
        return None
    return Claim(run_id, Run.objects.values_list("attempt", flat=True).get(pk=run_id), owner)


def run_renew(claim: Claim, **changes: Any) -> Run:
    """Hold the run for another lease and write progress. Raises LostLease."""
    if not claim.rows.update(lease_until=_in(settings.LEASE_SECONDS), **changes):
        raise LostLease(f"run {claim.run_id}, attempt {claim.attempt}")
    return Run.objects.only("stop_requested", "cancel_requested").get(pk=claim.run_id)


def run_finish(
    claim: Claim, state: str, *, message: Said | None = None, error_code: str = "", **changes: Any
) -> None:
    """End the run, if it is still ours. Inside publishing this is the fence: call it first."""
    ended = claim.rows.update(
        state=state,
        lease_until=None,
        finished=Now(),
        message=message or Said(),
        error_code=error_code,
        stage="",
        **changes,
    )
    if not ended:
        raise LostLease(f"run {claim.run_id}, attempt {claim.attempt}")
    record(f"run {state}", f"run {claim.run_id}", after={"error_code": error_code})


def run_release(claim: Claim, message: Said) -> None:
    """Give the run back for another attempt (a child was killed or hung); counts as an attempt."""
    if claim.rows.filter(attempt__gte=MAX_ATTEMPTS + F("given_back")).exists():
        run_finish(claim, RunState.FAILED, message=message, error_code="attempts")
        return
    claim.rows.update(
        state=RunState.QUEUED, lease_until=None, owner="", nudged=None, message=message
    )


def run_give_back(claim: Claim, **kept: Any) -> None:
    """As `run_release`, by a worker that was asked to end: no attempt is spent."""
    claim.rows.update(
        state=RunState.QUEUED,
        lease_until=None,
        owner="",
        nudged=None,
        stage="",
        given_back=F("given_back") + 1,
        **kept,
    )


def runs_restart(rows: QuerySet[Run]) -> int:
    """What is under way of these begins again, from the records as they are by then, and what was
    found so far goes: whoever works on it finds its lease lost. No attempt is spent."""
    return rows.filter(state=RunState.RUNNING).update(
        state=RunState.QUEUED,
        lease_until=None,
        owner="",
        nudged=None,
        stage="",
        incumbent=None,
        given_back=F("given_back") + 1,
    )


def run_cancel(*, run: Run, actor: Any) -> None:
    """Ask a run to end without a plan; a queued one ends at once. Raises Conflict when ended."""
    queued = Run.objects.filter(pk=run.pk, state=RunState.QUEUED).update(
        state=RunState.CANCELLED, finished=Now(), message=_said("cancelled_by", actor=str(actor))
    )
    if not queued:
        _ask(run, "cancel_requested")
    record("run cancelled", run, actor=_name(actor))


def run_stop(*, run: Run, actor: Any) -> None:
    """Ask a running search to end and keep its best plan. Raises Conflict when not running."""
    _ask(run, "stop_requested")
    record("run stopped", run, actor=_name(actor))


def _name(actor: Any) -> str:
    return str(actor.get_username()) if hasattr(actor, "get_username") else ""


def _ask(run: Run, field: str) -> None:
    asked = Run.objects.filter(pk=run.pk, state=RunState.RUNNING).update(**{field: Now()})
    if not asked:
        raise Conflict(_("This run is not running any more."))


def _said(code: str, **facts: Any) -> Said:
    return Said.of(Message(f"run.{code}", facts))


def runs_ready(*, everyone: bool = False) -> list[int]:
    """Queued runs that need not wait for others and, unless `everyone`, that nobody was told of."""
    quiet = Q(nudged__isnull=True) | Q(nudged__lt=Now() - NUDGE_AGAIN)
    if not Run.objects.filter(state=RunState.RUNNING).exists():
        quiet |= Q(nudged__lt=Now() - NUDGE_IDLE)
    return list(
        Run.objects.filter(Q() if everyone else quiet, state=RunState.QUEUED)
        .filter(Q(not_before__isnull=True) | Q(not_before__lte=Now()))
        .exclude(_waiting_for_others())
        .order_by("for_date", "pk")
        .values_list("pk", flat=True)
    )


def runs_quick(ids: list[int]) -> set[int]:
    """Of these, what is no search, and needs no solver's turn."""
    return set(Run.objects.filter(pk__in=ids, kind=RunKind.IMPORT).values_list("pk", flat=True))


def runs_nudged(ids: list[int]) -> None:
    """Remember that the broker was told of these."""
    Run.objects.filter(pk__in=ids, state=RunState.QUEUED).update(nudged=Now())


def runs_unheard(ids: list[int]) -> None:
    """The broker could not be told of these after all."""
    Run.objects.filter(pk__in=ids, state=RunState.QUEUED).update(nudged=None)


def runs_reconcile() -> dict[str, int]:
    """Put right what was lost: expired leases, spent attempts, nights that are over."""
    expired = Run.objects.filter(state=RunState.RUNNING, lease_until__lt=Now())
    spent = expired.filter(attempt__gte=MAX_ATTEMPTS + F("given_back"))
    files = spent.filter(kind=RunKind.IMPORT)
    failed = sum(
        rows.update(
            state=RunState.FAILED,
            finished=Now(),
            lease_until=None,
            error_code="attempts",
            message=_said(said, attempts=MAX_ATTEMPTS),
        )
        for rows, said in ((files, "file_lost"), (spent, "worker_lost"))
    )
    requeued = expired.update(
        state=RunState.QUEUED, owner="", lease_until=None, nudged=None, stage=""
    )
    superseded = Run.objects.filter(state=RunState.QUEUED, created__lt=Now() - EXPIRES).update(
        state=RunState.SUPERSEDED, finished=Now(), message=_said("superseded")
    )
    return {"failed": failed, "requeued": requeued, "superseded": superseded}


def all_ended(ids: list[int]) -> bool:
    return not Run.objects.filter(pk__in=ids).exclude(state__in=END_STATES).exists()
