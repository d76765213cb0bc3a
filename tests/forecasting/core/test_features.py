from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecasting.core.calendar import CalendarSpec
from forecasting.core.features import RECIPES, History, Rows, grid, matrix
from forecasting.core.freq import Freq
from forecasting.core.series import Panel
from tests.forecasting.core.frames import MONDAY, panel

PERIODS = {Freq.DAILY: 800, Freq.WEEKLY: 170, Freq.MONTHLY: 60}


def rows_at(origin: int, horizons: range) -> Rows:
    steps = np.array(list(horizons))
    return Rows(np.zeros(len(steps), dtype=np.int64), np.full(len(steps), origin), steps)


@pytest.mark.parametrize("freq", list(Freq))
def test_no_feature_changes_when_the_values_after_the_cutoff_change(freq):
    truth = panel(series=1, periods=PERIODS[freq], freq=freq)
    origin, horizon = PERIODS[freq] - 40, 14
    other = truth.values.copy()
    other[:, origin + 1 :] = 1e6
    rows = rows_at(origin, range(1, horizon + 1))
    names, before = matrix(History(truth, CalendarSpec(), horizon), rows)
    _, after = matrix(History(replace(truth, values=other), CalendarSpec(), horizon), rows)
    for position, name in enumerate(names):
        np.testing.assert_array_equal(before[:, position], after[:, position], err_msg=name)


@pytest.mark.parametrize("freq", list(Freq))
def test_the_newest_value_known_at_the_cutoff_is_used(freq):
    truth = panel(series=1, periods=PERIODS[freq], freq=freq)
    other = truth.values.copy()
    other[:, -1] += 50
    rows = rows_at(PERIODS[freq] - 1, range(1, 4))
    _, before = matrix(History(truth, CalendarSpec(), 3), rows)
    _, after = matrix(History(replace(truth, values=other), CalendarSpec(), 3), rows)
    assert (before != after).any()


def test_features_of_a_series_ten_times_as_large_are_the_same_ratios():
    truth = panel(series=1, periods=800)
    large = replace(truth, values=truth.values * 10)
    rows = rows_at(700, range(1, 8))
    names, small_columns = matrix(History(truth, CalendarSpec(), 7), rows)
    _, large_columns = matrix(History(large, CalendarSpec(), 7), rows)
    for position, name in enumerate(names):
        if name != "log_level":
            np.testing.assert_allclose(
                small_columns[:, position], large_columns[:, position], rtol=1e-4, err_msg=name
            )


def test_windows_against_a_plain_loop():
    truth = panel(series=1, periods=800)
    values, origin, step = truth.values[0], 750, 10
    history = History(truth, CalendarSpec(), step)
    found = dict(history.columns(rows_at(origin, range(step, step + 1))))
    level = history.level(np.array([0]), np.array([origin]))[0]
    assert found["mean_14"][0] * level == pytest.approx(values[origin - 13 : origin + 1].mean())
    assert found["last_1"][0] * level == pytest.approx(values[origin - 1])
    same_weekday = [values[origin + step - 14 - 7 * k] for k in range(4)]
    assert found["phase_7_4"][0] * level == pytest.approx(np.mean(same_weekday))
    deviation = values[origin - 55 : origin + 1].std()
    assert found["deviation"][0] * level == pytest.approx(deviation)
    target = origin + step - 364
    growth = values[target - 3 : target + 4].mean() / values[origin - 391 : origin - 363].mean()
    assert found["growth_year_ago"][0] == pytest.approx(growth)


def test_a_window_that_reaches_before_the_beginning_is_the_mean_of_what_there_is():
    truth = panel(series=1, periods=60)
    truth.values[0, :50] = np.nan
    found = dict(History(truth, CalendarSpec(), 1).columns(rows_at(59, range(1, 2))))
    assert found["mean_56"][0] == pytest.approx(1.0)
    assert np.isnan(found["phase_364_2"][0])


def test_every_frequency_has_its_windows():
    assert set(RECIPES) == set(Freq)


def test_kin_show_what_a_series_is_too_small_to_show():
    # Nine wards of a hospital doubled last week; the tenth, with a patient now and then, did not.
    values = np.full((10, 120), 40.0)
    values[:9, -7:] *= 2
    values[9] = np.arange(120) % 9 == 0
    ids = tuple(f"ward {n}" for n in range(10))
    other = Panel(ids, Freq.DAILY, MONDAY, values, {}, {"facility": np.array([0] * 5 + [1] * 5)})
    found = dict(History(other, CalendarSpec(""), 7).columns(grid(other, 1)))
    # Last week 80 a day, the last four weeks (21 * 40 + 7 * 80) / 28 = 50 a day.
    assert np.expm1(found["kin_facility_7"][0]) == pytest.approx(401 / 251 - 1)
    assert found["kin_all_7"][9] == found["kin_all_7"][0] > 0.4


def test_a_series_alone_has_no_kin():
    alone = panel(series=1, periods=120)
    names = [name for name, _ in History(alone, CalendarSpec(""), 7).columns(grid(alone, 1))]
    assert not [name for name in names if name.startswith("kin_")]
