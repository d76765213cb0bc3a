"""The answer: what to order, what to deliver, which way the trucks go, and what will lack."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from operations.core.supply.network import Source


class Bound(StrEnum):
    """What decided the size of an order line in the end."""

    NEED = "need"
    MINIMUM_ORDER = "minimum_order"
    PACK_MULTIPLE = "pack_multiple"
    BUDGET = "budget"
    FRIDGE = "fridge"
    LOCK = "lock"
    PRICE_TIER = "price_tier"
    BRIDGING = "bridging"
    LEAST_COST = "least_cost"
    EMERGENCY = "emergency"
    OTHER_ORDER = "other_order"


@dataclass(frozen=True, slots=True)
class OrderReason:
    """The sum behind an order line, all in units: need = level - usable - on order.

    level_units = expected_units + safety_units over `cover_weeks` (lead time + review).
    rounding_units: what whole packs and the minimum order add (negative where something cut it).
    openlmis_units, msupply_units: what the average-consumption rules would have ordered.
    premium_percent: how much dearer an emergency is than the usual offer, None for other orders;
    regular_week: when a regular order could be there, None where none can be placed any more.
    other_supplier: who is asked for the rest in the same week, where several are.
    """

    level_units: int
    expected_units: int
    safety_units: int
    cover_weeks: int
    usable_units: int
    on_order_units: int
    rounding_units: int
    bound_by: Bound
    openlmis_units: int
    msupply_units: int
    premium_percent: int | None = None
    regular_week: int | None = None
    other_supplier: str = ""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """`packs` of a product from a supplier, placed in `week`; price_cents is the whole line's."""

    supplier: str
    product: str
    week: int
    arrival_week: int
    packs: int
    units: int
    price_cents: int
    tier_from_packs: int
    lot: str
    expiry_day: int
    on_the_way: str = ""
    reason: OrderReason | None = None
    mode: str = ""

    @property
    def source(self) -> Source:
        return self.supplier, self.mode


def new_lot(supplier: str, mode: str, product: str, week: int) -> str:
    """The id of the lot that an order placed in `week` brings."""
    return f"{supplier}/{product}/{mode}{'-' if mode else ''}week-{week}"


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """Whole packs of one lot to a facility, there before the week's demand.

    origin: the facility that gives them from its own shelf; empty for the depot.
    """

    facility: str
    product: str
    lot: str
    week: int
    packs: int
    units: int
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    facility: str
    arrival_minute: int
    volume_ml: int
    cold_ml: int


@dataclass(frozen=True, slots=True)
class Route:
    """One vehicle's day: from the depot, visits in order, back. Minutes count from midnight."""

    week: int
    day: int
    vehicle: str
    departure_minute: int
    visits: tuple[Visit, ...]
    return_minute: int
    distance_m: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """Expected use that the plan cannot serve."""

    facility: str
    product: str
    week: int
    units: int


@dataclass(frozen=True, slots=True)
class Waste:
    """Units that pass their expiry on the shelf at the start of `week`."""

    facility: str
    product: str
    lot: str
    week: int
    units: int


@dataclass(frozen=True, slots=True)
class StandIn:
    """`units` that a facility lacks of a product in a week are served by an equivalent's
    `stand_in_units` from the shelf there."""

    facility: str
    product: str
    stand_in: str
    week: int
    units: int
    stand_in_units: int


@dataclass(frozen=True, slots=True)
class Plan:
    orders: tuple[OrderLine, ...] = ()
    deliveries: tuple[DeliveryLine, ...] = ()
    routes: tuple[Route, ...] = ()
    shortages: tuple[Shortage, ...] = ()
    wastes: tuple[Waste, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
