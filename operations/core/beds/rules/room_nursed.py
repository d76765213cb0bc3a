"""One nurse answers for each occupied room in each shift."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import nurses_of, occupancy
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation


def rostered(problem: Problem) -> set[tuple[str, int]]:
    """(ward, day) whose nurses are known: nothing can be said of days beyond a ward's roster.

    Nurses of no ward are there for all, on every day of the plan.
    """
    if any(not nurse.ward for nurse in problem.nurses):
        return {(room.ward, day) for room in problem.rooms for day in range(problem.days)}
    return {(nurse.ward, duty.day) for nurse in problem.nurses for duty in nurse.duties}


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    if not problem.nurses:
        return
    answering, known = nurses_of(plan), rostered(problem)
    ward_of = {room.id: room.ward for room in problem.rooms}
    for room, day in occupancy(problem, plan):
        if (ward_of[room], day) not in known:
            continue
        for number, shift in enumerate(problem.shifts):
            nurses = answering.get((room, day, number), [])
            if len(nurses) != 1:
                who = ", ".join(nurses) if nurses else "nobody"
                yield Violation(
                    RULE.code,
                    abs(len(nurses) - 1),
                    f"For room {room} on {problem.day_name(day)}, {shift}, {who} answers; one "
                    "nurse should.",
                    (room, *nurses),
                    {"room": room, **problem.day_facts(day), "shift": shift, "who": who},
                    variant="" if nurses else "nobody",
                )


RULE = Rule(
    "room_nursed",
    "One nurse for each occupied room",
    Kind.HARD,
    "shifts",
    "Somebody, and one somebody, answers for each patient at any hour (IHTC 2024, H9).",
    check,
    span=Span.ROOM,
)
