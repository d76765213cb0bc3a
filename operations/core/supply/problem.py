"""The question: which orders, deliveries and routes for a health network in the coming weeks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from operations.core.errors import BadProblem
from operations.core.rule import Policy
from operations.core.supply.network import (
    Budget,
    DeliveryLock,
    Demand,
    Equivalent,
    Facility,
    FacilityKind,
    Lot,
    Offer,
    OrderLock,
    OrderOnTheWay,
    PreviousDelivery,
    PreviousOrder,
    Product,
    Vehicle,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything a supply plan needs; contradictions raise BadProblem on construction.

    start_date: ISO date of week 0, for people; nothing is computed from it.
    order_weeks: weeks in which orders may be placed. road_percent, speed_kmh: road distance is
    great-circle distance times road_percent / 100, driven at speed_kmh.
    previous, previous_deliveries: the last approved plan's orders and deliveries; departing from
    them is priced in the first `previous_weeks` weeks, which that plan covers (None: in all).
    transfer_pack_cents: what handing a pack from one facility to another costs; None where that is
    not done. Without vehicles, deliveries need no route and have no volume limit.
    """

    start_date: str
    facilities: tuple[Facility, ...]
    products: tuple[Product, ...]
    demands: tuple[Demand, ...]
    offers: tuple[Offer, ...] = ()
    lots: tuple[Lot, ...] = ()
    on_the_way: tuple[OrderOnTheWay, ...] = ()
    order_locks: tuple[OrderLock, ...] = ()
    delivery_locks: tuple[DeliveryLock, ...] = ()
    budgets: tuple[Budget, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    policies: dict[str, Policy] = field(default_factory=dict)
    previous: tuple[PreviousOrder, ...] = ()
    previous_deliveries: tuple[PreviousDelivery, ...] = ()
    previous_weeks: int | None = None
    weeks: int = 12
    order_weeks: tuple[int, ...] = (0, 4, 8)
    holding_per_mille_week: int = 4
    road_percent: int = 130
    speed_kmh: int = 50
    transfer_pack_cents: int | None = None
    equivalents: tuple[Equivalent, ...] = ()

    def __post_init__(self) -> None:
        _check_scalars(self)
        _check_unique(self)
        _check_references(self)
        _check_numbers(self)

    @property
    def weeks_planned_before(self) -> range:
        """Weeks of this horizon that the last approved plan covers."""
        known = self.weeks if self.previous_weeks is None else self.previous_weeks
        return range(min(self.weeks, known))

    @property
    def depot(self) -> Facility:
        return next(f for f in self.facilities if f.kind is FacilityKind.DEPOT)


def _check_scalars(problem: Problem) -> None:
    depots = [f.id for f in problem.facilities if f.kind is FacilityKind.DEPOT]
    if len(depots) != 1:
        raise BadProblem("network", f"has {len(depots)} depots; plan one depot's network at a time")
    if problem.weeks < 1:
        raise BadProblem("horizon", "has no week; ask for at least one")
    if any(not 0 <= week < problem.weeks for week in problem.order_weeks):
        raise BadProblem("order weeks", f"lie outside the horizon of {problem.weeks} weeks")
    if problem.transfer_pack_cents is not None and problem.transfer_pack_cents < 0:
        raise BadProblem("transfers", "cost less than nothing; give zero or more, or none")
    if problem.speed_kmh <= 0 or problem.road_percent < 100:
        raise BadProblem("roads", "speed must be above zero and a road at least as long as the air")


def _offer_id(of: Offer | OrderLock) -> str:
    return "/".join(filter(None, (of.supplier, of.product, of.mode)))


def _check_unique(problem: Problem) -> None:
    _unique("facility", (f.id for f in problem.facilities))
    _unique("product", (p.id for p in problem.products))
    _unique("demand", (f"{d.facility}/{d.product}" for d in problem.demands))
    _unique("offer", (_offer_id(o) for o in problem.offers))
    _unique("lot", (f"{lot.facility}/{lot.product}/{lot.id}" for lot in problem.lots))
    _unique("order on the way", (o.id for o in problem.on_the_way))
    _unique("vehicle", (v.id for v in problem.vehicles))
    _unique("equivalent", (f"{e.stand_in} for {e.product}" for e in problem.equivalents))


def _unique(what: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for id_ in ids:
        if id_ in seen:
            raise BadProblem(f"{what} {id_}", "appears twice; keep one")
        seen.add(id_)


def _check_references(problem: Problem) -> None:
    facilities = {f.id for f in problem.facilities}
    products = {p.id for p in problem.products}
    offered = {(o.source, o.product) for o in problem.offers}
    placed: tuple[Demand | Lot | DeliveryLock, ...]
    placed = (*problem.demands, *problem.lots, *problem.delivery_locks)
    for row in placed:
        where = f"{type(row).__name__} of {row.facility}/{row.product}"
        _known(where, "facility", row.facility, facilities)
        _known(where, "product", row.product, products)
    bought: tuple[Offer | OrderOnTheWay, ...] = (*problem.offers, *problem.on_the_way)
    for item in bought:
        _known(f"{type(item).__name__} of {item.supplier}", "product", item.product, products)
    told: tuple[PreviousOrder | PreviousDelivery, ...]
    told = (*problem.previous, *problem.previous_deliveries)
    for line in told:
        _known(f"{type(line).__name__} of {line.product}", "product", line.product, products)
    for lock in problem.order_locks:
        if (lock.source, lock.product) not in offered:
            where = f"order lock {_offer_id(lock)}"
            raise BadProblem(where, "has no offer; add the offer or release the lock")
    for equivalent in problem.equivalents:
        for code in (equivalent.product, equivalent.stand_in):
            _known(f"equivalent of {equivalent.product}", "product", code, products)
    depot = problem.depot.id
    for fixed in problem.delivery_locks:
        if fixed.facility == depot:
            raise BadProblem(f"delivery lock {depot}", "the depot does not deliver to itself")


def _known(where: str, what: str, id_: str, known: set[str]) -> None:
    if id_ not in known:
        raise BadProblem(where, f"names {what} {id_}, which is not in the problem; add or correct")


def _check_numbers(problem: Problem) -> None:
    for product in problem.products:
        if product.pack_units < 1 or product.pack_ml < 0 or product.unit_price_cents < 0:
            raise BadProblem(
                f"product {product.id}", "needs a pack of at least one unit, volume and price >= 0"
            )
    for lot in problem.lots:
        if lot.units < 0:
            raise BadProblem(f"lot {lot.id} at {lot.facility}", "has negative stock; count it")
    for demand in problem.demands:
        _check_demand(problem, demand)
    for offer in problem.offers:
        if min(offer.minimum_order_packs, offer.pack_multiple) < 1 or offer.lead_weeks < 0:
            where = f"offer {_offer_id(offer)}"
            raise BadProblem(where, "needs minimum order and multiple >= 1 and a lead time >= 0")
    for equivalent in problem.equivalents:
        _check_equivalent(equivalent)
    locks: tuple[OrderLock | DeliveryLock, ...] = (*problem.order_locks, *problem.delivery_locks)
    if any(lock.packs < 0 or not 0 <= lock.week < problem.weeks for lock in locks):
        raise BadProblem("locks", "need packs >= 0 and a week inside the horizon")


def _check_equivalent(equivalent: Equivalent) -> None:
    where = f"equivalent {equivalent.stand_in} for {equivalent.product}"
    if equivalent.product == equivalent.stand_in:
        raise BadProblem(where, "stands in for itself; name another product or take it out")
    if min(equivalent.units, equivalent.stand_in_units) < 1 or equivalent.unit_cents < 0:
        raise BadProblem(
            where, "needs at least one unit on either side and a price of zero or more"
        )


def _check_demand(problem: Problem, demand: Demand) -> None:
    where = f"demand {demand.facility}/{demand.product}"
    if {len(demand.expected_units), len(demand.quantile_units)} != {problem.weeks}:
        raise BadProblem(where, f"must have one value for each of the {problem.weeks} weeks")
    if min(*demand.expected_units, *demand.quantile_units) < 0:
        raise BadProblem(where, "is negative; a forecast of use is zero or more")
    if demand.facility == problem.depot.id:
        raise BadProblem(where, "the depot uses nothing itself; give its use to a facility")
