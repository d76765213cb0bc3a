"""One good small problem that the tests vary: a depot, a health centre, aspirin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from operations.core.rule import Violation
from operations.core.supply.network import (
    Demand,
    Facility,
    FacilityKind,
    Lot,
    Offer,
    Product,
    Vehicle,
    Ven,
)
from operations.core.supply.plan import DeliveryLine, OrderLine, Plan, Route, Shortage, Visit
from operations.core.supply.problem import Problem
from operations.core.supply.report import judge

DEPOT = Facility("depot", FacilityKind.DEPOT, 34.0, -5.0)
CENTRE = Facility("centre", FacilityKind.CENTRE, 34.1, -5.0, (0, 2), fridge_ml=2_000)
ASPIRIN = Product("aspirin", Ven.ESSENTIAL, 5, 10, 500, shelf_life_days=365, funding_line="state")
NEED = Demand("centre", "aspirin", (10, 10, 10, 10), (10, 10, 10, 10))
ACME = Offer("acme", "aspirin", 50, 1, 5, 5, (), 300)
TRUCK = Vehicle("truck", 10_000, 2_000, cost_per_km_cents=100, cost_per_day_cents=1_000)

SMALL = Problem(
    start_date="2026-01-05",
    facilities=(DEPOT, CENTRE),
    products=(ASPIRIN,),
    demands=(NEED,),
    offers=(ACME,),
    lots=(Lot("L1", "depot", "aspirin", 100, 400),),
    weeks=4,
    order_weeks=(0,),
)


def small(**changes: Any) -> Problem:
    return replace(SMALL, **changes)


PLACES = ("centre", "north", "south")
TWO_DAYS = small(
    facilities=(
        DEPOT,
        CENTRE,
        replace(CENTRE, id="north", latitude=34.2),
        replace(CENTRE, id="south", latitude=33.9),
    ),
    vehicles=(replace(TRUCK, days=(0, 3)),),
)
"""Three places and a truck that drives twice a week: ten litres each time, two of them cold."""


def deliver(packs: int, week: int = 0, lot: str = "L1", **changes: Any) -> DeliveryLine:
    line = DeliveryLine("centre", "aspirin", lot, week, packs, packs * 10)
    return replace(line, **changes)


def order(packs: int, week: int = 0, **changes: Any) -> OrderLine:
    line = OrderLine(
        "acme", "aspirin", week, week + 1, packs, packs * 10, packs * 50, 0,
        f"acme/aspirin/{week}", 7 * (week + 1) + 365,
    )  # fmt: skip
    return replace(line, **changes)


def route(volume_ml: int = 0, cold_ml: int = 0, departure: int = 480, **changes: Any) -> Route:
    """To the centre and back: 14.5 km of road, 18 minutes each way, half an hour there."""
    visit = Visit("centre", departure + 18, volume_ml, cold_ml)
    way = Route(0, 0, "truck", departure, (visit,), departure + 66, 28_911)
    return replace(way, **changes)


def short(*units: int) -> tuple[Shortage, ...]:
    """Shortages of the centre week by week."""
    return tuple(Shortage("centre", "aspirin", w, u) for w, u in enumerate(units) if u)


def broken(code: str, problem: Problem, plan: Plan) -> list[Violation]:
    return [v for v in judge(problem, plan).violations if v.rule == code]


def amounts(code: str, problem: Problem, plan: Plan) -> list[int]:
    return [v.amount for v in broken(code, problem, plan)]
