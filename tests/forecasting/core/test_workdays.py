from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from forecasting.core.baselines import seasonal_naive
from forecasting.core.calendar import CalendarSpec
from forecasting.core.freq import Freq
from forecasting.core.series import Panel
from forecasting.core.workdays import WorkingDays, relative, working_days
from tests.forecasting.core.frames import panel

PLAIN = CalendarSpec("")


def monthly(elasticity: float, series: int = 80, months: int = 72, seed: int = 1) -> Panel:
    """Counts of some 300 a month that follow the working days with this elasticity."""
    empty = Panel(("x",), Freq.MONTHLY, date(2018, 1, 1), np.zeros((1, months)))
    shape = relative(empty, 0, PLAIN) ** elasticity
    season = 1 + 0.3 * np.sin(2 * np.pi * np.arange(months) / 12)
    generator = np.random.default_rng(seed)
    values = generator.poisson(300 * shape * season, (series, months)).astype(float)
    return Panel(tuple(map(str, range(series))), Freq.MONTHLY, date(2018, 1, 1), values)


@pytest.mark.parametrize("planted", [0.4, 0.8])
def test_a_planted_effect_is_found(planted):
    assert working_days(monthly(planted), PLAIN).elasticity == pytest.approx(planted, abs=0.1)


def test_where_there_is_none_next_to_none_is_found():
    assert working_days(monthly(0.0), PLAIN).elasticity < 0.1


def test_february_2021_had_twenty_working_days_where_2020_had_twenty_with_its_leap_day():
    # Mondays to Fridays: February 2019 and 2021 have 20, February 2020 begins on a Saturday: 20
    # too. March has 21, 22, 23 in 2019, 2020, 2021: 22 is usual, so 2021 has 23/22 of it.
    three = Panel(("x",), Freq.MONTHLY, date(2019, 1, 1), np.zeros((1, 36)))
    factors = relative(three, 0, PLAIN)
    assert factors[[1, 13, 25]] == pytest.approx(np.ones(3))
    assert factors[[2, 14, 26]] == pytest.approx(np.array([21, 22, 23]) / 22)


def test_a_public_holiday_is_no_working_day():
    # Morocco's Throne Day, 30 July, was a Tuesday in 2019 and a Saturday in 2022.
    four = Panel(("x",), Freq.MONTHLY, date(2019, 1, 1), np.zeros((1, 48)))
    with_feasts, plain = relative(four, 0, CalendarSpec("MA")), relative(four, 0, PLAIN)
    assert with_feasts[6] / with_feasts[42] < plain[6] / plain[42]


def test_what_is_taken_out_is_put_back():
    history = monthly(0.5, series=3)
    effect = WorkingDays(0.5, PLAIN)
    flat = seasonal_naive(effect.remove(history), 12, (0.1, 0.5, 0.9))
    back = effect.restore(flat, history)
    ahead = relative(history, 12, PLAIN)[history.periods :] ** 0.5
    assert back.mean / flat.mean == pytest.approx(np.tile(ahead, (3, 1)))
    assert back.quantiles[:, :, 1] == pytest.approx(back.mean)


@pytest.mark.parametrize("freq", [Freq.DAILY, Freq.WEEKLY])
def test_days_and_weeks_have_no_working_days_to_count(freq):
    assert working_days(panel(freq=freq, periods=120), PLAIN).elasticity == 0


def test_a_short_history_tells_nothing():
    assert working_days(monthly(0.8, months=30), PLAIN).elasticity == 0


def test_no_later_month_is_looked_at():
    whole = monthly(0.5)
    changed = monthly(0.5)
    changed.values[:, 60:] = 7.0
    first, second = (working_days(each.until(60), PLAIN) for each in (whole, changed))
    assert first == second
