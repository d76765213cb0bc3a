"""Large neighbourhoods: some people on some days are planned anew around all the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from operations.core.errors import SolverFailure
from operations.core.staffing.columns.choice import Patience, best_choice
from operations.core.staffing.columns.dive import dive
from operations.core.staffing.columns.draft import Draft
from operations.core.staffing.columns.generation import Pricer, generate
from operations.core.staffing.columns.master import Column, Master
from operations.core.staffing.columns.pool import Pool

SOON, PART = 10, 0.02
"""Generation ends when the last rounds have brought less than this part of all that is gained,"""
TAIL = 100
"""and after so many that brought nothing: large programmes stand at the old value for 60 to 110."""
EXACT = 8.0
"""How many times dearer exact pricing may be than quick for it to be worth its while here."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """people: indices, ascending. first, last: days, the last one outside."""

    people: tuple[int, ...]
    first: int
    last: int


def replan(
    draft: Draft,
    where: Neighbourhood,
    pool: Pool,
    stopped: Callable[[], bool],
    patience: Patience,
) -> list[Column] | None:
    """Other days for the people of the neighbourhood that cost no more, or None: there are none, or
    the programme failed numerically."""
    try:
        return _replanned(draft, where, pool, stopped, patience)
    except SolverFailure:
        return None


def _replanned(
    draft: Draft,
    where: Neighbourhood,
    pool: Pool,
    stopped: Callable[[], bool],
    patience: Patience,
) -> list[Column] | None:
    rows, people = draft.rows, list(where.people)
    first, last = where.first, where.last
    there = draft.without(people, first, last)
    lines = np.nonzero((rows.cover.day >= first) & (rows.cover.day < last))[0]
    master = Master(rows.cover, people, rows.cover.target - there, lines)
    windows = {p: rows.people[p].window(first, last, draft.codes[p]) for p in people}
    pricer = Pricer(rows, windows)
    now = [pricer.column(p, draft.codes[p][first:last]) for p in people]
    whole = last - first == rows.problem.days
    for column in now:
        master.add(column)
    if whole:
        for person in people:
            for column in pool.of(person):
                master.add(column)
    cost = sum(column.cost for column in now) + _cover_cost(master, now)
    exact = pricer.dearness() <= EXACT
    better = cost - 1 + 1e-6
    found = generate(
        master, pricer, people, stopped,
        enough=better, exact=exact, begun=better, soon=SOON, part=PART, tail=TAIL,
    )  # fmt: skip
    if whole:
        pool.keep(master.columns[-12 * len(people) :])
    if found.bound > better or found.value > better:
        return None
    pricer.hurry()
    made: list[Column] = []  # of these too a choice may be made, now or later
    columns = dive(master, pricer, stopped, below=cost + 1, made=made)
    for column in made:
        master.add(column)
    if whole:
        pool.keep(made)
    if columns is not None and _total(master, columns) <= cost:
        return columns
    if stopped():
        return None
    chosen = best_choice(master, float(cost), patience.seconds)
    patience.learn(found=chosen is not None)
    return chosen


def _total(master: Master, columns: list[Column]) -> int:
    return sum(column.cost for column in columns) + _cover_cost(master, columns)


def _cover_cost(master: Master, columns: list[Column]) -> int:
    """What cover costs on the master's lines with these columns."""
    there = master.cover.target - master.need
    for column in columns:
        column.count(there)
    only = np.zeros(len(there), dtype=bool)
    only[master.lines] = True
    return master.cover.cost(np.where(only, there, master.cover.target))
