"""One customer's best visits while all others keep theirs: dynamic programming over its stock.

As in Zhao, Archetti, Pham & Vidal (2024), Large neighborhood and hybrid genetic search for
inventory routing problems: a visit costs its cheapest insertion into a route of that period, and
overload is allowed at a price. Here the stock after a delivery is one of a few levels: just enough
up to a later period, the vehicle's free room, or full.
"""

from __future__ import annotations

from dataclasses import dataclass

from operations.core.supply.inventory.state import State

Choice = tuple[int, int, int, int]
"""added way, free room, vehicle, position"""
Trail = tuple["Trail", int, int, Choice] | None
"""Visits backwards: (earlier visits, period, units, choice)."""


Reached = dict[int, tuple[int, Trail]]
"""Stock at a period's end: its cheapest cost and visits."""


@dataclass(frozen=True, slots=True)
class Whim:
    """What differs from try to try, so that not all plans look alike.

    shunned: periods without a visit, unless the customer would run out. borrow: more than the depot
    can spare may be asked for; others may give way when quantities are set.
    """

    shunned: frozenset[int] = frozenset()
    borrow: bool = False


def insert(state: State, customer: int, overload_price: int, whim: Whim = Whim()) -> None:
    """Give the customer (whom nobody calls on) its cheapest visits."""
    trail = _cheapest(state, customer, overload_price, whim)
    while trail is not None:
        trail, period, units, (_, _, vehicle, place) = trail
        state.put_in(customer, period, vehicle, place, units)


def _cheapest(state: State, customer: int, overload_price: int, whim: Whim) -> Trail:
    ground = state.ground
    demand, least = ground.demand[customer], ground.least[customer]
    keeping = ground.relative_cost[customer]
    caps = [ground.room[customer]] * ground.periods if whim.borrow else _caps(state, customer)
    reached: Reached = {ground.stock[customer]: (0, None)}
    for period in range(ground.periods):
        used = demand[period]
        after: Reached = {}
        choices = choices_of(state, customer, period)
        now = used + least
        cap = max(caps[period], now)
        levels = [level for level in _enough(demand[period:], least) if level < cap]
        levels.append(cap)
        for stock, (cost, trail) in reached.items():
            if stock >= now:
                left = stock - used
                price = cost + keeping * left
                if left not in after or price < after[left][0]:
                    after[left] = (price, trail)
                if period in whim.shunned:
                    continue
            full = [stock + room for _, room, _, _ in choices if now <= stock + room < cap]
            for level in levels + full:
                units = level - stock
                if units <= 0:
                    continue
                added, choice = _choose(choices, units, overload_price)
                left = level - used
                price = cost + added + keeping * left
                if left not in after or price < after[left][0]:
                    after[left] = (price, (trail, period, units, choice))
        reached = _undominated(after, keeping, ground.periods - period - 1)
    return min(reached.values(), key=lambda found: found[0])[1]


def _choose(choices: list[Choice], units: int, overload_price: int) -> tuple[int, Choice]:
    """The cheapest call that leaves `units`; choices come cheapest and fullest first."""
    best: tuple[int, Choice] | None = None
    for choice in choices:
        over = units - choice[1]
        if over <= 0:
            if best is None or choice[0] < best[0]:
                best = (choice[0], choice)
            break
        price = choice[0] + overload_price * over
        if best is None or price < best[0]:
            best = (price, choice)
    assert best is not None
    return best


def _undominated(reached: Reached, keeping: int, periods_left: int) -> Reached:
    """Without the stocks that a higher one beats even if it is kept to the end."""
    if keeping < 0:
        return reached
    kept: Reached = {}
    best = 1 << 60
    for stock in sorted(reached, reverse=True):
        # cost + keeping * periods_left * (higher - stock), the latter part of it for all at once
        cost = reached[stock][0] + keeping * periods_left * stock
        if cost < best:
            best = cost
            kept[stock] = reached[stock]
    return kept


def _enough(demand: tuple[int, ...], least: int) -> list[int]:
    """Stock that lasts to the end of this period, of the next one, and so on."""
    levels, total = [], least
    for used in demand:
        total += used
        levels.append(total)
    return levels


def choices_of(state: State, customer: int, period: int) -> list[Choice]:
    """Routes that no other beats in both added way and free room."""
    insertion, most = state.ground.tours.insertion, state.ground.problem.vehicle_units
    loads = state.loads[period]
    found, empty = [], False
    for vehicle, tour in enumerate(state.routes[period]):
        if not tour and empty:
            continue
        empty = empty or not tour
        added, place = insertion(tour, customer)
        found.append((added, most - loads[vehicle], vehicle, place))
    found.sort()
    kept: list[Choice] = []
    for choice in found:
        if not kept or choice[1] > kept[-1][1]:
            kept.append(choice)
    return kept


def _caps(state: State, customer: int) -> list[int]:
    """Highest stock after a delivery: the store's room and what the depot can still spare."""
    ground = state.ground
    caps, spare = [0] * ground.periods, 1 << 60
    left = state.spare_units()
    for period in reversed(range(ground.periods)):
        spare = min(spare, left[period])
        before = ground.used_units[customer][period] - ground.demand[customer][period]
        affordable = spare + ground.stock[customer] - before
        caps[period] = min(ground.room[customer], affordable)
    return caps
