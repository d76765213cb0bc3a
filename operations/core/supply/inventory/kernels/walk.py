"""Ruin and recreate: some customers lose all their visits and get the best ones again.

Schrimpf et al. (2000), Record breaking optimization results using the ruin and recreate principle,
J. Computational Physics 159; Christiaens & Vanden Berghe (2020), Slack induction by string
removals, Transportation Science 54(2). Between them quantities are set by a minimum-cost flow.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from operations.core.chance import below, unit
from operations.core.compiled import entry, large, small
from operations.core.supply.inventory.kernels.arrays import (
    CUSTOMERS,
    HELD,
    NOBODY,
    PERIODS,
    UNITS,
    VEHICLES,
    WAY,
    Ints,
)
from operations.core.supply.inventory.kernels.quantities import share_out
from operations.core.supply.inventory.kernels.tours import shorten, strike
from operations.core.supply.inventory.kernels.visits import insert

MOST_RUINED = 10
SHUN = 0.2
"""Share of the periods that a customer is not offered on a whim."""
HOPE_FOR_ROUTES, HOPE_FOR_UNITS = 1.02, 1.002
"""Costs above the limit at which improving routes, then quantities, may still bring it down."""
LOOK_EVERY = 50
"""Changed states after which the price of overload follows how many states were overloaded."""


class Drafts(NamedTuple):
    """now: where the search stands; then: what it tries; trial: the same with nothing too much;
    best: the cheapest of those with the least excess."""

    now: Any
    then: Any
    trial: Any
    best: Any


NUMBERS = 8
EXCESS, LEAST_COST, OVERLOAD, FLOOR, DEAR, SEEN, OVERLOADED, SHORT_PRICE = range(NUMBERS)
"""Of the best plan: excess units and cost. The price of overload now, the least it may be, one at
which a unit too much never pays; states since it was looked at, those of them that were overloaded.
The depot's price of holding, which a depot below zero does not pay."""


def numbers(floor: int, dear: int, depot_price: int) -> Ints:
    none = np.iinfo(np.int64).max
    return np.array([none, none, floor, floor, dear, 0, 0, depot_price], np.int64)


@entry
def begin(f: Any, s: Any, d: Any, order: Any, n: Any) -> None:
    """A first plan: customers in this order, overload dear."""
    for i in range(f.sizes[CUSTOMERS]):
        insert(f, s.now, d, order[i], n[DEAR], 0, False)
    shorten(f, s.now, d)
    share_out(f, s.now, d, n[DEAR])
    _keep(f, s, s.now, n)


@entry
def go(
    f: Any, s: Any, d: Any, chance: Any, n: Any, first: int, last: int, length: int, heat: Any
) -> None:
    """Steps `first` to `last` of a round of `length`.

    heat: temperatures at the beginning and at the end of the round, as a share of the best cost.
    """
    for step in range(first, last):
        share = heat[0] * (heat[1] / heat[0]) ** (step / length)
        _step(f, s, d, chance, n, share * n[LEAST_COST])
        if n[SEEN] >= LOOK_EVERY:
            _reprice(n)


@small
def _step(f: Any, s: Any, d: Any, chance: Any, n: Any, heat: float) -> None:
    """Go on from the changed plan where it is good enough, else from the one there was."""
    then, price = s.then, n[OVERLOAD]
    _copy(f, s.now, then)
    count = _ruin(f, then, d, chance)
    for i in range(count):
        shunned, borrow = 0, False
        if unit(chance) >= 0.5:
            for t in range(f.sizes[PERIODS]):
                if unit(chance) < SHUN:
                    shunned |= 1 << t
            borrow = unit(chance) < 0.5
        insert(f, then, d, d.chosen[i], price, shunned, borrow)
    limit = _plain(s.now) + price * _excess(f, s.now) - heat * math.log(1.0 - unit(chance))
    if _plain(then) > limit * HOPE_FOR_ROUTES:
        return
    shorten(f, then, d)
    if _plain(then) > limit * HOPE_FOR_UNITS:
        return
    share_out(f, then, d, price)
    cost, excess = _plain(then), _excess(f, then)
    n[SEEN] += 1
    if excess:
        n[OVERLOADED] += 1
        if n[EXCESS] or cost < n[LEAST_COST]:
            # whether other quantities alone bring a promising plan within its vehicles
            _copy(f, then, s.trial)
            share_out(f, s.trial, d, n[DEAR])
            _keep(f, s, s.trial, n)
    _keep(f, s, then, n)
    if cost + price * excess < limit:
        _copy(f, then, s.now)


@large
def _keep(f: Any, s: Any, p: Any, n: Any) -> None:
    excess = _excess(f, p)
    if excess > n[EXCESS]:
        return
    cost = _plain(p) + n[SHORT_PRICE] * _short(f, p)
    if excess < n[EXCESS] or cost < n[LEAST_COST]:
        n[EXCESS], n[LEAST_COST] = excess, cost
        _copy(f, p, s.best)


