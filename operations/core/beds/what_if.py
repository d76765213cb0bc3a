"""A bed plan's question as it would be with more emergencies or with beds closed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from operations.core.beds.problem import Problem
from operations.core.what_if import Scenario, drawn, scaled


def changed(problem: Problem, scenario: Scenario) -> Problem:
    """Who is known stays as known; what is held and expected for those unannounced changes. Each
    bed is as likely to be closed as any other."""
    beds = [room.id for room in problem.rooms for _bed in range(room.capacity)]
    closed = Counter(drawn(sorted(beds), scenario.beds_closed, scenario.seed))
    percent = scenario.admissions_percent
    return replace(
        problem,
        rooms=tuple(
            replace(room, capacity=room.capacity - closed[room.id]) for room in problem.rooms
        ),
        beds_held=tuple(
            replace(held, beds=scaled(held.beds, percent)) for held in problem.beds_held
        ),
        arriving=tuple(
            replace(each, people_milli=scaled(each.people_milli, percent))
            for each in problem.arriving
        ),
    )
