"""Which rules a plan breaks as law, and which only cost."""

from __future__ import annotations

from operations.core.rule import Kind
from operations.families import FAMILIES
from operations.models import Finding, Plan


def rule_kinds(family: str, *plans: Plan) -> dict[str, str]:
    """Kind by rule: what a hospital decided for these plans is with what they found; of all else it
    is the rule's own."""
    found = Finding.objects.filter(plan__in=[plan.pk for plan in plans]).exclude(kind="record")
    return own_kinds(family) | dict(found.order_by().values_list("rule", "kind").distinct())


def own_kinds(family: str) -> dict[str, str]:
    """What the rules are where no hospital has decided otherwise."""
    return {rule.code: str(rule.kind) for rule in FAMILIES[family].rules}


def hard_rules(family: str, *plans: Plan) -> set[str]:
    """Of these `Plan.cost_by_rule` has amounts in the rule's unit, which are no cost."""
    return {code for code, kind in rule_kinds(family, *plans).items() if kind == Kind.HARD}
