"""What a supply plan breaks and costs, and how two plans differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from operations.core.report import Report, judge_with
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem
from operations.core.supply.rules import RULES


def judge(problem: Problem, plan: Plan) -> Report:
    """Let every active rule judge the plan."""
    return judge_with(RULES, problem.policies, problem, plan)


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line whose packs differ: kind is `order` or `delivery`, place the facility or the supplier,
    with the mode of transport where one is known."""

    kind: str
    place: str
    product: str
    week: int
    packs_before: int
    packs_after: int


def diff(before: Plan, after: Plan) -> tuple[LineChange, ...]:
    """Every order and delivery (all lots together) whose packs changed, in a stable order."""
    old, new = _packs(before), _packs(after)
    return tuple(
        LineChange(*key, packs_before=old[key], packs_after=new[key])
        for key in sorted(old.keys() | new.keys())
        if old[key] != new[key]
    )


def _packs(plan: Plan) -> Counter[tuple[str, str, str, int]]:
    packs: Counter[tuple[str, str, str, int]] = Counter()
    for order in plan.orders:
        place = " ".join(filter(None, order.source))
        packs["order", place, order.product, order.week] += order.packs
    for line in plan.deliveries:
        packs["delivery", line.facility, line.product, line.week] += line.packs
    return packs
