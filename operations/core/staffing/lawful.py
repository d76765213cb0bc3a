"""A start that keeps the law: shifts that break a hard rule are given up before the search.

Missing cover has a price, a broken hard rule has none: a ward is better told that a shift is not
filled than that somebody's rest was. People are mended one by one, since every hard rule here
speaks of one person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from operations.core.staffing.cells import Assignment
from operations.core.staffing.people import Person
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.report import judge

Cells = tuple[Assignment, ...]


def lawful(problem: Problem, plan: Plan, stopped: Callable[[], bool]) -> Plan:
    """`plan` without the shifts that break hard rules; locked cells stay.

    Whoever cannot be brought closer to the law by working less keeps their roster (a hard minimum
    of hours, say). stopped is asked between people.
    """
    rows: dict[str, list[Assignment]] = {person.id: [] for person in problem.people}
    for cell in plan.assignments:
        rows[cell.person].append(cell)
    kept: list[Assignment] = []
    for person in problem.people:
        row = tuple(sorted(rows[person.id], key=lambda cell: cell.day))
        kept += row if stopped() else _mended(problem, person, row)
    return Plan(tuple(sorted(kept, key=lambda cell: (cell.day, cell.person))))


def _mended(problem: Problem, person: Person, row: Cells) -> Cells:
    alone = replace(
        problem,
        people=(person,),
        cover=(),
        requests=(),
        previous=None,
        locks=tuple(lock for lock in problem.locks if lock.person == person.id),
    )
    locked = {lock.day for lock in alone.locks}
    best, least = row, _broken(alone, row)
    while least:
        options = [_without(best, drop) for drop in _drops(best, locked)]
        found = min(options, key=lambda cells: (_broken(alone, cells), -len(cells)), default=best)
        now = _broken(alone, found)
        if now >= least:
            break
        best, least = found, now
    return best


def _broken(alone: Problem, cells: Cells) -> int:
    return judge(alone, Plan(cells)).hard


def _drops(row: Cells, locked: set[int]) -> list[Cells]:
    """What may be given up at once: one shift, one run of days, or all that is not locked."""
    free = [cell for cell in row if cell.day not in locked]
    runs: list[list[Assignment]] = []
    for cell in free:
        if runs and cell.day - runs[-1][-1].day <= 1:
            runs[-1].append(cell)
        else:
            runs.append([cell])
    single: list[Cells] = [(cell,) for cell in free]
    return [*single, *(tuple(run) for run in runs), tuple(free)]


def _without(row: Cells, drop: Cells) -> Cells:
    gone = set(drop)
    return tuple(cell for cell in row if cell not in gone)
