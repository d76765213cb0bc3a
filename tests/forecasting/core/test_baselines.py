from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from forecasting.core.baselines import recent_mean, seasonal_naive
from forecasting.core.freq import Freq
from forecasting.core.series import Panel, validate
from forecasting.core.theta import aggregated, theta
from tests.forecasting.core.frames import counts, long, panel

LEVELS = (0.1, 0.5, 0.9)


def test_seasonal_naive_repeats_last_week_also_beyond_one_week():
    weeks = validate(long([1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15, 16, 17]), "D")
    point = seasonal_naive(weeks, 9, LEVELS).mean[0]
    assert point.tolist() == [11, 12, 13, 14, 15, 16, 17, 11, 12]


def test_seasonal_naive_of_a_history_shorter_than_a_week_repeats_its_last_value():
    assert seasonal_naive(validate(long([4, 6]), "D"), 2, LEVELS).mean.tolist() == [[6, 6]]


def test_its_quantiles_are_those_of_its_past_errors():
    # Weeks of 10 that rise by 0 or 2 in turn: the errors are 0 and 2 (median 1, quartiles at the
    # ends), so the quantiles stand one below and one above the point.
    steps = np.repeat(np.cumsum([10, 0, 2] * 8), 7).astype(float)
    found = seasonal_naive(validate(long(list(steps)), "D"), 1, (0.01, 0.5, 0.99))
    assert found.quantiles[0, 0, 1] == found.mean[0, 0]
    assert found.quantiles[0, 0, 0] < found.mean[0, 0] < found.quantiles[0, 0, 2]


def test_recent_mean_is_the_mean_of_the_last_eight_same_weekdays():
    history = panel(series=1, periods=100)
    values = history.values[0]
    expected = [np.mean([values[100 + h - 7 * k] for k in range(1, 9)]) for h in range(7)]
    np.testing.assert_allclose(recent_mean(history, 7, LEVELS).mean[0], expected)


def test_recent_mean_of_months_is_the_average_monthly_consumption_of_three():
    history = panel(series=1, periods=24, freq=Freq.MONTHLY)
    expected = history.values[0, -3:].mean()
    np.testing.assert_allclose(recent_mean(history, 5, LEVELS).mean[0], [expected] * 5)


def test_theta_finds_the_season_and_follows_a_shift_of_level():
    frame = counts(series=1, periods=84, mean=400)
    frame.loc[56:, "y"] *= 2
    found = theta(validate(frame, "D"), 7, LEVELS)
    expected = np.array([960] * 5 + [400] * 2)
    np.testing.assert_allclose(found.mean[0], expected, rtol=0.15)


def test_months_are_forecast_from_pairs_and_triples_of_them():
    # A level that doubled half-way through is seen on every aggregate.
    generator = np.random.default_rng(4)
    values = generator.poisson(np.where(np.arange(72) < 40, 100.0, 200.0), (5, 72)).astype(float)
    history = Panel(tuple("abcde"), Freq.MONTHLY, date(2018, 1, 1), values)
    found = aggregated(history, 6, LEVELS)
    np.testing.assert_allclose(found.mean, 200, rtol=0.15)
    assert (np.diff(found.quantiles, axis=2) >= 0).all()


def growing(share: float) -> Panel:
    """Twenty series of 60 months that have grown by this share of their level a month."""
    generator = np.random.default_rng(6)
    level = 100 * (1 + share * np.arange(60))
    values = generator.poisson(level, (20, 60)).astype(float)
    return Panel(tuple(f"{n:02}" for n in range(20)), Freq.MONTHLY, date(2018, 1, 1), values)


def yearly_growth(panel: Panel):
    """Of the same months of two years ahead: seasons are no growth."""
    found = theta(panel, 24, LEVELS).mean
    return found[:, 12:].mean(axis=1) - found[:, :12].mean(axis=1)


def test_theta_carries_on_half_of_a_growth_that_is_no_chance():
    # By two per cent of the first level a month: 24 a year, half of it is 12.
    assert yearly_growth(growing(0.02)).mean() == pytest.approx(12, abs=1.5)


def test_theta_carries_on_less_of_what_noise_makes_look_like_growth():
    steady = growing(0)
    half = 6 * np.polyfit(np.arange(60), steady.values.T, 1)[0]
    assert np.abs(yearly_growth(steady)).mean() < 0.7 * np.abs(half).mean()


@pytest.mark.parametrize("method", [seasonal_naive, recent_mean, theta, aggregated])
@pytest.mark.parametrize("freq", list(Freq))
def test_quantiles_are_in_order_and_never_below_zero(method, freq):
    found = method(panel(periods=60, freq=freq, mean=1), 9, (0.05, 0.5, 0.95))
    assert (np.diff(found.quantiles, axis=2) >= 0).all()
    assert (found.quantiles >= 0).all()
    assert found.quantiles.shape == (3, 9, 3)
