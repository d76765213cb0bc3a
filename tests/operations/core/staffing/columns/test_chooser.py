"""Which neighbourhoods are tried: of lengths that pay, of sizes that end in time, none in vain."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from operations.core.staffing.columns import start
from operations.core.staffing.columns.chooser import Chooser
from operations.core.staffing.columns.neighbourhoods import Neighbourhood
from operations.core.staffing.columns.rows import Rows
from operations.sources.demo import made_ward

ROWS = Rows(made_ward(10, 28, 1))
DRAFT = start.construct(ROWS, 1, lambda: False, {})
EVERYBODY = list(range(len(ROWS.people)))


def chooser(*days: int) -> Chooser:
    return Chooser(ROWS, random.Random(1), days or (7, 14, 28), 60.0)


def spent(
    found: Chooser,
    rounds: int,
    took: dict[int, float],
    gain: dict[int, float],
    gap: float = 0.0,
) -> Counter:
    """Seconds by length, where each neighbourhood of a length takes and gains as said."""
    seconds: Counter = Counter()
    for _ in range(rounds):
        length = found.length(gap)
        where = Neighbourhood((0,), 0, length.days)
        found.took(DRAFT, length, where, took[length.days], gain[length.days])
        seconds[length.days] += took[length.days]
    return seconds


TOOK = {7: 0.1, 14: 0.4, 28: 2.0}


def test_while_nothing_brings_anything_most_of_the_time_goes_to_whole_rows():
    seconds = spent(chooser(), 600, TOOK, dict.fromkeys(TOOK, 0.0))

    assert seconds[28] > 0.5 * seconds.total()
    assert min(seconds[7], seconds[14]) > 0.05 * seconds.total()


def test_whole_rows_get_no_more_than_stretches_of_months_while_nothing_brings_anything():
    took = {20: 1.0, 24: 1.0, 28: 1.0}

    seconds = spent(chooser(*took), 600, took, dict.fromkeys(took, 0.0))

    assert max(seconds.values()) < 0.4 * seconds.total()


@pytest.mark.parametrize("paying", TOOK)
def test_most_of_the_time_goes_to_the_length_that_pays(paying):
    gain = {days: 10.0 * TOOK[days] * (days == paying) for days in TOOK}

    seconds = spent(chooser(), 600, TOOK, gain)

    assert seconds[paying] > 0.6 * seconds.total()
    assert all(seconds.values())


def test_what_paid_long_ago_is_forgotten():
    found = chooser()
    spent(found, 200, TOOK, {7: 1.0, 14: 0.0, 28: 0.0})

    seconds = spent(found, 600, TOOK, {7: 0.0, 14: 4.0, 28: 0.0})

    assert seconds[14] > 0.6 * seconds.total()


def test_each_length_has_the_size_that_ends_in_time():
    found = chooser()
    sizes = {each.days: each.size for each in found.lengths}
    assert sizes[7] > sizes[14] > sizes[28]  # as many cells to begin with

    spent(found, 60, {7: 0.1, 14: 3.0, 28: 3.0}, dict.fromkeys(TOOK, 0.0))

    after = {each.days: each.size for each in found.lengths}
    assert after[7] > sizes[7]
    assert after[14] < sizes[14]
    assert after[28] < sizes[28]


def test_small_gains_do_not_hold_the_time_of_a_roster_far_above_its_bound():
    gain = {7: 0.001, 14: 0.0, 28: 0.0}
    without = spent(chooser(), 600, TOOK, gain)

    seconds = spent(chooser(), 600, TOOK, gain, gap=600.0)

    assert without[7] > without[28]
    assert seconds[28] > 0.5 * seconds.total()


def test_what_was_planned_in_vain_is_not_planned_again_while_the_roster_is_the_same():
    found = chooser(7, 14)
    seen = set()
    while True:
        length, where = found.next(DRAFT, EVERYBODY[:2], frozenset(), 0.0)
        if where in seen:
            break  # all that there are
        seen.add(where)
        found.took(DRAFT, length, where, 0.1, None)
    assert {(each.first, each.last) for each in seen} >= {
        (first, first + 7) for first in (0, 10, 21)
    }

    other = DRAFT.copy()
    first = {found.next(other, EVERYBODY[:2], frozenset(), 0.0)[1] for _ in range(50)}

    assert first & seen


def test_whole_rows_may_be_planned_in_vain_twice():
    found = chooser(28)
    alone = EVERYBODY[:2]
    length, where = found.next(DRAFT, alone, frozenset(), 0.0)
    found.took(DRAFT, length, where, 1.0, None)

    assert found.next(DRAFT, alone, frozenset(), 0.0)[1] == where


def test_nobody_is_in_two_neighbourhoods_while_there_are_others():
    found = chooser(28)
    busy = set(EVERYBODY[:1])

    for _ in range(20):
        assert busy.isdisjoint(found.next(DRAFT, EVERYBODY, busy, 0.0)[1].people)


def test_there_is_always_somebody_who_is_not_planned_anew_on_all_days():
    found = chooser(28)
    for _ in range(100):
        length, where = found.next(DRAFT, EVERYBODY, frozenset(), 0.0)
        found.took(DRAFT, length, where, 0.01, 1.0)

    assert len(where.people) == 8  # of ten
