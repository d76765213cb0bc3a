"""As few theatres opened on a day as the operations need."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import placed
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    opened = {(p.day, p.theatre) for _, _, p in placed(problem, plan) if p.theatre}
    for day, theatre in sorted(opened):
        yield Violation(
            RULE.code,
            1,
            f"Theatre {theatre} is opened on {problem.day_name(day)}.",
            (theatre,),
            {"theatre": theatre, **problem.day_facts(day)},
        )


RULE = Rule(
    "theatres_few",
    "Few theatres opened",
    Kind.SOFT,
    "theatre-days",
    "An open theatre binds a team for the day (IHTC 2024, S5).",
    check,
    weight=20,
    span=Span.OPERATIONS,
)
