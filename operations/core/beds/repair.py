"""A bed plan mended after events while as few patients as possible notice.

What is known is carried over: who has left is gone, who was fixed by hand lies where they were
fixed. Then whoever has no place gets a free one; chains of moves make room where something hard is
in the way; and an exact search places anew whoever is concerned, with those in the likeliest rooms,
and more of them in each further round; the rest of the time belongs to cool annealing of the whole.
Every departure from the known plan has its price.
"""

from __future__ import annotations

from dataclasses import dataclass

from operations.core.beds.carry import carry_places
from operations.core.beds.mending import Work
from operations.core.beds.nursed import renursed
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.beds.report import judge
from operations.core.beds.standing import Change, changes_between
from operations.core.outcome import Options
from operations.core.report import Report
from operations.core.stopwatch import Stopwatch

SECONDS = 5.0
PRICE_PER_CHANGE = 15
"""What it must be worth to tell a patient of another room or day, beside the rule's own price."""


@dataclass(frozen=True, slots=True)
class Repair:
    """The mended plan and what it asks of whom.

    changes: every place that is not as it was known. forced: of their patients those who had no
    place, or were fixed by hand; touched: the others whose room or day changes. before, after: the
    judge's reports of the plan carried over and of the mended one.
    """

    plan: Plan
    changes: tuple[Change, ...]
    forced: tuple[str, ...]
    touched: tuple[str, ...]
    before: Report
    after: Report
    seconds: float


def repair(
    problem: Problem,
    known: Plan,
    options: Options | None = None,
    *,
    price_per_change: int = PRICE_PER_CHANGE,
) -> Repair:
    """Mend `known` for a problem in which people, rooms, stays or locks have changed since.

    Locked places never move. Raises BadProblem where the problem does.
    """
    options = options or Options(seconds=SECONDS)
    watch = Stopwatch(options.by_work, options.workers)
    carried = carry_places(problem, known)
    work = Work(problem, carried, options, price_per_change, watch)
    work.lay_anew()
    work.place_all()
    work.make_room()
    work.search(_concerned(problem, known))
    work.polish()
    work.put_back()
    plan = renursed(problem, carried, work.best.plan.placements)
    changes = _of_patients(problem, changes_between(known, plan))
    had = {place.patient: (place.room, place.day) for place in known.placements}
    locked = {lock.patient for lock in problem.locks}
    forced = {each.patient for each in changes if each.patient in locked or each.patient not in had}
    return Repair(
        plan,
        changes,
        tuple(sorted(forced)),
        tuple(
            sorted({c.patient for c in changes if had.get(c.patient) != (c.room, c.day)} - forced)
        ),
        judge(problem, carried),
        judge(problem, plan),
        watch.seconds,
    )


def _concerned(problem: Problem, known: Plan) -> list[str]:
    """Who is new among those who must have a place, and whom a lock puts elsewhere."""
    had = {place.patient: place for place in known.placements}
    new = [p.id for p in problem.patients if p.id not in had and p.mandatory]
    moved = [
        lock.patient
        for lock in problem.locks
        if lock.patient in had and lock.room not in ("", had[lock.patient].room)
    ]
    return list(dict.fromkeys([*new, *moved]))


def _of_patients(problem: Problem, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Without those who are not here any more."""
    here = {patient.id for patient in problem.patients}
    return tuple(change for change in changes if change.patient in here)
