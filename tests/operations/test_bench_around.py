"""The measure of edits: each question is asked, and the figures are those of a lawful roster."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from operations.bench_around import benchmark_rows
from operations.core.outcome import Options


def test_every_question_is_measured_on_a_lawful_roster():
    rows = list(benchmark_rows(16, 7, Options(seconds=1), cases=2))
    assert [row["what"] for row in rows] == [
        "whole roster judged",
        "one drop judged",
        "replacements ranked",
        "swaps ranked",
        "absence repaired",
    ]
    assert all(row["cases"] == 2 and row["worst_ms"] >= row["median_ms"] for row in rows)
    assert rows[0]["hard"] == rows[-1]["hard"] == 0
    assert rows[-1]["cells_changed"] >= rows[-1]["open_shifts"] >= 1


@pytest.mark.parametrize("ward", ["60", "sixty x 28", "9x28"])
def test_a_ward_that_is_none_is_refused_with_an_example(ward):
    with pytest.raises(CommandError, match="is not like 60x28"):
        call_command("benchmark", "around", "--ward", ward)
