"""A published plan carries the hash of its lines, and a signature that the database cannot make."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from hospital.audit import signing
from hospital.audit.chain import Fault
from operations.models import ROWS, Plan, PlanState

UNSIGNED = {"id", "plan", "locked", "edited", "reason"}
"""What may change without the plan being another."""
READ = ("pk", "family", "state", "lines_sha256", "lines_mac")


def lines_hash(plan: Plan) -> str:
    """SHA-256 of the plan's lines as they stand, in an order of their own."""
    found = hashlib.sha256()
    for model in ROWS[plan.family]:
        names = [each.name for each in model._meta.concrete_fields if each.name not in UNSIGNED]
        rows = model._default_manager.filter(plan=plan).order_by().values_list(*names)
        for text in sorted(json.dumps(row, default=str) for row in rows.iterator()):
            found.update(text.encode())
    return found.hexdigest()


def lines_seal(plan: Plan) -> None:
    """After every change of a published plan, and when it is published."""
    if not Plan.objects.filter(pk=plan.pk, state=PlanState.PUBLISHED).exists():
        return
    found = lines_hash(plan)
    Plan.objects.filter(pk=plan.pk).update(lines_sha256=found, lines_mac=_mac(plan.pk, found))


def _mac(number: int, lines: str) -> str:
    return signing.mac("plan", number, lines)


def plans_verified() -> Iterator[Fault]:
    """Published plans whose lines are not those that a service wrote last."""
    published = Plan.objects.filter(state=PlanState.PUBLISHED).only(*READ)
    for plan in published.exclude(lines_mac="").iterator():
        if plan.lines_mac != _mac(plan.pk, plan.lines_sha256):
            yield Fault(f"plan {plan.pk}", "carries a hash that nobody signed")
        elif lines_hash(plan) != plan.lines_sha256:
            yield Fault(f"plan {plan.pk}", "has lines that no service wrote")
