from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from forecasting.core.family import forecast_family
from forecasting.core.freq import Freq
from forecasting.core.jobfiles import read_answer, write_answer
from forecasting.core.protection import answer as intervals
from forecasting.core.protection import night
from forecasting.core.protection.options import LENGTHS, LEVELS, NIGHT, OPPONENTS, SQUARED
from forecasting.core.request import ForecastOptions, ForecastRequest


def asked(freq, periods, horizon, series=24):
    """Ten, or fifty, for eight periods on end: bad ones come together."""
    draw = np.random.default_rng(1)
    turns = draw.choice([10.0, 50.0], (series, periods // 8 + 1))
    step = {Freq.WEEKLY: "7D", Freq.MONTHLY: "MS"}[freq]
    days = pd.date_range("2023-01-02" if freq is Freq.WEEKLY else "2023-01-01", periods=periods,
                         freq=step)  # fmt: skip
    frame = pd.DataFrame(
        {
            "unique_id": np.repeat([f"F/{n}" for n in range(series)], periods),
            "ds": np.tile(days, series),
            "y": np.repeat(turns, 8, axis=1)[:, :periods].ravel(),
            "product": np.repeat([f"P{n % 3}" for n in range(series)], periods),
        }
    )
    members = ("seasonal_naive", "recent_mean", "theta")
    options = ForecastOptions(static=("product",), members=members, intervals=True, windows=2)
    return ForecastRequest(frame, freq, horizon, options=options)


@pytest.fixture
def quick(monkeypatch):
    """Few trees: what is tested is what is said of them."""
    few = replace(NIGHT, trees=20, leaves=6, least_in_leaf=20, retrain_months=12)
    monkeypatch.setattr(intervals, "NIGHT", few)


def answered(request):
    return forecast_family({"consumption": request})["consumption"]


def test_intervals_begin_on_the_first_day_ahead_and_go_with_the_means(quick, tmp_path):
    answer = answered(asked(Freq.WEEKLY, 104, 12))

    found = answer.intervals
    rows = found.frame[found.frame["unique_id"] == "F/0"]
    means = answer.frame.loc[answer.frame["unique_id"] == "F/0", "mean"]
    assert rows["days"].tolist() == [28, 56, 84]
    assert rows["mean"].tolist() == pytest.approx(means.cumsum().iloc[[3, 7, 11]].tolist())
    assert list(found.frame.columns[4:]) == ["q80", "q90", "q95"]
    assert found.data_sha256 == answer.data_sha256
    assert len(found.members) == 4
    assert [(b.first, set(b.below)) for b in found.buckets] == [
        (length, {f"{level:g}" for level in LEVELS}) for length in LENGTHS
    ]
    assert (found.model in OPPONENTS, found.notes) == (False, {})
    write_answer(tmp_path, answer)
    again = read_answer(tmp_path).intervals
    assert (again.members, again.buckets, again.model) == (
        found.members, found.buckets, found.model,
    )  # fmt: skip


def test_what_lost_is_told_and_not_answered(quick, monkeypatch):
    monkeypatch.setattr(night, "_learned", lambda use, *_: np.zeros((len(use.values), 3, 3)))

    found = answered(asked(Freq.WEEKLY, 104, 12)).intervals

    assert found.frame.empty
    assert found.model in OPPONENTS
    assert found.family.wql == min(member.overall.wql for member in found.members)
    assert [note.code for note in found.notes["*"]] == ["intervals_lost"]


def test_a_history_too_short_to_be_tested_says_so_and_answers_nothing(quick):
    found = answered(asked(Freq.MONTHLY, 20, 6)).intervals

    assert found.frame.empty
    assert (found.model, found.family) == (SQUARED, None)
    assert [note.code for note in found.notes["*"]] == ["intervals_untested"]


def test_only_who_asks_gets_intervals():
    request = asked(Freq.MONTHLY, 20, 6)

    plain = replace(request, options=replace(request.options, intervals=False))

    assert answered(plain).intervals is None
