"""What follows from a plan's orders and deliveries, week by week: the judge's own arithmetic.

In each week: expired units leave the shelf, orders arrive at the depot, deliveries reach the
facilities, then the expected use is served first-expired-first-out (by lot name within a week);
then what the plan lets stand in serves what lacks, as far as it is left on the same shelf; what
still lacks is lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from operations.core.supply.index import Index, index
from operations.core.supply.network import Product, expiry_week
from operations.core.supply.plan import DeliveryLine, OrderLine, Plan, StandIn
from operations.core.supply.problem import Problem

Shelf = dict[str, list[int]]
"""lot id -> [expiry week, units]"""


@dataclass(slots=True)
class Replay:
    """short, wasted: units by place, product (lot) and week. end_units: stock at week ends.

    lacking: deliveries that ask a lot for more than it holds, with the missing units.
    position_units: usable on hand in the network plus on order, by (product, ordering week).
    chilled_ml: cold stock after deliveries by (facility, week). stood_in: each of the plan's lines
    with the units that it truly replaces and takes.
    """

    short: dict[tuple[str, str, int], int] = field(default_factory=dict)
    wasted: dict[tuple[str, str, str, int], int] = field(default_factory=dict)
    end_units: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    lacking: list[tuple[DeliveryLine, int]] = field(default_factory=list)
    position_units: dict[tuple[str, int], int] = field(default_factory=dict)
    chilled_ml: defaultdict[tuple[str, int], float] = field(
        default_factory=lambda: defaultdict(float)
    )
    stood_in: list[tuple[StandIn, StandIn]] = field(default_factory=list)


@dataclass(slots=True)
class _Life:
    """One product while a plan is lived through."""

    product: Product
    shelves: defaultdict[str, Shelf]
    orders: list[OrderLine]
    deliveries: list[DeliveryLine]


_last: tuple[Problem, Plan, Replay] | None = None


def replay(problem: Problem, plan: Plan) -> Replay:
    """Live through the plan; the last answer is kept, since most rules ask for the same."""
    global _last
    found = _last
    if found is not None and found[0] is problem and found[1] is plan:
        return found[2]
    result, look = Replay(), index(problem)
    for lives in _together(look, plan):
        _live_through(look, plan, lives, problem.weeks, result)
    _last = (problem, plan, result)
    return result


def _together(look: Index, plan: Plan) -> Iterator[list[_Life]]:
    """Each product by itself, those that stand in or are stood in for at once."""
    orders: defaultdict[str, list[OrderLine]] = defaultdict(list)
    deliveries: defaultdict[str, list[DeliveryLine]] = defaultdict(list)
    for order in plan.orders:
        orders[order.product].append(order)
    for line in plan.deliveries:
        deliveries[line.product].append(line)
    tied = {code for line in plan.stand_ins for code in (line.product, line.stand_in)}
    lives: list[_Life] = []
    for product in look.problem.products:
        shelves = _shelves(look, product, deliveries[product.id])
        life = _Life(product, shelves, orders[product.id], deliveries[product.id])
        if product.id in tied:
            lives.append(life)
        else:
            yield [life]
    if lives:
        yield lives


def _live_through(look: Index, plan: Plan, lives: list[_Life], weeks: int, result: Replay) -> None:
    known = {life.product.id: life for life in lives}
    stand_ins: defaultdict[int, list[StandIn]] = defaultdict(list)
    for line in plan.stand_ins:
        if line.product in known:
            stand_ins[line.week].append(line)
    for week in range(weeks):
        for life in lives:
            _live(look, life, week, result)
        for line in stand_ins[week]:
            true = _stand_in(look, known[line.stand_in], line, result)
            result.stood_in.append((line, true))
        for life in lives:
            for place, shelf in life.shelves.items():
                ends = result.end_units.setdefault((place, life.product.id), [])
                ends.append(sum(units for _, units in shelf.values()))


def _stand_in(look: Index, life: _Life, line: StandIn, result: Replay) -> StandIn:
    """Serve what lacks from what is left of the equivalent; the line as it truly is."""
    equivalent = look.equivalent.get((line.product, line.stand_in))
    lacking = result.short.get((line.facility, line.product, line.week), 0)
    shelf = life.shelves.get(line.facility, {})
    if equivalent is None or not lacking or not shelf:
        return replace(line, units=0, stand_in_units=0)
    there = min(line.stand_in_units, sum(held[1] for held in shelf.values()))
    units = min(line.units, lacking, equivalent.replaced(there))
    taken = equivalent.needed(units)
    _take(shelf, taken)
    if units == lacking:
        del result.short[line.facility, line.product, line.week]
    elif units:
        result.short[line.facility, line.product, line.week] = lacking - units
    return replace(line, units=units, stand_in_units=taken)


def remembered(problem: Problem, plan: Plan, found: Replay) -> Plan:
    """The plan, whose orders and deliveries were lived through already: the judge asks next."""
    global _last
    _last = (problem, plan, found)
    return plan


def stock_after(problem: Problem, plan: Plan, weeks: int) -> dict[tuple[str, str], Shelf]:
    """What is on each shelf, by place and product, after so many weeks of the plan."""
    look = index(problem)
    found: dict[tuple[str, str], Shelf] = {}
    for lives in _together(look, plan):
        _live_through(look, plan, lives, weeks, Replay())
        for life in lives:
            found.update({(place, life.product.id): s for place, s in life.shelves.items()})
    return found


def _shelves(
    look: Index, product: Product, deliveries: list[DeliveryLine]
) -> defaultdict[str, Shelf]:
    """What is there at the start, with a shelf for every place that uses, gives or gets some."""
    shelves: defaultdict[str, Shelf] = defaultdict(dict)
    for lot in look.lots[product.id]:
        shelves[lot.facility][lot.id] = [expiry_week(lot.expiry_day), lot.units]
    for demand in look.demands[product.id]:
        shelves[demand.facility] = shelves[demand.facility]
    for line in deliveries:
        shelves[line.facility] = shelves[line.facility]
        shelves[line.origin or look.depot] = shelves[line.origin or look.depot]
    return shelves


def _live(look: Index, life: _Life, week: int, result: Replay) -> None:
    """The week until its use."""
    product, shelves, orders = life.product, life.shelves, life.orders
    _expire(shelves, product.id, week, result)
    _arrive(shelves[look.depot], orders, week)
    if week in look.problem.order_weeks:
        result.position_units[product.id, week] = _position(look, product.id, shelves, orders, week)
    _deliver(look, shelves, life.deliveries, week, result)
    if product.cold_chain:
        _chill(shelves, product, week, result)
    _use(look, shelves, product.id, week, result)


def _expire(shelves: dict[str, Shelf], product: str, week: int, result: Replay) -> None:
    for place, shelf in shelves.items():
        for lot in [lot for lot, (expiry, _) in shelf.items() if expiry <= week]:
            units = shelf.pop(lot)[1]
            if units:
                result.wasted[place, product, lot, week] = units


def _arrive(shelf: Shelf, orders: list[OrderLine], week: int) -> None:
    for order in orders:
        if order.arrival_week == week and order.units:
            shelf[order.lot] = [expiry_week(order.expiry_day), order.units]


def _position(
    look: Index, product: str, shelves: dict[str, Shelf], orders: list[OrderLine], week: int
) -> int:
    """Units that can still be used before they expire, plus those ordered and not yet here."""
    held: defaultdict[int, int] = defaultdict(int)
    for shelf in shelves.values():
        for expiry, units in shelf.values():
            held[expiry] += units
    usable = 0
    for expiry in sorted(held):
        room = held[expiry]
        if expiry < look.problem.weeks:
            use = sum(sum(d.expected_units[week:expiry]) for d in look.demands[product])
            room = min(room, max(0, use - usable))
        usable += room
    outstanding = sum(o.units for o in orders if o.week <= week < o.arrival_week)
    return usable + outstanding


def _deliver(
    look: Index,
    shelves: dict[str, Shelf],
    deliveries: list[DeliveryLine],
    week: int,
    result: Replay,
) -> None:
    for line in deliveries:
        if line.week != week:
            continue
        source = shelves[line.origin or look.depot].get(line.lot)
        there = source[1] if source else 0
        moved = min(line.units, there)
        if moved < line.units:
            result.lacking.append((line, line.units - moved))
        if source is None or not moved:
            continue
        source[1] -= moved
        shelves[line.facility].setdefault(line.lot, [source[0], 0])[1] += moved


def _chill(shelves: dict[str, Shelf], product: Product, week: int, result: Replay) -> None:
    for place, shelf in shelves.items():
        units = sum(held for _, held in shelf.values())
        result.chilled_ml[place, week] += units * product.pack_ml / product.pack_units


def _use(look: Index, shelves: dict[str, Shelf], product: str, week: int, result: Replay) -> None:
    for demand in look.demands[product]:
        lacking = _take(shelves[demand.facility], demand.expected_units[week])
        if lacking:
            result.short[demand.facility, product, week] = lacking


def _take(shelf: Shelf, wanted: int) -> int:
    """Give out first-expired-first-out; returns what lacks."""
    for _, lot in sorted((held[0], lot) for lot, held in shelf.items()):
        held = shelf[lot]
        used = min(wanted, held[1])
        held[1] -= used
        wanted -= used
    return wanted
