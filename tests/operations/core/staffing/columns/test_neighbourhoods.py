"""Which neighbourhoods are tried: of lengths that pay, of sizes that end in time."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from operations.core.staffing.columns import start
from operations.core.staffing.columns.neighbourhoods import Chooser, replan
from operations.core.staffing.columns.pool import Pool
from operations.core.staffing.columns.rows import Rows
from operations.core.staffing.report import judge
from operations.sources.demo import made_ward

ROWS = Rows(made_ward(10, 28, 1))


def chooser(*days: int) -> Chooser:
    return Chooser(ROWS, random.Random(1), days or (7, 14, 28))


def spent(found: Chooser, rounds: int, took: dict[int, float], gain: dict[int, float]) -> Counter:
    """Seconds by length, where each neighbourhood of a length takes and gains as said."""
    seconds: Counter = Counter()
    for _ in range(rounds):
        length = found.length()
        found.took(length, took[length.days], gain[length.days])
        seconds[length.days] += took[length.days]
    return seconds


TOOK = {7: 0.1, 14: 0.4, 28: 2.0}


def test_while_nothing_brings_anything_most_of_the_time_goes_to_whole_rows():
    seconds = spent(chooser(), 600, TOOK, dict.fromkeys(TOOK, 0.0))

    assert seconds[28] > 0.5 * seconds.total()
    assert min(seconds[7], seconds[14]) > 0.05 * seconds.total()


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


@pytest.mark.parametrize("days", [7, 14])
def test_a_stretch_planned_anew_is_lawful_and_costs_no_more(days):
    draft = start.construct(ROWS, 1, lambda: False, {})
    start.improve(draft, 1, lambda: False)
    found = chooser(days)
    people = list(range(len(ROWS.people)))
    pool = Pool()
    for _ in range(3):
        before = draft.cost
        where = found.choose(draft, people, found.length())
        assert where.last - where.first == days
        columns = replan(draft, where, pool, lambda: False, 2.0)
        if columns is not None:
            draft = draft.copy()
            draft.adopt(columns, where.first)
        assert draft.cost <= before
    assert judge(ROWS.problem, draft.plan()).cost == draft.cost
