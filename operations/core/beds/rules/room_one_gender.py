"""A room shared by one gender at a time never has both on one day."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import occupancy
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Gender, GenderPolicy, Problem
from operations.core.rule import Kind, Rule, Span, Violation


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    shared = {room.id for room in problem.rooms if room.gender is GenderPolicy.SAME}
    for (room, day), lying in occupancy(problem, plan).items():
        genders = [bedded.patient.gender for bedded in lying]
        women, men = genders.count(Gender.FEMALE), genders.count(Gender.MALE)
        if room in shared and min(women, men):
            yield Violation(
                RULE.code,
                min(women, men),
                f"Room {room} has {women} women and {men} men on {problem.day_name(day)}; "
                "it takes one gender at a time.",
                (room, *(bedded.patient.id for bedded in lying)),
                {"room": room, **problem.day_facts(day), "women": str(women), "men": str(men)},
            )


RULE = Rule(
    "room_one_gender",
    "One gender in a room at a time",
    Kind.HARD,
    "persons",
    "Dignity and privacy: women and men do not share a bedroom (IHTC 2024, H1).",
    check,
    span=Span.ROOM,
)
