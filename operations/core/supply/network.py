"""The records of a health network's supply: places, products, offers, stock and need.

Weeks count from 0 at the horizon's start, days likewise; money is in cents, stock in units of
issue, volume in millilitres. One depot supplies every facility.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FacilityKind(StrEnum):
    DEPOT = "depot"
    HOSPITAL = "hospital"
    CENTRE = "centre"


class Ven(StrEnum):
    """Vital, essential, necessary: what its lack means to a patient (WHO committee manual)."""

    VITAL = "vital"
    ESSENTIAL = "essential"
    NECESSARY = "necessary"


@dataclass(frozen=True, slots=True)
class Facility:
    """A place that holds stock; `delivery_weeks` is its calendar, minutes count from midnight.

    fridge_ml: room for cold-chain products, None where it was never measured.
    """

    id: str
    kind: FacilityKind
    latitude: float
    longitude: float
    delivery_weeks: tuple[int, ...] = ()
    fridge_ml: int | None = None
    opening_minute: int = 8 * 60
    closing_minute: int = 17 * 60
    service_minutes: int = 30


@dataclass(frozen=True, slots=True)
class Product:
    """What is bought, stored and given out.

    unit_price_cents values one unit of issue in stock, waste and shortage; pack_ml is one pack.
    """

    id: str
    ven: Ven
    unit_price_cents: int
    pack_units: int
    pack_ml: int
    shelf_life_days: int = 730
    life_on_arrival_days: int = 0
    cold_chain: bool = False
    atc: str = ""
    funding_line: str = ""


@dataclass(frozen=True, slots=True)
class Tier:
    """From `from_packs` packs in one order, every pack of it costs `price_cents`."""

    from_packs: int
    price_cents: int


Source = tuple[str, str]
"""Who sells and how it comes: supplier and mode of transport. With a product it names an offer."""


@dataclass(frozen=True, slots=True)
class LeadQuantile:
    """With probability `level` an order arrives within `weeks`."""

    level: float
    weeks: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A supplier's terms for a product. `lead_weeks` is the quantile that is planned with.

    emergency: may be ordered in any week, for what no regular order brings in time; levels do not
    count on it. mode: how it travels, where that is known; a supplier may sell a product by
    several, each with its own price and lead time.
    """

    supplier: str
    product: str
    price_cents: int
    lead_weeks: int
    minimum_order_packs: int = 1
    pack_multiple: int = 1
    tiers: tuple[Tier, ...] = ()
    order_cost_cents: int = 0
    lead_quantiles: tuple[LeadQuantile, ...] = ()
    emergency: bool = False
    mode: str = ""

    @property
    def source(self) -> Source:
        return self.supplier, self.mode


@dataclass(frozen=True, slots=True)
class Equivalent:
    """`stand_in_units` of one product do what `units` of another do, which lacks.

    unit_cents: what each unit so replaced costs: another dose to explain, a prescription changed.
    """

    product: str
    stand_in: str
    units: int = 1
    stand_in_units: int = 1
    unit_cents: int = 0

    def needed(self, units: int) -> int:
        """Units that stand in for so many; what is broken off is lost."""
        return -(-units * self.stand_in_units // self.units)

    def replaced(self, stand_in_units: int) -> int:
        """Whole units for which so many stand in."""
        return stand_in_units * self.units // self.stand_in_units


@dataclass(frozen=True, slots=True)
class Lot:
    """Units in stock at the start; usable in every week that ends by `expiry_day`."""

    id: str
    facility: str
    product: str
    units: int
    expiry_day: int


@dataclass(frozen=True, slots=True)
class IntervalQuantile:
    """The first `weeks` weeks together rarely use more than `units`."""

    weeks: int
    units: int


@dataclass(frozen=True, slots=True)
class Demand:
    """Forecast use of one product at one facility, units per week of the horizon.

    expected_units: the week's mean or median. quantile_units: the week's quantile at
    `service_level`. interval_quantile_units: the same quantile of the use over `interval_weeks`
    together, where the forecast gives it; shorter: of shorter intervals, ascending, where the
    quantiles of whole intervals are learned. monthly_average_units: average monthly consumption.
    overridden: by whom and why the numbers are not the computed ones, as whoever asks keeps it;
    usually empty.
    """

    facility: str
    product: str
    expected_units: tuple[int, ...]
    quantile_units: tuple[int, ...]
    service_level: float = 0.95
    interval_quantile_units: int | None = None
    interval_weeks: int | None = None
    shorter: tuple[IntervalQuantile, ...] = ()
    monthly_average_units: float | None = None
    overridden: str = ""


@dataclass(frozen=True, slots=True)
class OrderOnTheWay:
    """Ordered before the horizon: it cannot be changed. `due_cents` is still to be paid."""

    id: str
    supplier: str
    product: str
    packs: int
    arrival_week: int
    expiry_day: int
    due_cents: int = 0


@dataclass(frozen=True, slots=True)
class OrderLock:
    """An officer fixed this order line: so many packs, none with `packs=0`."""

    supplier: str
    product: str
    week: int
    packs: int
    mode: str = ""

    @property
    def source(self) -> Source:
        return self.supplier, self.mode


@dataclass(frozen=True, slots=True)
class DeliveryLock:
    """An officer fixed what a facility gets of a product in a week, all lots together."""

    facility: str
    product: str
    week: int
    packs: int


@dataclass(frozen=True, slots=True)
class PreviousOrder:
    """A line of the last approved plan, in weeks of this horizon."""

    supplier: str
    product: str
    week: int
    packs: int
    mode: str = ""

    @property
    def source(self) -> Source:
        return self.supplier, self.mode


@dataclass(frozen=True, slots=True)
class PreviousDelivery:
    """What the last approved plan brings to a facility of a product in a week of this horizon, all
    lots and origins together."""

    facility: str
    product: str
    week: int
    packs: int


@dataclass(frozen=True, slots=True)
class Budget:
    """Money of one funding line for orders placed in weeks [start_week, end_week)."""

    funding_line: str
    start_week: int
    end_week: int
    cents: int


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A truck that starts at the depot on each of its `days` (0 = the week's first day)."""

    id: str
    volume_ml: int
    cold_ml: int
    shift_minutes: int = 600
    start_minute: int = 7 * 60
    cost_per_km_cents: int = 0
    cost_per_day_cents: int = 0
    days: tuple[int, ...] = (0, 1, 2, 3, 4)


def expiry_week(expiry_day: int) -> int:
    """The first week in which a lot may no longer be used to its end."""
    return expiry_day // 7
