from __future__ import annotations

import numpy as np
import pytest

from forecasting.core import losses
from forecasting.core.backtest import Window, loses, windows
from forecasting.core.baselines import recent_mean, seasonal_naive
from forecasting.core.freq import Freq
from forecasting.core.options import ModelOptions
from forecasting.core.pipeline import forecast
from forecasting.core.prediction import Prediction
from forecasting.core.request import ForecastOptions, ForecastRequest
from forecasting.core.walkforward import score_buckets, score_members
from tests.forecasting.core.frames import counts, panel

LEVELS = (0.1, 0.5, 0.9)
HORIZON = 14


@pytest.fixture
def cut() -> tuple[Window, ...]:
    return tuple(windows(panel(periods=200), HORIZON, 3, 50))


def predicted(forecaster, cut):
    return [forecaster(window.train, HORIZON, LEVELS) for window in cut]


def test_every_member_is_scored_over_all_windows_and_in_each(cut):
    parts = {"naive": predicted(seasonal_naive, cut), "mean": predicted(recent_mean, cut)}
    best, worst = score_members(parts, cut, LEVELS)
    assert (best.name, worst.name) == ("mean", "naive")
    assert len(best.windows) == 3
    truth = np.concatenate([window.truth for window in cut], axis=1)
    point = np.concatenate([one.quantiles[:, :, 1] for one in parts["mean"]], axis=1)
    each = [losses.mase(truth[i], point[i], cut[0].train.values[i], 7) for i in range(len(truth))]
    assert best.overall.mase == pytest.approx(np.mean(each))
    assert best.overall.mae == pytest.approx(np.abs(truth - point).mean())
    assert best.overall.mae == pytest.approx(np.mean([one.mae for one in best.windows]))


def test_near_and_far_horizons_are_scored_apart_with_what_each_quantile_held(cut):
    truths = [window.truth for window in cut]
    naive = predicted(seasonal_naive, cut)
    found = score_buckets(Freq.DAILY, truths, predicted(recent_mean, cut), naive, LEVELS)
    assert [(one.first, one.last) for one in found] == [(1, 1), (2, 7), (8, 14)]
    assert [one.values for one in found] == [9, 54, 63]
    last = found[-1]
    pairs = zip(truths, naive, strict=True)
    missed = np.concatenate([truth[:, 7:] - one.quantiles[:, 7:, 1] for truth, one in pairs])
    assert last.naive_mae == pytest.approx(np.abs(missed).mean())
    assert set(last.below) == {"0.1", "0.5", "0.9"}
    assert last.below["0.1"] < last.below["0.5"] < last.below["0.9"]


def test_a_truth_of_nothing_has_no_relative_error():
    truths = [np.zeros((2, 3))]
    flat = [Prediction(np.ones((2, 3)), np.ones((2, 3, 3)))]
    (found,) = score_buckets(Freq.MONTHLY, truths, flat, flat, LEVELS)[:1]
    assert (found.mae, found.wape, found.wql) == (1.0, None, None)


def test_losing_is_a_greater_loss_over_all():
    truth = [np.full((1, 4), 10.0)]
    near = [Prediction(np.full((1, 4), 9.0), np.full((1, 4, 3), 9.0))]
    far = [Prediction(np.full((1, 4), 5.0), np.full((1, 4, 3), 5.0))]
    assert loses(far, near, truth, LEVELS)
    assert not loses(near, far, truth, LEVELS)
    assert not loses(near, near, truth, LEVELS)


def test_an_answer_says_what_it_saw_and_how_each_member_did():
    request = ForecastRequest(
        frame=counts(series=2, periods=200),
        freq=Freq.DAILY,
        horizon=14,
        options=ForecastOptions(model=ModelOptions(trees=20, rows=2_000)),
    )
    answer = forecast(request)
    names = [score.name for score in answer.members]
    assert {"seasonal_naive", "recent_mean", "theta", "ets", "lightgbm"} <= set(names)
    assert answer.history_values == 400
    assert answer.last == request.frame["ds"].max().date()
    assert sum(bucket.values for bucket in answer.buckets) == sum(s.values for s in answer.scores)


def test_a_family_that_loses_to_seasonal_naive_gives_way_and_says_so(monkeypatch):
    monkeypatch.setattr("forecasting.core.members.loses", lambda *given: True)
    request = ForecastRequest(
        frame=counts(series=2, periods=120),
        freq=Freq.DAILY,
        horizon=14,
        options=ForecastOptions(model=ModelOptions(trees=5, rows=500)),
    )
    answer = forecast(request)
    assert answer.model == "seasonal_naive"
    (note,) = map(str, answer.notes["*"])
    assert "lost to seasonal naive" in note
    assert note.endswith("seasonal_naive is used")
    assert answer.family.wql == answer.family.seasonal_naive_wql
