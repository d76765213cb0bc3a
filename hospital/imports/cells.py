"""One row of a file -> one row of values, each of its column's type, still naming records."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hospital.imports.days import DayReader
from hospital.imports.errors import CellError, Faults
from hospital.imports.kind import Kind, Spec, Type, folded
from hospital.imports.mapping import PLACEHOLDER, Source
from hospital.imports.tables import Row
from hospital.imports.values import (
    FIRST_YEAR,
    LAST_YEAR,
    as_clock,
    as_decimal,
    as_flag,
    as_text,
)
from hospital.models import AgeBand
from hospital.numbers import whole_number

MANY = re.compile(r"[\s;|,]+")
DIGEST = 8
OLDEST = 130
MOST_KNOWN = 1_000
"""Texts of a column that are remembered: of wards and words there are few, of numbers of stays as
many as rows."""


class RowReader:
    """Reads rows of one kind; counts what it rounded and mended."""

    def __init__(self, kind: Kind, sources: Mapping[str, Source]) -> None:
        self.kind = kind
        self.sources = sources
        self.specs = [spec for spec in kind.specs.values() if spec.name in sources]
        self.known = {name: {} for name in sources if _alone(kind.specs[name], sources[name])}
        """Of the columns whose text means the same in every row: text -> value."""
        self.days = DayReader()
        self.rounded: Counter[str] = Counter()

    def read(self, number: int, row: Row, faults: Faults) -> dict[str, Any] | None:
        """The row's values; None when any was at fault, each told to `faults`."""
        values: dict[str, Any] = {}
        before = faults.count
        for spec in self.specs:
            source = self.sources[spec.name]
            raw: Any = ""
            try:
                raw = pick(source, row)
                values[spec.name] = self._known(spec, source, raw, row, values)
            except CellError as fault:
                told = "" if spec.is_patient else raw
                faults.add(number, shown_name(spec, source), told, str(fault))
        return values if faults.count == before else None

    def names(self, row: Row) -> dict[str, Any]:
        """The records that a row names, one that is at fault in another column; no patient."""
        found = {}
        for spec in self.specs:
            if spec.finder is not None and not (spec.is_patient or spec.later):
                source = self.sources[spec.name]
                with suppress(CellError):
                    found[spec.name] = self._known(spec, source, pick(source, row), row, {})
        return found

    def latest_by(self, number: int, source: Source, row: Row, faults: Faults) -> date | None:
        """The day that ranks rows of one record; None when it is at fault."""
        raw: Any = ""
        try:
            raw = pick(source, row)
            return self.days.day("latest_by", source, raw, row, {})
        except CellError as fault:
            faults.add(number, source.columns[0] if source.columns else "", raw, str(fault))
            return None

    def _known(self, spec: Spec, source: Source, raw: Any, row: Row, done: dict[str, Any]) -> Any:
        known = self.known.get(spec.name)
        if known is None or type(raw) is not str:  # 1, 1.0 and yes are one key
            return self._value(spec, source, raw, row, done)
        if raw in known:
            return known[raw]
        value = self._value(spec, source, raw, row, done)
        if len(known) < MOST_KNOWN:
            known[raw] = value
        return value

    def _value(self, spec: Spec, source: Source, raw: Any, row: Row, done: dict[str, Any]) -> Any:
        raw = _translated(source, raw)
        if raw == "":
            return _nothing(spec)
        match spec.type:
            case Type.TEXT:
                return _text(spec, source, raw)
            case Type.RECORD:
                return _name(source, raw)
            case Type.WHOLE:
                return self._whole(spec, source, raw, row)
            case Type.DECIMAL:
                return float(self._decimal(spec, source, raw, row))
            case Type.FLAG:
                return as_flag(raw)
            case Type.CLOCK:
                return as_clock(raw)
            case Type.DAY:
                day = self.days.day(spec.name, source, raw, row, done)
                return _dated(spec, _first(source, day))
            case Type.MOMENT:
                return _dated(spec, self.days.moment(spec.name, source, raw, row, done))
            case _:
                return _entries(spec, as_text(raw))

    def _decimal(self, spec: Spec, source: Source, raw: Any, row: Row) -> Decimal:
        number = as_decimal(raw, source.decimal, spec.low, spec.high) * source.factor
        if source.times:
            number *= as_decimal(row[source.times], source.decimal)
        if spec.low is not None and number < spec.low:
            raise CellError(_("At least %(low)s is expected.") % {"low": spec.low})
        if spec.high is not None and number > spec.high:
            raise CellError(_("At most %(high)s is expected.") % {"high": spec.high})
        return number

    def _whole(self, spec: Spec, source: Source, raw: Any, row: Row) -> int:
        number = self._decimal(spec, source, raw, row)
        whole = number.to_integral_value(ROUND_HALF_UP)
        if whole != number:
            if not source.round:
                raise CellError(
                    _(
                        "A whole number is expected. The mapping file may scale it "
                        "(factor = 100) or round it (round = true)."
                    )
                )
            self.rounded[spec.name] += 1
        return int(whole)


def _alone(spec: Spec, source: Source) -> bool:
    """Whether a text is read without a look at the rest of the row, or the rows before, and
    without counting it."""
    dated = spec.type in (Type.DAY, Type.MOMENT)
    return not (dated or source.times or source.round)


def shown_name(spec: Spec, source: Source) -> str:
    """The column as the file calls it."""
    return source.columns[0] if source.columns else spec.name


def pick(source: Source, row: Row) -> Any:
    """The first foreign column with a value, the constant, or the filled-in template."""
    if source.constant is not None:
        return source.constant
    if source.template:
        return _filled(source.template, row)
    for name in source.columns:
        value = row[name]
        if value != "" and not (isinstance(value, str) and value in source.empty):
            return value
    return _filled(source.otherwise, row)


