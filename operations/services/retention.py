"""What is past its time goes: kind by kind, in batches, and every batch whole or not at all.

Looking is the same code as doing: `due` of each kind is what would go now, and is empty afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet, Value
from django.utils import timezone

from hospital.audit.entries import record
from hospital.models import (
    ApiToken,
    AuditEntry,
    ImportBatch,
    LogInFailure,
    Patient,
    Referral,
    ReferralState,
    Stay,
)
from hospital.services.closing import NOBODY, Renamed, patients_drop, referrals_close, stays_close
from operations.models import END_STATES, BedAssignment, ExportLog, PlanState, Run
from operations.services.forgetting import plans_forget, runs_forget

BATCH = 500
MONTH = timedelta(days=30.4375)
FAILURES_KEPT = timedelta(days=30)

Keys = Collection[Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """`months` names the setting, 0 of which keeps for ever; `place` leads from a row to the code
    of its facility, "" where it has none. Without `act` it is only told how much there is."""

    code: str
    months: str
    due: Callable[[datetime], QuerySet[Any]]
    act: Callable[[Keys], object] | None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """How many rows of a kind, of a hospital ("" where it has none), are past their time."""

    kind: str
    place: str
    rows: int
    kept: bool = False
    """Past its time, but not Mizan's to take away."""


def months_kept(name: str) -> int:
    return int(settings.KEEP_MONTHS[name])


def _needed() -> tuple[QuerySet[Any], QuerySet[Any]]:
    """Stays and referrals in plans that were published and ended less than so long ago."""
    recent = BedAssignment.objects.filter(
        Q(plan__state=PlanState.PUBLISHED) | Q(plan__published__isnull=False)
    )
    if months := months_kept("plans"):
        since = timezone.now() - MONTH * months - timedelta(days=60)
        recent = recent.filter(plan__start__gte=since.date())
    return (
        recent.filter(stay__isnull=False).values("stay"),
        recent.filter(referral__isnull=False).values("referral"),
    )


def _stays(before: datetime) -> QuerySet[Any]:
    over = Stay.objects.filter(discharged__lt=before).exclude(patient__pseudonym=NOBODY)
    return over.exclude(pk__in=_needed()[0])


def _referrals(before: datetime) -> QuerySet[Any]:
    over = Referral.objects.filter(
        Q(due_day__lt=before.date()) | Q(due_day=None, release_day__lt=before.date()),
        ~Q(state=ReferralState.WAITING),
    )
    return over.exclude(patient__pseudonym=NOBODY).exclude(pk__in=_needed()[1])


def _patients(_before: datetime) -> QuerySet[Any]:
    alone = Patient.objects.filter(stays=None, referrals=None)
    return alone.exclude(pseudonym=NOBODY)


def _runs(before: datetime) -> QuerySet[Any]:
    over = Run.objects.filter(state__in=END_STATES, finished__lt=before)
    return over.exclude(incumbent=None, curve=[])


def _imports(before: datetime) -> QuerySet[Any]:
    return ImportBatch.objects.filter(at__lt=before).exclude(report__errors=[])


def _stays_act(keys: Keys) -> None:
    _forgotten(stays_close(keys=keys))


def _referrals_act(keys: Keys) -> None:
    _forgotten(referrals_close(keys=keys))


def _forgotten(renamed: Renamed) -> None:
    plans_forget(renamed=renamed)
    runs_forget(renamed=renamed)


def _imports_act(keys: Keys) -> None:
    """What a file's faults quoted goes; which file it was, and its counts, stay."""
    for batch in ImportBatch.objects.filter(pk__in=keys):
        ImportBatch.objects.filter(pk=batch.pk).update(report=batch.report | {"errors": []})


def _runs_act(keys: Keys) -> None:
    Run.objects.filter(pk__in=keys).update(incumbent=None, curve=[])


def _gone(model: Any) -> Callable[[Keys], object]:
    return lambda keys: model._default_manager.filter(pk__in=keys)._raw_delete("default")


KINDS: tuple[Kind, ...] = (
    Kind("stays", "stays", _stays, _stays_act, "facility__code"),
    Kind("referrals", "stays", _referrals, _referrals_act, "facility__code"),
    Kind("patients", "stays", _patients, patients_drop, "network__code"),
    Kind("runs' snapshots", "runs", _runs, _runs_act, "network__code"),
    Kind("imports' faults", "imports", _imports, _imports_act),
    Kind("exports", "exports", lambda b: ExportLog.objects.filter(at__lt=b), _gone(ExportLog),
         "network__code"),
    Kind("pages' changes", "logs", lambda b: LogEntry.objects.filter(action_time__lt=b),
         _gone(LogEntry)),
    Kind("failed log-ins", "logs",
         lambda _b: LogInFailure.objects.filter(at__lt=timezone.now() - FAILURES_KEPT),
         _gone(LogInFailure)),
    Kind("sessions", "logs", lambda _b: Session.objects.filter(expire_date__lt=timezone.now()),
         _gone(Session)),
    Kind("tokens", "logs", lambda b: ApiToken.objects.filter(expires__lt=b), _gone(ApiToken)),
    Kind("the record", "audit", lambda b: AuditEntry.objects.filter(at__lt=b), None),
)  # fmt: skip
"""The record is append-only and its seals chain every row: it is told of here, not taken away."""


def retention_due(*, now: datetime | None = None) -> list[Due]:
    """What is past its time, by kind and hospital; nothing is changed."""
    found = []
    for kind in KINDS:
        rows = _due(kind, now)
        if rows is None:
            continue
        place = F(kind.place) if kind.place else Value("")
        counted = (
            rows.order_by()
            .values(where=place)
            .annotate(rows=Count("pk"))
            .filter(rows__gt=0)
            .order_by("where")
        )
        found += [
            Due(kind.code, each["where"] or "", each["rows"], kind.act is None) for each in counted
        ]
    return found


def _due(kind: Kind, now: datetime | None) -> QuerySet[Any] | None:
    months = months_kept(kind.months)
    return kind.due((now or timezone.now()) - MONTH * months) if months else None


def retention_apply(
    *, now: datetime | None = None, kinds: Iterable[str] = (), stop_after: int = 0
) -> dict[str, int]:
    """Take away what is due; on the record by counts, never by whose. Stopped half way, the next
    call goes on. `stop_after`: batches, for who has little time."""
    wanted, done, left = set(kinds), {}, stop_after or -1
    for kind in KINDS:
        if kind.act is None or (wanted and kind.code not in wanted):
            continue
        while left and (keys := _batch(kind, now)):
            with transaction.atomic():
                kind.act(keys)
                record("past its time", kind.code, after={"rows": len(keys)})
            done[kind.code] = done.get(kind.code, 0) + len(keys)
            left -= 1
    return done


def _batch(kind: Kind, now: datetime | None) -> list[Any]:
    rows = _due(kind, now)
    return [] if rows is None else list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
