from __future__ import annotations

import numpy as np
import pytest

from forecasting.core.baselines import recent_mean
from forecasting.core.discounted import discounted
from forecasting.core.freq import Freq
from forecasting.core.members import standing
from forecasting.core.series import Panel
from tests.forecasting.core.frames import MONDAY, panel

LEVELS = (0.1, 0.5, 0.9)


def days(values: np.ndarray) -> Panel:
    return Panel(("ward",), Freq.DAILY, MONDAY, np.atleast_2d(values).astype(float))


def test_a_week_that_repeats_is_repeated_without_doubt():
    week = np.array([60, 50, 50, 50, 55, 20, 10])
    found = discounted(days(np.tile(week, 60)), 14, LEVELS)
    np.testing.assert_allclose(found.mean[0], np.tile(week, 2), rtol=0.02)
    np.testing.assert_allclose(found.quantiles[0, :, 0], found.quantiles[0, :, 2], rtol=0.02)


def test_a_week_seen_for_a_year_is_known_better_than_from_its_last_eight():
    whole = panel(series=6, periods=728)
    errors = {}
    for name, forecast in (("discounted", discounted), ("recent_mean", recent_mean)):
        found = [forecast(whole.until(728 - back), 14, LEVELS).mean for back in range(14, 126, 14)]
        true = np.array([20 * (1 + row) for row in range(6)])[:, None]
        shape = np.where(np.arange(14) % 7 >= 5, 0.5, 1.2)
        errors[name] = np.mean([np.abs(each / true - shape).mean() for each in found])
    assert errors["discounted"] < 0.8 * errors["recent_mean"]


def test_the_band_holds_four_in_five_days():
    whole = panel(series=6, periods=728)
    held = []
    for back in range(14, 126, 14):
        found = discounted(whole.until(728 - back), 14, LEVELS).quantiles
        truth = whole.values[:, 728 - back : 728 - back + 14]
        held.append((truth >= found[:, :, 0]) & (truth <= found[:, :, 2]))
    assert np.mean(held) == pytest.approx(0.8, abs=0.06)


def test_days_before_a_series_begins_are_not_days_without_anybody():
    late = np.full(200, np.nan)
    late[120:] = 10
    assert discounted(days(late), 7, LEVELS).mean[0] == pytest.approx(10, rel=0.02)


def test_what_came_later_changes_nothing():
    whole = panel(series=2, periods=300)
    early = discounted(whole.until(250), 14, LEVELS)
    changed = Panel(whole.ids, whole.freq, whole.first, whole.values.copy())
    changed.values[:, 250:] = 999
    np.testing.assert_array_equal(
        early.quantiles, discounted(changed.until(250), 14, LEVELS).quantiles
    )


@pytest.mark.parametrize("values", [np.zeros(60), np.full(30, 3.0), np.arange(29.0)])
def test_short_and_empty_histories_get_an_answer_in_order(values: np.ndarray):
    found = discounted(days(values), 14, LEVELS)
    assert np.isfinite(found.quantiles).all()
    assert (np.diff(found.quantiles, axis=2) >= 0).all()


def test_it_stands_for_days_only():
    assert "discounted" in standing(panel(series=1))
    monthly = panel(series=1, periods=48, freq=Freq.MONTHLY)
    assert "discounted" not in standing(monthly)
