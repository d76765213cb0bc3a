"""Text -> whole numbers, decimals, yes/no, days, moments. Refuses what it would have to guess."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from hospital.imports.errors import CellError
from hospital.imports.merged import refuse_merged

# Arabic-Indic and Persian digits, and the Arabic decimal and thousands signs.
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
SPACED = re.compile(r"[+-]?\d{1,3}([ \u00a0\u202f]\d{3})+([.,]\d+)?")
GROUPED = {
    ",": re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?"),
    ".": re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?"),
}
YES = {"1", "true", "yes", "y", "oui", "vrai", "نعم"}
NO = {"0", "false", "no", "n", "non", "faux", "لا"}
ISO_DAY = ("%Y-%m-%d", "%Y/%m/%d")
LOCAL_DAY = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
ISO_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?")
TIMES = ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f")
LONGEST_EXACT = 10**15
"""A spreadsheet keeps 15 digits; a longer numeric code came in already damaged."""
FIRST_SAFE_DAY = date(1900, 3, 1)
"""Spreadsheets believe in 29 February 1900; serial dates before are a day off."""


FARTHEST_CLOCK = timedelta(hours=14)
FIRST_YEAR, LAST_YEAR = 1900, 2200


def latin(text: str) -> str:
    """With Latin digits, the only ones that days and moments are read with."""
    return text if text.isascii() else text.translate(DIGITS)


def as_text(value: Any) -> str:
    """Text stays text: `0012`, `NA` and `12E5` are codes like any other."""
    if isinstance(value, str):
        if "\x00" in value:
            raise CellError(_("The value has an invisible NUL character. Remove it."))
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and abs(value) >= LONGEST_EXACT:
        raise CellError(
            _("The spreadsheet kept only 15 digits of this code. Format the column as text.")
        )
    refuse_merged(value)
    return value.isoformat() if isinstance(value, date | time | datetime) else str(value)


def as_decimal(
    value: Any, sign: str = "", low: Decimal | None = None, high: Decimal | None = None
) -> Decimal:
    """A finite number. `sign` is the decimal sign; without it, `1.234` is asked about.

    `low` and `high` settle the reading where only one of the two can be meant.
    """
    if isinstance(value, bool):
        raise CellError(_("A number is expected, not yes or no."))
    if isinstance(value, int | float):
        text = repr(value) if isinstance(value, float) else str(value)
        if "e" in text.lower() or NUMBER.fullmatch(text):
            return Decimal(text)
        raise CellError(_("The number is not finite."))
    if not isinstance(value, str):
        refuse_merged(value)
        raise CellError(_("A number is expected. Format the column as a number."))
    arabic = "٫" in value or "٬" in value
    text = latin(value).replace("٬", "").replace("٫", "," if sign == "," else ".")
    return _one_reading(text, sign or ("." if arabic else ""), low, high)


def _one_reading(text: str, sign: str, low: Decimal | None, high: Decimal | None) -> Decimal:
    readings = {number for each in (sign or ".,") for number in _readings(text, each)}
    if not readings:
        raise CellError(_("A number is expected, such as 12 or 12.5."))
    if len(readings) > 1:
        possible = {
            number
            for number in readings
            if (low is None or number >= low) and (high is None or number <= high)
        }
        readings = possible if len(possible) == 1 else readings
    if len(readings) > 1:
        raise CellError(
            _(
                "This may be read in two ways. Write it without a sign between thousands, or say "
                'the decimal sign in the mapping file: [file] decimal = "," or ".".'
            )
        )
    return readings.pop()


def _readings(text: str, sign: str) -> list[Decimal]:
    other = "," if sign == "." else "."
    if SPACED.fullmatch(text):
        text = re.sub(r"[ \u00a0\u202f]", "", text)
    elif GROUPED[other].fullmatch(text):
        text = text.replace(other, "")
    plain = text.replace(sign, ".") if other not in text else ""
    return [Decimal(plain)] if NUMBER.fullmatch(plain) else []


def as_flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = latin(as_text(value)).lower()
    if text in YES or text in NO:
        return text in YES
    raise CellError(_("yes or no is expected (1 or 0, oui or non, true or false)."))


@lru_cache(maxsize=20_000)
def _strptime(text: str, pattern: str) -> datetime | None:
    try:
        # Naive on purpose: the place's time zone is joined to it afterwards.
        return datetime.strptime(text, pattern)  # noqa: DTZ007
    except ValueError:
        return None


def days_read(text: str, patterns: tuple[str, ...]) -> list[date]:
    """Every different day that the text can mean under these patterns."""
    found: dict[date, None] = {}
    for pattern in patterns:
        moment = _strptime(latin(text), pattern)
        if moment is not None:
            found[moment.date()] = None
    return list(found)


def day_style(text: str) -> tuple[str, ...]:
    """ISO or day/month/year: the two that need no mapping. One column holds one of them."""
    if days_read(text, ISO_DAY):
        return ISO_DAY
    if days_read(text, LOCAL_DAY):
        return LOCAL_DAY
    raise CellError(
        _("A day is expected: %(days)s. Other formats are named in the mapping file: %(formats)s.")
        % {"days": "2026-01-31, 31/01/2026", "formats": 'formats = ["%m/%d/%Y"]'}
    )


def real_day(value: Any) -> date | None:
    """The day of a spreadsheet date cell; None for text."""
    if isinstance(value, datetime):
        value = value.date()
    if not isinstance(value, date):
        return None
    if value < FIRST_SAFE_DAY:
        raise CellError(_("Spreadsheet dates before March 1900 are a day off. Write it as text."))
    return value


def as_clock(value: Any) -> time:
    """A time of day, local."""
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    if isinstance(value, timedelta) and timedelta(0) <= value < timedelta(days=1):
        return (datetime.min + value).time()  # noqa: DTZ901
    text = as_text(value)
    for pattern in TIMES:
        moment = _strptime(latin(text), pattern)
        if moment is not None:
            return moment.time()
    raise CellError(_("A time of day is expected, such as 07:30."))


def with_offset(text: str) -> datetime | None:
    """The moment, when the text says how far its clock is from UTC (`Z`, `+01:00`).

    Raises CellError for a clock that no place on earth has, and for a year that no database keeps.
    """
    try:
        moment = datetime.fromisoformat(latin(text))
    except ValueError:
        return None
    away = moment.utcoffset()
    if away is None:
        return None
    if abs(away) > FARTHEST_CLOCK or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise CellError(
            _(
                "A moment between %(first)d and %(last)d is expected, on a clock at most 14 hours "
                "from UTC."
            )
            % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return moment


def iso_moment(text: str) -> datetime | None:
    """Of `2026-01-31 14:30`, as most files write it and nothing else, read at once; None for what
    has to be looked at piece by piece, be it a moment or not."""
    if not ISO_MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def split_moment(text: str) -> tuple[str, time | None]:
    """The day's text, and the time of day if there is one."""
    day, _gap, clock = latin(text).replace("T", " ").partition(" ")
    return day, as_clock(clock.strip()) if clock.strip() else None
