"""A file's way in: read, resolve, write; one transaction, all or nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from hospital.imports.cells import RowReader, check_row
from hospital.imports.creates import Creator
from hospital.imports.errors import Faults, FileRefused
from hospital.imports.finders import Indexes
from hospital.imports.keeper import Keeper
from hospital.imports.kind import Extent, Spec
from hospital.imports.kinds import KINDS
from hospital.imports.mapping import Skip, Unpivot
from hospital.imports.one_place import misplaced
from hospital.imports.plan import Plan, plan_of
from hospital.imports.repeats import LATEST, SUM, Gathering
from hospital.imports.resolve import Parsed, Resolver, in_full, named_within
from hospital.imports.results import Result, digest_of, known_already, remember
from hospital.imports.skips import reason_of_row, reason_of_values
from hospital.imports.tables import Row, Table, open_table
from hospital.imports.turns import turn
from hospital.imports.upsert import Changes, key_of, upsert
from hospital.imports.whole import gone_rows
from hospital.imports.witness import Witness

CHUNK = 2_000
GONE_NAMED = 200
REPEATED = "the same record again"
FORGOTTEN = "erased, or not kept any more"
GATHERED = {SUM: "added up with other rows", LATEST: "not the latest of its record"}
HOMES = ("network", "facility", "origin")
"""The column that says whose a record is."""


class _Undone(Exception):
    """Leaves the transaction without a trace."""


def import_file(
    code: str,
    path: Path,
    *,
    mapping: Path | None = None,
    encoding: str = "",
    network: str = "",
    dry_run: bool = False,
    again: bool = False,
    user: Any = None,
    progress: Callable[[int], None] | None = None,
    witness: Witness | None = None,
    columns: dict[str, str] | None = None,
    extent: Extent = Extent.ROWS,
) -> Result:
    """Takes one file in, or refuses it whole; never raises for what is wrong in the file. Raises
    Busy while another of its kind is on its way in.

    `network` fills the network column and limits which records the file may name. `again` takes
    in a file that was taken in before. `progress` is told how many rows were read. `witness` sees
    each row as it is written, and may refuse it; without one, rows are kept for an undo alone.
    `columns`: what a person chose, for the next time. `extent`: of what the file has all there is;
    what it does not have of it becomes 0.
    """
    started = time.monotonic()
    result = Result(code, path.name, dry_run=dry_run, columns=columns)
    witness = witness or Keeper(user)
    faults = Faults(kept=witness.faults_kept)
    digests = {"sha256": "", "mapping": "", "network": network, "extent": str(extent)}
    try:
        digests["sha256"] = digest_of(path)
        digests["mapping"] = digest_of(mapping) if mapping else ""
        if again or dry_run or not known_already(result, digests):
            plan = plan_of(KINDS[code], mapping, encoding, network)
            _Import(plan, faults, progress, witness, extent).run(path, result, digests, user)
    except FileRefused as refusal:
        faults.add(None, "", path.name, refusal.message)
    # What is wrong with one row stands together, whenever it was found.
    result.errors = sorted(faults.shown, key=lambda fault: (fault.sheet, fault.row or 0))
    result.error_count = faults.count
    if faults.count:
        result.created = result.updated = result.unchanged = 0
    result.seconds = round(time.monotonic() - started, 3)
    if faults.count and not dry_run and digests["sha256"]:
        remember(result, digests, user)
    return result


class _Import:
    """One file on its way; lives as long as the transaction."""

    def __init__(
        self,
        plan: Plan,
        faults: Faults,
        progress: Callable[[int], None] | None,
        witness: Witness,
        extent: Extent,
    ) -> None:
        self.plan, self.kind, self.faults = plan, plan.kind, faults
        self.extent = extent
        if extent and plan.kind.whole is None:
            said = _("What a file of %(kind)s does not have stays as it is.")
            raise FileRefused(said % {"kind": plan.kind.code})
        self.gone: list[str] = []
        self.witness = witness
        self.progress = progress or (lambda _rows: None)
        mapping = plan.mapping
        self.resolver = Resolver(Indexes(plan.network), mapping.zone if mapping else None)
        self.skips: tuple[Skip, ...] = mapping.skips if mapping else ()
        self.unpivot: Unpivot | None = mapping.unpivot if mapping else None
        self.repeats_first = bool(mapping and mapping.repeats == "first")
        self.latest_by = mapping.latest_by if mapping else None
        self.gathering: Gathering | None = None
        if mapping and mapping.repeats in GATHERED:
            self.gathering = Gathering(self.kind, mapping.repeats)
        self.creators = self._creators()
        self.skipped: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self.seen: dict[int, int] = {}
        self.said: dict[int, int] = {}
        self.later: list[tuple[Parsed, bool]] = []
        self.reader: RowReader

    def _creators(self) -> list[Creator]:
        try:
            return [
                Creator(creation, KINDS[creation.kind])
                for creation in (self.plan.mapping.creates if self.plan.mapping else ())
            ]
        except (KeyError, ValueError) as fault:
            raise FileRefused(
                _("The mapping file is not understood: %(fault)s.") % {"fault": fault}
            ) from fault

    def run(self, path: Path, result: Result, digests: dict[str, str], user: Any) -> None:
        """Raises FileRefused; whatever else is wrong is in the faults."""
        try:
            with turn((self.kind.code, *(each.kind.code for each in self.creators))):
                self._read(path)
                self._report(result)
                self.witness.read_all(self.faults)
                if self.faults.count or result.dry_run:
                    raise _Undone
                batch = remember(result, digests, user)
                self.witness.written(batch)
                result.batch = batch.pk
        except _Undone:
            pass

    def _read(self, path: Path) -> None:
        named = self.plan.mapping and self.plan.mapping.sources
        expected = self.plan.mapping.needs() if named else self.kind.specs
        with open_table(path, self.plan.layout, expected, self.faults) as table:
            self.reader = RowReader(self.kind, self.plan.sources(table))
            for chunk in self._chunks(table):
                self._take(chunk)
                self.progress(len(chunk))
        self._take_gathered()
        self._take_later()
        self._take_gone()
        self._together()

    def _together(self) -> None:
        """What no row shows by itself, said beside the row that brought it."""
        if self.kind.together is None or not self._goes_on():
            return
        for wrong in self.kind.together():
            number = self.seen.get(hash(key_of(self.kind, dict(wrong.key))))
            if number is not None:  # what was there before agreed before
                self.faults.add(number, wrong.column, "", wrong.said)

    def _chunks(self, table: Table) -> Iterator[list[tuple[int, Row]]]:
        chunk: list[tuple[int, Row]] = []
        for number, row in self._long(table):
            reason = reason_of_row(self.skips, row)
            if reason:
                self.skipped[reason] += 1
                continue
            chunk.append((number, row))
            if len(chunk) >= CHUNK:
                yield chunk
                chunk = []
        yield chunk

    def _long(self, table: Table) -> Iterator[tuple[int, Row]]:
        if self.unpivot is None:
            yield from table.rows
            return
        for number, row in table.rows:
            for name in self.unpivot.columns:
                extra = {self.unpivot.names_to: name, self.unpivot.values_to: row[name]}
                yield number, row | extra

    def _take(self, chunk: list[tuple[int, Row]]) -> None:
        rows: list[Parsed] = []
        kept: list[tuple[int, Row]] = []
        faulty: list[Parsed] = []
        within = named_within(self.reader.specs)
        for number, row in chunk:
            values = self.reader.read(number, row, self.faults)
            if values is None:
                faulty.append(Parsed(number, in_full(self.reader.names(row), within)))
                continue
            reason = reason_of_values(self.skips, values)
            if reason:
                self.skipped[reason] += 1
                continue
            check_row(self.kind, number, values, self.faults)
            kept.append((number, row))
            rows.append(Parsed(number, in_full(values, within)))
        for creator in self.creators:
            creator.run(kept, self.resolver, self.faults, self.witness)
        if not self.creators:  # one of them might have made what a faulty row names
            self.resolver.unknown_told(faulty, self.reader.specs, self.faults)
        if self.gathering is None:
            self._keep(rows)
            return
        for (_number, row), parsed in zip(kept, rows, strict=True):
            self._gather(self.gathering, row, parsed)

    def _gather(self, gathering: Gathering, row: Row, parsed: Parsed) -> None:
        day = None
        if self.latest_by is not None:
            day = self.reader.latest_by(parsed.number, self.latest_by, row, self.faults)
            if day is None:
                return
        gathering.add(parsed, day, self.faults)

    def _take_gathered(self) -> None:
        if self.gathering is None:
            return
        rows = list(self.gathering.rows.values())
        for start in range(0, len(rows), CHUNK):
            self._keep(rows[start : start + CHUNK])
        if self.gathering.gathered:
            self.skipped[GATHERED[self.gathering.mode]] += self.gathering.gathered

    def _keep(self, rows: list[Parsed]) -> None:
        now = [spec for spec in self.reader.specs if not spec.later]
        found = self.resolver.resolve(self.kind, rows, now, self.faults)
        fresh = self._without_strangers([row for row in found if self._is_first(row)])
        changes = self._write(fresh, now)
        if len(now) < len(self.reader.specs):
            same = changes.unchanged
            self.later.extend((row, place in same) for place, row in enumerate(fresh))

    def _is_first(self, row: Parsed) -> bool:
        # Only the hash is kept, so that a long file stays small in memory.
        key = hash(key_of(self.kind, row.values))
        first = self.seen.get(key)
        if first is None:
            self.seen[key] = row.number
            if self.kind.alike:
                self.said[key] = _said(row)
            return True
        if self.repeats_first or (self.kind.alike and self.said.get(key) == _said(row)):
            self.skipped[REPEATED] += 1
            return False
        self.faults.add(
            row.number,
            ", ".join(self.kind.key),
            "",
            _("Rows %(first)d and %(second)d are the same record. Keep one of them.")
            % {"first": first, "second": row.number},
        )
        return False

    def _without_strangers(self, rows: list[Parsed]) -> list[Parsed]:
        """Under --network a row may not take over a record of another network by its code."""
        home = next((each for each in HOMES if each in self.kind.specs), None)
        if not self.plan.network or home is None or home in self.kind.key:
            return rows
        path = "network__code" if home == "network" else f"{home}__network__code"
        name = self.kind.key[0]
        taken = set(
            self.kind.model._default_manager.filter(
                **{f"{name}__in": [row.values[name] for row in rows]}
            )
            .exclude(**{path: self.plan.network})
            .values_list(name, flat=True)
        )
        for row in rows:
            if row.values[name] in taken:
                said = _("Another network has this code already.")
                self.faults.add(row.number, name, row.values[name], said)
        return [row for row in rows if row.values[name] not in taken]

    def _write(self, rows: list[Parsed], specs: list[Spec]) -> Changes:
        changes = Changes()
        if rows and self._goes_on():
            try:
                with transaction.atomic():
                    rows = self.witness.allowed(self.kind, rows, self.faults)
                    changes = upsert(self.kind, rows, specs)
                    if self.kind.follows is not None:
                        before = changes.before
                        self.kind.follows({k: before.get(p, {}) for p, k in changes.keys.items()})
                    self.witness.wrote(self.kind, rows, specs, changes, self.faults)
                    moved = {place: changes.keys[place] for place in changes.updated}
                    for place, rule in misplaced(self.kind, moved, [each.name for each in specs]):
                        self.faults.add(rows[place].number, rule.field, "", rule.said())
            except (IntegrityError, DataError) as fault:
                first, last = rows[0].number, rows[-1].number
                self.faults.add(
                    None,
                    "",
                    "",
                    _(
                        "The database refuses a row between %(first)d and %(last)d: %(fault)s. "
                        "Two columns of it contradict each other."
                    )
                    % {"first": first, "last": last, "fault": fault},
                )
        for name in ("created", "updated", "unchanged"):
            self.counts[name] += len(getattr(changes, name))
        return changes

    def _goes_on(self) -> bool:
        return self.witness.looks_on or not self.faults.count

    def _take_later(self) -> None:
        """Columns that name records of the same file, once all of them are there."""
        names = (*self.kind.key, *(spec.name for spec in self.reader.specs if spec.later))
        specs = [self.kind.specs[name] for name in names]
        later = [spec for spec in specs if spec.later]
        if not later or not self._goes_on():
            return
        counts, moved = Counter(self.counts), 0
        for start in range(0, len(self.later), CHUNK):
            part = self.later[start : start + CHUNK]
            rows = self.resolver.resolve(self.kind, [row for row, _ in part], later, self.faults)
            changes = self._write(rows, specs)
            moved += sum(same and place in changes.updated for place, (_, same) in enumerate(part))
        self.counts = counts
        self.counts["updated"] += moved
        self.counts["unchanged"] -= moved

    def _take_gone(self) -> None:
        """What a whole file does not have is gone; not while a row of it cannot be read, which may
        be the one that has it."""
        left = self._left_over(self.extent) if self.extent else {}
        if not left or self.kind.whole is None:
            return
        specs, keys = [self.kind.specs[self.kind.whole.column]], list(left)
        for start in range(0, len(keys), CHUNK):
            self._write(gone_rows(self.kind, keys[start : start + CHUNK]), specs)
        self.gone = list(left.values())

    def _left_over(self, extent: Extent) -> dict[int, str]:
        if self.kind.whole is None or self.faults.count:
            return {}
        return self.kind.whole.left_over(lambda key: hash(key) in self.seen, extent)

    def _report(self, result: Result) -> None:
        result.left_over = len(self._left_over(Extent.PLACES))
        result.gone, result.gone_first = len(self.gone), self.gone[:GONE_NAMED]
        result.created = self.counts["created"]
        result.updated = self.counts["updated"]
        result.unchanged = self.counts["unchanged"]
        if self.resolver.gone:
            self.skipped[FORGOTTEN] += self.resolver.gone
        result.skipped = dict(self.skipped)
        result.mended = dict(self.reader.days.mended)
        result.rounded = dict(self.reader.rounded)
        made = {creator.kind.code: creator.made for creator in self.creators}
        result.also_created = {kind: count for kind, count in made.items() if count}


def _said(row: Parsed) -> int:
    """What the row says of its record, as a hash."""
    return hash(repr(sorted(row.values.items())))
