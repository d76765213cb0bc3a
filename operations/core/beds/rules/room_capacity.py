"""No more people in a room than it has usable beds that day."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import occupancy
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    rooms = {room.id: room for room in problem.rooms}
    for (room, day), lying in occupancy(problem, plan).items():
        people, beds = len(lying), rooms[room].beds(day)
        if people > beds:
            yield Violation(
                RULE.code,
                people - beds,
                f"Room {room} has {beds} usable beds on {problem.day_name(day)} and {people} "
                "people in them.",
                (room, *(bedded.patient.id for bedded in lying)),
                {"room": room, **problem.day_facts(day), "people": str(people), "beds": str(beds)},
            )


RULE = Rule(
    "room_capacity",
    "A bed for each person in the room",
    Kind.HARD,
    "persons",
    "A room holds as many people as it has beds that are neither blocked nor closed.",
    check,
    span=Span.ROOM,
)
