"""What a delivery plan breaks and costs, told independently of the search."""

from __future__ import annotations

from operations.core.report import Report, judge_with
from operations.core.supply.inventory.plan import Plan
from operations.core.supply.inventory.problem import Problem
from operations.core.supply.inventory.rules import RULES


def judge(problem: Problem, plan: Plan) -> Report:
    """Hard breaches are counted; the cost is in the problem's own cost units."""
    return judge_with(RULES, {}, problem, plan)
