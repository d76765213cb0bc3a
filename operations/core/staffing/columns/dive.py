"""From the relaxation to whole rosters: rows that are nearly chosen are chosen, and the others'
are generated anew around them, until everybody has one."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from math import inf

from operations.core.errors import SolverFailure
from operations.core.staffing.columns.generation import Pricer, generate
from operations.core.staffing.columns.master import Column, Master, Solution

CHOSEN = 0.999
NEARLY = 0.85
ROUNDS = 30
"""Of generation after each choice, while they bring something."""
FEW = 8
"""People whose rows are generated to the end: nobody comes after them to mend what they leave."""
SHRUNK = 0.1
"""Part of the people who get their row until the programme is stated anew without them."""
CLOSEST = 100
"""Columns of each person that the new statement begins with, by reduced cost."""


def dive(
    master: Master,
    pricer: Pricer,
    stopped: Callable[[], bool],
    below: float = inf,
    made: list[Column] | None = None,
) -> list[Column] | None:
    """`dived`, or None where the programme fails numerically."""
    try:
        return dived(master, pricer, stopped, below, [] if made is None else made)
    except SolverFailure:
        return None


def dived(
    master: Master, pricer: Pricer, stopped: Callable[[], bool], below: float, made: list[Column]
) -> list[Column] | None:
    """One column for each of the master's people, or None where the relaxation shows on the way
    that the result would not be below `below`. When stopped, chooses faster and generates no
    more. made: takes the columns that were generated. The master stays as it is."""
    chosen: list[Column] = []
    small, cost = without(master, master.solve(), []), 0
    while True:
        solution = small.solve()
        if cost + solution.value > below - 1 + 1e-6:
            return None
        hurry = stopped()
        fixed = [small.columns[i] for i in _next(small, solution, len(master.people), hurry)]
        for column in fixed:
            small.fix(column)
        chosen += fixed
        active = [person for person in small.people if person not in small.fixed]
        if not active:
            return chosen
        if not hurry:
            before = len(small.columns)
            few = len(active) <= FEW
            pricer.hurry()
            generate(
                small, pricer, active, stopped, rounds=ROUNDS, smoothing=0.0,
                tail=FEW if few else 3, bounded=False, worth=0.5, exact=few,
            )  # fmt: skip
            made += small.columns[before:]
        if len(small.fixed) > SHRUNK * len(small.people):
            cost += sum(column.cost for column in small.fixed.values())
            small = without(small, small.solve(), list(small.fixed.values()))


def without(
    master: Master,
    solution: Solution,
    fixed: list[Column],
    closed: AbstractSet[int] = frozenset(),
) -> Master:
    """The programme of the people who are not `fixed`, with the closest of their columns whose
    indices are not `closed`."""
    need = master.need.copy()
    for column in fixed:
        column.count(need, -1)
    gone = {column.person for column in fixed}
    people = [person for person in master.people if person not in gone]
    small = Master(master.cover, people, need, master.lines)
    closest: dict[int, list[tuple[float, int]]] = {person: [] for person in people}
    for index, column in enumerate(master.columns):
        if column.person in closest and index not in closed:
            reduced = master.reduced_cost(column, solution)
            closest[column.person].append((reduced, index))
    for mine in closest.values():
        for _, index in sorted(mine)[:CLOSEST]:
            small.add(master.columns[index])
    return small


def _next(master: Master, solution: Solution, people: int, hurry: bool) -> list[int]:
    """The columns to fix next: all that are whole, then a few that are nearly, or the largest;
    how few goes by the `people` that there were at first."""
    best: dict[int, tuple[float, int]] = {}
    for index, column in enumerate(master.columns):
        value = float(solution.columns[index])
        if column.person not in master.fixed and value > best.get(column.person, (1e-6, -1))[0]:
            best[column.person] = value, index
    ranked = sorted(best.values(), reverse=True)
    whole = [index for value, index in ranked if value > CHOSEN]
    nearly = [index for value, index in ranked if NEARLY < value <= CHOSEN]
    if nearly:
        return whole + nearly[: max(1, people // 15)]
    rest = [index for value, index in ranked if value <= NEARLY]
    return whole + rest[: max(1, people // (5 if hurry else 25))]
