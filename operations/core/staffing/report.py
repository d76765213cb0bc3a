"""The judge of rosters, and what changed between two of its reports."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from operations.core.report import Report, judge_with
from operations.core.rule import Kind, Policy, Violation
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.rules import RULES


def judge(problem: Problem, plan: Plan) -> Report:
    """Everything the roster breaks, and its cost. Raises BadProblem for unknown assignments."""
    return judge_with(RULES, problem.policies, problem, plan)


@dataclass(frozen=True, slots=True)
class Difference:
    """What an edit does: violations that appear, violations that go, and the costs' change. costs:
    of that the change by rule, where there is one; their sum is `cost`."""

    appeared: tuple[Violation, ...]
    gone: tuple[Violation, ...]
    hard: int
    medium: int
    soft: int
    costs: Mapping[str, int] = field(default_factory=dict)

    @property
    def cost(self) -> int:
        return self.medium + self.soft


def worsened(policies: Mapping[str, Policy], difference: Difference) -> dict[str, int]:
    """Hard rules that an edit breaks, or breaks further: code -> by how much, in the rule's unit.

    A breach that only lessens is none; `Difference.hard` alone cannot tell it from one that grows.
    """
    hard = {rule.code for rule in RULES if rule.policy(policies).kind is Kind.HARD}
    grown: dict[str, int] = {}
    for sign, violations in ((1, difference.appeared), (-1, difference.gone)):
        for each in violations:
            if each.rule in hard:
                grown[each.rule] = grown.get(each.rule, 0) + sign * each.amount
    return {code: amount for code, amount in grown.items() if amount > 0}


def diff(before: Report, after: Report, hard: Collection[str] = ()) -> Difference:
    """From `before` to `after`; a violation is the same when rule, subjects and words are. hard:
    codes of the rules that are law here and have no cost."""
    old = {_identity(each) for each in before.violations}
    new = {_identity(each) for each in after.violations}
    return Difference(
        tuple(each for each in after.violations if _identity(each) not in old),
        tuple(each for each in before.violations if _identity(each) not in new),
        after.hard - before.hard,
        after.medium - before.medium,
        after.soft - before.soft,
        {
            code: change
            for code in dict.fromkeys((*after.cost_by_rule, *before.cost_by_rule))
            if code not in hard
            and (change := after.cost_by_rule.get(code, 0) - before.cost_by_rule.get(code, 0))
        },
    )


def _identity(violation: Violation) -> tuple[str, tuple[str, ...], str]:
    return violation.rule, violation.subjects, violation.sentence
