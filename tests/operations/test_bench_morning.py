"""The bench of a morning: its rows say what was made, judged and mended."""

from __future__ import annotations

import pytest

from operations import bench_morning
from operations.bench_morning import benchmark_rows
from operations.core.outcome import Options
from operations.sources.demo_beds import made_hospital


def test_every_question_has_a_row(monkeypatch):
    monkeypatch.setattr(bench_morning, "REPAIR_SECONDS", 1.0)
    rows = list(benchmark_rows(26, 5, Options(1.0, 1, 1), cases=3))
    assert [row["what"] for row in rows] == [
        "plan in force",
        "one edit judged, nothing known before",
        "one more edit judged",
        "rooms for one patient ranked",
        "morning mended",
    ]
    assert rows[0]["beds"] == 26
    assert rows[-1]["forced"] >= 1
    assert {"touched_percent", "dearer_percent", "afresh_cost"} <= rows[-1].keys()


def test_a_made_hospital_is_always_the_same_and_has_whole_wards():
    assert made_hospital(52, 7, 3) == made_hospital(52, 7, 3)
    assert made_hospital(52, 7, 3) != made_hospital(52, 7, 4)
    assert sum(room.capacity for room in made_hospital(60).rooms) == 52
    with pytest.raises(ValueError, match="no ward"):
        made_hospital(25)
