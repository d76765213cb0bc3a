"""The dynamic programme over one facility's weeks, compiled: whole packs, exact costs.

A facility's own lots are used first and do not depend on what is delivered; the state is the units
delivered and not yet used. Costs are cents as floats.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

CLOSED, FREE = -2, -1
"""What `opening` says of a week without a delivery, and of one with any number of packs."""
UNTOLD = -1


@njit(cache=True, nogil=True)
def cheapest(
    pack: int, net: Any, own: Any, wanted: Any, opening: Any, most: Any, largest: Any,
    ship: Any, carry: Any, short: Any, blame: Any, first: Any, holding: float, safety: float,
    discard: Any, expiry: Any, surplus: Any, own_kept: Any, told: Any, change: float, packs: Any,
    drops: Any, value: Any,
) -> None:  # fmt: skip
    """The cheapest packs a week of every facility, into packs[f, t], units that it then throws away
    at the start of a week, into drops[f, t], and what all that costs, into value[f].

    net[f, t]: use that own lots do not serve. own[f, t]: own units at a week's end. wanted[f, t,
    i]: units that should be left then, -1 for none. opening[f, t]: CLOSED, FREE or a fixed number
    of packs. most[f, t]: delivered units that may be there after a delivery. largest[f]: units
    beyond which no more is of use. ship[f, t], carry[f]: cents a pack. short[t]: cents a unit, and
    blame[f] more from week first[f] on. Packs that are not used up when class i expires (week
    expiry[i]), own_kept[f, i] units aside, cost surplus[i] each: they were of no lot of the class;
    or their units are thrown away at discard[f, i]. told[f, t]: packs that the facility was told
    of, UNTOLD where it was told nothing; others cost `change` a week.
    """
    weeks = net.shape[1]
    for f in range(net.shape[0]):
        size = largest[f] + 1
        after = np.empty((weeks, size))
        here = np.zeros(size)
        best = np.empty(size)
        gone = np.zeros((len(expiry), size), dtype=np.int64)
        step, first_at, count = _states(pack, net[f], opening[f], expiry)
        for t in range(weeks - 1, -1, -1):
            for i in range(len(expiry)):
                if expiry[i] == t + 1:
                    for s in range(size):
                        here[s] += surplus[i] * _begun(s - own_kept[f, i], pack)
                        gone[i, s] = 0
                        if s and here[s - 1] + discard[f, i] < here[s]:
                            here[s] = here[s - 1] + discard[f, i]
                            gone[i, s] = gone[i, s - 1] + 1
            use, price = net[f, t], short[t] + (blame[f] if t >= first[f] else 0.0)
            for k in range(count[t, 1]):
                start, by = first_at[t, 1, k], step[t, 1]
                for s in range(start, size, by):
                    here[s] += holding * s
                for i in range(wanted.shape[2]):
                    enough = wanted[f, t, i] - own[f, t]
                    for s in range(start, min(size, enough), by):
                        here[s] += safety * (enough - s)
            for k in range(count[t, 0]):
                start, by = first_at[t, 0, k], step[t, 0]
                for s in range(start, min(size, use), by):
                    after[t, s] = here[0] + price * (use - s)
                for s in range(max(start, use + (start - use) % by), size, by):
                    after[t, s] = here[s - use]
            for k in range(count[t, 0]):
                _before(
                    after[t], best, here, first_at[t, 0, k], step[t, 0], opening[f, t], pack,
                    ship[f, t] + carry[f], most[f, t], told[f, t], change,
                )  # fmt: skip
        value[f] = here[0]
        _trace(
            f,
            net,
            opening,
            most,
            ship,
            carry,
            pack,
            expiry,
            after,
            gone,
            told,
            change,
            packs,
            drops,
        )


@njit(cache=True, nogil=True)
def _begun(units: int, pack: int) -> int:
    """Packs that the units are of at least."""
    return max(0, -(-units // pack))


@njit(cache=True, nogil=True)
def _states(pack: int, net: Any, opening: Any, expiry: Any) -> tuple[Any, Any, Any]:
    """Units that there can be in a week t, before (0) and after (1) its use: from each of
    first[t, i, :count[t, i]] on, in steps of step[t, i].

    Whole packs come and units go, so that there are at most as many remainders of a pack as weeks
    have passed; once units were thrown away or an officer fixed packs, there may be any number.
    """
    weeks = len(net)
    step, count = np.ones((weeks, 2), dtype=np.int64), np.ones((weeks, 2), dtype=np.int64)
    first = np.zeros((weeks, 2, pack), dtype=np.int64)
    known = np.zeros(pack, dtype=np.bool_)
    known[0] = True
    for t in range(weeks):
        if opening[t] >= 0 or (expiry == t).any() or 2 * known.sum() > pack:
            break
        for i in range(2):
            if i:
                known = np.roll(known, -(net[t] % pack))
                known[0] = True
            found = np.flatnonzero(known)
            if i and 2 * len(found) > pack:
                break
            step[t, i], count[t, i] = pack, len(found)
            first[t, i, : len(found)] = found
    return step, first, count


@njit(cache=True, nogil=True)
def _before(
    after: Any, best: Any, here: Any, first: int, step: int, opening: int, pack: int,
    price: float, most: int, told: int, change: float,
) -> None:  # fmt: skip
    """From the cost after a delivery to the cost before it, into `here`, for every step-th number
    of units."""
    size = len(after)
    if opening != FREE:
        count = max(0, opening)
        other = price * count + _departs(count, told, change)
        for s in range(first, size, step):
            here[s] = after[min(size - 1, s + count * pack)] + other
    else:
        for s in range(size - 1 - (size - 1 - first) % step, -1, -step):
            more = s + pack
            if more > min(size - 1, most):
                best[s] = np.inf
            else:
                best[s] = min(best[more], after[more]) + price
        for s in range(first, size, step):
            here[s] = min(after[s], best[s])
        if told >= 0:
            more, last = told * pack, min(size - 1, most) if told else size - 1
            for s in range(first, size, step):
                here[s] += change
                if s + more <= last:
                    here[s] = min(here[s], after[s + more] + price * told)


@njit(cache=True, nogil=True)
def _departs(count: int, told: int, change: float) -> float:
    """What a number of packs costs that is other than what was told."""
    return change if told >= 0 and count != told else 0.0


@njit(cache=True, nogil=True)
def _trace(
    f: int, net: Any, opening: Any, most: Any, ship: Any, carry: Any, pack: int, expiry: Any,
    after: Any, gone: Any, told: Any, change: float, packs: Any, drops: Any,
) -> None:  # fmt: skip
    """The choices behind the least cost, from the first week on."""
    size, stock = after.shape[1], 0
    for t in range(net.shape[1]):
        packs[f, t] = drops[f, t] = 0
        for i in range(len(expiry) - 1, -1, -1):
            if expiry[i] == t:
                drops[f, t] += gone[i, stock]
                stock -= gone[i, stock]
        if opening[f, t] >= 0:
            packs[f, t] = opening[f, t]
            stock = min(size - 1, stock + opening[f, t] * pack)
        elif opening[f, t] == FREE:
            price = ship[f, t] + carry[f]
            least = after[t, stock] + _departs(0, told[f, t], change)
            count, s = 0, stock + pack
            while s < size and s <= most[f, t]:
                count += 1
                cost = after[t, s] + price * count + _departs(count, told[f, t], change)
                if cost < least - 1e-9:
                    least = cost
                    packs[f, t] = count
                s += pack
            stock += packs[f, t] * pack
        stock = max(0, stock - net[f, t])


@njit(cache=True, nogil=True)
def live(
    pack: int, net: Any, own: Any, wanted: Any, expiry: Any, own_kept: Any, packs: Any,
    drops: Any, holding: float, safety: float, discard: float, short: float, told: Any,
    change: float, cost: Any, lacking: Any, room: Any,
) -> None:  # fmt: skip
    """What packs[f, t] and drops[f, t] cost without prices, into cost[f]; the units short into
    lacking[f, t]; how many of the packs could be of lots that expire in week expiry[i], into
    room[f, i]."""
    for f in range(net.shape[0]):
        stock, sent = 0, 0
        cost[f] = 0.0
        for t in range(net.shape[1]):
            stock -= drops[f, t]
            cost[f] += discard * drops[f, t]
            for i in range(len(expiry)):
                if expiry[i] == t:
                    room[f, i] = sent - _begun(stock - own_kept[f, i], pack)
            cost[f] += _departs(packs[f, t], told[f, t], change)
            sent += packs[f, t]
            stock += packs[f, t] * pack
            lacking[f, t] = max(0, net[f, t] - stock)
            stock = max(0, stock - net[f, t])
            cost[f] += short * lacking[f, t] + holding * stock
            for i in range(wanted.shape[2]):
                missing = wanted[f, t, i] - own[f, t] - stock
                if missing > 0:
                    cost[f] += safety * missing
