"""What the trucks' days and kilometres cost."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.index import index
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem
from operations.core.supply.rules.words import money


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    vehicles = index(problem).vehicles
    for route in plan.routes:
        vehicle = vehicles[route.vehicle]
        cents = vehicle.cost_per_day_cents - -route.distance_m * vehicle.cost_per_km_cents // 1000
        if cents > 0:
            yield Violation(
                "transport_cost",
                cents,
                f"Week {route.week}, day {route.day}: {route.vehicle} drives "
                f"{route.distance_m / 1000:.0f} km to {counted(len(route.visits), 'facility')} "
                f"for {money(cents)}.",
                (route.vehicle,),
                {
                    "week": str(route.week),
                    "day": str(route.day),
                    "vehicle": route.vehicle,
                    "km": f"{route.distance_m / 1000:.0f}",
                    "facilities": str(len(route.visits)),
                    "cost_cents": str(cents),
                },
            )


RULE = Rule(
    code="transport_cost",
    label="Transport cost",
    kind=Kind.SOFT,
    unit="cents",
    reason="Fuel, driver and truck are paid from the same purse.",
    check=check,
)
