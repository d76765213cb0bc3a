from __future__ import annotations

import numpy as np

from forecasting.core.backtest import quantile_losses, windows
from forecasting.core.losses import weighted_quantile_loss
from forecasting.core.prediction import Prediction
from tests.forecasting.core.frames import panel


def test_windows_lie_back_to_back_oldest_first_and_end_where_the_history_ends():
    history = panel(series=1, periods=100)
    found = list(windows(history, 10, 3, 28))
    assert [window.train.periods for window in found] == [70, 80, 90]
    truth = np.concatenate([window.truth for window in found], axis=1)
    np.testing.assert_array_equal(truth, history.values[:, 70:])


def test_the_training_part_does_not_hold_the_truth():
    history = panel(series=1, periods=100)
    for window in windows(history, 10, 3, 28):
        assert window.train.values.base is None
        assert window.train.values.shape[1] + 10 <= history.periods


def test_only_windows_with_enough_history_before_them_are_cut():
    history = panel(series=1, periods=50)
    assert len(list(windows(history, 10, 3, 28))) == 2
    assert len(list(windows(history, 10, 3, 40))) == 1
    assert list(windows(history, 10, 3, 41)) == []


def test_the_loss_per_series_is_the_weighted_quantile_loss_before_it_is_weighted():
    levels = (0.1, 0.5, 0.9)
    truth = np.array([[3.0, 5.0], [1.0, 2.0]])
    forecasts = np.random.default_rng(1).gamma(3, 1, (2, 2, 3))
    found = quantile_losses([Prediction(truth, forecasts)], [truth], levels)
    for row in range(2):
        expected = weighted_quantile_loss(truth[row], forecasts[row], levels) * truth[row].mean()
        assert abs(found[row] - expected) < 1e-12
