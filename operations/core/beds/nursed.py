"""Nurses for a plan whose places have changed: the known ones stay, new rooms get one."""

from __future__ import annotations

from operations.core.beds import greedy
from operations.core.beds.plan import Placement, Plan
from operations.core.beds.problem import Problem


def renursed(problem: Problem, known: Plan, placements: tuple[Placement, ...]) -> Plan:
    """The placements with the known nursing, as far as the same rooms are occupied; rooms that
    came into use get the nurse who adds least."""
    if not problem.nurses:
        return Plan(placements)
    return Plan(placements, greedy.nurse(problem, placements, known.nursing))
