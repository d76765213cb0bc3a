"""Trucks are not loaded over their volume, and all that is delivered is loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation
from operations.core.supply.index import index
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem
from operations.core.supply.rules.words import litres


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    if not problem.vehicles:
        return
    vehicles = index(problem).vehicles
    loaded: defaultdict[tuple[str, int], int] = defaultdict(int)
    for route in plan.routes:
        load = sum(visit.volume_ml for visit in route.visits)
        room = vehicles[route.vehicle].volume_ml
        for visit in route.visits:
            loaded[visit.facility, route.week] += visit.volume_ml
        if load > room:
            yield Violation(
                "vehicle_volume_kept",
                load - room,
                f"Week {route.week}, day {route.day}: {route.vehicle} would carry {litres(load)}, "
                f"its volume is {litres(room)}.",
                (route.vehicle,),
                {
                    "week": str(route.week),
                    "day": str(route.day),
                    "vehicle": route.vehicle,
                    "load_ml": str(load),
                    "room_ml": str(room),
                },
            )
    yield from _left_behind(problem, plan, loaded)


def _left_behind(
    problem: Problem, plan: Plan, loaded: dict[tuple[str, int], int]
) -> Iterator[Violation]:
    products = index(problem).products
    delivered: defaultdict[tuple[str, int], int] = defaultdict(int)
    for line in plan.deliveries:
        if line.origin:
            continue
        delivered[line.facility, line.week] += line.packs * products[line.product].pack_ml
    for (facility, week), volume in delivered.items():
        missing = volume - loaded.get((facility, week), 0)
        if missing > 0:
            yield Violation(
                "vehicle_volume_kept",
                missing,
                f"Week {week}: {litres(missing)} of what {facility} is to get are on no truck.",
                (facility,),
                {"week": str(week), "missing_ml": str(missing), "facility": facility},
                variant="left_behind",
            )


RULE = Rule(
    code="vehicle_volume_kept",
    label="Vehicle volume kept",
    kind=Kind.HARD,
    unit="ml",
    reason="What does not fit stays in the yard.",
    check=check,
)
