"""What lacks of a product shared out once more: packs chosen for one place go to another.

A search for whole choices ends within a part of their cost, and where there is not enough most of
that is lack which nobody can help: a place may be left with nothing for less than that part. So one
pack after the other goes where it saves most by the same prices. For places that lack whole packs
this ends at the least that anyone must lack beyond their part: greedy is exact for what is shared
in units of one kind (Ibaraki & Katoh, Resource Allocation Problems, 1988); weeks, fridges and
trucks stand in the way of single packs alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from operations.core.supply.columns import kernel
from operations.core.supply.columns.answers import Chosen
from operations.core.supply.columns.rows import Rows
from operations.core.supply.columns.supply import weight

_NO_LIMIT = 1 << 40
_LEAST_CENTS = 0.5
"""What a pack's move must save."""


class _Places(NamedTuple):
    """A product's places (f) by week (t) and what is paid there: `kernel.live`'s arrays and prices.

    most[f, t]: delivered units that the fridge takes. first[f], need[f]: the week of the first
    delivery, and units used from it on. worth[t]: cents that a unit short in the week saves of the
    network's level. price: cents a unit that a place lacks beyond its part and half a pack.
    """

    pack: int
    net: Any
    own: Any
    wanted: Any
    most: Any
    told: Any
    carry: Any
    first: Any
    need: Any
    worth: Any
    short: float
    holding: float
    safety: float
    change: float
    price: float


class _Depot(NamedTuple):
    """come[k, t]: packs of a kind of lot that arrive; last[k]: the last week in which it may leave,
    the soonest first. free[t]: packs that the week's trucks still take of the product. open[f, t]:
    whether packs may be other than chosen. dated[f, t]: packs of lots that do not outlast the
    weeks, which stay."""

    come: Any
    last: Any
    free: Any
    open: Any
    dated: Any


class _State(NamedTuple):
    """What places pay and lack, and what one pack less (0) or more (1) a week changes of that."""

    cost: Any
    lack: Any
    cost_by: Any
    lack_by: Any


def evened(rows: Rows, chosen: Chosen, left: Any) -> Chosen:
    """The choices with packs moved from place to place while that saves anything, where more than a
    pack lacks in all. left: of every shared row, what the product may take beyond its choices."""
    price = rows.safety_price * weight(rows.look, "shortage_shared")
    pairs = rows.pairs
    if len(pairs.places) < 2 or not price:
        return chosen
    packs, dated = np.zeros((2, *pairs.net.shape), dtype=np.int64)
    at = {place: f for f, place in enumerate(pairs.places)}
    for (place, week), count in chosen.packs.items():
        packs[at[place], week] = count
    for (place, week), kinds in chosen.dated.items():
        dated[at[place], week] = sum(kinds.values())
    need = [int(use[w:].sum()) for use, w in zip(pairs.use, pairs.first, strict=True)]
    lacking = _lacking(rows, packs)
    places = _Places(
        rows.product.pack_units, pairs.net, pairs.own, pairs.wanted, rows.most, pairs.told,
        rows.carry, pairs.first, np.array(need), _level_worth(rows, chosen, lacking), rows.short,
        rows.holding, rows.safety, rows.change, price,
    )  # fmt: skip
    come, last = _lasting(rows, chosen)
    may = pairs.opening == kernel.FREE
    depot = _Depot(come, last, _free(rows, left), may, dated)
    if not _even(places, depot, packs):
        return chosen
    sent = np.argwhere(packs).tolist()
    return replace(chosen, packs={(pairs.places[f], t): int(packs[f, t]) for f, t in sent})


def _lacking(rows: Rows, packs: Any) -> Any:
    """Units short by week, all places together."""
    stock, short = np.zeros(len(packs), dtype=np.int64), []
    for week in range(packs.shape[1]):
        stock += packs[:, week] * rows.product.pack_units - rows.pairs.net[:, week]
        short.append(int(np.maximum(-stock, 0).sum()))
        stock = np.maximum(stock, 0)
    return np.array(short)


