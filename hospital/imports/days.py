"""Days whose format the mapping gives, or that two other columns of the row settle."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from hospital.imports.errors import CellError
from hospital.imports.mapping import Agreement, Source, Span
from hospital.imports.tables import Row
from hospital.imports.values import (
    ISO_DAY,
    as_decimal,
    as_text,
    day_style,
    days_read,
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
        wanted = " or ".join(source.formats)
        if days:
            raise CellError(
                f"This may be {' or '.join(day.isoformat() for day in days)}. "
                "Let another column settle it: agrees_with in the mapping file."
            )
        other = f" that agrees with {source.agrees_with.column!r}" if source.agrees_with else ""
        raise CellError(f"A day written as {wanted} is expected{other}.")

    def _styled(self, name: str, text: str) -> date:
        style = self.styles.get(name) or self.styles.setdefault(name, day_style(text))
        days = days_read(text, style)
        if len(days) != 1:
            began = "2026-01-31" if style == ISO_DAY else "31/01/2026"
            raise CellError(
                f"Not a day, or not as the column began ({began}). "
                'Name the format in the mapping file: formats = ["%m/%d/%Y"].'
            )
        return days[0]

    def _spanned(
        self, name: str, span: Span, days: list[date], row: Row, done: dict[str, Any]
    ) -> date:
        start = done.get(span.start)
        if start is None:
            raise CellError(f"It is settled by {span.start}, which is missing in this row.")
        first = start.date() if isinstance(start, datetime) else start
        length = int(as_decimal(row[span.days], ".")) - int(span.first_day_counts)
        meant = first + timedelta(days=length)
        later = [day for day in days if day >= first]
        near = min(later, key=lambda day: abs(day - meant), default=None)
        if near is not None and abs(near - meant).days <= span.tolerance_days:
            return near
        if span.otherwise != "computed":
            raise CellError(f"It does not fit {span.start} and {span.days!r}: {meant} is meant?")
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
        raise CellError(f"One moment written as {' or '.join(formats)} is expected.")
    return found.pop()


def _joined(day: date, clock: time | None, source: Source) -> datetime:
    clock = clock or source.time
    if clock is None:
        raise CellError(
            "The time of day is missing: 2026-01-31 14:30, or time = in the mapping file."
        )
    return datetime.combine(day, clock)
