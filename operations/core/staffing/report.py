"""The judge of rosters, and what changed between two of its reports."""

from __future__ import annotations

from dataclasses import dataclass

from operations.core.report import Report, judge_with
from operations.core.rule import Violation
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.rules import RULES


def judge(problem: Problem, plan: Plan) -> Report:
    """Everything the roster breaks, and its cost. Raises BadProblem for unknown assignments."""
    return judge_with(RULES, problem.policies, problem, plan)


@dataclass(frozen=True, slots=True)
class Difference:
    """What an edit does: violations that appear, violations that go, and the costs' change."""

    appeared: tuple[Violation, ...]
    gone: tuple[Violation, ...]
    hard: int
    medium: int
    soft: int


def diff(before: Report, after: Report) -> Difference:
    """From `before` to `after`; a violation is the same when rule, subjects and words are."""
    old = {_identity(each) for each in before.violations}
    new = {_identity(each) for each in after.violations}
    return Difference(
        tuple(each for each in after.violations if _identity(each) not in old),
        tuple(each for each in before.violations if _identity(each) not in new),
        after.hard - before.hard,
        after.medium - before.medium,
        after.soft - before.soft,
    )


def _identity(violation: Violation) -> tuple[str, tuple[str, ...], str]:
    return violation.rule, violation.subjects, violation.sentence
