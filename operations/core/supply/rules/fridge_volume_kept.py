"""What is delivered cold fits the facility's fridge."""

from __future__ import annotations

import math
from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation
from operations.core.supply.index import index
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem
from operations.core.supply.replay import replay
from operations.core.supply.rules.words import litres


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    look = index(problem)
    chilled = replay(problem, plan).chilled_ml
    visits = {
        (line.facility, line.week)
        for line in plan.deliveries
        if line.units and look.products[line.product].cold_chain
    }
    for facility, week in sorted(visits):
        room = look.facilities[facility].fridge_ml
        held = math.ceil(chilled[facility, week] - 1e-6)
        if room is not None and held > room:
            yield Violation(
                "fridge_volume_kept",
                held - room,
                f"Week {week}: after the delivery {facility} holds {litres(held)} of cold-chain "
                f"products, its fridge takes {litres(room)}.",
                (facility,),
                {
                    "week": str(week),
                    "facility": facility,
                    "held_ml": str(held),
                    "room_ml": str(room),
                },
            )


RULE = Rule(
    code="fridge_volume_kept",
    label="Fridge volume kept",
    kind=Kind.HARD,
    unit="ml",
    reason="Outside the fridge a vaccine is lost.",
    check=check,
)
