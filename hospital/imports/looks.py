"""A file that a person brought: its columns, what it would do, and doing just that.

Looking is the import itself, undone at the end; doing is the import that the command runs.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from hospital.access import networks_within
from hospital.errors import ApplicationError, Forbidden
from hospital.imports import waiting as files
from hospital.imports.errors import SHOWN_VALUE, CellError, Fault, Faults, FileRefused
from hospital.imports.guess import columns_guessed, plain
from hospital.imports.keeper import CHANGED, GONE, NEW, SAME, Seen
from hospital.imports.kept_looks import look_forget
from hospital.imports.kind import Extent
from hospital.imports.kinds import KINDS
from hospital.imports.load import import_file
from hospital.imports.looker import Looker, Progress
from hospital.imports.reach import OPERATOR, PLACES, act_of, kinds_of, may_bring
from hospital.imports.results import Result
from hospital.imports.tables import SEPARATORS, Layout, open_table, plain_header
from hospital.imports.values import as_text
from hospital.imports.waiting import Waiting
from hospital.models import ImportBatch, Network

SHOWN_ROWS = 50
CENTS = frozenset(["cent", "cents", "centime", "centimes", "ct", "cts", "سنتيم", "سنتيمات", "سنت"])


@dataclass(frozen=True, slots=True)
class Header:
    """The file's own columns, and how its cells are parted."""

    names: tuple[str, ...]
    separator: str


@dataclass(slots=True)
class Look:
    """What the file would do. Nothing of it is written."""

    new: int = 0
    changed: int = 0
    same: int = 0
    wrong: int = 0
    left_over: int = 0
    """Records of the file's places that it does not have and that stay."""
    rows: list[Seen] = field(default_factory=list)
    """The first ones; what changes something before what does not."""
    gone: list[Seen] = field(default_factory=list)
    """All that the file, which has all there is, does not have."""
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0
    mark: str = ""

    @property
    def can_be_done(self) -> bool:
        return not self.fault_count and bool(self.new or self.changed or self.gone)


def networks_of(user: Any) -> list[Network]:
    """Into which the person may bring records, be it of one hospital."""
    acts = {act_of(kind.code) for kind in kinds_of(user)}
    within = [networks_within(user, act).values("pk") for act in acts]
    mine = reduce(or_, (Q(pk__in=each) for each in within), Q(pk__in=[]))
    return list(Network.objects.filter(mine).order_by("code"))


def bring(
    *, user: Any, kind: str, network: str, chunks: Any, name: str, encoding: str = ""
) -> Waiting:
    """Keep an uploaded file for its hour. Raises ApplicationError."""
    if not may_bring(user):
        raise Forbidden(_("Your role does not allow this here."))
    if kind not in {each.code for each in kinds_of(user)}:
        raise Forbidden(_("Your role does not take in records of this kind."))
    if PLACES[kind] == OPERATOR:
        network = ""
    elif network not in {each.code for each in networks_of(user)}:
        if not Network.objects.exists():
            raise ApplicationError(_("There is no network yet: begin with a file of networks."))
        raise Forbidden(_("Choose one of your networks."))
    found = files.keep(
        chunks=chunks, name=name, user=user, kind=kind, network=network, encoding=encoding
    )
    try:
        header(found)
    except FileRefused:
        files.drop(found)
        raise
    return found


def header(waiting: Waiting) -> Header:
    """Raises FileRefused for what is no table."""
    found = [_header(waiting, sign) for sign in _signs(waiting)]
    kind = KINDS[waiting.kind]
    # The sign under which most columns are known; where none is, that which parts most of them.
    return max(found, key=lambda each: (len(columns_guessed(kind, each.names)), len(each.names)))


def _signs(waiting: Waiting) -> tuple[str, ...]:
    return ("",) if waiting.path.suffix.lower() == ".xlsx" else SEPARATORS


def _header(waiting: Waiting, separator: str) -> Header:
    layout = Layout(encoding=waiting.encoding, separator=separator)
    with open_table(waiting.path, layout, (), Faults()) as table:
        return Header(table.headers, table.separator)


def first_row(waiting: Waiting, found: Header) -> dict[str, str]:
    """What the file's first row has under each of its columns; empty where it has no row that can
    be read, which looking at the file says."""
    layout = Layout(encoding=waiting.encoding, separator=found.separator)
    try:
        with open_table(waiting.path, layout, (), Faults()) as table:
            _number, row = next(table.rows, (0, {}))
            return {name: as_text(value)[:SHOWN_VALUE] for name, value in row.items()}
    except (CellError, FileRefused):
        return {}


def columns_proposed(waiting: Waiting) -> dict[str, str]:
    """What was chosen, else what was chosen for the last file of this kind there, else a guess."""
    if waiting.columns:
        return waiting.columns
    last = (
        ImportBatch.objects.filter(kind=waiting.kind, errors=0, undone=None)
        .filter(report__network=waiting.network, report__columns__isnull=False)
        .order_by("-at")
        .first()
    )
    remembered = last.report.get("columns") if last else None
    return columns_guessed(KINDS[waiting.kind], header(waiting).names, remembered)


def columns_missing(waiting: Waiting, columns: dict[str, str]) -> list[str]:
    """Required columns that nothing is chosen for."""
    kind = KINDS[waiting.kind]
    given = {*columns, "network"} if waiting.network else {*columns}
    return [name for name in kind.required if name not in given]


