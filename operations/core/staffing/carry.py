"""A roster carried into a question that is not quite the one it answers."""

from __future__ import annotations

from dataclasses import replace

from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem


def carry(problem: Problem, known: Plan) -> Plan:
    """The known roster as far as its people, days and shifts are still there. Whom the question
    gives days off keeps their shifts here: the search gives them up."""
    people = {person.id for person in problem.people}
    shifts = {shift.id for shift in problem.shifts}
    return replace(
        known,
        assignments=tuple(
            each
            for each in known.assignments
            if each.person in people and each.shift in shifts and each.day < problem.days
        ),
    )
