"""The bench on a small file: every detector on the same outbreaks, the same seed the same table."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.core.errors import UnsupportedFile
from forecasting.core.options import ModelOptions
from forecasting.core.outbreak.bench import benchmark_rows
from forecasting.core.outbreak.options import WatchOptions
from forecasting.core.outbreak.watch import DETECTORS, OWN, TAIL

pytestmark = pytest.mark.core
QUICK = WatchOptions(past=40, model=ModelOptions(trees=5, rows=1000))


def written(tmp_path, weeks, labelled=()):
    counts = np.random.default_rng(1).poisson(9, weeks)
    lines = [f"{count},{int(week in labelled)}" for week, count in enumerate(counts)]
    path = tmp_path / "flu.csv"
    path.write_text("flu,state\n" + "\n".join(lines) + "\n")
    return path


def test_all_detectors_meet_the_same_outbreaks(tmp_path):
    rows = benchmark_rows([written(tmp_path, 130)], options=QUICK, seed=3)
    own = [row for row in rows if row["dataset"] == "flu"]
    assert {row["detector"] for row in own} == {*DETECTORS, TAIL, OWN}
    assert {row["outbreaks"] for row in own} == {24}
    assert {row["dataset"] for row in rows} == {"flu", "all series"}
    assert all(0 <= row["found_calibrated"] <= 1 for row in rows)
    again = benchmark_rows([written(tmp_path, 130)], options=QUICK, seed=3)
    for row, other in zip(rows, again, strict=True):
        assert {**row, "seconds": 0} == {**other, "seconds": 0}


def test_labelled_weeks_count_for_nothing(tmp_path):
    all_year = range(130 - 52, 130)
    rows = benchmark_rows([written(tmp_path, 130, all_year)], options=QUICK)
    assert {row["outbreaks"] for row in rows} == {0}
    assert {row["false_calibrated"] for row in rows} == {None}


def test_a_file_too_short_to_learn_from_is_refused(tmp_path):
    with pytest.raises(UnsupportedFile, match="90 weeks are too few"):
        benchmark_rows([written(tmp_path, 90)], options=QUICK)
