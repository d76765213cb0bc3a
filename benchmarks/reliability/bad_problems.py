"""R25: what cannot be planned is answered with a cause or the best there is; the judge sees every
broken plan.

Wards and hospitals without people, rooms or cover, with far too much of each, on one day and on
many; then sound plans that are broken on purpose, each against a hard or medium rule.
"""

from __future__ import annotations

import itertools
import random
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

from benchmarks.reliability.inside import DAY, demand, run
from hospital.models import Contract, CoverRule, Facility, StaffMember
from operations.core.beds import report as bed_report
from operations.core.beds.plan import Placement
from operations.core.beds.problem import Gender
from operations.core.beds.solve import solve as solve_beds
from operations.core.errors import BadProblem
from operations.core.outcome import Options
from operations.core.staffing import report as staff_report
from operations.core.staffing.cells import Assignment, Lock
from operations.core.staffing.people import Person
from operations.core.staffing.plan import Plan as Roster
from operations.core.staffing.problem import Problem
from operations.core.staffing.solve import solve as solve_roster
from operations.models import Plan, RunState
from operations.services import run_execute, run_request
from tests.operations.core.beds import cast as bed_cast
from tests.operations.core.staffing import cast as staff_cast
from tests.operations.ward import SmallWard, small_ward

ANSWER_SECONDS = 60
PEOPLE, COVER, DAYS, MINUTES = (0, 1, 4), (0, 1, 9), (1, 7, 28), (0, 28 * 60)


def degenerate(ward: SmallWard, people: int, cover: int, days: int, minutes: int) -> None:
    gone = [person.pk for person in ward.nurses[people:]]
    StaffMember.objects.update(ended=None)
    StaffMember.objects.filter(pk__in=gone).update(ended=DAY - timedelta(days=30))
    CoverRule.objects.update(minimum=cover, target=cover)
    Contract.objects.update(minutes_per_week=minutes)
    words = f"{people} people, cover {cover}, {days} days, {minutes} minutes"
    (asked,) = run_request(kind="staffing", scope=ward.ward.scope, days=days, seconds=2, today=DAY)
    began = time.monotonic()
    run_execute(run_id=asked.pk)
    seconds = time.monotonic() - began
    asked.refresh_from_db()
    demand(seconds <= ANSWER_SECONDS, f"{words}: answered after {seconds:.0f} s")
    demand(asked.state != RunState.ERRORED, f"{words}: {asked.message}")
    if asked.state != RunState.DONE:
        demand(bool(str(asked.message)), f"{words}: {asked.state} without a cause")
        return
    plan = Plan.objects.get(run=asked)
    lacks = cover > people
    demand(not lacks or plan.findings.exists(), f"{words}: nothing said of what lacks")


def hospitals() -> list[Any]:
    """Bed problems with more patients than beds, no room at all, nobody, one day."""
    crowd = [replace(bed_cast.AMINA, id=f"p{n}") for n in range(12)]
    return [
        bed_cast.hospital(),
        bed_cast.hospital(*crowd),
        bed_cast.hospital(*crowd, rooms=()),
        bed_cast.hospital(rooms=()),
        bed_cast.hospital(*[replace(each, gender=Gender.MALE if n % 2 else Gender.FEMALE)
                            for n, each in enumerate(crowd)], rooms=(bed_cast.R1,)),
    ]  # fmt: skip


def beds_answered() -> int:
    found = hospitals()
    for number, problem in enumerate(found):
        began = time.monotonic()
        outcome = solve_beds(problem, Options(2.0))
        demand(time.monotonic() - began <= ANSWER_SECONDS, f"hospital {number} took too long")
        demand(outcome.plan is not None or bool(outcome.notes), f"hospital {number}: no word")
    return len(found)


def roster_broken(dice: random.Random, plan: Roster, problem: Any) -> Roster:
    """One hard rule broken: two shifts a day, a day off worked, a skill not held, a rest cut."""
    cells = list(plan.assignments)
    how = dice.randrange(4)
    if how == 0:  # the early shift follows a night
        return Roster((*(c for c in cells if c.person != "Bob" or c.day not in (2, 3)),
                       Assignment("Bob", 2, "N"), Assignment("Bob", 3, "E")))  # fmt: skip
    if how == 1:  # a locked day off is worked
        return Roster((*(c for c in cells if not (c.person == "Alice" and c.day == 1)),
                       Assignment("Alice", 1, dice.choice("EL"))))  # fmt: skip
    if how == 2:  # a locked shift is taken away
        return Roster(tuple(c for c in cells if not (c.person == "Chloe" and c.day == 0)))
    # somebody who is away works
    return Roster((*cells, Assignment("Alice", 5, dice.choice("EL"))))


def mutations(count: int) -> int:
    """How many of `count` broken plans the judge sees."""
    dice, seen = random.Random(11), 0
    problem = staff_problem()
    sound = solve_roster(problem, Options(4.0)).plan
    assert sound is not None
    demand(staff_report.judge(problem, sound).hard == 0, "the sound roster is not sound")
    beds = bed_cast.hospital(
        bed_cast.here(bed_cast.AMINA, "R2"), bed_cast.here(bed_cast.CHAIMAE, "R1", stay_nights=5)
    )
    lying = solve_beds(beds, Options(2.0)).plan
    assert lying is not None
    demand(bed_report.judge(beds, lying).hard == 0, "the sound bed plan is not sound")
    for number in range(count):
        if number % 4 == 3:
            gone = dice.choice(("twice", "nowhere"))
            first = lying.placements[0]
            wrong = (
                replace(lying, placements=lying.placements[1:])
                if gone == "nowhere"
                else replace(lying, placements=(*lying.placements[1:],
                             Placement(first.patient, first.day, "no such room")))
            )  # fmt: skip
            seen += refused(lambda w=wrong: worst(bed_report.judge(beds, w)))
        else:
            wrong_roster = roster_broken(dice, sound, problem)
            seen += refused(lambda w=wrong_roster: staff_report.judge(problem, w).hard)
    return seen


def worst(report: Any) -> int:
    """A patient whom nobody placed is a medium violation: reality may have no bed."""
    return int(report.hard + report.medium)


def refused(judged: Any) -> bool:
    """A hard violation, or a refusal to judge what is no plan of this problem at all."""
    try:
        return bool(judged() > 0)
    except BadProblem:
        return True


def staff_problem() -> Problem:
    """Alice off on day 1 and away on day 5, Chloe's first shift agreed, Bob free."""
    lines = tuple(staff_cast.cover(day, shift, 1) for day in range(7) for shift in "ELN")
    return staff_cast.ward(
        staff_cast.alice(absences=(5,)), staff_cast.bob(), Person("Chloe"),
        cover=lines, locks=(Lock("Chloe", 0, "E"), Lock("Alice", 1, None)),
    )  # fmt: skip


def measure(short: bool) -> str:
    ward = small_ward()
    cases = list(itertools.product(PEOPLE, COVER, DAYS, MINUTES))
    if short:
        cases = random.Random(2).sample(cases, 6)
    for case in cases:
        degenerate(ward, *case)
    answered = len(cases) + beds_answered()
    count = 40 if short else 200
    seen = mutations(count)
    demand(seen == count, f"the judge saw {seen} of {count} broken plans")
    demand(Facility.objects.exists(), "the hospital is gone")
    return f"{answered} of {answered} answered, {seen} of {count} broken plans seen by the judge"


if __name__ == "__main__":
    run(measure)
