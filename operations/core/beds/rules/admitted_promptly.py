"""Patients do not wait beyond the day from which they can come."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import placed
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem, State
from operations.core.rule import Kind, Rule, Span, Violation, counted


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for patient, _, placement in placed(problem, plan):
        waited = placement.day - patient.release_day
        if waited > 0 and patient.state is State.ELECTIVE:
            yield Violation(
                RULE.code,
                waited,
                f"{patient.id} could come on {problem.day_name(patient.release_day)} and waits "
                f"{counted(waited, 'day')}.",
                (patient.id,),
                {
                    "patient": patient.id,
                    "release_on": problem.day_fact(patient.release_day),
                    "waited": str(waited),
                },
                patient.delay_price,
            )


RULE = Rule(
    "admitted_promptly",
    "No waiting beyond the release day",
    Kind.SOFT,
    "days",
    "Waiting is pain, and illness moves on (IHTC 2024, S7).",
    check,
    weight=5,
    span=Span.ROOM,
)
