"""Each ward keeps beds free for the emergencies that are expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from operations.core.beds.board import occupancy
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    ward_of = {room.id: room.ward for room in problem.rooms}
    people: Counter[tuple[str, int]] = Counter()
    for (room, day), lying in occupancy(problem, plan).items():
        people[ward_of[room], day] += len(lying)
    for held in problem.beds_held:
        beds = sum(room.beds(held.day) for room in problem.rooms if room.ward == held.ward)
        free = beds - people[held.ward, held.day]
        if free < held.beds:
            yield Violation(
                RULE.code,
                held.beds - free,
                f"Ward {held.ward} has {max(0, free)} beds free on day {held.day}; "
                f"{held.beds} should be held for emergencies.",
                (held.ward,),
                {
                    "ward": held.ward,
                    "day": str(held.day),
                    "free": str(max(0, free)),
                    "held": str(held.beds),
                },
            )


RULE = Rule(
    "emergency_beds_held",
    "Beds held for emergencies",
    Kind.MEDIUM,
    "beds",
    "Emergencies come at a forecast rate; an elective patient in the last bed turns one away.",
    check,
    weight=200,
    span=Span.WARD,
)
