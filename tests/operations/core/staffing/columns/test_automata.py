"""Merged automata read the same rows at the same cost; what is alike is shared."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from operations.core.staffing.columns.automata import Automata, Steps, _steps, merged
from operations.core.staffing.columns.days import Calendar, day_kinds
from operations.core.staffing.columns.prices import Prices
from operations.core.staffing.columns.rows import Rows
from operations.core.staffing.columns.sequences import Sequences
from operations.core.staffing.demand import ShiftType
from tests.operations.core.staffing.cast import alice, bob, ward


@st.composite
def any_steps(draw: st.DrawFn) -> Steps:
    kinds, nodes, options = (draw(st.integers(1, top)) for top in (2, 7, 3))
    shape = kinds, nodes, options
    size = kinds * nodes * options

    def table(low: int, high: int) -> np.ndarray:
        values = st.lists(st.integers(low, high), min_size=size, max_size=size)
        return np.array(draw(values)).reshape(shape)

    steps = table(-1, nodes - 1).astype(np.int32)
    return Steps(steps, table(0, 1).astype(np.int64), table(0, 1).astype(np.int32))


def read(steps: Steps, row: list[tuple[int, int]]) -> list[tuple[int, int]] | None:
    """Cost and weekend of each day of a row of (kind, option), None where it may not be."""
    node, found = 0, []
    for kind, option in row:
        found.append((int(steps.cost[kind, node, option]), int(steps.week[kind, node, option])))
        node = int(steps.trans[kind, node, option])
        if node < 0:
            return None
    return found


@settings(max_examples=200, derandomize=True)
@given(any_steps(), st.data())
def test_a_row_costs_the_same_after_merging(steps, data):
    kinds, _, options = steps.trans.shape
    days = st.tuples(st.integers(0, kinds - 1), st.integers(0, options - 1))
    row = data.draw(st.lists(days, max_size=8))
    assert read(merged(steps), row) == read(steps, row)


@settings(max_examples=100, derandomize=True)
@given(any_steps())
def test_merging_twice_merges_no_more(steps):
    once = merged(steps)
    assert once.nodes <= steps.nodes
    assert merged(once).nodes == once.nodes


def test_shifts_that_differ_in_nothing_but_their_name_share_nodes():
    problem = ward(alice(), days=7)
    early = problem.shifts[0]
    twice = replace(problem, shifts=(*problem.shifts, replace(early, id="E2")))
    nodes = [Rows(each).people[0].model.automaton.steps.nodes for each in (problem, twice)]
    assert nodes[0] == nodes[1]


@st.composite
def any_shifts(draw: st.DrawFn) -> tuple[ShiftType, ...]:
    """Some of them alike: few lists of what may not follow, few runs, nights or not."""
    ids = "ABCDE"[: draw(st.integers(1, 5))]
    after = st.sampled_from([(), (ids[0],), tuple(ids[:2]), tuple(ids)])
    run = st.sampled_from([None, None, 2])
    return tuple(
        ShiftType(i, 0, 480, draw(after), draw(st.booleans()), maximum_consecutive=draw(run))
        for i in ids
    )


@settings(max_examples=60, derandomize=True)
@given(any_shifts(), st.data())
def test_a_row_costs_the_same_where_one_of_several_alike_shifts_was_searched_through(shifts, data):
    limits = {"maximum_consecutive_nights": 2, "maximum_consecutive_days": 3}
    problem = ward(alice(minimum_consecutive_days=2, **limits), shifts=shifts, days=7)
    prices, person = Prices(problem), problem.people[0]
    kinds, of_day = day_kinds(problem, Calendar.of(problem), person, list(shifts), prices)
    sequences = Sequences(person, list(shifts), prices)
    start = sequences.start(person, None)
    every = _steps(sequences, start, tuple(kinds))
    options = data.draw(st.lists(st.integers(0, len(shifts)), min_size=7, max_size=7))
    row = list(zip(of_day, options, strict=True))
    assert read(Automata().steps(sequences, start, tuple(kinds)), row) == read(every, row)


def test_people_under_the_same_limits_share_an_automaton():
    limits = {"maximum_consecutive_days": 3}
    one, other = Rows(ward(alice(**limits), bob(**limits), days=7)).people
    assert one.model.automaton is other.model.automaton
    third = Rows(ward(alice(**limits), bob(), days=7)).people
    assert third[0].model.automaton is not third[1].model.automaton
