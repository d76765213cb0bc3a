"""Where a request becomes a row and, after commit, a message: the one that knows both."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from kombu.exceptions import OperationalError

from hospital.models import BreakGlass, Network
from hospital.services import break_glass
from operations import services, tasks
from operations.models import Run

log = logging.getLogger(__name__)


def _nudge() -> None:
    """The broker may be down: the rows are safe, and the reconciler will tell it later."""
    try:
        tasks.nudge_ready()
    except (OperationalError, OSError):
        log.warning("the broker does not answer; queued runs start when it does")


def break_glass_open(**asked: Any) -> BreakGlass:
    """Open a hospital by break-glass, and have it told at once."""
    with transaction.atomic():
        made = break_glass.break_glass_open(**asked)
        transaction.on_commit(_tell, robust=True)
    return made


def _tell() -> None:
    """Where the broker is away, the next look at the nights sends it."""
    try:
        tasks.tell.apply_async(expires=3600)
    except (OperationalError, OSError):
        log.warning("the broker does not answer; what has to be told waits for the next look")


def run_start(
    *,
    network: Network | None = None,
    kind: str,
    scope: str | None = None,
    actor: Any = None,
    **asked: Any,
) -> Run:
    """Ask for one plan. Returns its row at once; the work follows."""
    return runs_start(network=network, kind=kind, scope=scope, actor=actor, **asked)[0]


def runs_start(**asked: Any) -> list[Run]:
    """As `run_start`, for every scope that matches."""
    with transaction.atomic():
        runs = services.run_request(**asked)
        transaction.on_commit(_nudge, robust=True)
    return runs


def import_start(**asked: Any) -> Run:
    """Have an uploaded file looked at or taken in."""
    with transaction.atomic():
        run = services.import_request(**asked)
        transaction.on_commit(_nudge, robust=True)
    return run


def what_if_start(**asked: Any) -> Run:
    """Ask what would be otherwise."""
    with transaction.atomic():
        run = services.what_if_request(**asked)
        transaction.on_commit(_nudge, robust=True)
    return run


def replan_start(**asked: Any) -> Run:
    """Ask what a supply plan would be with what people changed planned again."""
    with transaction.atomic():
        run = services.replan_request(**asked)
        transaction.on_commit(_nudge, robust=True)
    return run


def nightly_start(
    *,
    network: Network,
    date: date,
    actor: Any = None,
    params: Mapping[str, dict[str, Any]] | None = None,
) -> list[Run]:
    """Make sure this night's runs exist and are under way."""
    with transaction.atomic():
        runs = services.night_ensure(network=network, night=date, actor=actor, params=params)
        transaction.on_commit(_nudge, robust=True)
    return runs