@large
def _copy(f: Any, p: Any, q: Any) -> None:
    for t in range(f.sizes[PERIODS]):
        for v in range(f.sizes[VEHICLES]):
            q.stops[t, v], q.load[t, v] = p.stops[t, v], p.load[t, v]
            q.length[t, v], q.fresh[t, v] = p.length[t, v], p.fresh[t, v]
            for i in range(p.stops[t, v]):
                q.route[t, v, i] = p.route[t, v, i]
        for k in range(1, f.sizes[CUSTOMERS] + 1):
            q.units[k, t], q.vehicle[k, t] = p.units[k, t], p.vehicle[k, t]
    q.sums[WAY], q.sums[HELD] = p.sums[WAY], p.sums[HELD]


@small
def _plain(p: Any) -> int:
    """Way and holding; a depot below zero holds less than nothing here."""
    return int(p.sums[WAY] + p.sums[HELD])


@small
def _short(f: Any, p: Any) -> int:
    """Units that the depot does not have, summed over the periods."""
    short = gone = 0
    for t in range(f.sizes[PERIODS]):
        for v in range(f.sizes[VEHICLES]):
            gone += p.load[t, v]
        short += max(0, gone - f.depot[t])
    return short


@small
def _excess(f: Any, p: Any) -> int:
    """Load above the vehicles' room and units that the depot does not have."""
    over = 0
    for t in range(f.sizes[PERIODS]):
        for v in range(f.sizes[VEHICLES]):
            over += max(0, p.load[t, v] - f.sizes[UNITS])
    return int(over + _short(f, p))


@small
def _reprice(n: Any) -> None:
    """Dearer when most states carry too much, cheaper when hardly any does."""
    if n[OVERLOADED] > 0.6 * LOOK_EVERY:
        n[OVERLOAD] = n[OVERLOAD] * 5 // 4 + 1
    elif n[OVERLOADED] < 0.3 * LOOK_EVERY:
        n[OVERLOAD] = max(1, n[FLOOR] // 20, n[OVERLOAD] * 9 // 10)
    n[SEEN] = n[OVERLOADED] = 0


@large
def _ruin(f: Any, p: Any, d: Any, chance: Any) -> int:
    """Take some customers out, in the order in which they come back; their number."""
    customers, chosen = f.sizes[CUSTOMERS], d.chosen
    most = min(customers, 1 + below(chance, 1 + below(chance, MOST_RUINED)))
    kind = unit(chance)
    count = 0
    if kind < 0.7:
        count = _near(f, d, chance, most)
    elif kind < 0.85:
        count = _tour(f, p, d, chance)
    if count == 0:
        count = _any(f, d, chance, most)
    for i in range(count):
        for t in range(f.sizes[PERIODS]):
            if p.vehicle[chosen[i], t] != NOBODY:
                strike(f, p, chosen[i], t)
    _order(f, d, chance, count)
    return count


@small
def _near(f: Any, d: Any, chance: Any, most: int) -> int:
    """One customer and some of those around."""
    customers, chosen = f.sizes[CUSTOMERS], d.chosen
    seed = 1 + below(chance, customers)
    pool = min(2 * most, customers - 1)
    chosen[0] = seed
    count = 1
    for i in range(pool):  # each as likely, as many as are wanted (Knuth's algorithm S)
        if below(chance, pool - i) < most - count:
            chosen[count] = f.near[seed, i]
            count += 1
    return count


@small
def _tour(f: Any, p: Any, d: Any, chance: Any) -> int:
    """The first stops of one tour, none where nobody drives."""
    tours = 0
    for t in range(f.sizes[PERIODS]):
        for v in range(f.sizes[VEHICLES]):
            tours += p.stops[t, v] > 0
    if tours == 0:
        return 0
    left = below(chance, tours)
    for t in range(f.sizes[PERIODS]):
        for v in range(f.sizes[VEHICLES]):
            if p.stops[t, v] > 0:
                if left == 0:
                    count = int(min(MOST_RUINED, p.stops[t, v]))
                    for i in range(count):
                        d.chosen[i] = p.route[t, v, i]
                    return count
                left -= 1
    return 0


@small
def _any(f: Any, d: Any, chance: Any, most: int) -> int:
    count, customers = 0, f.sizes[CUSTOMERS]
    for i in range(customers):
        if below(chance, customers - i) < most - count:
            d.chosen[count] = 1 + i
            count += 1
    return count


@small
def _order(f: Any, d: Any, chance: Any, count: int) -> None:
    """By chance; three times in ten those who need most first, twice those who are far first."""
    chosen = d.chosen
    for i in range(count - 1, 0, -1):
        j = below(chance, i + 1)
        chosen[i], chosen[j] = chosen[j], chosen[i]
    kind = unit(chance)
    if kind >= 0.5:
        return
    last = f.sizes[PERIODS] - 1
    for i in range(1, count):
        k, j = chosen[i], i
        while j > 0:
            other = chosen[j - 1]
            ahead = (
                f.used[k, last] > f.used[other, last]
                if kind < 0.3
                else f.way[0, k] > f.way[0, other]
            )
            if not ahead:
                break
            chosen[j] = other
            j -= 1
        chosen[j] = k
