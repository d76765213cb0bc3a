"""Each measure against a plain loop over the same numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from forecasting.core import losses

RNG = np.random.default_rng(3)
Y = RNG.poisson(4, 30).astype(float)
F = RNG.gamma(4, 1, 30)
PAIRS = list(zip(Y, F, strict=True))


def test_mae():
    assert losses.mae(Y, F) == pytest.approx(sum(abs(y - f) for y, f in PAIRS) / 30)


def test_wape():
    errors = sum(abs(y - f) for y, f in PAIRS)
    assert losses.wape(Y, F) == pytest.approx(errors / sum(Y))


def test_smape_counts_zero_against_zero_as_right():
    y, f = np.array([0.0, 2.0]), np.array([0.0, 1.0])
    assert losses.smape(y, f) == pytest.approx((0 + 200 / 3) / 2)


def test_mase_is_the_error_in_errors_of_the_seasonal_naive_forecast():
    past = [float(v) for v in RNG.poisson(9, 40)]
    naive = sum(abs(past[t] - past[t - 7]) for t in range(7, 40)) / 33
    expected = losses.mae(Y, F) / naive
    assert losses.mase(Y, F, np.array([math.nan, *past]), 7) == pytest.approx(expected)


def test_the_scale_falls_back_to_lag_one_and_is_nothing_for_a_flat_history():
    assert losses.scale(np.array([1.0, 4.0]), 12) == 3
    assert math.isnan(losses.scale(np.ones(30), 12))


@pytest.mark.parametrize("quantile", [0.1, 0.5, 0.95])
def test_pinball(quantile):
    total = 0.0
    for y, f in PAIRS:
        total += quantile * (y - f) if y >= f else (1 - quantile) * (f - y)
    assert losses.pinball(Y, F, quantile) == pytest.approx(total / 30)


def test_weighted_quantile_loss():
    levels = (0.1, 0.9)
    forecasts = np.stack([F * 0.6, F * 1.5], axis=1)
    total = 0.0
    for k, quantile in enumerate(levels):
        for y, f in zip(Y, forecasts[:, k], strict=True):
            total += 2 * max(quantile * (y - f), (quantile - 1) * (y - f))
    expected = total / len(levels) / sum(Y)
    assert losses.weighted_quantile_loss(Y, forecasts, levels) == pytest.approx(expected)


def test_coverage_counts_the_edges_as_inside():
    y = np.array([1.0, 2.0, 3.0, math.nan])
    assert losses.coverage(y, np.full(4, 1.0), np.full(4, 2.0)) == pytest.approx(2 / 3)


def test_a_truth_of_zeros_has_no_relative_error():
    assert math.isnan(losses.wape(np.zeros(3), np.ones(3)))
