"""The judge's answer, the same for every family: what a plan breaks and what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from operations.core.rule import Kind, Policy, Rule, Violation


@dataclass(frozen=True, slots=True)
class Report:
    """What a plan breaks. `cost` = `medium` + `soft`; hard breaches are counted, never priced.

    hard: number of hard violations. medium, soft: weighted amounts. cost_by_rule: per rule code,
    the weighted amount (for hard rules the amount in the rule's unit). broken: those amounts of all
    hard rules together, by which searches compare plans: one sentence may say a small or a large
    breach.
    """

    violations: tuple[Violation, ...] = ()
    hard: int = 0
    medium: int = 0
    soft: int = 0
    cost_by_rule: Mapping[str, int] = field(default_factory=dict)
    broken: int = 0

    @property
    def cost(self) -> int:
        return self.medium + self.soft

    @property
    def order(self) -> tuple[int, int]:
        """Of two plans the one with the smaller order is better."""
        return self.broken, self.cost


def judge_with(
    rules: Iterable[Rule], policies: Mapping[str, Policy], problem: Any, plan: Any
) -> Report:
    """Let every active rule judge the finished plan."""
    found: list[Violation] = []
    by_rule: dict[str, int] = {}
    broken = 0
    totals = {Kind.HARD: 0, Kind.MEDIUM: 0, Kind.SOFT: 0}
    for rule in rules:
        policy = rule.policy(policies)
        if not policy.active:
            continue
        for violation in rule.check(problem, plan):
            found.append(violation)
            weight = policy.weight if violation.weight is None else violation.weight
            if policy.kind is Kind.HARD:
                totals[Kind.HARD] += 1
                priced = violation.amount
                broken += priced
            else:
                priced = violation.amount * weight
                totals[policy.kind] += priced
            by_rule[rule.code] = by_rule.get(rule.code, 0) + priced
    priced_kinds = totals[Kind.MEDIUM], totals[Kind.SOFT]
    return Report(tuple(found), totals[Kind.HARD], *priced_kinds, by_rule, broken)


def merged(reports: Iterable[Report]) -> Report:
    """The reports of parts that have nothing in common, as one."""
    found: list[Violation] = []
    by_rule: dict[str, int] = {}
    hard = medium = soft = broken = 0
    for report in reports:
        found += report.violations
        hard, medium, soft = hard + report.hard, medium + report.medium, soft + report.soft
        broken += report.broken
        for code, cost in report.cost_by_rule.items():
            by_rule[code] = by_rule.get(code, 0) + cost
    return Report(tuple(found), hard, medium, soft, by_rule, broken)