def _level_worth(rows: Rows, chosen: Chosen, lacking: Any) -> Any:
    """What is not used for want of it counts towards the network's level: cents a unit, by week,
    where the level is not reached."""
    worth, pack = np.zeros(len(lacking)), rows.product.pack_units
    for week, (level, position) in rows.supply.levels.items():
        ordered = sum(packs for chance, packs in chosen.orders if chance.week <= week)
        given = sum(packs for (expiry, _), packs in chosen.given.items() if expiry <= week)
        there = position + (ordered + given) * pack + int(lacking[:week].sum())
        if there < level.units:
            worth[:week] += rows.safety
    return worth


def _lasting(rows: Rows, chosen: Chosen) -> tuple[Any, Any]:
    """`come` and `last` of lots that outlast the weeks."""
    stocks = {key: Counter(stock.arriving) for key, stock in rows.supply.stocks.items()}
    for chance, count in chosen.orders:
        if chance.stock is not None:
            stocks[chance.stock][chance.week + chance.offer.lead_weeks] += count
    weeks = rows.look.problem.weeks
    kinds = sorted((k for k in stocks if k[0] >= weeks and k[1] >= 0), key=lambda kind: kind[1])
    come = np.array([[stocks[kind][t] for t in range(weeks)] for kind in kinds], dtype=np.int64)
    return come.reshape(-1, weeks), np.array([last for _, last in kinds], dtype=np.int64)


def _free(rows: Rows, left: Any) -> Any:
    """Packs by week that the product may still have on the trucks."""
    free = np.full(rows.look.problem.weeks, _NO_LIMIT, dtype=np.int64)
    for week in range(len(free)):
        for row, amount in rows.shared.transport(rows.product, week):
            if amount:
                free[week] = min(free[week], max(0, int(left[row] / amount + 1e-6)))
    return free


@njit(cache=True, nogil=True)
def _even(places: _Places, depot: _Depot, packs: Any) -> int:
    """Move packs[f, t] while that saves anything; how many moved."""
    count, weeks = packs.shape
    state = _State(
        np.zeros(count),
        np.zeros(count, dtype=np.int64),
        np.zeros((2, count, weeks)),
        np.zeros((2, count, weeks), dtype=np.int64),
    )
    for f in range(count):
        _look_at(f, places, depot, packs, state)
    moved, paid = 0, _paid(places, state)
    while state.lack.sum() > places.pack:
        found, giver, gives, taker, takes = _best(places, depot, packs, state)
        if not found:
            break
        _carry_out(1, giver, gives, taker, takes, places, depot, packs, state)
        before, paid = paid, _paid(places, state)
        if paid + places.holding * places.pack * (takes - gives) > before - _LEAST_CENTS:
            _carry_out(-1, giver, gives, taker, takes, places, depot, packs, state)
            break
        moved += 1
    return moved


@njit(cache=True, nogil=True)
def _carry_out(
    count: int, giver: int, gives: int, taker: int, takes: int, places: _Places, depot: _Depot,
    packs: Any, state: _State,
) -> None:  # fmt: skip
    """Move so many packs of the giver's week to the taker's."""
    packs[giver, gives] -= count
    packs[taker, takes] += count
    depot.free[gives] += count
    depot.free[takes] -= count
    _look_at(giver, places, depot, packs, state)
    _look_at(taker, places, depot, packs, state)


@njit(cache=True, nogil=True)
def _paid(places: _Places, state: _State) -> float:
    """What all places pay, and what they lack beyond their parts costs."""
    over, total = 0, state.lack.sum()
    for f in range(len(state.lack)):
        over += _over(f, 0, total, places, state)
    return float(state.cost.sum() + places.price * over)


@njit(cache=True, nogil=True)
def _look_at(f: int, places: _Places, depot: _Depot, packs: Any, state: _State) -> None:
    """What place f pays and lacks, and what one pack less or more a week would change."""
    state.cost[f], state.lack[f] = _lived(f, places, packs)
    for t in range(packs.shape[1]):
        for i in range(2):
            state.cost_by[i, f, t] = np.inf
            if depot.open[f, t] and (i or packs[f, t] > depot.dated[f, t]):
                packs[f, t] += 2 * i - 1
                if not i or _fits(f, places, packs):
                    cents, units = _lived(f, places, packs)
                    state.cost_by[i, f, t] = cents - state.cost[f]
                    state.lack_by[i, f, t] = units - state.lack[f]
                packs[f, t] -= 2 * i - 1


