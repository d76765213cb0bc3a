"""People who share a room are close in age."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import occupancy
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    if not problem.age_bands:
        return
    order = {band: position for position, band in enumerate(problem.age_bands)}
    for (room, day), lying in occupancy(problem, plan).items():
        ages = [order[bedded.patient.age_band] for bedded in lying]
        if max(ages) > min(ages):
            young, old = problem.age_bands[min(ages)], problem.age_bands[max(ages)]
            yield Violation(
                RULE.code,
                max(ages) - min(ages),
                f"Room {room} has {young} and {old} patients together on {problem.day_name(day)}.",
                (room, *(bedded.patient.id for bedded in lying)),
                {"room": room, **problem.day_facts(day), "youngest": young, "oldest": old},
            )


RULE = Rule(
    "room_ages_close",
    "Close in age in a room",
    Kind.SOFT,
    "age bands",
    "People of like age rest better together (IHTC 2024, S1).",
    check,
    weight=2,
    span=Span.ROOM,
)
