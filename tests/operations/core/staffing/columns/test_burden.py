"""Limits that the programme does not know: counted, priced, and closed as a last resort."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from operations.core.staffing.columns import burden
from operations.core.staffing.columns.arrays import NO
from operations.core.staffing.columns.limits import Limits
from operations.core.staffing.columns.stretches import Stretch

EARLY = np.array([0, 1, 0], dtype=np.int64)
WEEKEND = np.array([-1, 0, 0, -1, 1, 1], dtype=np.int32)


def row(text: str) -> np.ndarray:
    """`-` off, E and L options 1 and 2."""
    return np.array(["-EL".index(letter) for letter in text], dtype=np.int32)


def together(*each: Stretch) -> Limits:
    return Limits.of(each, 6, 3)


def test_a_limit_counts_its_own_days_and_options():
    limit = Stretch(1, 4, 2, EARLY)
    assert limit.count(row("EEL-EE")) == 2
    assert not len(together(limit).broken(row("EEL-EE")))
    assert len(together(limit).broken(row("-EEEE-")))


def test_a_weekend_counts_once_whichever_days_are_worked():
    limit = Stretch(0, 5, 1, np.array([0, 1, 1]), WEEKEND)
    assert [limit.count(row(each)) for each in ("EEEE--", "-E--E-", "E--E--")] == [1, 2, 0]


def test_what_is_fixed_outside_a_window_is_taken_off_what_it_may_hold():
    limit = Stretch(0, 5, 3, EARLY)
    fixed = np.array([1, 1, 0, 0, 0, 1], dtype=np.int32)
    inside = limit.within(2, 5, row("EL---E"), fixed)
    # Early on days 0 and 5, late on day 1: one early is left for days 2 to 4.
    assert (inside.first, inside.last, inside.most) == (0, 2, 1)


def test_a_weekend_begun_outside_the_window_costs_it_nothing_more():
    limit = Stretch(0, 5, 1, np.array([0, 1, 1]), WEEKEND)
    fixed = np.array([1, 1, 0, 0, 0, 0], dtype=np.int32)
    inside = limit.within(2, 6, row("-E----"), fixed)
    assert inside.most == 0
    assert inside.count(row("E---")) == 0  # day 2: the other day of the weekend that is worked
    assert inside.count(row("--E-")) == 1


def test_closing_leaves_the_cheapest_cells_of_the_row():
    price = np.array([[0, 5, 9], [0, 1, 9], [0, 3, 9]], dtype=np.int64)
    closed = burden.only_the_best(price, row("EEE"), [Stretch(0, 2, 2, EARLY)])
    assert closed[:, 1].tolist() == [NO, 1, 3]
    assert closed[:, 2].tolist() == [9, 9, 9]


def test_weekends_are_priced_on_their_own_days_alone():
    limits = together(Stretch(0, 5, 1, np.array([0, 1, 1]), WEEKEND))
    price, none = np.zeros((6, 3), dtype=np.int64), np.zeros((6, 3), dtype=np.int64)
    burden.raise_for(limits, np.array([0]), price, none, row("EEEEEE"))
    assert (price > 0).tolist() == [[False, day, day] for day in (WEEKEND >= 0).tolist()]
    burden.lighten(limits, price, row("E--E--"))
    assert not price[WEEKEND < 0].any()


options = st.lists(st.integers(0, 2), min_size=6, max_size=6).map(
    lambda each: np.array(each, dtype=np.int32)
)
stretch = st.builds(
    lambda days, most, adds, group: Stretch(min(days), max(days), most, adds, group),
    st.tuples(st.integers(0, 5), st.integers(0, 5)),
    st.integers(0, 3),
    st.sampled_from((EARLY, np.array([0, 0, 1]), np.array([0, 1, 1]))),
    st.sampled_from((None, WEEKEND)),
)


@settings(max_examples=200, derandomize=True)
@given(st.lists(stretch, max_size=4), options)
def test_limits_counted_together_are_what_each_counts(several, worked):
    assert together(*several).counts(worked).tolist() == [each.count(worked) for each in several]


@settings(max_examples=300, derandomize=True)
@given(st.lists(stretch, min_size=1, max_size=4), st.lists(options, max_size=4), options)
def test_relief_is_at_least_what_any_row_that_keeps_the_limits_bears(several, tried, worked):
    """Whatever rows were tried, and priced for what they broke."""
    limits, price = together(*several), np.zeros((6, 3), dtype=np.int64)
    cost = np.arange(18, dtype=np.int64).reshape(6, 3) * 37
    for each in tried:
        burden.raise_for(limits, limits.broken(each), price, cost, each)
        burden.lighten(limits, price, each)
    if not len(limits.broken(worked)):
        assert price[np.arange(6), worked].sum() <= burden.relief(limits, price)
