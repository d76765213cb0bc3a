"""The nurse of a room has the skill level that each patient needs in that shift."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import nurses_of, occupancy
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    skill = {nurse.id: nurse.skill for nurse in problem.nurses}
    lying = occupancy(problem, plan)
    for (room, day, shift), nurses in nurses_of(plan).items():
        for nurse in nurses:
            for bedded in lying.get((room, day), ()):
                needed = bedded.skill_needed(problem, day, shift)
                if needed > skill[nurse]:
                    yield Violation(
                        RULE.code,
                        needed - skill[nurse],
                        f"{bedded.patient.id} needs skill level {needed} on "
                        f"{problem.day_name(day)}, {problem.shifts[shift]}; nurse {nurse} "
                        f"has level {skill[nurse]}.",
                        (bedded.patient.id, nurse),
                        {
                            "patient": bedded.patient.id,
                            "needed": str(needed),
                            **problem.day_facts(day),
                            "shift": problem.shifts[shift],
                            "nurse": nurse,
                            "level": str(skill[nurse]),
                        },
                    )


RULE = Rule(
    "nurse_skilled",
    "Skill level the patient needs",
    Kind.SOFT,
    "skill levels",
    "Care above a nurse's level is slower and less safe (IHTC 2024, S2).",
    check,
    weight=5,
    span=Span.ROOM,
)
