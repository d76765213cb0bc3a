"""The planner's own statement of each rule, under the rule's name.

Of a hard rule: how much it still allows. Of the others: the price of what the planner recorded,
before the policy's weight. The judge (`rules/`) states the same independently.
"""

from __future__ import annotations

import math

from operations.core.supply.capacity import Capacity
from operations.core.supply.need import VEN_SAFETY, VEN_SHORTAGE
from operations.core.supply.network import (
    DeliveryLock,
    Equivalent,
    Facility,
    Offer,
    OrderLock,
    Product,
    Ven,
)
from operations.core.supply.packs import affordable_packs, orderable_packs


def stock_conserved(lot_units: int, wanted_units: int) -> int:
    """Units that the lot can give."""
    return min(lot_units, wanted_units)


def nothing_expired_shipped(expiry_week: int, week: int) -> bool:
    """Whether the lot lasts through the week."""
    return expiry_week > week


def minimum_shelf_life_on_arrival(product: Product, expiry_day: int, week: int) -> bool:
    """Whether the lot is fresh enough to leave in this week."""
    return expiry_day >= 7 * week + product.life_on_arrival_days


def whole_packs(units: int, product: Product) -> int:
    """Closed packs among the units."""
    return units // product.pack_units


def minimum_order_reached(packs: int, offer: Offer) -> int:
    return orderable_packs(packs, offer, minimum=True, multiple=False)


def pack_multiple_kept(packs: int, offer: Offer) -> int:
    return orderable_packs(packs, offer, minimum=False, multiple=True)


def budget_kept(packs: int, offer: Offer, product: Product, week: int, left: Capacity) -> int:
    """The largest order up to `packs` that the funding line can pay."""
    return affordable_packs(
        offer,
        packs,
        left.money_cents(product, week),
        left.active("minimum_order_reached"),
        left.active("pack_multiple_kept"),
    )


def calendar_kept(facility: Facility, week: int) -> bool:
    return week in facility.delivery_weeks


def vehicle_volume_kept(product: Product, week: int, left: Capacity) -> int | None:
    """Packs that the week's trucks and boxes still take; None without limit."""
    return left.truck_packs(product, week)


cold_box_kept = vehicle_volume_kept


def fridge_volume_kept(product: Product, facility: str, week: int, left: Capacity) -> int | None:
    return left.fridge_packs(product, facility, week)


def route_times_kept(product: Product, facility: str, week: int, left: Capacity) -> int | None:
    """Packs that the week's routes, once known, can bring to the facility in time."""
    return left.facility_packs(product, facility, week)


def arrival_kept(offer: Offer, week: int) -> int:
    """The week in which an order is at the depot."""
    return week + offer.lead_weeks


def emergency_order_needed(offer: Offer, week: int, regular: int | None) -> bool:
    """Whether the offer may be ordered this week; regular: when a regular order can be there."""
    return not offer.emergency or regular is None or week + offer.lead_weeks < regular


def frozen_orders_kept(arrival_week: int, week: int) -> bool:
    """Whether an order on the way comes in now, as it was placed."""
    return arrival_week == week


def lock_kept(lock: OrderLock | DeliveryLock | None, packs: int) -> int:
    """The officer's figure, where there is one."""
    return packs if lock is None else lock.packs


def equivalent_stands_in(
    lacking_units: int, there_units: int, equivalent: Equivalent
) -> tuple[int, int]:
    """Units that the equivalent replaces, and how many of it that takes."""
    units = min(lacking_units, equivalent.replaced(there_units))
    return units, equivalent.needed(units)


def substitution_cost(units: int, equivalent: Equivalent) -> int:
    return units * equivalent.unit_cents


def demand_met(short_units: int, product: Product) -> int:
    return short_units * VEN_SHORTAGE[Ven(product.ven)] * max(1, product.unit_price_cents)


def shortage_shared(short_units: int, part_units: int, product: Product) -> int:
    """The price of what one place lacks beyond its part; half a pack cannot be helped."""
    over = max(0, short_units - part_units - product.pack_units // 2)
    return over * VEN_SAFETY[Ven(product.ven)] * max(1, product.unit_price_cents)


def safety_stock_held(missing_units: int, product: Product) -> int:
    return missing_units * VEN_SAFETY[Ven(product.ven)] * max(1, product.unit_price_cents)


def purchase_cost(price_cents: int) -> int:
    return price_cents


def order_cost(offer: Offer, packs: int) -> int:
    return offer.order_cost_cents if packs else 0


def transport_cost(distance_m: int, per_km_cents: int, per_day_cents: int) -> int:
    return per_day_cents + math.ceil(distance_m * per_km_cents / 1000)


def transfer_of_surplus(spare_packs: int, wanted_packs: int) -> int:
    """Packs that a facility can give."""
    return min(spare_packs, wanted_packs)


def transfer_cost(packs: int, pack_cents: int | None) -> int:
    return packs * (pack_cents or 0)


def holding(cent_weeks: int, per_mille_week: int) -> int:
    """One place's stock value summed over week ends, times the weekly rate, rounded up."""
    return -(-cent_weeks * per_mille_week // 1000)


def waste(units: int, product: Product) -> int:
    return units * max(1, product.unit_price_cents)


def delivery_stability(packs_before: int, packs_after: int) -> int:
    """A facility's line that is another than it was told counts, by however many packs."""
    return int(packs_before != packs_after)


def plan_stability(packs_before: int, packs_after: int) -> int:
    return abs(packs_before - packs_after)
