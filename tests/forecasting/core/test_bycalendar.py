from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from forecasting.core.bycalendar import predict_by_calendar, train_by_calendar
from forecasting.core.calendar import CalendarSpec, holiday_dates
from forecasting.core.freq import Freq, period_dates
from forecasting.core.members import standing
from forecasting.core.options import ModelOptions
from forecasting.core.prediction import Prediction
from forecasting.core.series import Panel
from tests.forecasting.core.frames import panel

LEVELS = (0.1, 0.5, 0.9)
US = CalendarSpec("US")
FIRST = date(2021, 1, 4)


def days(values: np.ndarray, first: date = FIRST, **static: list[int]) -> Panel:
    ids = tuple(f"ward {n}" for n in range(len(values)))
    kin = {name: np.array(codes) for name, codes in static.items()}
    return Panel(ids, Freq.DAILY, first, values.astype(float), static=kin)


def told(history: Panel, horizon: int, calendar: CalendarSpec = US) -> Prediction:
    trained = train_by_calendar(history, calendar, ModelOptions())
    assert trained is not None
    return predict_by_calendar(trained, history, horizon, LEVELS)


def test_a_holiday_of_the_horizon_is_expected_to_be_as_such_days_were():
    dates = period_dates(FIRST, 1461, Freq.DAILY)
    closed = np.isin(
        dates, np.array(holiday_dates(US, date(2021, 1, 1), date(2025, 2, 1)), dtype=dates.dtype)
    )
    usual = np.where(closed, 30.0, 100.0)
    values = np.random.default_rng(1).poisson(np.tile(usual, (4, 1)))
    found = told(days(values[:, : 1461 - 14]), 14).mean.mean(axis=0)
    christmas = closed[-14:]
    assert christmas.any()
    assert found[christmas].max() < 60
    assert found[~christmas].mean() == pytest.approx(100, rel=0.06)


def test_how_things_stand_lately_sets_the_level():
    # Not all of it: two winters and a half leave open whether it is the season.
    values = np.full((2, 900), 50.0)
    values[:, -90:] = 80.0
    assert 65 < told(days(values), 14).mean.mean() < 80


def test_a_small_ward_is_drawn_towards_how_its_own_kin_stand():
    # Two places of four wards each; the large wards of one have risen by half lately. Of a ward
    # with three patients a day nobody can tell, so it is believed to have gone some of the way.
    mean = np.array([60.0, 60, 60, 3, 60, 60, 60, 3])
    values = np.random.default_rng(2).poisson(np.tile(mean[:, None], (1, 900)))
    values[:3, -60:] = np.random.default_rng(3).poisson(90, (3, 60))
    found = told(days(values, place=[0, 0, 0, 0, 1, 1, 1, 1]), 7).mean.mean(axis=1)
    assert found[3] > 1.1 * found[7]


def test_what_comes_after_the_cutoff_is_not_seen():
    whole = panel(series=3, periods=800)
    later = replace(whole, values=np.where(np.arange(800) >= 780, 9_999, whole.values))
    one, other = (told(each.until(780), 14) for each in (whole, later))
    np.testing.assert_array_equal(one.quantiles, other.quantiles)


def test_the_band_holds_four_in_five_days():
    whole = panel(series=6, periods=1000)
    held = []
    for back in (14, 42, 70):
        found = told(whole.until(1000 - back), 14, CalendarSpec(""))
        truth = whole.values[:, 1000 - back :][:, :14]
        held.append((found.quantiles[:, :, 0] <= truth) & (truth <= found.quantiles[:, :, 2]))
    assert 0.7 < np.mean(held) < 0.92


def test_a_series_that_began_lately_or_has_nothing_is_forecast_without_gaps():
    values = np.random.default_rng(4).poisson(20, (3, 800)).astype(float)
    values[1, :700] = np.nan
    values[2] = 0
    found = told(days(values), 10)
    assert np.isfinite(found.quantiles).all()
    assert found.mean[1].mean() == pytest.approx(20, rel=0.2)
    assert found.mean[2].max() == 0


def test_less_than_two_years_weeks_and_too_many_series_have_no_such_forecast():
    options = ModelOptions()
    assert train_by_calendar(panel(periods=727), US, options) is None
    assert train_by_calendar(panel(periods=800, freq=Freq.WEEKLY), US, options) is None
    assert train_by_calendar(days(np.ones((129, 728))), US, options) is None
    assert "calendar" in standing(panel(periods=800))
    assert "calendar" not in standing(panel(periods=800, freq=Freq.WEEKLY))
