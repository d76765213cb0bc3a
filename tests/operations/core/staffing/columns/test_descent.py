"""Whole rosters from the relaxation, day by day."""

from __future__ import annotations

import numpy as np
import pytest

from operations.core.staffing.columns import descent
from operations.core.staffing.columns.arrays import VARIANTS
from operations.core.staffing.columns.descent import descend
from operations.core.staffing.columns.draft import Draft
from operations.core.staffing.columns.generation import Pricer, generate
from operations.core.staffing.columns.master import Master
from operations.core.staffing.columns.rows import Rows
from operations.core.staffing.report import judge
from operations.sources.demo import made_ward

ROWS = Rows(made_ward(10, 21, 2))


def relaxed(rows: Rows) -> tuple[Master, Pricer, float]:
    people = list(range(len(rows.people)))
    lines = np.arange(len(rows.cover.target))
    master = Master(rows.cover, people, rows.cover.target.copy(), lines)
    pricer = Pricer(rows, {p: rows.people[p].whole for p in people})
    idle = np.zeros(rows.problem.days, dtype=np.int16)
    for person in people:
        free = np.zeros(len(rows.cover.target), dtype=np.int64)
        _, _, column = pricer.one(person, free)
        master.add(column or pricer.column(person, idle))
    found = generate(master, pricer, people, lambda: False)
    return master, pricer, found.bound


@pytest.fixture(scope="module")
def relaxation():
    return relaxed(ROWS)


def drafted(columns, rows: Rows = ROWS) -> Draft:
    by_person = {column.person: column.codes() for column in columns}
    return Draft(rows, [by_person[p] for p in range(len(rows.people))])


def test_everybody_gets_one_lawful_row_and_the_cost_is_not_below_the_bound(relaxation):
    master, pricer, bound = relaxation
    columns = descend(master, pricer, lambda: False)
    draft = drafted(columns)
    assert len(columns) == len(ROWS.people)
    assert draft.unlawful == 0
    assert bound - 1e-6 <= draft.cost == judge(ROWS.problem, draft.plan()).cost


def test_what_was_settled_on_the_way_binds_neither_the_master_nor_the_pricer(relaxation):
    master, pricer, _ = relaxation
    columns, value = len(master.columns), master.solve().value
    descend(master, pricer, lambda: False)
    assert len(master.columns) == columns
    assert master.solve().value == pytest.approx(value)
    assert all(window.shut is None for window in pricer.windows.values())


def test_a_search_that_was_stopped_still_ends_with_a_row_for_everybody(relaxation):
    master, pricer, _ = relaxation
    made = []
    columns = descend(master, pricer, lambda: True, made=made)
    assert len({column.person for column in columns}) == len(ROWS.people)
    assert not made  # nothing was generated any more


def test_none_where_the_relaxation_is_not_below_what_is_asked(relaxation):
    master, pricer, bound = relaxation
    assert descend(master, pricer, lambda: False, below=bound) is None


def test_a_settled_day_is_priced_with_its_option_only(relaxation):
    _, pricer, _ = relaxation
    prices = np.zeros(len(ROWS.cover.target), dtype=np.int64)
    person = 0
    _, free_bound, free = pricer.one(person, prices)
    shifts = free.codes() // VARIANTS
    day = int(np.nonzero(shifts)[0][0])
    bound = pricer.copy()
    bound.settle(person, {day: 0})
    _, settled_bound, column = bound.one(person, prices)
    assert column.codes()[day] == 0
    assert settled_bound >= free_bound  # fewer rows are left to choose from
    other = pricer.copy()
    other.settle(person, {day: int(shifts[day])})
    assert other.one(person, prices)[2].codes()[day] // VARIANTS == shifts[day]


def test_an_option_that_is_barred_is_priced_no_more_and_the_day_is_open_otherwise(relaxation):
    _, pricer, _ = relaxation
    prices = np.zeros(len(ROWS.cover.target), dtype=np.int64)
    _, free_bound, free = pricer.one(0, prices)
    shifts = free.codes() // VARIANTS
    day = int(np.nonzero(shifts)[0][0])
    barred = pricer.copy()
    barred.bar(0, day, int(shifts[day]))
    _, bound, column = barred.one(0, prices)
    assert column.codes()[day] // VARIANTS != shifts[day]
    assert bound >= free_bound


def test_what_is_settled_otherwise_leaves_all_lawful_and_the_master_as_it_was(
    relaxation, monkeypatch
):
    """Every settlement is regretted, until none may be any more."""
    master, pricer, bound = relaxation
    monkeypatch.setattr(descent._Descent, "_regrets", _always)
    columns, value = len(master.columns), master.solve().value
    draft = drafted(descend(master, pricer, lambda: False))
    assert draft.unlawful == 0
    assert bound - 1e-6 <= draft.cost == judge(ROWS.problem, draft.plan()).cost
    assert len(master.columns) == columns
    assert master.solve().value == pytest.approx(value)


def test_a_ward_comes_nearer_to_its_bound_where_what_made_it_dearer_is_settled_otherwise(
    monkeypatch,
):
    rows = Rows(made_ward(10, 21, 7))
    master, pricer, bound = relaxed(rows)
    otherwise = drafted(descend(master, pricer, lambda: False), rows).cost
    monkeypatch.setattr(descent, "AGAIN", 0)
    assert bound - 1e-6 <= otherwise < drafted(descend(master, pricer, lambda: False), rows).cost


def _always(self, before: float, after: float) -> bool:
    return self._again > 0
