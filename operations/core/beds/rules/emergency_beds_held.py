"""Each ward keeps beds free for the emergencies that are expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from operations.core.beds.board import placed
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem, Room
from operations.core.rule import Kind, Rule, Span, Violation, counted

NIGHTS = 2
"""Nights ahead for which beds are held. Later ones are planned anew before they come; beds held for
them as well let planned patients wait until they may wait no longer, and then come all at once
(measured on two years of real admissions: `benchmarks/beds.md`)."""


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    rooms: dict[str, list[Room]] = {}
    for room in problem.rooms:
        rooms.setdefault(room.ward, []).append(room)
    people: Counter[tuple[str, int]] = Counter()
    for patient, room, placement in placed(problem, plan):
        people.update((room.ward, day) for day in problem.nights(patient, placement.day))
    for held in problem.beds_held:
        beds = sum(room.beds(held.day) for room in rooms.get(held.ward, ()))
        free = beds - people[held.ward, held.day]
        if free < held.beds:
            yield Violation(
                RULE.code,
                held.beds - free,
                f"Ward {held.ward} has {counted(max(0, free), 'bed')} free on "
                f"{problem.day_name(held.day)}; {held.beds} should be held for emergencies.",
                (held.ward,),
                {
                    "ward": held.ward,
                    **problem.day_facts(held.day),
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
