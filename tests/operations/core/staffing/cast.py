"""A small ward to tell stories with: Alice, Bob and Chloe on early, late and night shifts.

Rosters are written as a reader sees them: one word per person, one letter per day, `-` is off.
"""

from __future__ import annotations

from dataclasses import replace

from operations.core.rule import Kind, Policy, Violation
from operations.core.staffing.cells import Assignment
from operations.core.staffing.cpsat.model import Model
from operations.core.staffing.cpsat.variables import truth_of
from operations.core.staffing.demand import CoverLine, ShiftType
from operations.core.staffing.people import Person
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.report import judge
from operations.core.staffing.rules import RULES

EARLY = ShiftType("E", 7 * 60, 480)
LATE = ShiftType("L", 14 * 60, 480, forbidden_next=("E",))
NIGHT = ShiftType("N", 22 * 60, 540, forbidden_next=("E", "L"), is_night=True)
SHIFTS = (EARLY, LATE, NIGHT)


def alice(**changes: object) -> Person:
    return Person("Alice", **changes)


def bob(**changes: object) -> Person:
    return Person("Bob", **changes)


def ward(*people: Person, days: int = 7, **changes: object) -> Problem:
    return Problem(days=days, shifts=changes.pop("shifts", SHIFTS), people=people, **changes)


def cover(day: int, shift: str, target: int, minimum: int = 0, **changes: object) -> CoverLine:
    return CoverLine(day, shift, minimum, target, **changes)


def roster(**rows: str) -> Plan:
    """roster(Alice="EE-N") : Alice works E, E, nothing, N."""
    return Plan(
        tuple(
            Assignment(person, day, letter)
            for person, row in rows.items()
            for day, letter in enumerate(row)
            if letter != "-"
        )
    )


def alone(problem: Problem, code: str) -> Problem:
    """The problem with one rule only, at a price of 1 per unit."""
    policies = {rule.code: Policy(Kind.SOFT, 1, active=rule.code == code) for rule in RULES}
    return replace(problem, policies=policies)


def broken(code: str, problem: Problem, plan: Plan) -> list[Violation]:
    """The rule's violations; the solver's own statement must price the roster the same."""
    lonely = alone(problem, code)
    report = judge(lonely, plan)
    model = Model(lonely, strict=False)
    values = model.variables.values(plan)
    assert model.cost(lambda literal: truth_of(values, literal)) == report.cost
    return list(report.violations)


def amounts(code: str, problem: Problem, plan: Plan) -> list[int]:
    return [violation.amount for violation in broken(code, problem, plan)]
