"""A nurse's rooms together weigh no more than her shift allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from operations.core.beds.board import occupancy
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    limit = {(n.id, d.day, d.shift): d.max_load for n in problem.nurses for d in n.duties}
    lying = occupancy(problem, plan)
    load: Counter[tuple[str, int, int]] = Counter()
    for nursing in plan.nursing:
        for room in nursing.rooms:
            load[nursing.nurse, nursing.day, nursing.shift] += sum(
                bedded.workload(problem, nursing.day, nursing.shift)
                for bedded in lying.get((room, nursing.day), ())
            )
    for (nurse, day, shift), carried in load.items():
        allowed = limit.get((nurse, day, shift), 0)
        if carried > allowed:
            yield Violation(
                RULE.code,
                carried - allowed,
                f"Nurse {nurse} carries a workload of {carried} on {problem.day_name(day)}, "
                f"{problem.shifts[shift]}; the limit is {allowed}.",
                (nurse,),
                {
                    "nurse": nurse,
                    **problem.day_facts(day),
                    "shift": problem.shifts[shift],
                    "load": str(carried),
                    "limit": str(allowed),
                },
            )


RULE = Rule(
    "nurse_load_kept",
    "Workload a nurse can carry",
    Kind.SOFT,
    "workload points",
    "Overload costs patients and staff (IHTC 2024, S4).",
    check,
    weight=5,
    span=Span.DUTIES,
)
