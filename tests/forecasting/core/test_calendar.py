from __future__ import annotations

from datetime import date

import numpy as np

from forecasting.core.calendar import (
    CalendarSpec,
    calendar_columns,
    holiday_dates,
    ramadan_windows,
)
from forecasting.core.freq import Freq, period_dates

MOROCCO = CalendarSpec("MA")


def test_moroccan_civil_and_islamic_holidays_are_there():
    days = holiday_dates(MOROCCO, date(2024, 1, 1), date(2024, 12, 31))
    assert date(2024, 7, 30) in days  # Throne Day
    assert date(2024, 4, 10) in days  # Eid al-Fitr


def test_ramadan_is_the_thirty_days_before_the_feast():
    windows = ramadan_windows(MOROCCO, date(2024, 1, 1), date(2024, 12, 31))
    assert windows == ((date(2024, 3, 11), date(2024, 4, 10)),)


def test_announced_dates_replace_computed_ones():
    seen = CalendarSpec(
        "MA",
        added=(date(2025, 4, 1),),
        removed=(date(2025, 3, 30),),
        ramadan=((date(2025, 3, 2), date(2025, 3, 31)),),
    )
    year = date(2025, 1, 1), date(2025, 12, 31)
    assert date(2025, 3, 30) not in holiday_dates(seen, *year)
    assert date(2025, 4, 1) in holiday_dates(seen, *year)
    assert ramadan_windows(seen, *year) == ((date(2025, 3, 2), date(2025, 3, 31)),)


def test_days_around_a_holiday_count_up_to_it_and_away_from_it():
    columns = calendar_columns(period_dates(date(2024, 7, 28), 4, Freq.DAILY), Freq.DAILY, MOROCCO)
    assert columns["days_to_holiday"].tolist()[:3] == [2, 1, 0]
    assert columns["days_after_holiday"].tolist()[2:] == [0, 1]
    assert columns["holiday"].tolist() == [0, 0, 1, 0]
    assert columns["weekday"].tolist() == [6, 0, 1, 2]


def test_ramadan_days_are_counted_from_one():
    columns = calendar_columns(period_dates(date(2024, 3, 10), 3, Freq.DAILY), Freq.DAILY, MOROCCO)
    assert columns["ramadan_day"].tolist() == [0, 1, 2]


def test_a_week_and_a_month_hold_the_share_of_their_days():
    weeks = calendar_columns(period_dates(date(2024, 3, 4), 2, Freq.WEEKLY), Freq.WEEKLY, MOROCCO)
    assert weeks["ramadan"].tolist() == [0, 1]
    months = calendar_columns(
        period_dates(date(2024, 3, 1), 2, Freq.MONTHLY), Freq.MONTHLY, MOROCCO
    )
    np.testing.assert_allclose(months["ramadan"], [21 / 31, 9 / 30])


def test_no_country_has_no_holidays_and_a_country_without_the_feast_has_no_ramadan():
    year = date(2024, 1, 1), date(2024, 12, 31)
    assert holiday_dates(CalendarSpec(""), *year) == ()
    assert ramadan_windows(CalendarSpec("US"), *year) == ()
    assert date(2024, 7, 4) in holiday_dates(CalendarSpec("US"), *year)
