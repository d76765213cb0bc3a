"""Patients are admitted from their release day to their due day, present ones on day 0."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import placed
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation, counted


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for patient, _, placement in placed(problem, plan):
        window = patient.window(problem.days)
        if placement.day in window:
            continue
        early, late = window.start - placement.day, placement.day - (window.stop - 1)
        away = max(1, early, late if len(window) else 0)
        yield Violation(
            RULE.code,
            away,
            f"{patient.id} is admitted on {problem.day_name(placement.day)}, "
            f"{counted(away, 'day')} outside the window from {problem.day_name(window.start)} to "
            f"{problem.day_name(window.stop - 1)}.",
            (patient.id,),
            {
                "patient": patient.id,
                **problem.day_facts(placement.day),
                "away": str(away),
                "first_on": problem.day_fact(window.start),
                "last_on": problem.day_fact(window.stop - 1),
            },
        )


RULE = Rule(
    "admission_window",
    "Admitted between release and due day",
    Kind.HARD,
    "days",
    "Before the release day the patient is not ready, after the due day it harms (IHTC 2024, H6).",
    check,
    span=Span.ROOM,
)
