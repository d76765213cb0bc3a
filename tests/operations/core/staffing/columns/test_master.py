"""The master programme: what it chooses, its prices, and the bound that they prove."""

from __future__ import annotations

import numpy as np
import pytest

from operations.core.staffing.columns.choice import Patience, best_choice
from operations.core.staffing.columns.cover import Cover
from operations.core.staffing.columns.dive import dive
from operations.core.staffing.columns.generation import Pricer, generate
from operations.core.staffing.columns.master import Column, Master
from operations.core.staffing.columns.prices import Prices
from operations.core.staffing.columns.rows import Rows
from tests.operations.core.staffing.cast import alice, bob, cover, ward


def column(person: int, cost: int, *lines: int, row: bytes = b"") -> Column:
    return Column(person, row or bytes(lines), cost, lines, (1,) * len(lines))


@pytest.fixture
def problem():
    """One early shift a day for two days; the second may lack nobody."""
    lines = (cover(0, "E", 1), cover(1, "E", 1, minimum=1))
    return ward(alice(), bob(), days=2, cover=lines)


def test_missing_people_have_their_price_and_below_the_minimum_a_second_one(problem):
    lines = Cover.of(problem, Prices(problem))
    assert lines.cost(np.array([0, 0])) == 100 + 1100
    assert lines.cost(np.array([2, 1])) == 1
    assert lines.steps(np.array([0, 0])).tolist() == [-100, -1100]
    assert lines.steps(np.array([1, 1])).tolist() == [1, 1]


def test_the_relaxation_takes_the_cheapest_rows_that_cover(problem):
    lines = Cover.of(problem, Prices(problem))
    master = Master(lines, [0, 1], lines.target, np.arange(2))
    for each in (column(0, 0), column(1, 0), column(0, 7, 0), column(1, 9, 0), column(1, 4, 1)):
        assert master.add(each)
    assert not master.add(column(1, 4, 1))
    solution = master.solve()
    assert solution.value == pytest.approx(7 + 4)
    chosen = best_choice(master, 100, 5.0)
    assert sorted((each.person, each.lines) for each in chosen) == [(0, (0,)), (1, (1,))]
    assert best_choice(master, 11, 5.0) is None  # none below what there is


def test_people_who_are_fixed_count_and_the_others_go_without(problem):
    lines = Cover.of(problem, Prices(problem))
    need = lines.target - np.array([2, 0])  # two are there already on day 0: one too many
    master = Master(lines, [0], need, np.arange(2))
    master.add(column(0, 0))
    assert master.solve().value == pytest.approx(1 + 1100)
    master.add(column(0, 3, 1))
    assert master.solve().value == pytest.approx(1 + 3)


def test_generation_ends_at_the_relaxation_s_optimum_with_its_bound(problem):
    rows = Rows(problem)
    master = Master(rows.cover, [0, 1], rows.cover.target, np.arange(2))
    pricer = Pricer(rows, {p: rows.people[p].whole for p in (0, 1)})
    for person in (0, 1):
        master.add(pricer.column(person, np.zeros(2, dtype=np.int16)))
    found = generate(master, pricer, [0, 1], lambda: False)
    assert found.converged
    assert -1 < found.bound <= 0
    chosen = dive(master, pricer, lambda: False)
    there = np.zeros(2, dtype=np.int64)
    for each in chosen:
        each.count(there)
    assert rows.cover.cost(there) == 0
    assert dive(master, pricer, lambda: False, below=0) is None


def test_patience_falls_while_nothing_is_found_and_comes_back():
    patience = Patience(2.0)
    for _ in range(20):
        patience.learn(found=False)
    assert 0 < patience.seconds < 0.2

    for _ in range(20):
        patience.learn(found=True)
    assert patience.seconds == 2.0
