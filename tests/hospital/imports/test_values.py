"""What a text means as a number, a day or a yes; and what is refused rather than guessed."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hospital.imports.errors import CellError
from hospital.imports.values import (
    ISO_DAY,
    as_clock,
    as_decimal,
    as_flag,
    as_text,
    day_style,
    days_read,
    iso_moment,
    real_day,
    split_moment,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("-5", "-5"),
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("1 234", "1234"),
        ("1\u202f234,5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("0.125", "0.125"),
        ("٣٤", "34"),
        ("١٢٫٥", "12.5"),
        ("١٬٢٣٤٫٥", "1234.5"),
    ],
)
def test_a_number_is_read_as_it_is_written_around_the_world(text: str, number: str) -> None:
    assert as_decimal(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1.234", "1,234"])
def test_a_point_before_three_digits_is_asked_about(text: str) -> None:
    with pytest.raises(CellError, match="two ways"):
        as_decimal(text)


def test_the_mapping_or_the_bounds_of_the_column_settle_it() -> None:
    assert as_decimal("1.234", ".") == Decimal("1.234")
    assert as_decimal("1.234", ",") == 1234
    assert as_decimal("33.573", low=Decimal(-90), high=Decimal(90)) == Decimal("33.573")


@pytest.mark.parametrize(
    "text", ["inf", "nan", "1e309", "1_000", "12 boxes", "1,2,3", "--1", "1.5.", "12,34,567.1"]
)
def test_what_is_no_finite_number_is_refused(text: str) -> None:
    with pytest.raises(CellError, match="number"):
        as_decimal(text)


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_a_spreadsheet_cell_must_be_finite_too(value: float) -> None:
    with pytest.raises(CellError, match="finite"):
        as_decimal(value)


@given(st.integers(-(10**9), 10**9), st.integers(0, 99), st.sampled_from(",."), st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_number_with_two_decimals_comes_back(
    whole: int, cents: int, sign: str, grouped: bool
) -> None:
    other = "." if sign == "," else ","
    digits = f"{whole:,}".replace(",", other) if grouped else str(whole)

    expected = Decimal(f"{whole}.{cents:02d}")
    assert as_decimal(f"{digits}{sign}{cents:02d}", sign) == expected
    assert as_decimal(f"{digits}{sign}{cents:02d}") == expected


@pytest.mark.parametrize("text", ["0012", "NA", "None", "null", "12E5", "nan"])
def test_text_stays_text(text: str) -> None:
    assert as_text(text) == text


def test_a_code_that_the_spreadsheet_has_damaged_is_refused() -> None:
    assert as_text(123.0) == "123"
    assert as_text(999_999_999_999_999.0) == "999999999999999"
    with pytest.raises(CellError, match="15 digits"):
        as_text(1234567890123456789.0)


def test_yes_and_no_in_three_languages() -> None:
    assert [as_flag(text) for text in ("yes", "Oui", "نعم", "1", "TRUE")] == [True] * 5
    assert [as_flag(text) for text in ("no", "Non", "لا", "0", "false")] == [False] * 5
    with pytest.raises(CellError, match="yes or no"):
        as_flag("perhaps")


@pytest.mark.parametrize("text", ["2026-06-05", "05/06/2026", "05-06-2026", "٠٥/٠٦/٢٠٢٦"])
def test_a_day_is_iso_or_day_month_year(text: str) -> None:
    assert days_read(text, day_style(text)) == [date(2026, 6, 5)]


@pytest.mark.parametrize("text", ["29/02/2027", "06/13/2026", "5/6/26", "June 5", "20260605"])
def test_other_days_need_a_mapping(text: str) -> None:
    with pytest.raises(CellError, match="formats"):
        day_style(text)


def test_the_first_days_of_a_spreadsheet_are_a_day_off() -> None:
    assert real_day(date(1900, 3, 1)) == date(1900, 3, 1)
    with pytest.raises(CellError, match="1900"):
        real_day(date(1900, 2, 28))


def test_clocks_and_moments() -> None:
    assert as_clock("07:30") == as_clock("07:30:00") == time(7, 30)
    assert split_moment("2026-05-03T14:20") == ("2026-05-03", time(14, 20))
    assert split_moment("03/05/2026") == ("03/05/2026", None)
    with pytest.raises(CellError, match="time of day"):
        as_clock("25:00")


@given(
    st.from_regex(
        r"[0-3][0-9]{3}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?", fullmatch=True
    )
)
def test_what_is_read_at_once_is_what_is_read_piece_by_piece(text: str) -> None:
    found = iso_moment(text)
    if found is not None:
        day, clock = split_moment(text)
        assert [found] == [
            datetime.combine(each, clock or time()) for each in days_read(day, ISO_DAY)
        ]


@pytest.mark.parametrize(
    "text",
    ["2026-02-30 10:00", "2026-01-31 24:00", "2026-01-31", "20260131 10:00", "2026-W05-6 10:00",
     "2026-01-31 10:00Z", "2026-01-31 10:00+01:00", "٢٠٢٦-٠١-٣١ ١٠:٠٠", "31/01/2026 10:00", ""],
)  # fmt: skip
def test_what_is_anything_else_is_looked_at_piece_by_piece(text: str) -> None:
    assert iso_moment(text) is None
