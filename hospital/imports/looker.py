"""A keeper for one person: what they may write, and whether it is still what they looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from hospital.errors import Conflict
from hospital.imports.errors import Faults, FileRefused
from hospital.imports.keeper import GONE, MOST_ROWS, Keeper
from hospital.imports.kind import Kind, Spec
from hospital.imports.reach import changeable, readable
from hospital.imports.resolve import Parsed, unknown
from hospital.imports.upsert import Changes, existing, key_of, keys_named
from hospital.models import ImportBatch

FAULTS_KEPT = 5_000

Progress = Callable[[int], object]
"""Told how many rows were read so far."""


class Stale(Conflict):
    """The records changed since the person looked: nothing was written."""


class Looker(Keeper):
    """`mark`: what was looked at; when it is told, the file is written only as it was seen.
    `progress` is told how many rows were read so far, `fence` of the batch that is written, within
    the transaction; what either raises leaves nothing."""

    faults_kept = FAULTS_KEPT

    def __init__(
        self,
        user: Any,
        *,
        only_looks: bool = False,
        mark: str = "",
        progress: Progress | None = None,
        fence: Callable[[ImportBatch], object] | None = None,
    ) -> None:
        super().__init__(user)
        self.looks_on, self.expected = only_looks, mark
        self.progress, self.fence = progress, fence
        self._read = 0

    def count(self, rows: int) -> None:
        self._read += rows
        if self.progress is not None:
            self.progress(self._read)
        if self._read > MOST_ROWS:
            raise _too_many()

    def _count(self) -> None:
        """Nor more that the file does not have: a person is shown each before it becomes 0."""
        if len(self.rows) > MOST_ROWS:
            raise _too_many()

    def allowed(self, kind: Kind, rows: list[Parsed], faults: Faults) -> list[Parsed]:
        rows = self._naming_own(kind, rows, faults)
        known = existing(kind, [key_of(kind, row.values) for row in rows])
        mine = changeable(kind, [row.pk for row in known.values()], self.user)
        kept = []
        for row in rows:
            record = known.get(key_of(kind, row.values))
            if record is None or record.pk in mine:
                kept.append(row)
            else:
                self._refused(kind, row, faults)
        return kept

    def _naming_own(self, kind: Kind, rows: list[Parsed], faults: Faults) -> list[Parsed]:
        """A row names only records that the person reads, as a form would offer them."""
        wrong: set[int] = set()
        for name, spec in kind.specs.items():
            if spec.finder is None or spec.is_patient:
                continue
            named = [keys_named(spec, row.values.get(name)) for row in rows]
            keys = set().union(*named)
            strange = keys - readable(spec.finder.model, keys, self.user)
            for row, own in zip(rows, named, strict=True):
                if own & strange:
                    faults.add(row.number, name, "", unknown(spec.finder))
                    wrong.add(row.number)
        return [row for row in rows if row.number not in wrong]

    def wrote(
        self, kind: Kind, rows: list[Parsed], specs: list[Spec], changes: Changes, faults: Faults
    ) -> None:
        self.kind = kind
        mine = changeable(kind, list(changes.keys.values()), self.user)
        for place, row in enumerate(rows):
            if changes.keys[place] in mine:
                self.keep(place, row, changes)
            else:
                self._refused(kind, row, faults)

    def _refused(self, kind: Kind, row: Parsed, faults: Faults) -> None:
        said = _("Your role does not allow you to change this record.")
        faults.add(row.number, ", ".join(kind.key), "", said)

    @property
    def mark(self) -> str:
        """The same as long as the file would do the same."""
        digest = hashlib.sha256()
        for seen in self.in_order:
            # A new row's key is another at each look, and one without a line has nothing else.
            named = seen.key if seen.state == GONE else seen.number
            digest.update(repr((named, seen.state, sorted(seen.before.items()))).encode())
        return digest.hexdigest()

    def read_all(self, faults: Faults) -> None:
        if self.expected and (faults.count or self.mark != self.expected):
            raise Stale(
                _("The records changed since you looked: this is what the file would do now.")
            )

    def written(self, batch: ImportBatch) -> None:
        super().written(batch)
        if self.fence is not None:
            self.fence(batch)


def _too_many() -> FileRefused:
    return FileRefused(
        _(
            "Over %(most)s rows are too many for this page. Split the file, or have it "
            "taken in with manage.py import_records."
        )
        % {"most": number_format(MOST_ROWS)}
    )
