"""An import is taken back: what it made goes, what it changed is as before. Whole or not at all.

The way back is read from the record, where each row of the file is with what it held before. A row
that changed since, or that something else refers to by now, is named, and nothing is undone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hospital.access import Act, everywhere, may
from hospital.audit import context
from hospital.audit.entries import record
from hospital.errors import ApplicationError, Conflict, Forbidden
from hospital.imports.blocks import Left, lefts
from hospital.imports.finders import FINDERS
from hospital.imports.keeper import CHUNK, MOST_KEPT, PERSONAL, held, parts, reason_of
from hospital.imports.kind import Kind, Type
from hospital.imports.kinds import KINDS
from hospital.imports.reach import changeable
from hospital.imports.upsert import Link, entries_of, keys_named, link_of, sync
from hospital.models import AuditEntry, ImportBatch, Network
from hospital.services.closing import patients_drop

SHORTEST_REASON = 5
LONGEST_REASON = 500
TOLD = 200


@dataclass(frozen=True, slots=True)
class Held:
    """A row that keeps the import from being undone, and why."""

    subject: str
    why: str


def batch_seen(user: Any, batch: ImportBatch) -> bool:
    """By whoever may change the records of its network, or brought it and still may change some."""
    if everywhere(user, Act.RECORDS):
        return True
    if batch.by_id is not None and batch.by_id == user.pk:
        return may(user, Act.RECORDS)
    network = batch.report.get("network") or ""
    home = Network.objects.filter(code=network).first() if network else None
    return home is not None and may(user, Act.RECORDS, network=home)


def refusal(batch: ImportBatch) -> str:
    """Why it cannot be undone at all; "" where it may be."""
    if batch.undone:
        return _("It was undone already.")
    if batch.errors:
        return _("It was refused; there is nothing to undo.")
    if not (batch.created or batch.updated or batch.report.get("also_created")):
        return _("It changed nothing; there is nothing to undo.")
    if batch.kind not in KINDS or not _entries(batch, KINDS[batch.kind]).exists():
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


def _entries(batch: ImportBatch, kind: Kind) -> models.QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(
        model=kind.model._meta.label,
        reason=reason_of(batch),
        action__in=("created", "changed"),
    ).order_by("pk")


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
            _Way(batch, KINDS[code], user).back()
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


class _Way:
    """From what a batch left of one kind to what was before; lives as long as the transaction."""

    def __init__(self, batch: ImportBatch, kind: Kind, user: Any) -> None:
        self.batch, self.kind, self.user = batch, kind, user
        self.manager = self.kind.model._default_manager
        self.links = {spec.name: link_of(self.kind, spec) for spec in self.kind.lists}
        self.told: list[Held] = []
        self.count = 0

    def _parts(self, *actions: str) -> Iterator[tuple[list[AuditEntry], list[Left]]]:
        """The entries of these actions and their rows, no more at once than a query may name."""
        entries = _entries(self.batch, self.kind).filter(action__in=actions)
        at_once = 1 if entries.filter(key="").exists() else CHUNK
        numbers = list(entries.values_list("pk", flat=True))
        for start in range(0, len(numbers), at_once):
            part = list(entries.filter(pk__in=numbers[start : start + at_once]))
            yield part, [left for entry in part for left in lefts(entry)]

    def back(self) -> None:
        made: set[int] = set()
        for entries, rows in self._parts("created", "changed"):
            self._look_at(rows)
            new = (entry for entry in entries if entry.action == "created")
            made |= {left.key for entry in new for left in lefts(entry)}
        if not self.count:
            for _there, rows in self._parts("created"):
                self._referred([left.key for left in rows], made)
        if self.count:
            raise Conflict(
                ngettext(
                    "Nothing was undone: %(count)s row has changed or is in use since.",
                    "Nothing was undone: %(count)s rows have changed or are in use since.",
                    self.count,
                )
                % {"count": number_format(self.count)},
                {"held": self.told},
            )
        for entries, rows in self._parts("changed"):
            self._put_back(rows)
            self._tell(entries, "changed")
        self._remove(sorted(made))
        for entries, _rows in self._parts("created"):
            self._tell(entries, "deleted")

    def _hold(self, key: int, why: str, *, there: bool = True) -> None:
        """A row keeps the import from being undone; the first ones are named."""
        self.count += 1
        if len(self.told) < TOLD:
            name = self._name(key) if there else f"{self.kind.code} {key}"
            self.told.append(Held(name, why))

    def _look_at(self, rows: list[Left]) -> None:
        """Rows that are not as the import left them, or are not the person's to change."""
        keys = [left.key for left in rows]
        now = held(self.kind, keys, lock=True)
        mine = set(keys) if self.user is None else changeable(self.kind, keys, self.user)
        gone = self._gone(rows)
        for left in rows:
            if left.key not in now:
                self._hold(left.key, _("It is not there any more."), there=False)
            elif left.key not in mine:
                self._hold(left.key, _("Your role does not allow you to change it."))
            elif not left.stands(self.kind, now[left.key]):
                self._hold(left.key, _("It was changed since."))
            elif any(self._named(left, name) & gone[name] for name in gone):
                self._hold(left.key, _("What it named before is not there any more."))

    def _gone(self, rows: list[Left]) -> dict[str, set[int]]:
        """Column -> the records that these rows would name again, and that are deleted."""
        found = {}
        for name, spec in self.kind.specs.items():
            named = set().union(*(self._named(left, name) for left in rows))
            if spec.finder is not None and named:
                there = spec.finder.model._default_manager.filter(pk__in=named).order_by()
                found[name] = named - set(there.values_list("pk", flat=True))
        return found

    def _named(self, left: Left, name: str) -> set[int]:
        """What the row named in this column before the import."""
        return keys_named(self.kind.specs[name], left.before.get(name))

    def _referred(self, keys: list[int], made: set[int]) -> None:
        """Made rows that others refer to by now; the batch's own rows go along."""
        own = {(link.table, link.owner.removesuffix("_id")) for link in self.links.values()}
        for relation in self.kind.model._meta.get_fields(include_hidden=True):
            if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
                continue
            table, name = relation.related_model, relation.field.name  # type: ignore[union-attr]
            if (table, name) in own or relation.field.remote_field.parent_link:  # type: ignore[union-attr]
                continue
            rows = table._base_manager.filter(**{f"{name}__in": keys}).order_by()  # type: ignore[union-attr]
            referred = set(rows.values_list(f"{name}_id", "pk"))
            if table is self.kind.model:
                referred = {pair for pair in referred if pair[1] not in made}
            for key in sorted({pair[0] for pair in referred}):
                what = table._meta.verbose_name_plural  # type: ignore[union-attr]
                self._hold(key, _("In use since: %(what)s.") % {"what": what})

    def _name(self, key: int) -> str:
        if issubclass(self.kind.model, PERSONAL):
            return f"{self.kind.code} {key}"
        if self.kind.model in FINDERS:
            parts = FINDERS[self.kind.model].parts
            row = self.manager.filter(pk=key).values_list(*parts).first()
            return "/".join(map(str, row)) if row else str(key)
        return str(self.manager.filter(pk=key).first() or key)

    def _put_back(self, old: list[Left]) -> None:
        rows = self.manager.in_bulk([left.key for left in old])
        touched: set[str] = set()
        for left in old:
            row = rows[left.key]
            for name, value in left.before.items():
                if name in self.links:
                    self._list_back(self.links[name], row.pk, value)
                    continue
                field: Any = self.kind.model._meta.get_field(name)
                setattr(row, field.attname, _python(self.kind, field, name, value))
                touched.add(name)
        if touched:
            self.manager.bulk_update(list(rows.values()), sorted(touched), batch_size=CHUNK)

    def _list_back(self, link: Link, owner: int, entries: list[list[Any]]) -> None:
        wanted = {(owner, target): payload for target, payload in entries}
        sync(link, wanted, entries_of(link, [owner]))

    def _remove(self, keys: list[int]) -> None:
        """Past the signals, which would put whole rows about patients on the record."""
        patients: set[int] = set()
        personal = issubclass(self.kind.model, PERSONAL) and "patient" in self.kind.specs
        for part in parts(keys):
            rows = self.manager.filter(pk__in=part).order_by()
            if personal:
                patients |= set(rows.values_list("patient", flat=True))
            for link in self.links.values():
                owned = link.table._default_manager.filter(**{f"{link.owner}__in": part})
                owned._raw_delete("default")
            rows._raw_delete("default")
        # Those of whom nothing else tells: they came with the file, or were due to go.
        for part in parts(sorted(patients)):
            patients_drop(part)

    def _tell(self, entries: list[AuditEntry], action: str) -> None:
        AuditEntry.objects.bulk_create(
            [
                AuditEntry(
                    actor=_name(self.user),
                    action=action,
                    subject=entry.subject,
                    model=entry.model,
                    key=entry.key,
                    before=entry.after,
                    after=entry.before,
                    reason=f"undo of import {self.batch.pk}",
                )
                for entry in entries
            ],
            batch_size=CHUNK,
        )


def _python(kind: Kind, field: Any, name: str, value: Any) -> Any:
    spec = kind.specs[name]
    if value is None or spec.type is Type.RECORD:
        return value
    return field.to_python(value)
