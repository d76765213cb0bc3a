"""A surgeon works in one theatre on a day."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import placed
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    used: dict[tuple[str, int], set[str]] = {}
    for patient, _, placement in placed(problem, plan):
        if patient.surgeon and placement.theatre:
            used.setdefault((patient.surgeon, placement.day), set()).add(placement.theatre)
    for (surgeon, day), theatres in sorted(used.items()):
        if len(theatres) > 1:
            named = ", ".join(sorted(theatres))
            yield Violation(
                RULE.code,
                len(theatres) - 1,
                f"Surgeon {surgeon} moves between theatres {named} on {problem.day_name(day)}.",
                (surgeon, *sorted(theatres)),
                {"surgeon": surgeon, **problem.day_facts(day), "theatres": named},
            )


RULE = Rule(
    "surgeon_one_theatre",
    "Surgeon in one theatre a day",
    Kind.SOFT,
    "moves",
    "Moving between theatres loses time and equipment (IHTC 2024, S6).",
    check,
    weight=5,
    span=Span.OPERATIONS,
)
