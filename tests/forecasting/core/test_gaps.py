from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from forecasting.core.freq import Freq
from forecasting.core.gaps import Gap, find_gaps, told


def frame(*rows: tuple[str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["unique_id", "ds"])
    return table.assign(y=1.0, ds=pd.to_datetime(table["ds"]))


def test_a_gap_is_what_lies_between_two_rows_of_a_series_in_whatever_order_they_stand() -> None:
    rows = [("A", "2025-01-06"), ("A", "2025-01-01"), ("B", "2025-01-01"), ("A", "2025-01-02")]
    assert find_gaps(frame(*rows), Freq.DAILY) == (
        Gap("A", 3, date(2025, 1, 3), date(2025, 1, 5), 3),
    )


def test_what_comes_before_a_series_and_after_it_is_no_gap() -> None:
    rows = [("A", "2025-01-01"), ("A", "2025-01-02"), ("B", "2025-01-02"), ("B", "2025-01-03")]
    assert find_gaps(frame(*rows), Freq.DAILY) == ()
    assert find_gaps(frame(), Freq.DAILY) == ()


@pytest.mark.parametrize(
    ("freq", "days", "first", "last"),
    [
        (Freq.WEEKLY, ("2025-01-06", "2025-01-27"), date(2025, 1, 13), date(2025, 1, 20)),
        (Freq.MONTHLY, ("2024-11-01", "2025-02-01"), date(2024, 12, 1), date(2025, 1, 1)),
    ],
)
def test_missing_weeks_and_months_are_told_by_their_first_days(
    freq: Freq, days: tuple[str, str], first: date, last: date
) -> None:
    assert find_gaps(frame(*(("A", day) for day in days)), freq) == (Gap("A", 0, first, last, 2),)


def test_the_first_gaps_are_named_and_the_others_counted() -> None:
    days = [f"2025-01-{day:02d}" for day in (1, 3, 6, 8, 10)]
    gaps = find_gaps(frame(*(("A", day) for day in days)), Freq.DAILY)
    assert told(gaps[:2]) == (
        "series 'A' has no row for 2025-01-02; "
        "series 'A' has no row from 2025-01-04 to 2025-01-05 (2 periods)"
    )
    assert told(gaps, 2).startswith("series 'A' has no row for 2025-01-02, after line 2; ")
    assert told(gaps).endswith("in all 4 gaps of 5 periods in 1 series")
