"""Outbreaks of known start: the same seed the same outbreaks, and nothing before the start."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.core.outbreak.inject import draw, outbreak_rows, spread
from tests.forecasting.core.outbreak.counts import seasonal

pytestmark = pytest.mark.core


def drawn(weeks, seed=1):
    return draw(weeks, range(100, 140), (2.0, 8.0), 3, 3, np.random.default_rng(seed))


def test_each_series_size_and_shape_gets_as_many_and_the_seed_says_which():
    weeks = seasonal(150, series=2)
    found = drawn(weeks)
    assert len(found) == 2 * 2 * 2 * 3
    again = drawn(weeks)
    assert [(e.start, e.cases.tolist()) for e in found] == [
        (e.start, e.cases.tolist()) for e in again
    ]
    assert [e.start for e in found] != [e.start for e in drawn(weeks, seed=2)]


def test_every_outbreak_has_a_case_and_larger_ones_have_more():
    found = drawn(seasonal(150, mean=60, series=2))
    assert all(each.cases.sum() >= 1 for each in found)
    small, large = (np.mean([e.cases.sum() for e in found if e.size == s]) for s in (2.0, 8.0))
    assert large > 2 * small


def test_rows_end_with_the_outbreak_and_keep_their_own_calendar():
    weeks = seasonal(150)
    found = drawn(weeks)
    laid = outbreak_rows(weeks, found)
    for row, each in enumerate(found):
        end = each.start + 3
        shift = 150 - end
        assert laid.first[row] + shift == weeks.first[0]
        assert (laid.values[row, shift:-3] == weeks.values[0, : each.start]).all()
        added = laid.values[row, -3:] - weeks.values[0, each.start : end]
        assert added.tolist() == each.cases.tolist()


def test_weeks_without_a_count_get_no_outbreak():
    weeks = seasonal(150)
    weeks.values[0, 100:150] = np.nan
    assert drawn(weeks) == []


def test_the_spread_ignores_the_season():
    # A slope of 5 a week: differences of 5, standard deviation 5 / sqrt 2.
    assert spread(np.arange(0.0, 100.0, 5.0)) == pytest.approx(5 / np.sqrt(2))
    assert spread(np.zeros(20)) == 1.0
    assert spread(np.array([])) == 1.0
