"""A mapping file (TOML): how an export of somebody else's system becomes records of ours.

docs/mappings/README.md is the reference of its parts; what is not known is refused here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from hospital.imports.errors import CellError, FileRefused
from hospital.imports.tables import Layout
from hospital.imports.values import as_clock

REPEATS = ("", "first", "sum", "latest")
PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of the days a text may mean, the one that this column's month (or day) confirms."""

    column: str
    format: str


@dataclass(frozen=True, slots=True)
class Span:
    """Of the days a text may mean, the one this many days after another of our columns.

    Within `tolerance_days` the nearest is taken. Beyond it the day is computed from start and
    length when `otherwise` is "computed", and the report counts it as mended.
    """

    start: str
    days: str
    first_day_counts: bool = False
    tolerance_days: int = 0
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where one of our columns comes from, and what is done to the text on the way."""

    columns: tuple[str, ...] = ()
    constant: str | None = None
    template: str = ""
    otherwise: str = ""
    values: Dict[str, str] = field(default_factory=dict)
    empty: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    agrees_with: Agreement | None = None
    spans: Span | None = None
    time: time | None = None
    factor: Decimal = Decimal(1)
    times: str = ""
    first_of: str = ""
    round: bool = False
    bands: tuple[tuple[Decimal | None, str], ...] = ()
    slug: int = 0
    decimal: str = ""

    def needs(self) -> set[str]:
        """The foreign columns it reads."""
        names = {*self.columns, *PLACEHOLDER.findall(self.template + self.otherwise)}
        if self.times:
            names.add(self.times)
        if self.agrees_with is not None:
            names.add(self.agrees_with.column)
        if self.spans is not None:
            names.add(self.spans.days)
        return names


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of a row: on the foreign text, or (`later_than`) on two of our days."""

    column: str
    is_: tuple[str, ...] | None = None
    is_not: tuple[str, ...] | None = None
    matches: re.Pattern[str] | None = None
    later_than: str = ""

    def holds(self, row: Dict[str, Any]) -> bool:
        text = str(row[self.column])
        if self.is_ is not None:
            return text in self.is_
        if self.is_not is not None:
            return text not in self.is_not
        return self.matches is not None and self.matches.search(text) is not None


@dataclass(frozen=True, slots=True)
class Skip:
    """Rows that are not of this kind, or cannot be: all conditions hold. The report counts them."""

    reason: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Unpivot:
    """Wide to long: one row for each of `columns`, its name and value under these names."""

    columns: tuple[str, ...]
    names_to: str
    values_to: str


@dataclass(frozen=True, slots=True)
class Creation:
    """Records to be made when missing, before the row that names them."""

    kind: str
    sources: Dict[str, Source]


@dataclass(frozen=True, slots=True)
class MappingFile:
    kind: str
    layout: Layout
    decimal: str
    repeats: str
    latest_by: Source | None
    zone: ZoneInfo | None
    sources: Dict[str, Source]
    skips: tuple[Skip, ...]
    unpivot: Unpivot | None
    creates: tuple[Creation, ...]

    def needs(self) -> set[str]:
        """Every foreign column that must be there."""
        names = {name for source in self.sources.values() for name in source.needs()}
        names |= self.latest_by.needs() if self.latest_by is not None else set()
        for creation in self.creates:
            names |= {name for source in creation.sources.values() for name in source.needs()}
        names |= {test.column for skip in self.skips for test in skip.when if not test.later_than}
        if self.unpivot is not None:
            names -= {self.unpivot.names_to, self.unpivot.values_to}
            names |= set(self.unpivot.columns)
        return names


