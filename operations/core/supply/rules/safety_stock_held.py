"""Enough is left for a bad week, at each facility and in the network."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.index import index
from operations.core.supply.levels import network_level
from operations.core.supply.need import VEN_SAFETY, expected_units, next_delivery, safety_units
from operations.core.supply.network import Demand
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem
from operations.core.supply.replay import Replay, replay
from operations.core.supply.rules.words import value_cents


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    look = index(problem)
    found = replay(problem, plan)
    for demand in problem.demands:
        factor = VEN_SAFETY[look.products[demand.product].ven]
        factor *= value_cents(look.products[demand.product])
        for week in look.facilities[demand.facility].delivery_weeks:
            missing, last = _missing(problem, found, demand, week)
            if missing > 0:
                yield Violation(
                    "safety_stock_held",
                    missing * factor,
                    f"{demand.facility} ends week {last} with {counted(missing, 'unit')} of "
                    f"{demand.product} less than the safety stock until its next delivery.",
                    (demand.facility, demand.product),
                    {
                        "facility": demand.facility,
                        "week": str(last),
                        "units": str(missing),
                        "product": demand.product,
                    },
                )
    for (product, week), units in found.position_units.items():
        level = network_level(look, product, week)
        if level is not None and units < level.units:
            item = look.products[product]
            yield Violation(
                "safety_stock_held",
                (level.units - units) * VEN_SAFETY[item.ven] * value_cents(item),
                f"Week {week}: {product} in stock and on order is "
                f"{counted(level.units - units, 'unit')} below what the next {level.cover_weeks} "
                "weeks may ask for.",
                (product,),
                {
                    "week": str(week),
                    "product": product,
                    "units": str(level.units - units),
                    "weeks": str(level.cover_weeks),
                },
                variant="network",
            )


def _missing(problem: Problem, found: Replay, demand: Demand, week: int) -> tuple[int, int]:
    """Units missing at the end of the delivery cycle that starts in `week`, and its last week."""
    weeks = index(problem).facilities[demand.facility].delivery_weeks
    until = next_delivery(weeks, week)
    end = min(until, problem.weeks)
    left = found.end_units[demand.facility, demand.product][end - 1]
    wanted = safety_units(demand, week, until) + expected_units(demand, end, until)
    return wanted - left, end - 1


RULE = Rule(
    code="safety_stock_held",
    label="Safety stock held",
    kind=Kind.SOFT,
    unit="units x VEN factor x unit price",
    reason="Forecasts miss; the quantile says by how much (service level of the VEN class).",
    check=check,
)
