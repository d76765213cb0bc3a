"""Patients who may wait for the next plan are admitted where there is room."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import unplaced
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem, State
from operations.core.rule import Kind, Rule, Span, Violation


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for patient in unplaced(problem, plan):
        if not patient.mandatory and patient.state is not State.PRESENT:
            yield Violation(
                RULE.code,
                1,
                f"{patient.id} could come within this plan and is left for a later one.",
                (patient.id,),
                {"patient": patient.id},
                patient.optional_price,
            )


RULE = Rule(
    "optional_admitted",
    "Optional patients admitted",
    Kind.SOFT,
    "patients",
    "A free bed beside a waiting list helps nobody (IHTC 2024, S8).",
    check,
    weight=150,
    span=Span.PATIENT,
)
