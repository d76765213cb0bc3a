"""EARS by hand: seven weeks are few enough to write out."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.core.outbreak.ears import ears_c1, ears_c2, ears_c3
from tests.forecasting.core.outbreak.counts import rows

pytestmark = pytest.mark.core
BASE = [4, 6, 5, 5, 4, 6, 5]  # mean 5, sample standard deviation sqrt(4/6)


def test_c1_stands_on_the_seven_weeks_before():
    survey = ears_c1(rows([*BASE, 8]), 1)
    spread = np.sqrt(4 / 6)
    assert survey.expected[0, 0] == 5
    assert survey.upper[0, 0] == pytest.approx(5 + 3 * spread)
    assert survey.score[0, 0] == pytest.approx(3 / spread)


def test_c2_leaves_out_the_two_weeks_before():
    survey = ears_c2(rows([*BASE, 50, 50, 8]), 1)
    assert survey.expected[0, 0] == 5
    assert survey.score[0, 0] == pytest.approx(3 / np.sqrt(4 / 6))


def test_c3_adds_up_three_weeks_of_excess_over_one():
    weeks = rows([*BASE, 5, 5, 7, 7, 7])
    c2, c3 = ears_c2(weeks, 3).score[0], ears_c3(weeks, 1)
    assert c3.score[0, 0] == pytest.approx(np.maximum(c2 - 1, 0).sum())
    # What is published as an alarm (above 2) and the count it needs are the same statement.
    assert (weeks.values[0, -1] > c3.upper[0, 0]) == (c3.score[0, 0] > 2)


def test_three_known_weeks_are_too_few():
    survey = ears_c1(rows([np.nan, np.nan, np.nan, np.nan, 5, 5, 5, 9]), 1)
    assert np.isnan(survey.expected[0, 0])


def test_a_constant_history_does_not_make_one_case_infinitely_unusual():
    survey = ears_c1(rows([0] * 7 + [1]), 1)
    assert survey.score[0, 0] == 2.0


def test_a_history_shorter_than_what_is_asked_is_unknown_not_an_error():
    for detect in (ears_c1, ears_c2, ears_c3):
        assert np.isnan(detect(rows([3, 4]), 2).score).all()
