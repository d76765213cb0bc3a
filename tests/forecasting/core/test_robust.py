from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecasting.core.freq import Freq
from forecasting.core.robust import robust, yearly_slope
from tests.forecasting.core.frames import panel

LEVELS = (0.1, 0.5, 0.9)


def months(*rows: list[float]):
    """The rows as series side by side, from a January on."""
    made = panel(series=len(rows), periods=len(rows[0]), freq=Freq.MONTHLY)
    return replace(made, values=np.array(rows, dtype=float))


def test_one_wild_month_moves_nothing():
    calm = [100.0] * 60
    wild = [100.0] * 57 + [900.0] + [100.0] * 2
    found = robust(months(calm, wild), 12, LEVELS).mean
    assert found[0] == pytest.approx([100.0] * 12)
    assert found[1] == pytest.approx(found[0], rel=0.02)


def test_a_level_is_followed_once_most_of_the_last_half_year_agrees():
    # Of the last six months two, and four, are at the new level.
    early, late = [100.0] * 58 + [160.0] * 2, [100.0] * 56 + [160.0] * 4
    near = robust(months(early, late), 1, LEVELS).mean[:, 0]
    assert near[0] == pytest.approx(100, rel=0.05)
    assert near[1] == pytest.approx(160, rel=0.05)


def test_a_steady_slope_is_followed_by_half():
    # Two a month: the median of the last six stands two and a half months back at 100 + 2 * 56.5.
    rising = [100.0 + 2 * month for month in range(60)]
    found = robust(months(rising), 2, LEVELS).mean[0]
    assert found == pytest.approx([213 + 3.5, 213 + 4.5], rel=0.03)


def test_the_slope_is_the_median_change_over_whole_years():
    values = np.array([[5.0] * 12 + [17.0] * 11 + [400.0], [np.nan] * 24])
    assert yearly_slope(values, 12).tolist() == [1.0, 0.0]
    assert yearly_slope(values[:, :12], 12).tolist() == [0.0, 0.0]


def test_quantiles_are_in_order_and_nothing_is_negative():
    found = robust(panel(series=4, periods=40, freq=Freq.MONTHLY, mean=3), 12, LEVELS)
    assert (np.diff(found.quantiles, axis=2) >= 0).all()
    assert (found.quantiles >= 0).all()
    assert not np.isnan(found.quantiles).any()
