"""The judge of bed plans. It knows no solver, so that pages stay quick and errors show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.beds.rules import RULES
from operations.core.errors import BadProblem
from operations.core.report import Report, judge_with
from operations.core.rule import Kind, Policy, Violation


@dataclass(frozen=True, slots=True)
class Difference:
    """What an edit changes: breaches that appear and vanish; how many hard ones, how much of hard
    rules is broken, and cost, after less before."""

    appeared: tuple[Violation, ...]
    vanished: tuple[Violation, ...]
    hard: int
    cost: int
    broken: int = 0

    @property
    def order(self) -> tuple[int, int]:
        """Below nothing where the edit makes a plan better (`Report.order`)."""
        return self.broken, self.cost


def worsened(policies: Mapping[str, Policy], difference: Difference) -> dict[str, int]:
    """Hard rules that an edit breaks, or breaks further: code -> by how much in its unit."""
    hard = {rule.code for rule in RULES if rule.policy(policies).kind is Kind.HARD}
    grown: dict[str, int] = {}
    for sign, violations in ((1, difference.appeared), (-1, difference.vanished)):
        for each in violations:
            if each.rule in hard:
                grown[each.rule] = grown.get(each.rule, 0) + sign * each.amount
    return {code: amount for code, amount in grown.items() if amount > 0}


def judge(problem: Problem, plan: Plan) -> Report:
    """Every active rule's verdict on `plan`. Raises BadProblem if it names what is not there."""
    _check_names(problem, plan)
    return judge_with(RULES, problem.policies, problem, plan)


def diff(before: Report, after: Report) -> Difference:
    """What came and what went between two reports on the same problem."""
    said, says = ({v.sentence for v in report.violations} for report in (before, after))
    return Difference(
        tuple(v for v in after.violations if v.sentence not in said),
        tuple(v for v in before.violations if v.sentence not in says),
        after.hard - before.hard,
        after.cost - before.cost,
        after.broken - before.broken,
    )


def _check_names(problem: Problem, plan: Plan) -> None:
    """A plan of another problem is refused, rather than judged by half."""
    patients, rooms = {p.id for p in problem.patients}, {r.id for r in problem.rooms}
    theatres = {theatre.id for theatre in problem.theatres} | {""}
    nurses, seen = {nurse.id for nurse in problem.nurses}, set()
    for placement in plan.placements:
        if placement.patient in seen:
            raise BadProblem(placement.patient, "is placed twice in the plan")
        seen.add(placement.patient)
        known = placement.patient in patients and placement.room in rooms
        if not known or placement.theatre not in theatres:
            raise BadProblem(placement.patient, "is placed with an unknown id in the plan")
        if not 0 <= placement.day < problem.days:
            raise BadProblem(placement.patient, f"is placed on day {placement.day}")
    for nursing in plan.nursing:
        known = nursing.nurse in nurses and rooms.issuperset(nursing.rooms)
        if not known or not 0 <= nursing.shift < len(problem.shifts):
            raise BadProblem(nursing.nurse, "is given an unknown room or shift in the plan")
