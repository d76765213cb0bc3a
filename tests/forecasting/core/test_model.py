from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.core.baselines import seasonal_naive
from forecasting.core.calendar import CalendarSpec
from forecasting.core.features import History
from forecasting.core.freq import Freq
from forecasting.core.losses import mae
from forecasting.core.model import between, learned_quantiles, predict, sample, train
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


def test_what_has_no_head_of_its_own_is_read_between_two_heads_along_normal_scores():
    # Heads of a normal distribution with mean 10 and deviation 2: the line between two of them is
    # the distribution itself, so 0.2 and 0.84 come out where the normal table has them.
    learned = learned_quantiles((0.2, 0.84, 0.95))
    normal = NormalDist(10, 2)
    heads = np.array([[normal.inv_cdf(q) for q in learned]])
    found = between(heads, learned, (0.2, 0.5, 0.84, 0.95))
    assert learned == (0.1, 0.3, 0.5, 0.7, 0.9, 0.95)
    assert found[0] == pytest.approx([8.317, 10.0, 11.989, 13.290], abs=1e-3)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=5, max_size=5))
def test_whatever_the_heads_say_what_is_between_them_stays_in_order(heads):
    wanted = (0.1, 0.15, 0.25, 0.5, 0.6, 0.75, 0.9)
    found = between(np.sort(np.array([heads])), (0.1, 0.3, 0.5, 0.7, 0.9), wanted)[0]
    assert (np.diff(found) >= -1e-6).all()
    assert min(heads) - 1e-6 <= found[0] <= found[-1] <= max(heads) + 1e-6
