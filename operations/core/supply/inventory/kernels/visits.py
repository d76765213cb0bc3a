"""One customer's best visits while all others keep theirs: dynamic programming over its stock.

As in Zhao, Archetti, Pham & Vidal (2024), Large neighborhood and hybrid genetic search for
inventory routing problems: a visit costs its cheapest insertion into a route of that period, and
overload is allowed at a price. Here the stock after a delivery is one of a few levels: just enough
up to a later period, the vehicle's free room, or full.
"""

from __future__ import annotations

from typing import Any

from operations.core.compiled import large, small
from operations.core.supply.inventory.kernels.arrays import (
    ADDED,
    BACK,
    CHOICE,
    COST,
    FAR,
    FREE,
    LEFT,
    MOST_STATES,
    NOBODY,
    PERIODS,
    PLACE,
    STOCK,
    UNITS,
    VEHICLE,
    VEHICLES,
)
from operations.core.supply.inventory.kernels.tours import call, cheapest_place


@large
def insert(f: Any, p: Any, d: Any, k: int, price: int, shunned: int, borrow: bool) -> None:
    """Give the customer (whom nobody calls on) its cheapest visits.

    price: of a unit of overload. shunned: periods (as bits) without a visit, unless no earlier one
    could have brought enough. borrow: more than the depot can spare may be asked for; others may
    give way when quantities are set.
    """
    periods, found, live = f.sizes[PERIODS], d.found, d.live
    _caps(f, p, d, k, borrow)
    found[0, STOCK], found[0, COST], found[0, BACK], found[0, LEFT] = f.stock[k], 0, NOBODY, 0
    live[0, 0], count, end = 0, 1, 1
    for t in range(periods):
        _choices(f, p, d, k, t)
        first, need = end, f.demand[k, t] + f.least[k]
        shun = (shunned >> t) & 1 == 1 and found[live[0, 0], STOCK] >= need
        for i in range(count):
            if found[live[0, i], STOCK] >= need:
                end = _reach(f, d, k, t, live[0, i], 0, 0, 0, first, end)
            if not shun:
                end = _visited(f, d, k, t, live[0, i], first, end, price)
        count = _undominated(d, first, end, max(0, f.rate[k]) * (periods - t - 1))
    best = live[0, 0]
    for i in range(1, count):
        if found[live[0, i], COST] < found[best, COST]:
            best = live[0, i]
    for t in range(periods - 1, -1, -1):
        if found[best, LEFT]:
            c = found[best, CHOICE]
            added, v, place = d.choice[t, c, ADDED], d.choice[t, c, VEHICLE], d.choice[t, c, PLACE]
            call(f, p, k, t, v, place, added, found[best, LEFT])
        best = found[best, BACK]


@small
def _caps(f: Any, p: Any, d: Any, k: int, borrow: bool) -> None:
    """Highest stock after a delivery: the store's room and what the depot can still spare."""
    periods, gone = f.sizes[PERIODS], 0
    for t in range(periods):
        for v in range(f.sizes[VEHICLES]):
            gone += p.load[t, v]
        d.caps[t] = f.depot[t] - gone
    spare = FAR
    for t in range(periods - 1, -1, -1):
        spare = min(spare, d.caps[t])
        before = f.used[k, t] - f.demand[k, t]
        d.caps[t] = f.room[k] if borrow else min(f.room[k], spare + f.stock[k] - before)


@small
def _choices(f: Any, p: Any, d: Any, k: int, t: int) -> None:
    """Routes that no other beats in both added way and free room, cheapest first."""
    count, empty, choice = 0, False, d.choice
    for v in range(f.sizes[VEHICLES]):
        if p.stops[t, v] == 0:
            if empty:
                continue
            empty = True
        added, place = cheapest_place(f, p, t, v, k)
        free = f.sizes[UNITS] - p.load[t, v]
        at = count
        while at > 0 and choice[t, at - 1, ADDED] > added:
            at -= 1
        if at > 0 and choice[t, at - 1, FREE] >= free:
            continue
        while at < count and choice[t, at, FREE] <= free:  # those behind that it beats
            for i in range(at, count - 1):
                for column in range(4):
                    choice[t, i, column] = choice[t, i + 1, column]
            count -= 1
        for i in range(count, at, -1):
            for column in range(4):
                choice[t, i, column] = choice[t, i - 1, column]
        choice[t, at, ADDED], choice[t, at, FREE] = added, free
        choice[t, at, VEHICLE], choice[t, at, PLACE] = v, place
        count += 1
    d.choices[t] = count


@small
def _visited(f: Any, d: Any, k: int, t: int, at: int, first: int, end: int, price: int) -> int:
    """What a visit in a period may make of a stock: states from `first` on, the new end of them."""
    stock, need = d.found[at, STOCK], f.demand[k, t] + f.least[k]
    cap = max(d.caps[t], need)
    level = f.least[k]
    for later in range(t, f.sizes[PERIODS]):
        level += f.demand[k, later]
        if level >= cap:
            break
        end = _bring(f, d, k, t, at, level - stock, price, first, end)
    end = _bring(f, d, k, t, at, cap - stock, price, first, end)
    for i in range(d.choices[t]):
        full = stock + d.choice[t, i, FREE]
        if need <= full < cap:
            end = _bring(f, d, k, t, at, full - stock, price, first, end)
    return end


@small
def _bring(
    f: Any, d: Any, k: int, t: int, at: int, units: int, price: int, first: int, end: int
) -> int:
    """The cheapest call that leaves `units`."""
    if units <= 0:
        return end
    best, chosen = FAR, 0
    for i in range(d.choices[t]):
        over = max(0, units - d.choice[t, i, FREE])
        cost = d.choice[t, i, ADDED] + price * over
        if cost < best:
            best, chosen = cost, i
        if over == 0:
            break
    return int(_reach(f, d, k, t, at, units, best, chosen, first, end))


@small
def _reach(
    f: Any,
    d: Any,
    k: int,
    t: int,
    at: int,
    units: int,
    added: int,
    chosen: int,
    first: int,
    end: int,
) -> int:
    """A stock at the period's end, kept where it is the cheapest way to it."""
    found = d.found
    stock = found[at, STOCK] + units - f.demand[k, t]
    cost = found[at, COST] + added + f.rate[k] * stock
    to = first
    while to < end and found[to, STOCK] != stock:
        to += 1
    if to == end:
        if end - first >= 4 * MOST_STATES:
            return end
        end += 1
    elif found[to, COST] <= cost:
        return end
    found[to, STOCK], found[to, COST], found[to, BACK] = stock, cost, at
    found[to, LEFT], found[to, CHOICE] = units, chosen
    return end


@small
def _undominated(d: Any, first: int, end: int, keeping: int) -> int:
    """The states worth going on from, highest stock first, their number.

    A stock that is beaten by a higher one, even if the difference is kept to the end at `keeping` a
    unit, is left out; beyond `MOST_STATES` so are the lowest.
    """
    found, live, count = d.found, d.live, 0
    for state in range(first, end):
        at = count
        while at > 0 and found[live[1, at - 1], STOCK] < found[state, STOCK]:
            live[1, at] = live[1, at - 1]
            at -= 1
        live[1, at] = state
        count += 1
    kept, best = 0, FAR
    for i in range(count):
        state = live[1, i]
        cost = found[state, COST] + keeping * found[state, STOCK]
        if cost < best and kept < MOST_STATES:
            best = cost
            live[0, kept] = state
            kept += 1
    return kept
