"""One customer's best visits while all others keep theirs: dynamic programming over its stock.

As in Zhao, Archetti, Pham & Vidal (2024), Large neighborhood and hybrid genetic search for
inventory routing problems: a visit costs its cheapest insertion into a route of that period, and
overload is allowed at a price. Here the stock after a delivery is one of a few levels: just enough
up to a later period, the vehicle's free room, or full.
"""

from __future__ import annotations

from operations.core.supply.inventory.state import State

Choice = tuple[int, int, int, int]
"""added way, free room, vehicle, position"""
Trail = tuple["Trail", int, int, Choice] | None
"""Visits backwards: (earlier visits, period, units, choice)."""


def insert(state: State, customer: int, overload_price: int) -> None:
    """Give the customer (whom nobody calls on) its cheapest visits."""
    trail = _cheapest(state, customer, overload_price)
    while trail is not None:
        trail, period, units, (_, _, vehicle, place) = trail
        tour = state.routes[period][vehicle]
        state.routes[period][vehicle] = (*tour[:place], customer, *tour[place:])
        state.units[customer][period] = units


def _cheapest(state: State, customer: int, overload_price: int) -> Trail:
    ground = state.ground
    demand, least = ground.demand[customer], ground.least[customer]
    keeping = ground.relative_cost[customer]
    caps = _caps(state, customer)
    reached: dict[int, tuple[int, Trail]] = {ground.stock[customer]: (0, None)}
    for period in range(ground.periods):
        used, after = demand[period], {}
        choices = choices_of(state, customer, period)
        enough = _levels(demand[period:], least)
        for stock, (cost, trail) in reached.items():
            if stock >= used + least:
                left = stock - used
                price = cost + keeping * left
                if left not in after or price < after[left][0]:
                    after[left] = (price, trail)
            for level in _worth(stock, enough, caps[period], choices):
                units, left = level - stock, level - used
                added, choice = min(
                    (c[0] + overload_price * max(0, units - c[1]), c) for c in choices
                )
                price = cost + added + keeping * left
                if left not in after or price < after[left][0]:
                    after[left] = (price, (trail, period, units, choice))
        reached = after
    return min(reached.values(), key=lambda found: found[0])[1]


def _levels(demand: tuple[int, ...], least: int) -> list[int]:
    """Stock that lasts to the end of this period, of the next one, and so on."""
    levels, total = [], least
    for used in demand:
        total += used
        levels.append(total)
    return levels


def _worth(stock: int, enough: list[int], cap: int, choices: list[Choice]) -> set[int]:
    """Levels above the stock, never below what this period needs."""
    now = enough[0]
    levels = {level for level in enough if stock < level <= cap}
    levels.add(cap)
    levels.update(stock + choice[1] for choice in choices if choice[1] > 0)
    return {level for level in levels if stock < level and now <= level <= max(cap, now)}


def choices_of(state: State, customer: int, period: int) -> list[Choice]:
    """Routes that no other beats in both added way and free room."""
    insertion, most = state.ground.tours.insertion, state.ground.problem.vehicle_units
    found, empty = [], False
    for vehicle, tour in enumerate(state.routes[period]):
        if not tour and empty:
            continue
        empty = empty or not tour
        added, place = insertion(tour, customer)
        found.append((added, most - state.load(period, vehicle), vehicle, place))
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
