from __future__ import annotations

import numpy as np
import pytest

from forecasting.core.baselines import seasonal_naive
from forecasting.core.calendar import CalendarSpec
from forecasting.core.features import History
from forecasting.core.freq import Freq
from forecasting.core.losses import mae
from forecasting.core.model import predict, sample, train
from forecasting.core.options import ModelOptions
from tests.forecasting.core.frames import panel

LEVELS = (0.1, 0.5, 0.9)
QUICK = ModelOptions(trees=40, rows=4000)
CALENDAR = CalendarSpec()


def fitted(history, horizon=7, options=QUICK):
    trained = train(history, horizon, LEVELS, CALENDAR, options)
    assert trained is not None
    return predict(trained, history, CALENDAR)


def test_it_learns_the_weekday_better_than_last_week_tells_it():
    whole = panel(series=4, periods=400)
    known, truth = whole.until(393), whole.values[:, 393:]
    ours = fitted(known).quantiles[:, :, 1]
    naive = seasonal_naive(known, 7, LEVELS).mean
    assert mae(truth, ours) < 0.9 * mae(truth, naive)


@pytest.mark.parametrize("freq", list(Freq))
def test_quantiles_do_not_cross_and_are_not_negative(freq):
    found = fitted(panel(series=8, periods=90, freq=freq, mean=1), horizon=6)
    assert (np.diff(found.quantiles, axis=2) >= 0).all()
    assert (found.quantiles >= 0).all()
    assert np.isfinite(found.mean).all()


def test_the_same_seed_gives_the_same_forecast_and_another_seed_another():
    history = panel(series=2, periods=200)
    first, second = fitted(history), fitted(history)
    np.testing.assert_array_equal(first.quantiles, second.quantiles)
    other = fitted(history, options=ModelOptions(trees=40, rows=4000, seed=2))
    assert (other.quantiles != first.quantiles).any()


def test_a_sampled_target_is_always_known_and_the_origin_lies_before_it():
    history = History(panel(series=3, periods=120), CALENDAR, 14)
    rows = sample(history, 14, ModelOptions(rows=2000))
    assert 0 < len(rows) <= 2000
    assert (rows.horizon >= 1).all()
    assert (rows.origin + rows.horizon <= 119).all()


def test_too_little_history_to_learn_from_gives_no_model():
    assert train(panel(series=1, periods=20), 7, LEVELS, CALENDAR, QUICK) is None
