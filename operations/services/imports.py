"""A large file is looked at and taken in by a worker: a run like any other, followed on its page.

The run ends within the import's own transaction: where its worker is killed nothing of the file is
there and the run is taken up again; once it is done, nobody does it again.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hospital.access import require
from hospital.errors import ApplicationError, Conflict, Forbidden
from hospital.imports import looks
from hospital.imports import waiting as files
from hospital.imports.kept_looks import KeptLook, look_forget, look_keep
from hospital.imports.kinds import KINDS
from hospital.imports.looker import Stale
from hospital.imports.reach import act_of, kinds_of
from hospital.imports.shown import gone_shown, rows_shown
from hospital.imports.waiting import Waiting
from hospital.leaving import leaving
from hospital.models import ImportBatch, Network
from hospital.said import Message, Said
from operations.models import OPEN_STATES, Run, RunKind, RunState
from operations.services.heartbeats import worker_heard
from operations.services.runs import (
    Claim,
    LostLease,
    run_again,
    run_finish,
    run_give_back,
    run_renew,
)
from operations.services.watching import held

LOOK, TAKE = "look", "take"
"""What is done with the file, by the run's parameter `step`."""


class _Ended(Exception):
    """Somebody wants it to end, or the worker is leaving: nothing of it is written."""


def import_by_worker(waiting: Waiting) -> bool:
    """Whether a worker does with this file what a request would be too long for. Where none was
    heard of, the request does it all the same."""
    return bool(waiting.network) and waiting.is_large and worker_heard()


def import_run(waiting: Waiting) -> Run | None:
    """The last one that was asked to do something with the file."""
    return Run.objects.filter(pk=waiting.run, kind=RunKind.IMPORT).first()


def import_open(waiting: Waiting) -> Run | None:
    """The one that is to do something with the file, or does."""
    run = import_run(waiting)
    return run if run is not None and run.state in OPEN_STATES else None


def import_free_required(waiting: Waiting) -> None:
    """Nobody else may do anything with the file meanwhile. Raises Conflict."""
    if import_open(waiting) is not None:
        raise Conflict(_("This file is being taken in already."))


def import_request(*, waiting: Waiting, user: Any, step: str, mark: str = "") -> Run:
    """Have the file looked at (`LOOK`), or taken in as it was seen (`TAKE`, with the look's mark).

    A second press finds the same run. Raises ApplicationError.
    """
    require(user, act_of(waiting.kind))
    if step == TAKE:
        looks.mark_required(mark)
    files.claim(waiting)
    try:
        waiting = files.find(token=waiting.token, user=user)  # as another press may have left it
        there = import_open(waiting)
        if there is not None:
            return there
        asked = {"step": step, "file": waiting.name, "records": waiting.kind}
        asked |= {"language": translation.get_language() or "en"}
        # Another file of the same name is another question; the token itself opens its page.
        asked |= {"upload": hashlib.sha256(waiting.token.encode()).hexdigest()[:12]}
        network = Network.objects.get(code=waiting.network)
        today = timezone.now().astimezone(ZoneInfo(network.time_zone)).date()
        run = run_again(
            network=network, kind=RunKind.IMPORT, scope=network.code, for_date=today, start=today,
            days=1, actor=user, params=asked | {"mark": mark} if mark else asked,
        )  # fmt: skip
        waiting.run = run.pk
        files.progress_keep(waiting, 0)
        files.note(waiting)
        return run
    finally:
        files.unclaim(waiting)


def import_do(run: Run, claim: Claim) -> None:
    """The run's work, for whoever holds it. Raises ApplicationError where it is refused."""
    began = time.monotonic()
    user = run.asked_by
    if user is None or not user.is_active:
        raise ApplicationError(_("Whoever asked for this has no log-in any more."))
    waiting = files.of_run(run.pk)
    # They may have lost the right since they asked.
    require(user, act_of(waiting.kind))
    if waiting.user != user.pk or waiting.kind not in {kind.code for kind in kinds_of(user)}:
        raise Forbidden(_("Your role does not take in records of this kind."))
    run_renew(claim, stage="importing")
    step = _look if run.params["step"] == LOOK else _take_in
    with translation.override(run.params["language"]):
        try:
            step(run, claim, waiting, began)
        except _Ended:
            if leaving():
                run_give_back(claim)
                raise LostLease("given back by a worker that was asked to end") from None
            run_finish(claim, RunState.CANCELLED, message=_said("cancelled"))


def _look(run: Run, claim: Claim, waiting: Waiting, began: float) -> None:
    with held(claim):
        found = looks.look(waiting=waiting, user=run.asked_by, progress=_progress(claim, waiting))
        kind = KINDS[waiting.kind]
        columns = [name for name in kind.specs if name in waiting.columns]
        _labels, rows = rows_shown(kind, found.rows, columns, run.network.time_zone)
        kept = KeptLook(
            found.new, found.changed, found.same, found.wrong, found.fault_count, found.mark,
            columns, rows, found.faults, found.left_over,
            gone_shown(kind, found.gone, run.network.time_zone)[1],
        )  # fmt: skip
    with transaction.atomic():
        run_finish(
            claim, RunState.DONE, seconds=time.monotonic() - began, progress=1,
            message=_said("looked_at", file=waiting.name, wrong=found.fault_count),
        )  # fmt: skip
        look_keep(waiting, kept)


def _take_in(run: Run, claim: Claim, waiting: Waiting, began: float) -> None:
    written: list[ImportBatch] = []

    def fence(batch: ImportBatch) -> None:
        run_finish(
            claim, RunState.DONE, seconds=time.monotonic() - began, progress=1,
            params=run.params | {"import": batch.pk},
            message=_said(
                "taken_in", file=waiting.name, new=batch.created, changed=batch.updated,
                same=batch.unchanged,
            ),
        )  # fmt: skip
        written.append(batch)

    try:
        with held(claim):
            looks.take_in(
                waiting=waiting,
                user=run.asked_by,
                mark=run.params["mark"],
                progress=_progress(claim, waiting),
                fence=fence,
            )
    except Stale:
        look_forget(waiting)
        raise
    except LostLease:
        # The lease's thread may find the run ended before it is told to leave it.
        if not written or not ImportBatch.objects.filter(pk=written[0].pk).exists():
            raise


def _progress(claim: Claim, waiting: Waiting) -> Callable[[int], None]:
    def told(rows: int) -> None:
        files.progress_keep(waiting, rows)
        wishes = claim.rows.values_list("cancel_requested", "stop_requested").first()
        if wishes is None:
            raise LostLease(f"run {claim.run_id}, attempt {claim.attempt}")
        if any(wishes) or leaving():
            raise _Ended

    return told


def _said(code: str, **facts: Any) -> Said:
    return Said.of(Message(f"run.{code}", facts))
