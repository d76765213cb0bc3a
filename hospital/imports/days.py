"""Days whose format the mapping gives, or that two other columns of the row settle."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from hospital.imports.errors import CellError
from hospital.imports.mapping import Agreement, Source, Span
from hospital.imports.tables import Row
from hospital.imports.values import (
    ISO_DAY,
    as_decimal,
    as_text,
    day_style,
    days_read,
    iso_moment,
    real_day,
    split_moment,
    with_offset,
)


class DayReader:
    """Remembers the style each column began with, and counts the days that were mended."""

    def __init__(self) -> None:
        self.styles: dict[str, tuple[str, ...]] = {}
        self.mended: Counter[str] = Counter()

    def day(self, name: str, source: Source, raw: Any, row: Row, done: dict[str, Any]) -> date:
        real = real_day(raw)
        if real is not None:
            return real
        return self._settled(name, source, as_text(raw), row, done)

    def moment(
        self, name: str, source: Source, raw: Any, row: Row, done: dict[str, Any]
    ) -> datetime:
        """Aware where the text gives an offset; otherwise naive, the clock on the ward's wall."""
        if isinstance(raw, datetime):
            real_day(raw)
            return raw
        if isinstance(raw, date):
            return _joined(self.day(name, source, raw, row, done), None, source)
        if source.formats and _has_clock(source.formats):
            return _only_moment(as_text(raw), source.formats)
        text, clock = as_text(raw), None
        if self.styles.get(name) is ISO_DAY and not source.formats:
            naive = iso_moment(text)
            if naive is not None:
                return naive
        aware = with_offset(text)
        if aware is not None:
            return aware
        if not source.formats:
            text, clock = split_moment(text)
        return _joined(self._settled(name, source, text, row, done), clock, source)

    def _settled(
        self, name: str, source: Source, text: str, row: Row, done: dict[str, Any]
    ) -> date:
        if not source.formats:
            return self._styled(name, text)
        days = days_read(text, source.formats)
        if source.agrees_with is not None:
            days = [day for day in days if _agrees(day, source.agrees_with, row)]
        if source.spans is not None:
            return self._spanned(name, source.spans, days, row, done)
        if len(days) == 1:
            return days[0]
        wanted = ", ".join(source.formats)
        if days:
            raise CellError(
                _(
                    "It may be one of %(days)s. Let another column settle it: %(key)s in the "
                    "mapping file."
                )
                % {"days": ", ".join(day.isoformat() for day in days), "key": "agrees_with"}
            )
        said = _("A day written as %(formats)s is expected.")
        if source.agrees_with:
            said = _("A day written as %(formats)s is expected that agrees with “%(column)s”.")
        column = source.agrees_with.column if source.agrees_with else ""
        raise CellError(said % {"formats": wanted, "column": column})

    def _styled(self, name: str, text: str) -> date:
        style = self.styles.get(name) or self.styles.setdefault(name, day_style(text))
        days = days_read(text, style)
        if len(days) != 1:
            began = "2026-01-31" if style == ISO_DAY else "31/01/2026"
            raise CellError(
                _(
                    "Not a day, or not as the column began (%(example)s). Name the format in the "
                    "mapping file: %(formats)s."
                )
                % {"example": began, "formats": 'formats = ["%m/%d/%Y"]'}
            )
        return days[0]

    def _spanned(
        self, name: str, span: Span, days: list[date], row: Row, done: dict[str, Any]
    ) -> date:
        start = done.get(span.start)
        if start is None:
            raise CellError(
                _("It is settled by %(column)s, which is missing in this row.")
                % {"column": span.start}
            )
        first = start.date() if isinstance(start, datetime) else start
        length = int(as_decimal(row[span.days], ".")) - int(span.first_day_counts)
        meant = first + timedelta(days=length)
        later = [day for day in days if day >= first]
        near = min(later, key=lambda day: abs(day - meant), default=None)
        if near is not None and abs(near - meant).days <= span.tolerance_days:
            return near
        if span.otherwise != "computed":
            raise CellError(
                _("It does not fit %(start)s and “%(days)s”: is %(meant)s meant?")
                % {"start": span.start, "days": span.days, "meant": meant}
            )
        self.mended[name] += 1
        return meant


def _agrees(day: date, agreement: Agreement, row: Row) -> bool:
    found = days_read(as_text(row[agreement.column]), (agreement.format,))
    if not found:
        return False
    if "%d" in agreement.format:
        return found[0] == day
    return (found[0].year, found[0].month) == (day.year, day.month)


def _has_clock(formats: tuple[str, ...]) -> bool:
    return any("%H" in each or "%I" in each for each in formats)


def _only_moment(text: str, formats: tuple[str, ...]) -> datetime:
    found = set()
    for each in formats:
        try:
            found.add(datetime.strptime(text, each))  # noqa: DTZ007
        except ValueError:
            continue
    if len(found) != 1:
        raise CellError(
            _("One moment written as %(formats)s is expected.") % {"formats": ", ".join(formats)}
        )
    return found.pop()


def _joined(day: date, clock: time | None, source: Source) -> datetime:
    clock = clock or source.time
    if clock is None:
        raise CellError(
            _("The time of day is missing: 2026-01-31 14:30, or time = in the mapping file.")
        )
    return datetime.combine(day, clock)
