"""Beds are not promised anew while whoever lies there may well stay longer than planned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from operations.core.beds.board import occupancy, placed
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation, counted


def lingering(problem: Problem, plan: Plan) -> dict[tuple[str, int], dict[str, int]]:
    """(room id, day) -> patient -> chance in percent to be there still, beyond the planned stay."""
    found: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)
    for patient, room, placement in placed(problem, plan):
        end = placement.day + patient.stay_nights
        for day, chance in enumerate(patient.overstay[: max(0, problem.days - end)], start=end):
            if chance:
                found[room.id, day][patient.id] = chance
    return dict(sorted(found.items()))


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    rooms = {room.id: room for room in problem.rooms}
    lying = occupancy(problem, plan)
    for (room, day), chances in lingering(problem, plan).items():
        free = max(0, rooms[room].beds(day) - len(lying.get((room, day), ())))
        wanted = sum(chances.values())
        if wanted > 100 * free:
            names = ", ".join(chances)
            yield Violation(
                RULE.code,
                wanted - 100 * free,
                f"Room {room} has {counted(free, 'bed')} free on {problem.day_name(day)}, and "
                f"{names} may still be there: {wanted / 100:.2f} beds are needed on average.",
                (room, *chances),
                {
                    "room": room,
                    **problem.day_facts(day),
                    "free": str(free),
                    "patients": names,
                    "wanted_hundredths": str(wanted),
                },
            )


RULE = Rule(
    "overstay_absorbed",
    "Room for those who may stay longer",
    Kind.SOFT,
    "hundredths of a bed",
    "A planned discharge is a quantile: who is not well enough stays, and the next one waits "
    "(Ceschia and Schaerf 2012, overcrowding risk).",
    check,
    span=Span.ROOM,
)