def columns_choose(*, waiting: Waiting, columns: dict[str, str], extent: str = "") -> None:
    """`extent`: of what the file has all there is. Raises ApplicationError for a column that there
    is not, or that is chosen twice."""
    kind, found = KINDS[waiting.kind], header(waiting)
    chosen = {name: column for name, column in columns.items() if column}
    if not chosen.keys() <= kind.specs.keys() or not set(chosen.values()) <= set(found.names):
        raise ApplicationError(_("The file has no such column."))
    twice = sorted({each for each in chosen.values() if list(chosen.values()).count(each) > 1})
    if twice:
        raise ApplicationError(
            _("One column of the file is chosen twice: %(columns)s.")
            % {"columns": ", ".join(twice)}
        )
    waiting.columns = chosen
    waiting.extent = extent if kind.whole is not None and extent in set(Extent) else ""
    look_forget(waiting)
    files.note(waiting, _mapping(waiting, found))


def whole_amounts(columns: dict[str, str]) -> list[str]:
    """Of our columns of cents, those whose column of the file does not say that it has cents: its
    amounts are in the currency, and a hundred times as many cents."""
    return [
        name
        for name, column in columns.items()
        if name.endswith("_cents") and not CENTS.intersection(plain(column).split("_"))
    ]


def _mapping(waiting: Waiting, found: Header) -> str:
    """A mapping file as the command takes one; empty where the file's headers are ours."""
    if {plain_header(name): name for name in found.names} == waiting.columns:
        return ""
    lines = [f"kind = {_toml(waiting.kind)}", "[file]"]
    if waiting.encoding:
        lines.append(f"encoding = {_toml(waiting.encoding)}")
    if found.separator:
        lines.append(f"separator = {_toml(found.separator)}")
    if found.separator == ",":
        lines.append('decimal = "."')
    lines.append("[columns]")
    hundredfold = whole_amounts(waiting.columns)
    for name, column in waiting.columns.items():
        source = f"{{ from = {_toml(column)}, factor = 100 }}" if name in hundredfold else ""
        lines.append(f"{name} = {source or _toml(column)}")
    return "\n".join(lines) + "\n"


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _taken(waiting: Waiting, looker: Looker, **how: Any) -> Result:
    mapped = waiting.mapping.exists() and waiting.mapping.stat().st_size > 0
    return import_file(
        waiting.kind,
        waiting.path,
        mapping=waiting.mapping if mapped else None,
        encoding="" if mapped else waiting.encoding,
        network=waiting.network,
        user=looker.user,
        progress=looker.count,
        witness=looker,
        columns=waiting.columns,
        extent=Extent(waiting.extent),
        **how,
    )


def look(*, waiting: Waiting, user: Any, progress: Progress | None = None) -> Look:
    """What the file would do, row by row; nothing is written. `progress` is told how many rows
    were read so far, and may end it by what it raises."""
    looker = Looker(user, only_looks=True, progress=progress)
    result = _taken(waiting, looker, dry_run=True)
    wrong = {fault.row for fault in result.errors if fault.row}
    rows = [seen for seen in looker.in_order if seen.number not in wrong]
    gone = [seen for seen in rows if seen.state == GONE]
    rows = [seen for seen in rows if seen.state != GONE]
    states = [seen.state for seen in rows]
    return Look(
        new=states.count(NEW),
        changed=states.count(CHANGED),
        same=states.count(SAME),
        wrong=len(wrong),
        left_over=result.left_over,
        gone=gone,
        rows=sorted(rows, key=lambda seen: seen.state == SAME)[:SHOWN_ROWS],
        faults=result.errors,
        fault_count=result.error_count,
        mark=looker.mark,
    )


def carry_out(*, waiting: Waiting, user: Any, mark: str) -> ImportBatch:
    """The file comes in as it was seen, whole or not at all; a second press finds the same batch.

    Raises Stale when it would do something else now, ApplicationError when it is refused.
    """
    if waiting.batch:
        return ImportBatch.objects.get(pk=waiting.batch)
    mark_required(mark)
    files.claim(waiting)
    try:
        waiting = files.find(token=waiting.token, user=user)  # as another press may have left it
        if waiting.batch:
            return ImportBatch.objects.get(pk=waiting.batch)
        return take_in(waiting=waiting, user=user, mark=mark)
    finally:
        files.unclaim(waiting)


def mark_required(mark: str) -> None:
    if not mark:
        raise ApplicationError(_("Look at what the file would do first."))


def take_in(
    *,
    waiting: Waiting,
    user: Any,
    mark: str,
    progress: Progress | None = None,
    fence: Callable[[ImportBatch], object] | None = None,
) -> ImportBatch:
    """As `carry_out`, for whoever sees to it that nobody else does the same. `fence` is called
    last within the transaction: what it raises leaves nothing."""
    looker = Looker(user, mark=mark, progress=progress, fence=fence)
    result = _taken(waiting, looker, again=True)
    if result.error_count or looker.batch is None:
        first = result.errors[0].message if result.errors else ""
        said = _("The file was refused; nothing was written.")
        raise ApplicationError(f"{said} {first}")
    files.done(waiting, looker.batch.pk)
    return looker.batch