def _filled(template: str, row: Row) -> str:
    return PLACEHOLDER.sub(lambda found: as_text(row[found[1]]), template)


def _translated(source: Source, raw: Any) -> Any:
    if source.values and raw != "":
        text = as_text(raw)
        if text in source.values:
            return source.values[text]
        if "*" not in source.values:
            raise CellError(
                _("The mapping file knows only %(values)s.")
                % {"values": ", ".join(sorted(source.values))}
            )
        return source.values["*"]
    if source.bands and raw != "":
        number = as_decimal(raw, source.decimal)
        for below, value in source.bands:
            if below is None or number < below:
                return value
        raise CellError(_("The number is above every band of the mapping file."))
    return raw


def _nothing(spec: Spec) -> Any:
    if spec.required:
        wanted = f"{spec.type.label} ({spec.unit})" if spec.unit else str(spec.type.label)
        raise CellError(_("A value is needed here: %(wanted)s.") % {"wanted": wanted})
    if spec.type is Type.LIST:
        return ()
    return None if spec.nullable else spec.default


def _one_of(words: Iterable[str]) -> str:
    return _("One of these is expected: %(words)s.") % {"words": ", ".join(words)}


def slug(text: str, longest: int) -> str:
    """A code out of a name: letters, digits, dot, dash; a long one keeps a digest at its end."""
    code = re.sub(r"[^\w.]+", "-", text).strip("-").upper()
    if len(code) <= longest:
        return code
    digest = hashlib.sha256(text.encode()).hexdigest()[:DIGEST].upper()
    return f"{code[: longest - DIGEST - 1].rstrip('-')}-{digest}"


def _name(source: Source, raw: Any) -> str:
    text = as_text(raw)
    return slug(text, source.slug) if source.slug else text


def _first(source: Source, day: date) -> date:
    """The first day of the period that the day is in; weeks begin on Monday."""
    if source.first_of == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if source.first_of == "week" else day


def _dated(spec: Spec, value: date) -> date:
    """The day or moment, in a year that a hospital writes and no later than its column may be."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise CellError(
            _("A year between %(first)d and %(last)d is expected: correct the date.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    _validated(spec, value)
    return value


def _validated(spec: Spec, value: Any) -> None:
    for validator in spec.validators:
        try:
            validator(value)
        except ValidationError as fault:
            raise CellError(" ".join(fault.messages)) from fault


def _text(spec: Spec, source: Source, raw: Any) -> str:
    text = _name(source, raw)
    if spec.choices:
        known = spec.choices.get(folded(text), _band(spec, text))
        if known is None:
            raise CellError(_one_of(dict.fromkeys(map(str, spec.choices.values()))))
        return str(known)
    if spec.longest is not None and len(text) > spec.longest:
        raise CellError(
            _("At most %(most)d letters and signs are kept, here: %(count)d.")
            % {"most": spec.longest, "count": len(text)}
        )
    _validated(spec, text)
    return text


def _band(spec: Spec, text: str) -> AgeBand | None:
    """The band of an age in years, where bands are asked for: files have ages."""
    years = whole_number(text)
    if years is None or years > OLDEST or AgeBand.ELDER not in spec.choices.values():
        return None
    return AgeBand.of_years(years)


def _entries(spec: Spec, text: str) -> tuple[tuple[str, int | None], ...]:
    """`ICU:3 ER` -> (ICU, 3), (ER, None)."""
    entries: dict[str, int | None] = {}
    for entry in filter(None, MANY.split(text)):
        name, colon, payload = entry.partition(":")
        assert spec.many is not None
        if colon and not (spec.many.payload and payload.isdecimal()):
            raise CellError(
                _("“%(entry)s” is not understood: %(meaning)s.")
                % {"entry": entry, "meaning": spec.unit}
            )
        if name in entries:
            raise CellError(_("%(name)s is listed twice.") % {"name": name})
        entries[name] = int(payload) if colon else None
    return tuple(entries.items())


def check_row(kind: Kind, number: int, values: dict[str, Any], faults: Faults) -> None:
    """What holds between two columns of a row."""
    for first, second in kind.in_order:
        low, high = values.get(first), values.get(second)
        if low is None or high is None:
            continue
        if not comparable(low, high):
            said = _("Write %(first)s and %(second)s both with or without Z.")
            faults.add(number, second, high, said % {"first": first, "second": second})
        elif high < low or (kind.strictly and high == low):
            said = _("%(second)s must not be before %(first)s (%(value)s).")
            if kind.strictly:
                said = _("%(second)s must be after %(first)s (%(value)s).")
            elif isinstance(low, int | float):
                said = _("%(second)s must not be below %(first)s (%(value)s).")
            told = {"first": first, "second": second, "value": low}
            faults.add(number, second, high, said % told)
        elif kind.longest_years and high.year - low.year > kind.longest_years:
            said = _("%(second)s is over %(years)d years after %(first)s (%(value)s): which is it?")
            told = {"first": first, "second": second, "value": low, "years": kind.longest_years}
            faults.add(number, second, high, said % told)
    for first, second in kind.differ:
        if values.get(first) is not None and values.get(first) == values.get(second):
            said = _("%(first)s and %(second)s must differ.") % {"first": first, "second": second}
            faults.add(number, second, values[second], said)


def comparable(one: Any, other: Any) -> bool:
    """An aware moment cannot be set against a naive one."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return (one.tzinfo is None) == (other.tzinfo is None)
    return True
