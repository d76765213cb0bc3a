"""A file that somebody takes away: capped, marked, and on the record with its hash."""

from __future__ import annotations

import getpass
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC
from pathlib import PurePath
from typing import Any, Protocol, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from hospital.access import Act, export_rows, require
from hospital.audit.entries import record
from hospital.errors import ApplicationError
from operations.exports.marked import Mark, marked
from operations.models import ROWS, ExportLog, Family, Plan


class File(Protocol):
    """A frozen dataclass with a name and its bytes."""

    @property
    def name(self) -> str: ...

    @property
    def content(self) -> bytes: ...


FileT = TypeVar("FileT", bound=File)

PERSONAL = (Family.STAFFING, Family.BEDS)
"""Families whose lines are about persons: staff numbers, stays."""


def lines_of(plans: Sequence[Plan]) -> int:
    """How many lines the plans have: one query a table, each counted within one plan."""
    return sum(
        model._default_manager.filter(plan=plan).count()
        for plan in plans
        for model in ROWS[plan.family]
    )


def export_make(
    *,
    user: Any,
    plans: Sequence[Plan],
    asked: dict[str, Any],
    make: Callable[[], FileT],
    rows: int | None = None,
) -> FileT:
    """The file, marked. `user` None: the command line, which has no cap. `rows`: where only some
    of the plans' lines are in it. Raises Forbidden, ApplicationError for more rows than the role
    takes away at once, and what `make` raises; then there is no trace of it."""
    count = lines_of(plans) if rows is None else rows
    if user is not None:
        for plan in plans:
            require(user, Act.EXPORT, plan.facility, plan.network)
        _capped(user, plans, count)
    name = user.get_username() if user is not None else f"command:{getpass.getuser()}"
    places = {plan.facility_id for plan in plans}
    first = plans[0]
    with transaction.atomic():
        log = ExportLog.objects.create(
            user=user,
            name=name[:150],
            network=first.network,
            facility=first.facility if len(places) == 1 else None,
            subject=", ".join(f"{p.family} {p.scope} v{p.version}" for p in plans)[:200],
            asked=asked,
            rows=count,
            personal=any(plan.family in PERSONAL for plan in plans),
        )
        scopes = {plan.scope for plan in plans}
        place = scopes.pop() if len(scopes) == 1 else first.network.code
        at = timezone.now().astimezone(UTC)
        with marked(Mark(log.pk, name, place, at)):
            found = _numbered(make(), log.pk)
        told = {
            "file": found.name[:300],
            "size": len(found.content),
            "sha256": hashlib.sha256(found.content).hexdigest(),
        }
        ExportLog.objects.filter(pk=log.pk).update(at=at, **told)
        record(
            "exported",
            first if len(plans) == 1 else f"{len(plans)} plans",
            actor=name,
            after={"number": log.pk, "rows": count, "asked": asked, **told},
        )
    return found


def _capped(user: Any, plans: Sequence[Plan], rows: int) -> None:
    most = min(export_rows(user, plan.facility, plan.network) for plan in plans)
    if rows > most:
        raise ApplicationError(
            _(
                "This file would have %(rows)s lines; your role takes away %(most)s at once. "
                "Choose fewer plans, a week of the distribution or a filter of the lines, or ask "
                "an administrator of the hospital."
            )
            % {
                "rows": number_format(rows),
                "most": number_format(most),
            }
        )


def _numbered(file: FileT, number: int) -> FileT:
    """The number is in the name too: a CSV has no place for a heading."""
    path = PurePath(file.name)
    return replace(file, name=f"{path.stem}-E{number}{path.suffix}")  # type: ignore[type-var]
