"""From what a batch left of one kind to what was before, in few statements however many rows.

Rows are looked at in parts, since a part's former values are in memory; whatever names rows by
their keys alone (who refers to them, what goes) is asked of all of them at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hospital.errors import Conflict
from hospital.imports.blocks import Left, lefts
from hospital.imports.finders import FINDERS
from hospital.imports.keeper import CHUNK, PERSONAL, held, reason_of
from hospital.imports.kind import Kind, Type
from hospital.imports.on_record import Line, put_on_record
from hospital.imports.reach import changeable
from hospital.imports.upsert import Link, entries_of, keys_named, link_of, sync
from hospital.models import AuditEntry, ImportBatch
from hospital.services.closing import patients_drop
from hospital.spans import spans

AT_ONCE = 2_000
"""Rows whose former and present values are in memory."""
TOLD = 200
CREATED, CHANGED = "created", "changed"


@dataclass(frozen=True, slots=True)
class Held:
    """A row that keeps the import from being undone, and why."""

    subject: str
    why: str


def entries(batch: ImportBatch, kind: Kind) -> models.QuerySet[AuditEntry]:
    """What the record has of the batch's rows of one kind, in their order."""
    return AuditEntry.objects.filter(
        model=kind.model._meta.label,
        reason=reason_of(batch),
        action__in=(CREATED, CHANGED),
    ).order_by("pk")


class WayBack:
    """Of one kind; lives as long as the transaction. user: whose reach it is within, nobody for a
    command; actor: whom the record names."""

    def __init__(self, batch: ImportBatch, kind: Kind, user: Any, actor: str) -> None:
        self.batch, self.kind, self.user, self.actor = batch, kind, user, actor
        self.manager = self.kind.model._default_manager
        self.links = {spec.name: link_of(self.kind, spec) for spec in self.kind.lists}
        self.told: list[Held] = []
        self.count = 0
        rows = list(entries(batch, kind).values_list("pk", "action", "key"))
        # An entry without a key is a block of rows.
        self.at_once = AT_ONCE if all(key for *_rest, key in rows) else max(1, AT_ONCE // CHUNK)
        self.numbers = {
            action: [pk for pk, each, _key in rows if each == action]
            for action in (CREATED, CHANGED)
        }

    def go(self) -> None:
        """Raises Conflict, which names the rows that keep it."""
        made: set[int] = set()
        for action in (CREATED, CHANGED):
            for _told, rows in self._parts(action):
                self._look_at(rows)
                if action == CREATED:
                    made.update(left.key for left in rows)
        if not self.count:
            self._referred(made)
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
        for told, rows in self._parts(CHANGED):
            self._put_back(rows)
            self._tell(told, "changed")
        self._remove(made)
        for told, _rows in self._parts(CREATED):
            self._tell(told, "deleted")

    def _parts(self, action: str) -> Iterator[tuple[list[Line], list[Left]]]:
        """The entries of this action and their rows, as many as are in memory."""
        numbers = self.numbers[action]
        for start in range(0, len(numbers), self.at_once):
            part: list[Line] = []
            for each in spans("pk", numbers[start : start + self.at_once]):
                found = entries(self.batch, self.kind).filter(action=action, **each)
                part += map(Line._make, found.values_list(*Line._fields))
            yield part, [left for line in part for left in lefts(line)]

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
        gone = self._gone([left for left in rows if left.before])
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

    def _referred(self, made: Collection[int]) -> None:
        """Made rows that others refer to by now; the batch's own rows go along."""
        own = {(link.table, link.owner.removesuffix("_id")) for link in self.links.values()}
        for relation in self.kind.model._meta.get_fields(include_hidden=True):
            if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
                continue
            table, name = relation.related_model, relation.field.name  # type: ignore[union-attr]
            if (table, name) in own or relation.field.remote_field.parent_link:  # type: ignore[union-attr]
                continue
            for key in sorted(self._named_by(table, name, made)):
                what = table._meta.verbose_name_plural  # type: ignore[union-attr]
                self._hold(key, _("In use since: %(what)s.") % {"what": what})

    def _named_by(self, table: Any, name: str, made: Collection[int]) -> set[int]:
        """Of the made rows those that a row of this table names in this column, made ones left
        out."""
        found: set[int] = set()
        for each in spans(name, made):
            pairs = table._base_manager.filter(**each).order_by().values_list(f"{name}_id", "pk")
            found |= {
                key
                for key, pk in pairs.iterator()
                if table is not self.kind.model or pk not in made
            }
        return found

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
        lists: dict[str, dict[int, Any]] = {}
        for left in old:
            row = rows[left.key]
            for name, value in left.before.items():
                if name in self.links:
                    lists.setdefault(name, {})[row.pk] = value
                    continue
                field: Any = self.kind.model._meta.get_field(name)
                setattr(row, field.attname, _python(self.kind, field, name, value))
                touched.add(name)
        if touched:
            # As the import wrote them: bulk_update's CASE .. WHEN takes twice as long.
            self.manager.bulk_create(
                list(rows.values()),
                batch_size=CHUNK,
                update_conflicts=True,
                unique_fields=["pk"],
                update_fields=sorted(touched),
            )
        for name, former in lists.items():
            _lists_back(self.links[name], former)

    def _remove(self, keys: Collection[int]) -> None:
        """Past the signals, which would put whole rows about patients on the record."""
        patients: set[int] = set()
        personal = issubclass(self.kind.model, PERSONAL) and "patient" in self.kind.specs
        for link in self.links.values():
            for each in spans(link.owner, keys):
                link.table._default_manager.filter(**each)._raw_delete("default")
        for each in spans("pk", keys):
            rows = self.manager.filter(**each).order_by()
            if personal:
                patients.update(rows.values_list("patient", flat=True).distinct())
            rows._raw_delete("default")
        # Those of whom nothing else tells: they came with the file, or were due to go.
        patients_drop(patients)

    def _tell(self, lines: list[Line], action: str) -> None:
        put_on_record(
            [line._replace(before=line.after, after=line.before) for line in lines],
            action=action,
            model=self.kind.model._meta.label,
            reason=f"undo of import {self.batch.pk}",
            actor=self.actor,
        )


def _lists_back(link: Link, former: dict[int, Any]) -> None:
    """former: owner -> its entries as [target, payload]."""
    wanted = {
        (owner, target): payload for owner, listed in former.items() for target, payload in listed
    }
    sync(link, wanted, entries_of(link, former))


def _python(kind: Kind, field: Any, name: str, value: Any) -> Any:
    spec = kind.specs[name]
    if value is None or spec.type is Type.RECORD:
        return value
    return field.to_python(value)
