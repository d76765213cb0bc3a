"""Known admissions and mandatory patients get a day and a bed within the horizon."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import unplaced
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem, State
from operations.core.rule import Kind, Rule, Span, Violation


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for patient in unplaced(problem, plan):
        if patient.mandatory and patient.state is not State.PRESENT:
            due, facts = "within the plan", {"patient": patient.id}
            if patient.due_day is not None:
                due = f"by {problem.day_name(patient.due_day)}"
                facts |= {"due_on": problem.day_fact(patient.due_day)}
            yield Violation(
                RULE.code,
                1,
                f"{patient.id} must be admitted {due} and has no day and no bed.",
                (patient.id,),
                facts,
                variant="within_the_plan" if patient.due_day is None else "",
            )


RULE = Rule(
    "mandatory_admitted",
    "Mandatory patients admitted",
    Kind.MEDIUM,
    "patients",
    "Waiting longer would harm, or the admission was promised (IHTC 2024, H5).",
    check,
    weight=5_000,
    span=Span.PATIENT,
)
