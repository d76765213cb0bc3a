"""What the judge and the reading of the records say of a plan, kept as rows to be read and
searched; the judge's are those of the lines as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from hospital.said import Message, Said
from operations.core.report import Report
from operations.core.rule import Kind
from operations.families import FAMILIES, Asked, FamilySpec, Note
from operations.models import Finding, Plan
from operations.naming import named, names_in
from operations.words import violation_message

FINDINGS_KEPT = 2_000
"""A plan with more findings than this has one problem, not two thousand; the total is said."""
RECORD, MORE = "record", "more"
"""Kind of what is wrong in the records, and the rule by which it is said how many are left out."""


def findings_of(
    plan: Plan, family: FamilySpec, asked: Asked, report: Report, extra: Sequence[Note] = ()
) -> None:
    """Keep what the judge and the reading of the records said."""
    found = _noted(plan, [*asked.notes, *extra]) + _judged(plan, family, asked.problem, report)
    Finding.objects.bulk_create(found, batch_size=1_000)


def findings_follow(plan: Plan, problem: Any, report: Report) -> None:
    """After lines were changed: what the judge says of them takes the place of what it said before.
    What is wrong in the records stays, as does everything where nothing is otherwise."""
    judged = Q(rule=MORE) | ~Q(kind=RECORD)
    before = Finding.objects.filter(judged, plan=plan)
    now = _judged(plan, FAMILIES[plan.family], problem, report)
    if [_told(row) for row in before.order_by("pk")] != [_told(row) for row in now]:
        before.delete()
        Finding.objects.bulk_create(now, batch_size=1_000)


def _told(row: Finding) -> tuple[Any, ...]:
    return row.rule, row.kind, row.amount, row.cost, row.sentence.dumps(), row.subjects


def _noted(plan: Plan, notes: Sequence[Note]) -> list[Finding]:
    called = names_in(note.message.plain()["facts"] for note in notes)
    return [
        Finding(
            plan=plan,
            rule=note.code,
            kind=RECORD,
            sentence=Said.of(named(note.message, called)),
            subjects=[note.record],
            facts=note.message.plain()["facts"],
        )
        for note in notes
    ]


def _judged(plan: Plan, family: FamilySpec, problem: Any, report: Report) -> list[Finding]:
    policies = getattr(problem, "policies", {})
    by_code = {rule.code: rule.policy(policies) for rule in family.rules}
    order = {Kind.HARD: 0, Kind.MEDIUM: 1, Kind.SOFT: 2}
    worst_first = sorted(report.violations, key=lambda v: order[by_code[v.rule].kind])
    kept = worst_first[:FINDINGS_KEPT]
    called = names_in(violation.facts for violation in kept)
    found = []
    for violation in kept:
        policy = by_code[violation.rule]
        weight = policy.weight if violation.weight is None else violation.weight
        message = violation_message(family.code, violation, plan.start)
        found.append(
            Finding(
                plan=plan,
                rule=violation.rule,
                kind=str(policy.kind),
                amount=violation.amount,
                cost=0 if policy.kind is Kind.HARD else violation.amount * weight,
                sentence=Said.of(named(message, called)),
                subjects=list(violation.subjects),
                facts=dict(violation.facts),
            )
        )
    if left := len(worst_first) - len(kept):
        found.append(
            Finding(
                plan=plan,
                rule=MORE,
                kind=RECORD,
                amount=left,
                sentence=Said.of(Message("record.more", {"left": left})),
                facts={"left": left},
            )
        )
    return found
