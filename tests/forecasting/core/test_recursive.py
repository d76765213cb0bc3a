from __future__ import annotations

import numpy as np
import pytest

from forecasting.core import recursive as module
from forecasting.core.freq import Freq
from forecasting.core.members import standing
from forecasting.core.options import ModelOptions
from forecasting.core.recursive import predict_recursive, train_recursive
from forecasting.core.series import validate
from tests.forecasting.core.frames import counts, panel

LEVELS = (0.1, 0.5, 0.9)
MONTHS = {"series": 12, "periods": 84, "freq": Freq.MONTHLY, "mean": 200}


def forecast(known, horizon=12, options=None):
    trained = train_recursive(known, options or ModelOptions())
    assert trained is not None
    return predict_recursive(trained, known, horizon, LEVELS)


def test_the_wave_of_the_year_is_found_in_the_months_to_come():
    everything = panel(**MONTHS)
    found = forecast(everything.until(72))
    truth = everything.values[:, 72:]
    last_year = everything.values[:, 60:72]
    assert np.abs(truth - found.mean).mean() < np.abs(truth - last_year).mean()


def test_the_band_holds_about_what_it_promises():
    everything = panel(**MONTHS)
    found = forecast(everything.until(72)).quantiles
    truth = everything.values[:, 72:]
    assert 0.65 < ((truth >= found[:, :, 0]) & (truth <= found[:, :, 2])).mean() < 0.97


def test_a_series_twice_as_large_gets_twice_the_forecast():
    frame = counts(**MONTHS | {"series": 8})
    once, twice = (
        forecast(validate(frame.assign(y=factor * frame.y), Freq.MONTHLY)).mean
        for factor in (500, 1000)
    )
    assert twice / once == pytest.approx(np.full(once.shape, 2.0), rel=0.02)


def test_nothing_after_the_cutoff_is_seen():
    frame = counts(**MONTHS)
    known = validate(frame, Freq.MONTHLY).until(60)
    frame.loc[frame.groupby("unique_id").cumcount() >= 60, "y"] = 9999.0
    changed = validate(frame, Freq.MONTHLY).until(60)
    assert (forecast(known).quantiles == forecast(changed).quantiles).all()


def test_many_series_are_learned_from_a_part_of_them():
    trained = train_recursive(panel(**MONTHS), ModelOptions(rows=70))
    assert trained is not None
    # 84 - 14 targets each; four times 70 rows are those of four series.
    assert trained.rows == 4 * 70


def test_too_little_history_trains_nothing():
    assert train_recursive(panel(series=3, periods=14, freq=Freq.MONTHLY), ModelOptions()) is None
    assert train_recursive(panel(series=3, periods=20, freq=Freq.MONTHLY), ModelOptions()) is None


@pytest.mark.parametrize(
    ("freq", "mean", "stands"),
    [(Freq.MONTHLY, 200, True), (Freq.MONTHLY, 0.3, False), (Freq.WEEKLY, 200, False)],
)
def test_it_stands_for_months_that_are_rarely_without_any(freq, mean, stands):
    known = panel(series=8, periods=84, freq=freq, mean=mean)
    assert ("recursive" in standing(known)) is stands


def test_what_is_forecast_is_seen_by_the_next_month():
    # A model that adds the last change again: logs 1, 2 go on 3, 4, 5.
    class Again:
        params = {"num_threads": 1}

        def predict(self, inputs, num_threads):
            return inputs[:, 0]

    trained = module.Recursive(Again(), (), 0)  # type: ignore[arg-type]
    assert module._roll(trained, np.array([[1.0, 2.0]]), 12, 3).tolist() == [[3.0, 4.0, 5.0]]
