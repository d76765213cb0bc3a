"""From the relaxation to whole rosters: rows that are nearly chosen are chosen, and the others'
are generated anew around them, until everybody has one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf

from operations.core.staffing.columns.generation import Pricer, generate
from operations.core.staffing.columns.master import Column, Master, Solution

CHOSEN = 0.999
NEARLY = 0.85
ROUNDS = 20
"""Of generation after each choice."""


def dive(
    master: Master, pricer: Pricer, stopped: Callable[[], bool], below: float = inf
) -> list[Column] | None:
    """One column for each of the master's people, or None where the relaxation shows on the way
    that the result would not be below `below`. When stopped, chooses faster and generates no
    more."""
    chosen: dict[int, int] = {}
    try:
        while True:
            solution = master.solve()
            if solution.value > below - 1 + 1e-6:
                return None
            hurry = stopped()
            for index in _next(master, solution, chosen, hurry):
                chosen[master.columns[index].person] = index
                master.fix(index)
            active = [person for person in master.people if person not in chosen]
            if not active:
                return [master.columns[index] for index in chosen.values()]
            if not hurry:
                generate(
                    master, pricer, active, stopped,
                    rounds=ROUNDS, smoothing=0.0, tail=3, bounded=False, worth=0.5,
                )  # fmt: skip
    finally:
        for index in chosen.values():
            master.release(index)


def _next(master: Master, solution: Solution, chosen: dict[int, int], hurry: bool) -> Sequence[int]:
    """The columns to fix next: all that are whole, then a few that are nearly, or the largest."""
    best: dict[int, tuple[float, int]] = {}
    for index, column in enumerate(master.columns):
        value = float(solution.columns[index])
        if column.person not in chosen and value > best.get(column.person, (1e-6, -1))[0]:
            best[column.person] = value, index
    ranked = sorted(best.values(), reverse=True)
    people = len(master.people)
    whole = [index for value, index in ranked if value > CHOSEN]
    nearly = [index for value, index in ranked if NEARLY < value <= CHOSEN]
    if nearly:
        return whole + nearly[: max(1, people // 15)]
    rest = [index for value, index in ranked if value <= NEARLY]
    return whole + rest[: max(1, people // (5 if hurry else 25))]
