"""One product's facilities as arrays: what their own lots serve, and what must be delivered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from operations.core.supply.columns.kernel import CLOSED, FREE, UNTOLD
from operations.core.supply.index import Index
from operations.core.supply.need import expected_units, next_delivery, safety_units
from operations.core.supply.network import Demand, Product, expiry_week

NO_LIMIT = 1 << 40


@dataclass(slots=True)
class Pairs:
    """Arrays by facility (f) and week (t), as the kernel takes them; all in units.

    before[f, t]: own units on the shelf before the week's use. unused[f]: own lots as (expiry week,
    last day, lot, units that nobody there uses before they expire). wasted[t]: own units that
    expire at the start of week t. told[f, t]: packs that the last approved plan brings, UNTOLD
    where there is none.
    """

    places: list[str]
    use: Any
    net: Any
    own: Any
    before: Any
    wanted: Any
    opening: Any
    largest: Any
    wasted: Any
    unused: list[tuple[str, int, str, int]]
    lots: list[list[list[int]]]
    first: Any
    told: Any
    sated: list[int]

    def own_kept(self, kinds: list[tuple[int, int]]) -> Any:
        """For lots gone from a week on and sent by another: units that, at the end of the latter,
        may still be there although all such lots will be used in time: own lots used in their
        place, and what is used in the weeks between."""
        kept = np.zeros((len(self.places), len(kinds)), dtype=np.int64)
        for i, (expiry, sent_by) in enumerate(kinds):
            kept[:, i] = self.net[:, sent_by + 1 : expiry].sum(axis=1)
            for f, lots in enumerate(self.lots):
                for week, last, used in lots:
                    # Where own lots expire unused, whatever takes their place makes more of them.
                    kept[f, i] += used * (last > expiry > week and last > self.sated[f])
        return kept

    def unserved(self, expiry: int, in_place: bool = False) -> Any:
        """Use before week `expiry` that no own lot serves which would expire in these weeks.
        in_place: own lots that last longer may wait for what is used in their place."""
        left, weeks = self.use[:, :expiry].copy(), self.use.shape[1]
        until = expiry if in_place else weeks - 1
        for f, lots in enumerate(self.lots):
            for week, last, used in lots:
                if week < expiry and last <= until:
                    left[f, week] -= used
        return left


Visits = frozenset[tuple[str, int]]
"""Facility and week, where tours are already known."""


def read_pairs(look: Index, product: Product, visits: Visits | None = None) -> Pairs:
    """Every place that uses, holds or is to get the product; weeks without a visit are closed."""
    weeks = look.problem.weeks
    demands = {d.facility: d for d in look.demands[product.id]}
    shelves: defaultdict[str, list[tuple[int, str, int, int]]] = defaultdict(list)
    for lot in look.lots[product.id]:
        if lot.facility != look.depot:
            row = (expiry_week(lot.expiry_day), lot.id, lot.expiry_day, lot.units)
            shelves[lot.facility].append(row)
    told = look.delivered_before[product.id]
    fixed = {(k.facility, k.week): k.packs for k in look.delivery_locks[product.id]}
    places = list(dict.fromkeys([*demands, *shelves, *(f for f, _ in (*fixed, *told))]))
    shape = (len(places), weeks)
    found = Pairs(
        places,
        use=np.zeros(shape, dtype=np.int64),
        net=np.zeros(shape, dtype=np.int64),
        own=np.zeros(shape, dtype=np.int64),
        before=np.zeros(shape, dtype=np.int64),
        wanted=np.full((*shape, 2), -1, dtype=np.int64),
        opening=np.full(shape, CLOSED, dtype=np.int64),
        largest=np.zeros(len(places), dtype=np.int64),
        wasted=np.zeros(weeks, dtype=np.int64),
        unused=[],
        lots=[[] for _ in places],
        first=np.full(len(places), weeks, dtype=np.int64),
        told=np.full(shape, UNTOLD, dtype=np.int64),
        sated=[-1] * len(places),
    )
    if look.problem.previous_deliveries:
        found.told[:, list(look.problem.weeks_planned_before)] = 0
    for f, place in enumerate(places):
        demand = demands.get(place)
        _run_off(found, f, demand, sorted(shelves[place]), weeks)
        if demand is not None:
            _close_cycles(found, f, demand, look.facilities[place].delivery_weeks, weeks)
            for week in look.facilities[place].delivery_weeks:
                if week < weeks and (visits is None or (place, week) in visits):
                    found.opening[f, week] = FREE
        for week in range(weeks):
            if (place, week) in fixed:
                found.opening[f, week] = fixed[place, week]
            if found.told[f, week] == 0:
                found.told[f, week] = told[place, week]
        _limit(found, f, product.pack_units)
    return found


def _run_off(
    found: Pairs,
    f: int,
    demand: Demand | None,
    lots: list[tuple[int, str, int, int]],
    weeks: int,
) -> None:
    """Use own lots first-expired-first-out, week by week."""
    left = [[last, units] for last, _, _, units in lots]
    for week in range(weeks):
        for (last, name, day, _), lot in zip(lots, left, strict=True):
            if last <= week and lot[1]:
                found.wasted[week] += lot[1]
                found.sated[f] = week
                found.unused.append((found.places[f], day, name, lot[1]))
                lot[1] = 0
        wanted = demand.expected_units[week] if demand else 0
        found.use[f, week] = wanted
        found.before[f, week] = sum(units for _, units in left)
        for lot in left:
            used = min(wanted, lot[1])
            if used:
                found.lots[f].append([week, lot[0], used])
                lot[1] -= used
                wanted -= used
        found.net[f, week] = wanted
        found.own[f, week] = sum(units for _, units in left)


def _close_cycles(
    found: Pairs, f: int, demand: Demand, calendar: tuple[int, ...], weeks: int
) -> None:
    """What should be left at the end of each delivery cycle."""
    for start in calendar:
        until = next_delivery(calendar, start)
        last = min(until, weeks) - 1
        units = safety_units(demand, start, until) + expected_units(demand, last + 1, until)
        at = 0 if found.wanted[f, last, 0] < 0 else 1
        found.wanted[f, last, at] = max(units, found.wanted[f, last, at])
        found.first[f] = min(found.first[f], start)


def _limit(found: Pairs, f: int, pack: int) -> None:
    over = found.wanted[f].max(axis=1) - found.own[f]
    units = found.net[f].sum() + max(0, int(over.max(initial=0))) + pack
    fixed = int(np.maximum(found.opening[f], 0).sum()) * pack
    found.largest[f] = units + fixed
