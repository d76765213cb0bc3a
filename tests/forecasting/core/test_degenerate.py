"""Histories that nobody would choose: each is answered, alone and in company, with a sentence."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.core.freq import Freq, period_dates
from forecasting.core.options import ModelOptions
from forecasting.core.pipeline import forecast
from forecasting.core.request import ForecastOptions, ForecastRequest
from tests.forecasting.core.frames import counts

PERIODS = {Freq.DAILY: 200, Freq.WEEKLY: 120, Freq.MONTHLY: 60}
HORIZON = {Freq.DAILY: 14, Freq.WEEKLY: 8, Freq.MONTHLY: 6}
FIRST = {
    Freq.DAILY: date(2023, 1, 2),
    Freq.WEEKLY: date(2023, 1, 2),
    Freq.MONTHLY: date(2018, 1, 1),
}


def series(name: str, values: np.ndarray, freq: Freq, skip: int = 0) -> pd.DataFrame:
    dates = period_dates(FIRST[freq], skip + len(values), freq)[skip:]
    frame = pd.DataFrame({"unique_id": name, "ds": dates, "y": values.astype(float)})
    return frame.dropna()


def gaps(periods: int) -> np.ndarray:
    generator = np.random.default_rng(2)
    values = generator.poisson(20, periods).astype(float)
    values[generator.random(periods) < 0.6] = np.nan
    values[0] = 20
    return values


DEGENERATE = {
    "one point": (lambda n: np.full(1, 7.0), "1 {noun} of history: mean of what there is"),
    "two points": (lambda n: np.array([7.0, 9.0]), "2 {noun} of history"),
    "constant": (lambda n: np.full(n, 7.0), "always 7: the same again"),
    "all zero": (lambda n: np.zeros(n), "all zero: forecast of zero"),
    "exploding": (lambda n: 1.2 ** np.arange(n, dtype=float) % 1e11, None),
    "doubling": (lambda n: np.minimum(2.0 ** np.arange(n), 1e11), None),
    "one event": (lambda n: np.eye(1, n, n // 2).ravel() * 1e6, None),
    "gaps": (gaps, None),
}


def asked(frames: list[pd.DataFrame], freq: Freq, ids: tuple[str, ...] = ()) -> ForecastRequest:
    # Few trees: how well they learn is no matter here.
    options = ForecastOptions(windows=2, model=ModelOptions(trees=15))
    return ForecastRequest(pd.concat(frames), freq, HORIZON[freq], ids=ids, options=options)


def check(answer, names: set[str], horizon: int) -> None:
    """Complete, finite, never negative, in order."""
    frame = answer.frame
    assert set(frame["unique_id"]) == names
    assert (frame.groupby("unique_id").size() == horizon).all()
    columns = [name for name in frame.columns if name.startswith("q")]
    values = frame[["mean", *columns]].to_numpy()
    assert np.isfinite(values).all()
    assert (values >= 0).all()
    assert (np.diff(frame[columns].to_numpy(), axis=1) >= 0).all()


def it_is_answered_and_explained(answer, name: str, values: np.ndarray, freq: Freq) -> None:
    own, words = answer.frame[answer.frame["unique_id"] == name], DEGENERATE[name][1]
    assert own["mean"].max() <= 2 * np.nanmax(values) + 4
    assert own["q95"].max() <= 4 * np.nanmax(values) + 4
    if words is not None:
        assert any(words.format(noun=freq.noun) in str(note) for note in answer.notes[name])


def of(name: str, freq: Freq) -> tuple[np.ndarray, pd.DataFrame]:
    values = DEGENERATE[name][0](PERIODS[freq])
    return values, series(name, values, freq, skip=PERIODS[freq] - len(values))


@pytest.mark.parametrize("freq", PERIODS)
@pytest.mark.parametrize("name", DEGENERATE)
def test_alone_it_is_answered_and_explained(name: str, freq: Freq) -> None:
    values, frame = of(name, freq)
    answer = forecast(asked([frame], freq))
    check(answer, {name}, HORIZON[freq])
    it_is_answered_and_explained(answer, name, values, freq)


@pytest.mark.parametrize("freq", PERIODS)
def test_in_company_each_is_answered_and_explained(freq: Freq) -> None:
    made = {name: of(name, freq) for name in DEGENERATE}
    frames = [frame for _, frame in made.values()]
    answer = forecast(asked([*frames, counts(2, PERIODS[freq], freq)], freq))
    check(answer, {*made, "ward 0", "ward 1"}, HORIZON[freq])
    for name, (values, _) in made.items():
        it_is_answered_and_explained(answer, name, values, freq)


def test_one_that_explodes_is_held_and_says_so():
    growing = series("virus", 1.3 ** np.arange(60), Freq.DAILY)
    answer = forecast(asked([growing], Freq.DAILY))
    assert answer.frame["mean"].max() <= 2 * 1.3**59 + 4


def test_without_any_row_expected_series_are_answered_with_zeros_and_a_sentence():
    empty = pd.DataFrame({"unique_id": [], "ds": pd.to_datetime([]), "y": []})
    answer = forecast(asked([empty], Freq.DAILY, ids=("CHU/NEW",)))
    assert [str(note) for note in answer.notes["CHU/NEW"]] == [
        "no history: forecast of zero until records come in"
    ]
    assert (answer.frame["mean"] == 0).all()
    assert answer.frame.shape[0] == HORIZON[Freq.DAILY]


def test_one_expected_series_without_a_row_among_others():
    answer = forecast(asked([counts(2, 120)], Freq.DAILY, ids=("CHU/NEW", "ward 0")))
    check(answer, {"CHU/NEW", "ward 0", "ward 1"}, HORIZON[Freq.DAILY])


@settings(deadline=None, max_examples=15)
@given(
    values=st.lists(
        st.one_of(st.just(0.0), st.floats(0, 1e11), st.integers(0, 5).map(float)),
        min_size=1,
        max_size=90,
    )
)
def test_whatever_the_values_the_answer_is_complete_and_within_bounds(values):
    answer = forecast(asked([series("x", np.array(values), Freq.DAILY)], Freq.DAILY))
    check(answer, {"x"}, HORIZON[Freq.DAILY])
    assert answer.frame["mean"].max() <= 2 * max(values) + 4
