"""The cumulative sum: Rossi's transformation, small excesses, and where a run began."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.core.outbreak.cusum import (
    CEILING,
    LIMIT,
    cumulative,
    cusum,
    run_start,
    standardised,
)
from forecasting.core.outbreak.weeks import Weeks
from tests.forecasting.core.outbreak.counts import seasonal

pytestmark = pytest.mark.core


def test_rossis_transformation_by_hand():
    # (16 - 27 + 2 sqrt(9 * 16)) / (2 sqrt 9) = 13 / 6
    one = np.ones((1, 1))
    assert standardised(16 * one, 9 * one, one)[0, 0] == pytest.approx(13 / 6)
    assert standardised(9 * one, 9 * one, one)[0, 0] == 0
    assert standardised(16 * one, 9 * one, 4 * one)[0, 0] == pytest.approx(13 / 12)


def test_sums_follow_the_recursion_and_unknown_weeks_leave_them_alone():
    single = np.array([[0.5, 2.0, np.nan, 1.5, -3.0, 1.25]])
    assert cumulative(single)[0].tolist() == [0, 1.0, 1.0, 1.5, 0, 0.25]


def test_no_outbreak_is_remembered_for_ever():
    sums = cumulative(np.array([[50.0] * 5 + [0.0] * 10]))
    assert sums.max() == CEILING * LIMIT
    assert sums[0, -1] == 0


def test_a_run_begins_after_the_last_zero():
    sums = np.array([[0, 1, 0, 2, 3], [1, 2, 3, 4, 5], [0, 0, 0, 0, 0]], dtype=float)
    assert run_start(sums).tolist() == [3, 0, 4]


def test_a_small_excess_that_stays_is_found_though_no_week_stands_out():
    weeks = seasonal(330, mean=25, swing=0.2, seed=4)
    struck = Weeks(weeks.ids, weeks.values.copy(), weeks.first)
    struck.values[0, -8:] += 9
    before, after = cusum(weeks, 8), cusum(struck, 8)
    assert (after.score[0, -3:] > LIMIT).all()
    assert after.score[0, -1] > before.score[0, -1]
    assert ((struck.values[:, -8:] > after.upper) == (after.score > LIMIT)).all()
