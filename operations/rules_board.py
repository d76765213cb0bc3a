"""Every rule with what a place decided about it, and what another decision would mean for the plans
that stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import import_module

from django.db.models import Q, QuerySet

from hospital.models import Facility, Network
from operations.core.report import Report
from operations.core.rule import Kind, Measure, Policy
from operations.families import FAMILIES
from operations.models import Plan, PlanState, RulePolicy
from operations.selectors import plan_core
from operations.words import rule_label, rule_reason
from operations.words.units import unit_said, weight_said

PLANS_SHOWN = 12
"""Plans that a decision is tried on; more would keep a person waiting."""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as it counts in a place. decided: the row of the nearest decision, None where the
    rule's default counts. of_facility: it was decided for the facility itself."""

    code: str
    label: str
    reason: str
    unit: str
    weight: str
    """In words: of supply plans money, or how often money counts."""
    policy: Policy
    default: Policy
    decided: RulePolicy | None
    of_facility: bool

    @property
    def departs(self) -> bool:
        return self.policy != self.default


def defaults(family: str) -> dict[str, Policy]:
    """What counts where nobody decided: the rule's own, or what plans for hospitals begin with."""
    source = import_module(f"operations.sources.records.{family}")
    begun: dict[str, Policy] = getattr(source, "POLICIES", {})
    return {rule.code: rule.policy(begun) for rule in FAMILIES[family].rules}


def rules_of(family: str, network: Network, facility: Facility | None) -> list[RuleRow]:
    """All rules of the family as they count there; one query."""
    place = Q(facility=None) | Q(facility=facility) if facility else Q(facility=None)
    rows = RulePolicy.objects.filter(place, network=network, family=family)
    nearest: dict[str, RulePolicy] = {}
    for row in sorted(rows, key=lambda row: row.facility_id is not None):
        nearest[row.rule] = row
    known = defaults(family)
    counted = [
        (rule, policy_of(nearest[rule.code]) if rule.code in nearest else known[rule.code])
        for rule in FAMILIES[family].rules
    ]
    return [
        RuleRow(
            rule.code,
            rule_label(family, rule.code),
            rule_reason(family, rule.code),
            unit_said(rule.unit),
            weight_said(family, rule.unit, policy.weight),
            policy,
            known[rule.code],
            nearest.get(rule.code),
            rule.code in nearest and nearest[rule.code].facility_id is not None,
        )
        for rule, policy in counted
    ]


def policy_of(row: RulePolicy) -> Policy:
    return Policy(Kind(row.kind), row.weight, row.active, Measure(row.measure))


def policy_weight(row: RulePolicy) -> str:
    """A decided weight in words."""
    unit = next((r.unit for r in FAMILIES[row.family].rules if r.code == row.rule), "")
    return weight_said(row.family, unit, row.weight)


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """A plan that stands, judged by the rules it was made by and by the other decision."""

    plan: Plan
    before: Report
    after: Report
    rule: str

    @property
    def cost(self) -> int:
        return self.after.cost - self.before.cost

    @property
    def hard(self) -> int:
        return self.after.hard - self.before.hard

    @property
    def breaches(self) -> tuple[int, int]:
        """Of this rule, before and after."""
        return _broken(self.before, self.rule), _broken(self.after, self.rule)


def _broken(report: Report, rule: str) -> int:
    return sum(violation.rule == rule for violation in report.violations)


def effects_of(decision: RulePolicy, plans: QuerySet[Plan]) -> tuple[list[RuleEffect], int]:
    """What an unsaved decision would mean for these plans as they stand, where it would count, and
    how many plans more there are. Nothing is planned anew: plans made by it may well be better."""
    concerned = list(_concerned(decision, plans))
    effects = []
    for plan in concerned[:PLANS_SHOWN]:
        problem, answer, before = plan_core(plan)
        policies = {**problem.policies, decision.rule: policy_of(decision)}
        changed = replace(problem, policies=policies)
        after = FAMILIES[plan.family].judge(changed, answer)
        effects.append(RuleEffect(plan, before, after, decision.rule))
    return effects, max(0, len(concerned) - PLANS_SHOWN)


def _concerned(decision: RulePolicy, plans: QuerySet[Plan]) -> Iterable[Plan]:
    """The newest published plan of each scope that the decision reaches."""
    found = plans.filter(
        network=decision.network, family=decision.family, state=PlanState.PUBLISHED
    )
    if decision.facility_id:
        found = found.filter(facility=decision.facility)
    else:
        own = RulePolicy.objects.filter(
            network=decision.network, family=decision.family, rule=decision.rule
        ).exclude(facility=None)
        found = found.exclude(facility__in=own.values("facility"))
    newest: dict[str, Plan] = {}
    for plan in found.order_by("start", "pk"):
        newest[plan.scope] = plan
    return [newest[scope] for scope in sorted(newest)]
