"""An import is taken back: what it made goes, what it changed is as before. Whole or not at all.

The way back is read from the record, where each row of the file is with what it held before. A row
that changed since, or that something else refers to by now, is named, and nothing is undone.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from hospital.access import everywhere, may
from hospital.audit import context
from hospital.audit.entries import record
from hospital.errors import ApplicationError, Conflict, Forbidden
from hospital.imports.keeper import MOST_KEPT, PERSONAL
from hospital.imports.kinds import KINDS
from hospital.imports.reach import act_of
from hospital.imports.way_back import WayBack, entries
from hospital.models import ImportBatch, Network

SHORTEST_REASON = 5
LONGEST_REASON = 500


def batch_seen(user: Any, batch: ImportBatch) -> bool:
    """By whoever may change the records of its network, or brought it and still may change some."""
    act = act_of(batch.kind)
    if everywhere(user, act):
        return True
    if batch.by_id is not None and batch.by_id == user.pk:
        return may(user, act)
    network = batch.report.get("network") or ""
    home = Network.objects.filter(code=network).first() if network else None
    return home is not None and may(user, act, network=home)


def refusal(batch: ImportBatch) -> str:
    """Why it cannot be undone at all; "" where it may be."""
    if batch.undone:
        return _("It was undone already.")
    if batch.errors:
        return _("It was refused; there is nothing to undo.")
    if not (batch.created or batch.updated or batch.report.get("also_created")):
        return _("It changed nothing; there is nothing to undo.")
    if batch.kind not in KINDS or not entries(batch, KINDS[batch.kind]).exists():
        return _(
            "Its rows are not on the record: it has more of them than are kept (%(most)s), or is "
            "from before so many were kept. Restore a backup, or bring a file with the former "
            "values."
        ) % {"most": number_format(MOST_KEPT)}
    if issubclass(KINDS[batch.kind].model, PERSONAL) and batch.updated:
        return _(
            "It changed rows about patients, whose former values are not kept, so that an erasure "
            "leaves nothing. Bring a file with the former values."
        )
    return ""


def batch_undo(*, batch: ImportBatch, user: Any, reason: str) -> ImportBatch:
    """Without a user: for whoever runs commands on the server, to whom all records are open.

    Raises Conflict with `extra["held"]` naming what keeps it, or ApplicationError.
    """
    reason = reason.strip()
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise ApplicationError(_("Say why, in a sentence."))
    try:
        return _undone(batch, user, reason)
    except IntegrityError as fault:  # of two columns only one was changed since, or in use just now
        raise Conflict(
            _("Nothing was undone: the former values do not go with what was written since.")
        ) from fault


def _undone(batch: ImportBatch, user: Any, reason: str) -> ImportBatch:
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if user is not None and not batch_seen(user, batch):
            raise Forbidden(_("Your role does not allow this here."))
        if said := refusal(batch):
            raise Conflict(said)
        # What was made on the way goes after the rows that it was made for.
        for code in (batch.kind, *reversed(batch.report.get("also_created", {}))):
            WayBack(batch, KINDS[code], user, _name(user)).go()
        batch.undone, batch.undone_by, batch.undone_why = timezone.now(), user, reason
        batch.save(update_fields=["undone", "undone_by", "undone_why"])
        record(
            "import undone",
            f"{batch.kind}: {batch.file_name}",
            actor=_name(user),
            after={"import": batch.pk, "removed": batch.created, "put back": batch.updated},
            reason=reason,
        )
    return batch


def _name(user: Any) -> str:
    return str(user.get_username()) if user is not None else context.actor()
