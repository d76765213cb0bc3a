"""What it costs that an equivalent is given in the place of what lacks."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.index import index
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem
from operations.core.supply.replay import replay
from operations.core.supply.rules.words import money


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    known = index(problem).equivalent
    for _, line in replay(problem, plan).stood_in:
        if not line.units:
            continue
        cents = line.units * known[line.product, line.stand_in].unit_cents
        if cents:
            yield Violation(
                "substitution_cost",
                cents,
                f"Week {line.week}: {counted(line.stand_in_units, 'unit')} of {line.stand_in} "
                f"stand in for {line.units} of {line.product} at {line.facility} for "
                f"{money(cents)}.",
                (line.facility, line.product, line.stand_in),
                {
                    "week": str(line.week),
                    "stand_in_units": str(line.stand_in_units),
                    "stand_in": line.stand_in,
                    "units": str(line.units),
                    "product": line.product,
                    "facility": line.facility,
                    "cost_cents": str(cents),
                },
            )


RULE = Rule(
    code="substitution_cost",
    label="Substitution cost",
    kind=Kind.SOFT,
    unit="cents",
    reason="Prescriptions are changed, doses explained; still better than none.",
    check=check,
)
