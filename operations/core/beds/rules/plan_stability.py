"""A new plan leaves people where and when the plan in force has them."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    known = {patient.id for patient in problem.patients}
    placements = {placement.patient: placement for placement in plan.placements}
    for former in problem.previous:
        now = placements.get(former.patient)
        if former.patient not in known:
            continue
        if now is None:
            yield _changed(former.patient, 1, "has no place any more", "no_place")
        elif changes := (now.day != former.day) + (now.room != former.room):
            yield _changed(
                former.patient,
                changes,
                f"goes from room {former.room}, {problem.day_name(former.day)}, to room "
                f"{now.room}, {problem.day_name(now.day)}",
                "",
                {"from_room": former.room, "from_on": problem.day_fact(former.day)}
                | {"to_room": now.room, "to_on": problem.day_fact(now.day)},
            )


def _changed(
    patient: str, changes: int, what: str, variant: str, facts: dict[str, str] | None = None
) -> Violation:
    return Violation(
        RULE.code,
        changes,
        f"{patient} {what}, against the plan in force.",
        (patient,),
        {"patient": patient, "changes": str(changes)} | (facts or {}),
        variant=variant,
    )


RULE = Rule(
    "plan_stability",
    "Plan in force kept",
    Kind.SOFT,
    "changes",
    "People were told; every change is a call, a form and some trust.",
    check,
    weight=10,
    span=Span.PATIENT,
)
