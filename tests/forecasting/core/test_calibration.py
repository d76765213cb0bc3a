from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.core.calibration import agreed, calibrate
from forecasting.core.losses import coverage
from forecasting.core.prediction import Prediction

LEVELS = (0.1, 0.5, 0.9)


def bands(half_width: float, series: int = 200, horizon: int = 6) -> Prediction:
    quantiles = np.tile([100 - half_width, 100.0, 100 + half_width], (series, horizon, 1))
    return Prediction(np.full((series, horizon), 100.0), quantiles)


@pytest.mark.parametrize("half_width", [4.0, 40.0])
def test_a_band_too_narrow_widens_and_one_too_wide_narrows(half_width):
    generator = np.random.default_rng(2)
    past = [generator.normal(100, 10, (200, 6)) for _ in range(80)]
    band = bands(half_width)
    found = calibrate([band] * 80, past, LEVELS).apply(band).quantiles
    later = generator.normal(100, 10, (200, 6))
    before = abs(coverage(later, *band.quantiles[..., ::2].transpose(2, 0, 1)) - 0.8)
    after = abs(coverage(later, found[..., 0], found[..., 2]) - 0.8)
    assert after < 0.05 < before


def test_the_median_stays():
    past = [np.random.default_rng(3).normal(130, 10, (200, 6))]
    found = calibrate([bands(10)], past, LEVELS).apply(bands(10))
    assert (found.quantiles[..., 1] == 100).all()


def test_without_windows_nothing_moves():
    found = calibrate([], [], LEVELS).apply(bands(10))
    np.testing.assert_array_equal(found.quantiles, bands(10).quantiles)


@settings(max_examples=25, deadline=None)
@given(shift=st.floats(-300, 300), width=st.floats(0, 80))
def test_quantiles_stay_in_order_and_above_zero_whatever_the_errors_were(shift, width):
    past = [np.random.default_rng(4).normal(100 + shift, 5, (200, 6))]
    found = calibrate([bands(width)], past, LEVELS).apply(bands(width)).quantiles
    assert (np.diff(found, axis=2) >= 0).all()
    assert (found >= 0).all()


def test_a_year_that_rose_does_not_bend_the_band_to_one_side():
    past = [np.random.default_rng(5).normal(115, 10, (200, 6)) for _ in range(4)]
    found = calibrate([bands(10)] * 4, past, LEVELS).apply(bands(10)).quantiles
    assert found[..., 2] - 100 == pytest.approx(100 - found[..., 0])
    assert (found[..., 2] > 110).all()


def test_windows_that_disagree_are_believed_less_than_windows_that_agree():
    # The 80 % point of each window's misses is 2 half-widths, or 1 and 8/3.
    agreeing = [np.linspace(0, 2.5, 1001)] * 2
    disagreeing = [np.linspace(0, 1.25, 1001), np.linspace(0, 10 / 3, 1001)]
    assert 0 < agreed(disagreeing) < agreed(agreeing) < np.log(2)


def test_one_window_is_believed_a_third():
    assert agreed([np.linspace(0, 2.5, 100_001)]) == pytest.approx(np.log(2) / 3, abs=1e-3)
