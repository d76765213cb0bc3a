"""What the kernels read and write. Customer k is row k, the depot row 0; periods count from 0."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

Ints = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
NOBODY = -1
FAR = 1 << 60
"""Longer and dearer than anything."""


class Facts(NamedTuple):
    """What does not change during a search.

    sizes: customers, periods, vehicles, a vehicle's units, 1 where every way is as long back.
    way[a, b]; stock[k], room[k], least[k]; demand[k, t] and used[k, t], demand up to and with t.
    rate[k]: what a unit costs more a period at the customer than at the depot; price[k]: what it
    costs there. near[k]: the other customers, nearest first. depot[t]: what the depot has had by t.
    """

    sizes: Ints
    way: Ints
    stock: Ints
    room: Ints
    least: Ints
    demand: Ints
    used: Ints
    rate: Ints
    price: Ints
    near: Ints
    depot: Ints


CUSTOMERS, PERIODS, VEHICLES, UNITS, EVEN = range(5)


class Draft(NamedTuple):
    """A plan whose vehicles may carry too much.

    route[t, v, place], of which the first stops[t, v] count, with load[t, v] and length[t, v];
    fresh[t, v]: 1 where it has changed since it was shortened. units[k, t], and vehicle[k, t] that
    brings them or NOBODY. sums: way and holding.
    """

    route: Ints
    stops: Ints
    load: Ints
    length: Ints
    fresh: Ints
    units: Ints
    vehicle: Ints
    sums: Ints


WAY, HELD = range(2)


class Desk(NamedTuple):
    """Room to reckon in; nothing in it lasts from one step to the next.

    choice[t, i]: added way, free room, vehicle, place of calls that could be made, choices[t] of
    them. found[i]: stock, cost, where from, units, choice of the states of one customer's stock,
    live and next: those of a period. caps[t]. chosen: customers that were taken out. path: a tour
    between its depots, there and back: lengths up to each stop. arc[i]: tail, head, room, cost,
    each followed by its reverse; reach, by, mark: of each node. calls[i]: customer, period.
    """

    choice: Ints
    choices: Ints
    found: Ints
    live: Ints
    caps: Ints
    chosen: Ints
    path: Ints
    arc: Ints
    reach: Ints
    by: Ints
    mark: Ints
    calls: Ints


ADDED, FREE, VEHICLE, PLACE = range(4)
STOCK, COST, BACK, LEFT, CHOICE = range(5)
STOP, THERE, RETURN = range(3)
TAIL, HEAD, SPACE, PRICE = range(4)
MOST_STATES = 64
"""Stocks of one customer that are followed at the end of a period."""


def desk(facts: Facts) -> Desk:
    customers, periods, vehicles = (int(n) for n in facts.sizes[:3])
    calls = customers * periods
    nodes = periods + periods * vehicles + calls + 1
    return Desk(
        np.zeros((periods, vehicles, 4), np.int64),
        np.zeros(periods, np.int64),
        np.zeros((1 + periods * 4 * MOST_STATES, 5), np.int64),
        np.zeros((2, 4 * MOST_STATES), np.int64),
        np.zeros(periods, np.int64),
        np.zeros(customers + 1, np.int64),
        np.zeros((customers + 2, 3), np.int64),
        np.zeros((2 * (2 * periods + 2 * periods * vehicles + 2 * calls), 4), np.int64),
        np.zeros(nodes, np.int64),
        np.zeros(nodes, np.int64),
        np.zeros(nodes, np.int64),
        np.zeros((calls, 2), np.int64),
    )
