"""Week numbers, what no count is, and the normal deviate of a count."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from forecasting.core.errors import BadSeries
from forecasting.core.outbreak.weeknumbers import week_day, week_number
from forecasting.core.outbreak.weeks import count_quantile, deviate
from tests.forecasting.core.outbreak.counts import rows

pytestmark = pytest.mark.core


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_a_week_is_named_by_its_monday(day):
    monday = week_day(week_number(day))
    assert monday.weekday() == 0
    assert 0 <= (day - monday).days < 7


@pytest.mark.parametrize(("bad", "word"), [(-1, "negative"), (np.inf, "infinite")])
def test_what_is_no_count_is_refused_by_series_and_week(bad, word):
    with pytest.raises(BadSeries, match=f"'CHU/ADD', row 2: the count is {word}"):
        rows([1, 2, bad], ids=("CHU/ADD",))


def one(value):
    return np.array([[float(value)]])


def test_the_deviate_is_the_mid_p_of_a_poisson_without_dispersion():
    p = stats.poisson.sf(7, 4) + 0.5 * stats.poisson.pmf(7, 4)
    assert deviate(one(7), one(4), one(1))[0, 0] == pytest.approx(stats.norm.isf(p), abs=1e-3)


@given(st.integers(0, 300), st.floats(0, 200), st.floats(1, 20))
def test_more_cases_are_more_unusual_and_nothing_is_infinite(count, mean, dispersion):
    low, high = (deviate(one(c), one(mean), one(dispersion))[0, 0] for c in (count, count + 1))
    assert np.isfinite(low)
    assert low <= high


def test_unknown_counts_and_unknown_means_have_no_deviate():
    assert np.isnan(deviate(one(np.nan), one(3), one(1))[0, 0])
    assert np.isnan(deviate(one(3), one(np.nan), one(1))[0, 0])


def test_the_quantile_of_a_poisson():
    assert count_quantile(one(4), one(1), 0.995)[0, 0] == stats.poisson.ppf(0.995, 4)
    assert np.isnan(count_quantile(one(np.nan), one(1), 0.995)[0, 0])
