from __future__ import annotations

import numpy as np
import pytest

from forecasting.core.bench import BenchOptions, benchmark_rows
from forecasting.core.errors import UnsupportedFile
from forecasting.core.freq import Freq
from forecasting.core.losses import mase
from forecasting.core.options import ModelOptions
from forecasting.core.request import ForecastOptions
from forecasting.core.tsf import read_long_csv, read_tsf
from tests.forecasting.core.frames import counts

QUICK = ForecastOptions(windows=1, model=ModelOptions(trees=15, learning_rate=0.2, rows=1500))
KEYS = [
    "dataset", "model", "horizon", "windows", "mase", "smape", "mae", "wape", "wql",
    "coverage80", "seconds",
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
