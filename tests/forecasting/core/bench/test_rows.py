from __future__ import annotations

import numpy as np
import pytest

from forecasting.core.backtest import windows
from forecasting.core.bench.made import made_set
from forecasting.core.bench.peers import sample
from forecasting.core.bench.rows import BenchOptions, _scored, _summary, benchmark_rows
from forecasting.core.bench.tsf import read_long_csv, read_tsf
from forecasting.core.errors import UnsupportedFile
from forecasting.core.freq import Freq
from forecasting.core.losses import mase
from forecasting.core.options import ModelOptions
from forecasting.core.request import ForecastOptions
from tests.forecasting.core.frames import counts, panel

QUICK = ForecastOptions(windows=1, model=ModelOptions(trees=15, learning_rate=0.2, rows=1500))
KEYS = [
    "dataset", "model", "horizon", "windows", "mase", "smape", "mae", "wape", "wql",
    "coverage80", "seconds", "peak_mb",
]  # fmt: skip
TSF = """# Two series of months
@relation Tiny
@attribute series_name string
@attribute start_timestamp date
@frequency monthly
@horizon 3
@missing false
@equallength true
@data
T1:2000-01-01 00-00-00:1,2,3.5
T2:2001-06-01 00-00-00:4,5
"""


def test_a_tsf_file_is_read_as_it_stands(tmp_path):
    path = tmp_path / "tiny.tsf"
    path.write_text(TSF)
    found = read_tsf(path)
    assert (found.name, found.freq, found.horizon) == ("tiny", Freq.MONTHLY, 3)
    assert found.frame.y.tolist() == [1, 2, 3.5, 4, 5]
    assert found.frame.unique_id.tolist() == ["T1"] * 3 + ["T2"] * 2
    assert str(found.frame.ds.iloc[4])[:10] == "2001-07-01"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("monthly", "half_hourly", "frequency 'half_hourly'"),
        ("4,5", "4,?", "line 11: not a number"),
        ("T2:2001-06-01 00-00-00:4,5", "T2:4,5", "line 11: 1 attributes, not 2"),
        ("@data", "@dada", "line 10: values before @data"),
    ],
)
def test_what_a_tsf_reader_does_not_know_it_refuses_with_the_line(tmp_path, old, new, complaint):
    path = tmp_path / "tiny.tsf"
    path.write_text(TSF.replace(old, new))
    with pytest.raises(UnsupportedFile, match=complaint):
        read_tsf(path)


@pytest.mark.parametrize("freq", list(Freq))
def test_the_rhythm_of_a_csv_is_seen_in_its_dates(tmp_path, freq):
    path = tmp_path / "counts.csv"
    counts(periods=20, freq=freq).to_csv(path, index=False)
    assert read_long_csv(path).freq is freq


def test_all_models_are_scored_on_the_same_windows(tmp_path):
    path = tmp_path / "counts.csv"
    frame = counts(series=3, periods=150)
    frame.to_csv(path, index=False)
    rows = benchmark_rows([path], BenchOptions(windows=2, horizon=7, forecast=QUICK))
    assert all(list(row) == KEYS for row in rows)
    names = [row["model"] for row in rows]
    assert names[0] == "seasonal_naive"
    assert names[-1] == "mizan"
    assert {"recent_mean", "theta", "lightgbm"} <= set(names)
    assert rows[-1]["mase"] < rows[0]["mase"]
    assert rows[-1]["wql"] < rows[0]["wql"]
    # Seasonal naive once more, by hand: last week's same day, two windows of seven days.
    values = frame.y.to_numpy().reshape(3, 150)
    by_hand = [
        mase(series[end : end + 7], series[end - 7 : end], series[:end], 7)
        for end in (136, 143)
        for series in values
    ]
    assert rows[0]["mase"] == pytest.approx(np.mean(by_hand))


def test_an_unknown_ending_is_refused(tmp_path):
    with pytest.raises(UnsupportedFile, match="neither"):
        benchmark_rows([tmp_path / "x.xlsx"], BenchOptions())


def test_a_made_set_is_measured_like_a_file_and_the_same_seed_makes_it_again():
    options = BenchOptions(forecast=QUICK)
    rows = benchmark_rows([], options, seed=2, made=(4, 150))
    assert {row["dataset"] for row in rows} == {"made_4x150"}
    assert [row["horizon"] for row in rows] == [28] * len(rows)
    assert made_set(4, 150, 2).frame.equals(made_set(4, 150, 2).frame)
    assert not made_set(4, 150, 2).frame.equals(made_set(4, 150, 3).frame)


def test_of_a_large_family_peers_are_asked_for_an_even_sample():
    small, large = panel(series=3), panel(series=1200, periods=30)
    assert sample(small).tolist() == [0, 1, 2]
    chosen = sample(large)
    assert (len(chosen), chosen[0], chosen[-1]) == (200, 0, 1199)
    assert len(set(chosen.tolist())) == 200


def test_series_that_a_model_was_not_asked_for_are_not_scored():
    window = next(windows(panel(series=3, periods=60), 7, 1, 7))
    told = np.repeat(window.truth[:, :, None], 9, axis=2)
    told[1] = np.nan
    found = _summary([_scored(window, told)])
    assert (found["mae"], found["coverage80"]) == (0.0, 1.0)