def read_mapping(path: Path) -> MappingFile:
    """Raises FileRefused naming the entry that is not understood."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise FileRefused(
            _("The mapping file %(file)s cannot be read.") % {"file": path}
        ) from fault
    except (tomllib.TOMLDecodeError, UnicodeError) as fault:
        raise FileRefused(
            _("The mapping file is not valid TOML: %(fault)s.") % {"fault": fault}
        ) from fault
    try:
        return _mapping(data)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise FileRefused(
            _("The mapping file is not understood: %(fault)s.") % {"fault": fault}
        ) from fault


def _only(part: dict[str, Any], known: Collection[str], where: str) -> dict[str, Any]:
    unknown = sorted(set(part) - set(known))
    if unknown:
        raise ValueError(f"{where} does not know {', '.join(unknown)}; it knows {sorted(known)}")
    return part


def _mapping(data: dict[str, Any]) -> MappingFile:
    _only(data, {"kind", "file", "columns", "skip", "unpivot", "creates"}, "the file")
    known = {"encoding", "separator", "sheet", "header_row", "decimal", "repeats", "time_zone"}
    part = _only(data.get("file", {}), known | {"latest_by"}, "[file]")
    decimal = part.get("decimal", "")
    if decimal not in {"", ".", ","}:
        raise ValueError('decimal is "." or ","')
    if part.get("repeats", "") not in REPEATS:
        raise ValueError('repeats is "first", "sum" or "latest", or left out')
    if (part.get("repeats") == "latest") != ("latest_by" in part):
        raise ValueError('repeats = "latest" and latest_by need each other')
    return MappingFile(
        kind=data.get("kind", ""),
        layout=Layout(
            encoding=part.get("encoding", ""),
            separator=part.get("separator", ""),
            sheet=part.get("sheet", ""),
            header_row=int(part.get("header_row", 1)),
        ),
        decimal=decimal,
        repeats=part.get("repeats", ""),
        latest_by=_source("latest_by", part["latest_by"], "") if "latest_by" in part else None,
        zone=ZoneInfo(part["time_zone"]) if "time_zone" in part else None,
        sources=_sources(data.get("columns", {}), decimal),
        skips=tuple(_skip(each) for each in data.get("skip", ())),
        unpivot=_unpivot(data.get("unpivot")),
        creates=tuple(_creation(each, decimal) for each in data.get("creates", ())),
    )


def _sources(part: dict[str, Any], decimal: str) -> dict[str, Source]:
    return {name: _source(name, entry, decimal) for name, entry in part.items()}


def _source(name: str, entry: Any, decimal: str) -> Source:
    if isinstance(entry, str):
        return Source(columns=(entry,), decimal=decimal)
    known = {"from", "constant", "template", "values", "empty", "formats", "agrees_with", "spans"}
    known |= {
        "otherwise",
        "time",
        "first_of",
        "factor",
        "times",
        "round",
        "bands",
        "slug",
        "decimal",
    }
    _only(entry, known, f"[columns.{name}]")
    if sum(each in entry for each in ("from", "constant", "template")) != 1:
        raise ValueError(f"[columns.{name}] needs one of from, constant, template")
    if entry.get("first_of", "") not in {"", "week", "month"}:
        raise ValueError(f'[columns.{name}] first_of is "week" or "month"')
    agrees, spans = entry.get("agrees_with"), entry.get("spans")
    return Source(
        columns=_texts(entry.get("from", ())),
        constant=str(entry["constant"]) if "constant" in entry else None,
        template=entry.get("template", ""),
        otherwise=entry.get("otherwise", ""),
        values={str(theirs): str(ours) for theirs, ours in entry.get("values", {}).items()},
        empty=_texts(entry.get("empty", ())),
        formats=_texts(entry.get("formats", ())),
        agrees_with=Agreement(**agrees) if agrees else None,
        spans=Span(**spans) if spans else None,
        time=_clock(entry["time"]) if "time" in entry else None,
        factor=Decimal(str(entry.get("factor", 1))),
        times=entry.get("times", ""),
        first_of=entry.get("first_of", ""),
        round=bool(entry.get("round", False)),
        bands=tuple(_band(each) for each in entry.get("bands", ())),
        slug=int(entry.get("slug", 0)),
        decimal=entry.get("decimal", decimal),
    )


def _texts(entry: Any) -> tuple[str, ...]:
    return (entry,) if isinstance(entry, str) else tuple(str(each) for each in entry)


def _clock(entry: Any) -> time:
    try:
        return as_clock(entry)
    except CellError as fault:
        raise ValueError(str(fault)) from fault


def _band(entry: dict[str, Any]) -> tuple[Decimal | None, str]:
    _only(entry, {"below", "value"}, "a band")
    below = Decimal(str(entry["below"])) if "below" in entry else None
    return below, str(entry["value"])


def _skip(entry: dict[str, Any]) -> Skip:
    _only(entry, {"reason", "when"}, "[[skip]]")
    return Skip(entry["reason"], tuple(_condition(each) for each in entry["when"]))


def _condition(entry: dict[str, Any]) -> Condition:
    _only(entry, {"column", "is", "is_not", "matches", "later_than"}, "a condition")
    if len(entry) != 2:
        raise ValueError("a condition has a column and one of is, is_not, matches, later_than")
    return Condition(
        column=entry["column"],
        is_=_texts(entry["is"]) if "is" in entry else None,
        is_not=_texts(entry["is_not"]) if "is_not" in entry else None,
        matches=re.compile(entry["matches"]) if "matches" in entry else None,
        later_than=entry.get("later_than", ""),
    )


def _unpivot(entry: dict[str, Any] | None) -> Unpivot | None:
    if entry is None:
        return None
    _only(entry, {"columns", "names_to", "values_to"}, "[unpivot]")
    return Unpivot(_texts(entry["columns"]), entry["names_to"], entry["values_to"])


def _creation(entry: dict[str, Any], decimal: str) -> Creation:
    _only(entry, {"kind", "columns"}, "[[creates]]")
    return Creation(entry["kind"], _sources(entry["columns"], decimal))
