"""The cheapest quantities for given routes: a minimum-cost flow from where it stands.

Nodes are the depot in each period, each vehicle's route, each call, and one for all that is left at
the end, which also lends the depot what it does not have, at the price of overload. Quantities are
cheapest where no cycle of what could still flow, back or forth, costs less than nothing (Klein
1967, A primal method for minimal cost flows, Management Science 14(3)); such cycles are found by
Bellman and Ford and emptied one after the other. Between one step of the search and the next little
changes, so that few are found.
"""

from __future__ import annotations

from typing import Any

from operations.core.compiled import large, small
from operations.core.supply.inventory.kernels.arrays import (
    CUSTOMERS,
    FAR,
    HEAD,
    HELD,
    NOBODY,
    PERIODS,
    PRICE,
    SPACE,
    TAIL,
    UNITS,
    VEHICLES,
)
from operations.core.supply.inventory.kernels.tours import strike, worth


@large
def share_out(f: Any, p: Any, d: Any, price: int) -> None:
    """Set the plan's units to the cheapest for its routes; calls without goods are struck out."""
    calls, arcs = _net(f, p, d, price)
    nodes = f.sizes[PERIODS] * (1 + f.sizes[VEHICLES]) + calls + 1
    again, changed = True, False
    while again:
        again = _emptied(d, arcs, nodes)
        changed = changed or again
    if not changed:
        return
    for i in range(calls):
        k, t = d.calls[i, 0], d.calls[i, 1]
        units = d.arc[4 * i + 3, SPACE]  # as much as could flow back from the call to the route
        v, change = p.vehicle[k, t], units - p.units[k, t]
        if change:
            p.load[t, v] += change
            p.units[k, t] = units
            p.sums[HELD] += worth(f, k, t, change)
        if units == 0:
            strike(f, p, k, t)


@small
def _arc(d: Any, at: int, tail: int, head: int, room: int, back: int, cost: int) -> int:
    """An arc and its reverse: how much more may flow, and how much flows that could flow back."""
    arc = d.arc
    arc[at, TAIL], arc[at, HEAD], arc[at, SPACE], arc[at, PRICE] = tail, head, room, cost
    at += 1
    arc[at, TAIL], arc[at, HEAD], arc[at, SPACE], arc[at, PRICE] = head, tail, back, -cost
    return at + 1


@small
def _net(f: Any, p: Any, d: Any, price: int) -> tuple[int, int]:
    """(calls, arcs): first two arcs of each call, from its route and to the next call."""
    customers, periods, vehicles = f.sizes[CUSTOMERS], f.sizes[PERIODS], f.sizes[VEHICLES]
    first = periods * (1 + vehicles)
    calls, at = 0, 0
    for k in range(1, customers + 1):
        for t in range(periods):
            if p.vehicle[k, t] != NOBODY:
                d.calls[calls, 0], d.calls[calls, 1] = k, t
                calls += 1
    end = first + calls
    for i in range(calls):
        k, t = d.calls[i, 0], d.calls[i, 1]
        route = periods + t * vehicles + p.vehicle[k, t]
        later = i + 1 < calls and d.calls[i + 1, 0] == k
        until = d.calls[i + 1, 1] if later else periods
        more, less = _leeway(f, p, k, t, until)
        cost = f.price[k] * (until - t)
        at = _arc(d, at, first + i, first + i + 1 if later else end, more, less, cost)
        at = _arc(d, at, route, first + i, FAR, p.units[k, t], 0)
    gone = lent = 0
    for t in range(periods):
        for v in range(vehicles):
            load, route = p.load[t, v], periods + t * vehicles + v
            if p.stops[t, v]:
                over = max(0, load - f.sizes[UNITS])
                at = _arc(d, at, t, route, f.sizes[UNITS] - load + over, load - over, 0)
                at = _arc(d, at, t, route, FAR, over, price)
                gone += load
        borrowed = max(0, gone - lent - f.depot[t])
        lent += borrowed
        at = _arc(d, at, end, t, FAR, borrowed, price)
        kept = f.depot[t] + lent - gone
        at = _arc(d, at, t, t + 1 if t + 1 < periods else end, FAR, kept, f.price[0])
    return calls, at


@small
def _leeway(f: Any, p: Any, k: int, t: int, until: int) -> tuple[int, int]:
    """How much more and how much less the customer could hold from a period up to another."""
    stock, more, less = f.stock[k] - f.used[k, until - 1], FAR, FAR
    for period in range(t):
        stock += p.units[k, period]
    stock += p.units[k, t]
    for period in range(until - 1, t - 1, -1):
        more = min(more, f.room[k] - f.demand[k, period] - stock)
        less = min(less, stock - f.least[k])
        stock += f.demand[k, period]
    return more, less


@small
def _emptied(d: Any, arcs: int, nodes: int) -> bool:
    """Find one cycle of less than no cost and let as much flow around it as goes."""
    arc, reach, by = d.arc, d.reach, d.by
    for node in range(nodes):
        reach[node], by[node] = 0, NOBODY
    changed, rounds = True, 0
    while changed:
        changed = False
        rounds += 1
        for i in range(arcs):
            if arc[i, SPACE] > 0:
                cost = reach[arc[i, TAIL]] + arc[i, PRICE]
                if cost < reach[arc[i, HEAD]]:
                    reach[arc[i, HEAD]] = cost
                    by[arc[i, HEAD]] = i
                    changed = True
        if changed and rounds > 2:
            node = _on_cycle(d, nodes)
            if node != NOBODY:
                _round(d, node)
                return True
    return False


@small
def _on_cycle(d: Any, nodes: int) -> int:
    """A node on a circle of arcs by which nodes were reached, or NOBODY."""
    mark, by, arc = d.mark, d.by, d.arc
    for node in range(nodes):
        mark[node] = 0
    for start in range(nodes):
        node = start
        while node != NOBODY and mark[node] == 0:
            mark[node] = start + 1
            node = arc[by[node], TAIL] if by[node] != NOBODY else NOBODY
        if node != NOBODY and mark[node] == start + 1:
            return node
    return NOBODY


@small
def _round(d: Any, node: int) -> None:
    arc, by = d.arc, d.by
    most, here = FAR, node
    while True:
        most = min(most, arc[by[here], SPACE])
        here = arc[by[here], TAIL]
        if here == node:
            break
    while True:
        i = by[here]
        arc[i, SPACE] -= most
        arc[i ^ 1, SPACE] += most
        here = arc[i, TAIL]
        if here == node:
            break
