from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.core.choice import Choice
from forecasting.core.errors import BadRequest, BadSeries
from forecasting.core.freq import Freq
from forecasting.core.options import ModelOptions
from forecasting.core.pipeline import forecast
from forecasting.core.request import ForecastAnswer, ForecastOptions, ForecastRequest, quantile_name
from tests.forecasting.core.frames import counts, long

QUICK = ForecastOptions(windows=2, model=ModelOptions(trees=15, learning_rate=0.2, rows=1500))


def said(answer: ForecastAnswer, name: str) -> list[str]:
    return [str(note) for note in answer.notes[name]]


def request(frame: pd.DataFrame, freq: Freq = Freq.DAILY, **kwargs) -> ForecastRequest:
    return ForecastRequest(frame, freq, kwargs.pop("horizon", 7), options=QUICK, **kwargs)


def numbers(frame: pd.DataFrame) -> np.ndarray:
    return frame.drop(columns=["unique_id", "ds"]).to_numpy()


@pytest.mark.parametrize("freq", list(Freq))
def test_every_series_gets_every_day_and_every_quantile(freq):
    answer = forecast(request(counts(periods=70, freq=freq), freq, quantiles=(0.2, 0.95)))
    assert list(answer.frame.columns) == [
        "unique_id",
        "ds",
        "mean",
        "q10",
        "q20",
        "q50",
        "q90",
        "q95",
    ]
    assert answer.frame.groupby("unique_id").size().to_dict() == {f"ward {n}": 7 for n in range(3)}
    assert answer.frame.ds.min() > counts(periods=70, freq=freq).ds.max()
    assert len(answer.scores) == 3


def test_it_beats_seasonal_naive_where_there_is_something_to_learn():
    answer = forecast(request(counts(series=5, periods=300)))
    assert answer.family is not None
    assert answer.family.beats_seasonal_naive
    assert answer.family.wql < answer.family.seasonal_naive_wql
    assert answer.family.windows == 2
    assert answer.model != "seasonal_naive"


@pytest.mark.parametrize("member", ["lightgbm", "recent_mean"])
def test_what_a_forecast_learned_from_is_told_only_if_it_learned(monkeypatch, member):
    monkeypatch.setattr("forecasting.core.members.choose", lambda *_: Choice((member,), {}))
    answer = forecast(request(counts(series=5, periods=300)))
    assert answer.model == member
    assert (answer.train_rows > 0) is (member == "lightgbm")
    assert ("horizon" in answer.features) is (member == "lightgbm")


def test_short_empty_constant_and_dead_series_are_answered_and_explained():
    frame = pd.concat(
        [
            counts(series=1, periods=100),
            long([5.0] * 100, "constant"),
            long([0.0] * 100, "dead"),
            long([3, 1, 2], "new", first=counts(series=1, periods=98).ds.max().date()),
        ]
    )
    answer = forecast(request(frame, ids=("never seen",)))
    assert said(answer, "never seen") == ["no history: forecast of zero until records come in"]
    assert said(answer, "constant") == ["100 days of history, always 5: the same again"]
    assert said(answer, "dead") == ["100 days of history, all zero: forecast of zero"]
    assert said(answer, "new")[0].endswith("days of history: mean of what there is")
    mean = answer.frame.groupby("unique_id")["mean"].mean()
    assert (mean["constant"], mean["dead"], mean["never seen"]) == (5, 0, 0)
    assert np.isfinite(numbers(answer.frame)).all()


def test_nothing_to_model_at_all_is_still_an_answer():
    answer = forecast(request(long([]), ids=("a", "b")))
    assert answer.frame.empty or (answer.frame["mean"] == 0).all()
    assert set(answer.notes) == {"a", "b"}
    assert answer.model == "simple"


def test_a_history_too_short_for_a_window_says_that_it_is_untested():
    answer = forecast(request(counts(series=2, periods=30)))
    assert answer.scores == ()
    assert "too short for a test window" in said(answer, "*")[0]


def test_an_exploding_series_does_not_break_the_others():
    wild = long(list(np.exp(np.arange(100) / 5)), "wild")
    answer = forecast(request(pd.concat([counts(series=2, periods=100), wild])))
    assert np.isfinite(numbers(answer.frame)).all()
    calm = answer.frame[answer.frame.unique_id != "wild"]
    assert calm["mean"].max() < 2 * counts(series=2, periods=100).y.max()


def test_the_same_request_gives_the_same_answer():
    first, second = (forecast(request(counts(periods=80))) for _ in range(2))
    pd.testing.assert_frame_equal(first.frame, second.frame)
    assert first.data_sha256 == second.data_sha256
    assert forecast(request(counts(periods=80, seed=2))).data_sha256 != first.data_sha256


def test_progress_is_told_and_ends():
    told: list[str] = []
    forecast(request(counts(periods=80)), lambda stage, done, of: told.append(stage))
    assert told[0] == "validate"
    assert told[-1] == "done"
    assert {"backtest", "train", "predict"} <= set(told)


def test_occupancy_may_be_forecast_from_stays():
    # Irregular waves of patients who all stay ten nights: who has come says when beds get free.
    days = pd.date_range("2024-01-01", periods=200)
    generator = np.random.default_rng(1)
    admitted = days.repeat(generator.poisson(generator.gamma(0.5, 8, 200)))
    left = admitted + pd.Timedelta(days=10)
    census = [((admitted <= day) & (left > day)).sum() for day in days]
    frame = pd.DataFrame({"unique_id": "icu", "ds": days, "y": np.array(census, dtype=float)})
    stays = pd.DataFrame({"unique_id": "icu", "admitted": admitted, "discharged": left})
    stays.loc[stays.discharged > days[-1], "discharged"] = pd.NaT
    answer = forecast(request(frame, stays=stays))
    assert "kaplan_meier" in answer.model


@settings(max_examples=6, deadline=None)
@given(
    periods=st.integers(1, 60),
    series=st.integers(1, 3),
    mean=st.sampled_from([0.05, 1.0, 500.0]),
    freq=st.sampled_from(list(Freq)),
)
def test_whatever_comes_in_quantiles_are_finite_ordered_and_not_negative(
    periods, series, mean, freq
):
    answer = forecast(request(counts(series, periods, freq, mean), freq, horizon=3))
    values = answer.frame.drop(columns=["unique_id", "ds", "mean"]).to_numpy()
    assert values.shape == (series * 3, 5)
    assert np.isfinite(values).all()
    assert (values >= 0).all()
    assert (np.diff(values, axis=1) >= 0).all()


def test_a_bad_frame_or_request_is_refused():
    with pytest.raises(BadSeries, match="negative"):
        forecast(request(long([1, -2, 3])))
    with pytest.raises(BadRequest, match="at least one period"):
        request(long([1]), horizon=0)
    with pytest.raises(BadRequest, match="between 0 and 1"):
        request(long([1]), quantiles=(1.0,))


@pytest.mark.parametrize(
    ("quantile", "name"), [(0.1, "q10"), (0.05, "q05"), (0.975, "q97.5"), (0.5, "q50")]
)
def test_columns_are_named_by_per_cent(quantile, name):
    assert quantile_name(quantile) == name
