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


def day_columns(first: date, days: int, spec: CalendarSpec = MOROCCO) -> dict[str, list[float]]:
    found = calendar_columns(period_dates(first, days, Freq.DAILY), Freq.DAILY, spec)
    return {name: values.tolist() for name, values in found.items()}


def test_a_feast_on_record_is_where_it_was_and_not_where_the_table_has_it():
    days = holiday_dates(MOROCCO, date(2025, 6, 1), date(2025, 6, 30))
    assert date(2025, 6, 7) in days
    assert date(2025, 6, 8) in days
    assert date(2025, 6, 6) not in days
    ends = [end for _, end in ramadan_windows(MOROCCO, date(2025, 1, 1), date(2025, 12, 31))]
    assert ends == [date(2025, 3, 31)]


def test_one_announced_day_moves_the_feast_its_second_day_and_the_end_of_ramadan():
    seen = CalendarSpec("MA", fitr=(date(2027, 3, 10),), adha=(date(2027, 5, 17),))
    year = date(2027, 1, 1), date(2027, 12, 31)
    days = holiday_dates(seen, *year)
    assert {date(2027, 3, 10), date(2027, 3, 11), date(2027, 5, 17), date(2027, 5, 18)} <= set(days)
    assert not {date(2027, 3, 9), date(2027, 5, 16)} & set(days)
    assert ramadan_windows(seen, *year) == ((date(2027, 2, 8), date(2027, 3, 10)),)


def test_a_civil_holiday_on_the_day_of_a_feast_stays_when_the_feast_moves():
    # In 2018 the computed Eid al-Adha fell on Youth Day, 21 August.
    seen = CalendarSpec("MA", adha=(date(2018, 8, 22),))
    days = holiday_dates(seen, date(2018, 8, 1), date(2018, 8, 31))
    assert {date(2018, 8, 21), date(2018, 8, 22), date(2018, 8, 23)} <= set(days)


def test_days_to_and_from_a_feast():
    found = day_columns(date(2025, 6, 4), 7)
    assert found["days_to_adha_holiday"] == [3, 2, 1, 0, 0, 15, 15]
    assert found["days_after_adha_holiday"] == [15, 15, 15, 0, 0, 1, 2]
    assert found["adha_holiday"] == [0, 0, 0, 1, 1, 0, 0]


def test_the_day_before_which_nobody_knows_is_marked_until_it_is_announced():
    # Computed for 9 and 10 March 2027: the 9th may be none yet, the 11th one still.
    assert day_columns(date(2027, 3, 8), 5)["unsure_holiday"] == [0, 1, 0, 1, 0]
    seen = CalendarSpec("MA", fitr=(date(2027, 3, 10),))
    assert day_columns(date(2027, 3, 8), 5, seen)["unsure_holiday"] == [0] * 5


def test_the_last_ten_days_of_ramadan():
    found = day_columns(date(2025, 3, 20), 13)
    assert found["ramadan_last_ten"] == [0, *[1] * 10, 0, 0]


def test_school_holidays_people_gave_and_how_far_they_are():
    spec = CalendarSpec("MA", school=((date(2026, 12, 6), date(2026, 12, 14)),))
    found = day_columns(date(2026, 12, 4), 12, spec)
    assert found["school"] == [0, 0, *[1] * 8, 0, 0]
    assert found["days_to_school"][:3] == [2, 1, 0]
    assert found["days_after_school"][-3:] == [0, 1, 2]
    week = calendar_columns(period_dates(date(2026, 12, 7), 1, Freq.WEEKLY), Freq.WEEKLY, spec)
    assert week["school"].tolist() == [1]
    assert "school" not in day_columns(date(2026, 12, 4), 3)


def test_a_country_without_the_feasts_has_no_columns_of_them():
    assert not [
        name
        for name in day_columns(date(2024, 1, 1), 400, CalendarSpec("US"))
        if "eid" in name or "fitr" in name
    ]
    assert "ramadan_last_ten" not in day_columns(date(2024, 1, 1), 400, CalendarSpec(""))


def test_the_columns_are_the_same_whatever_the_days_that_are_asked_for():
    """A model reads them by place: a short history must not have fewer."""
    spec = CalendarSpec("MA", school=((date(2026, 12, 6), date(2026, 12, 14)),))
    for freq in Freq:
        short = calendar_columns(period_dates(date(2024, 9, 2), 14, freq), freq, spec)
        long = calendar_columns(period_dates(date(2023, 9, 4), 60, freq), freq, spec)
        assert list(short) == list(long)