@njit(cache=True, nogil=True)
def _lived(f: int, places: _Places, packs: Any) -> tuple[float, int]:
    """Cents that place f pays for what it gets, and units it lacks from its first delivery on."""
    stock, lack, cost = 0, 0, 0.0
    for t in range(packs.shape[1]):
        if places.told[f, t] >= 0 and places.told[f, t] != packs[f, t]:
            cost += places.change
        stock += packs[f, t] * places.pack
        missing = max(0, places.net[f, t] - stock)
        stock = max(0, stock - places.net[f, t])
        cost += places.carry[f] * packs[f, t] + places.holding * stock
        cost += (places.short - places.worth[t]) * missing
        for i in range(places.wanted.shape[2]):
            cost += places.safety * max(0, places.wanted[f, t, i] - places.own[f, t] - stock)
        if t >= places.first[f]:
            lack += missing
    return cost, lack


@njit(cache=True, nogil=True)
def _fits(f: int, places: _Places, packs: Any) -> bool:
    """Whether the fridge takes all that comes."""
    stock = 0
    for t in range(packs.shape[1]):
        stock += packs[f, t] * places.pack
        if packs[f, t] and stock > places.most[f, t]:
            return False
        stock = max(0, stock - places.net[f, t])
    return True


@njit(cache=True, nogil=True)
def _best(
    places: _Places, depot: _Depot, packs: Any, state: _State
) -> tuple[bool, int, int, int, int]:
    """Whether any pack's move saves something, and the one that saves most: from whom, in which
    week, to whom and when."""
    may, all_need = _may(depot, packs), max(1, places.need.sum())
    total, blamed = state.lack.sum(), 0
    for f in range(len(packs)):
        if _over(f, 0, total, places, state) > 0:
            blamed += places.need[f]
    best, found = -_LEAST_CENTS, (False, 0, 0, 0, 0)
    for taker in range(len(packs)):
        for takes in range(packs.shape[1]):
            cents, units = state.cost_by[1, taker, takes], state.lack_by[1, taker, takes]
            if not units or cents == np.inf:
                continue
            for giver in range(len(packs)):
                for gives in range(packs.shape[1]):
                    saved = cents + state.cost_by[0, giver, gives]
                    if giver == taker or saved == np.inf or not may[gives, takes]:
                        continue
                    lost = state.lack_by[0, giver, gives]
                    # Of others, who lack the same, those that are blamed have another part.
                    over = -(lost + units) * blamed / all_need
                    for f, more in ((taker, units), (giver, lost)):
                        over += _over(f, more, total + units + lost, places, state)
                        over -= _over(f, 0, total, places, state)
                    saved += places.price * over
                    saved += places.holding * places.pack * (takes - gives)
                    if saved < best:
                        best, found = saved, (True, giver, gives, taker, takes)
    return found


@njit(cache=True, nogil=True)
def _over(f: int, more: int, total: int, places: _Places, state: _State) -> int:
    """Units beyond its part of all that place f lacks, and half a pack, with so many more."""
    part = -(-total * places.need[f] // max(1, places.need.sum()))
    return int(max(0, state.lack[f] + more - part - places.pack // 2))


@njit(cache=True, nogil=True)
def _may(depot: _Depot, packs: Any) -> Any:
    """may[u, t]: whether a pack may leave in week t in place of week u."""
    weeks = packs.shape[1]
    sent = np.zeros(weeks, dtype=np.int64)
    for f in range(len(packs)):
        for t in range(weeks):
            sent[t] += packs[f, t] - depot.dated[f, t]
    may = np.zeros((weeks, weeks), dtype=np.bool_)
    for u in range(weeks):
        for t in range(weeks):
            if u == t:
                may[u, t] = True
            elif sent[u] > 0 and depot.free[t] > 0:
                sent[u] -= 1
                sent[t] += 1
                may[u, t] = _there(depot, sent)
                sent[u] += 1
                sent[t] -= 1
    return may


@njit(cache=True, nogil=True)
def _there(depot: _Depot, sent: Any) -> bool:
    """Whether the depot has what is sent each week, what may leave soonest first."""
    here = np.zeros(len(depot.last), dtype=np.int64)
    for t in range(len(sent)):
        wanted = sent[t]
        for k in range(len(here)):
            here[k] += depot.come[k, t]
            if depot.last[k] >= t:
                taken = min(wanted, here[k])
                here[k] -= taken
                wanted -= taken
        if wanted > 0:
            return False
    return True
