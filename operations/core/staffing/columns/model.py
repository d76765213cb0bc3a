"""One person's rows as arrays: what the dynamic programme walks over."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np

from operations.core.staffing.columns import counters, days
from operations.core.staffing.columns.arrays import Ints, Longs
from operations.core.staffing.columns.counters import Counter, Shares
from operations.core.staffing.columns.days import Calendar
from operations.core.staffing.columns.prices import FORBIDDEN, Prices
from operations.core.staffing.columns.sequences import OFF, Day, Sequences, State
from operations.core.staffing.columns.stretches import (
    Stretch,
    stretches,
    whole,
    whole_weekends,
)
from operations.core.staffing.columns.tallies import DayShares, Tally, tallies
from operations.core.staffing.demand import ShiftType
from operations.core.staffing.people import Person
from operations.core.staffing.problem import Problem

COUNTED_STATES = 64
"""Largest product of totals (beside minutes and weekends) that the programme keeps apart."""
MOST_STATES = 40_000_000
"""Of one row, over all days: what one thread may hold in memory."""
COUNTERS = 2
"""How many of them it keeps apart."""


@dataclass(frozen=True, slots=True)
class Automaton:
    """Transitions by kind of day, and the same as pulls for the dynamic programme.

    trans[kind, node, option] -> node or -1; cost and week (1: begins a worked weekend) likewise.
    Pulls of kind k are entries pull_at[k]:pull_at[k+1] of target, source, option, week, price; a
    source n_nodes + h is hub h of the kind: the cheapest of several nodes, found once. Hubs of
    kind k are hub_at[k]:hub_at[k+1]; hub h takes the cheapest of hub base[h] (-1: none; numbered
    within the kind) and of nodes member[member_at[h]:member_at[h+1]].
    """

    nodes: int
    trans: Ints
    cost: Longs
    week: Ints
    pull_at: Ints
    target: Ints
    source: Ints
    option: Ints
    pull_week: Ints
    price: Longs
    hub_at: Ints
    base: Ints
    member_at: Ints
    member: Ints


@dataclass(frozen=True, slots=True)
class RowModel:
    """Everything about one person's rows but what cover pays for them. Costs are not scaled.

    kinds: kind of each day. cells: [day, option] own costs. kept: counters that the programme keeps
    apart, lazy: those that it prices only, as it does stretches.
    """

    person: Person
    shifts: tuple[ShiftType, ...]
    automaton: Automaton
    kinds: Ints
    cells: Longs
    minutes: Counter
    weekends: Counter
    kept: tuple[Counter, ...]
    lazy: tuple[Counter, ...]
    stretches: tuple[Stretch, ...]
    tallies: tuple[Tally, ...]

    @property
    def counters(self) -> tuple[Counter, ...]:
        return (*self.kept, *self.lazy)


def row_model(
    problem: Problem,
    calendar: Calendar,
    shares: Shares,
    by_day: DayShares,
    prices: Prices,
    person: Person,
) -> RowModel:
    """The rows that `person` may work, with what they cost by the rules on one row."""
    # A shift out of the question is kept where a lock, an agreement or a run speaks of it.
    named = {lock.shift for lock in problem.locks if lock.person == person.id}
    named.add(person.history.last_shift if person.history else None)
    named.update(fixed.shift for fixed in person.fixed_shifts)
    shifts = [s for s in problem.shifts if s.id in named or _possible(person, s, prices)]
    kinds, of_day = days.day_kinds(problem, calendar, person, shifts, prices)
    sequences = Sequences(person, shifts, prices)
    last = person.history.last_shift if person.history else None
    ids = [shift.id for shift in shifts]
    start = sequences.start(ids.index(last) if last in ids else None)
    cells = np.array(days.cell_costs(problem, calendar, person, shifts, prices), dtype=np.int64)
    shared = tallies(problem, by_day, person, shifts, prices)
    for tally in shared:
        cells += tally.counts * tally.first
    found = stretches(problem, person, shifts, prices)
    minutes_most = whole(found, problem.days, [shift.minutes for shift in shifts])
    nights_most = whole(found, problem.days, [int(shift.is_night) for shift in shifts])
    minutes = counters.minutes(problem, person, shifts, prices, minutes_most)
    weekends_most = whole_weekends(found, problem, person)
    weekends = counters.weekends(problem, person, shares, prices, weekends_most)
    automaton = _automaton(sequences, start, len(shifts), kinds)
    states = problem.days * automaton.nodes * len(minutes.costs) * len(weekends.costs)
    others = counters.others(problem, person, shifts, shares, prices, nights_most)
    kept, lazy = _kept(others, states)
    return RowModel(
        person,
        tuple(shifts),
        automaton,
        np.array(of_day, dtype=np.int32),
        np.minimum(cells, FORBIDDEN).reshape(problem.days, 1 + len(shifts)),
        minutes,
        weekends,
        kept,
        lazy,
        tuple(found),
        tuple(shared),
    )


def _possible(person: Person, shift: ShiftType, prices: Prices) -> bool:
    banned = bool(person.allowed_shifts) and shift.id not in person.allowed_shifts
    held = shift.skill in {None, *person.skills}
    return not prices.hard("shift_allowed") or (held and not banned)


def _kept(found: list[Counter], states: int) -> tuple[tuple[Counter, ...], tuple[Counter, ...]]:
    """The counters with the fewest totals are kept apart as far as there is room for them beside
    `states` others, the rest is priced only."""
    found = sorted(found, key=lambda each: len(each.costs))
    kept: list[Counter] = []
    product = 1
    for each in found:
        more = product * len(each.costs)
        if len(kept) < COUNTERS and more <= COUNTED_STATES and more * states <= MOST_STATES:
            kept.append(each)
            product = more
    return tuple(kept), tuple(each for each in found if each not in kept)


def _automaton(sequences: Sequences, start: State, shifts: int, kinds: list[Day]) -> Automaton:
    numbers: dict[State, int] = {start: 0}
    queue = deque([start])
    steps: dict[tuple[int, int, int], tuple[int, int]] = {}
    while queue:
        state = queue.popleft()
        for option in range(-1, shifts):
            for kind, day in enumerate(kinds):
                after, cost = sequences.step(state, option, day)
                if cost >= FORBIDDEN:
                    continue
                if after not in numbers:
                    numbers[after] = len(numbers)
                    queue.append(after)
                steps[kind, numbers[state], option + 1] = numbers[after], cost
    states = sorted(numbers, key=lambda each: numbers[each])
    shape = (len(kinds), len(states), shifts + 1)
    trans = np.full(shape, -1, dtype=np.int32)
    cost_of = np.zeros(shape, dtype=np.int64)
    week = np.zeros(shape, dtype=np.int32)
    for (kind, node, option), (number, cost) in steps.items():
        trans[kind, node, option], cost_of[kind, node, option] = number, cost
        week[kind, node, option] = _begins_weekend(kinds[kind], states[node], option - 1)
    return _with_pulls(trans, cost_of, week)


def _begins_weekend(day: Day, yesterday: State, option: int) -> bool:
    if option == OFF or not day.weekend:
        return False
    return day.weekend == 1 or yesterday.shift == OFF


def _with_pulls(trans: Ints, cost: Longs, week: Ints) -> Automaton:
    kinds, nodes, options = trans.shape
    pulls: list[tuple[int, int, int, int, int]] = []
    pull_at, hub_at = [0], [0]
    base: list[int] = []
    member: list[int] = []
    member_at = [0]
    for kind in range(kinds):
        wanted: dict[tuple[int, int, int, int], list[int]] = {}
        for node in range(nodes):
            for option in range(options):
                if trans[kind, node, option] >= 0:
                    where = trans[kind, node, option], option
                    what = week[kind, node, option], cost[kind, node, option]
                    wanted.setdefault((*where, *what), []).append(node)
        hubs = _hubs({frozenset(s) for s in wanted.values() if len(s) > 1}, base, member, member_at)
        for (target, option, w, price), sources in wanted.items():
            key = frozenset(sources)
            source = sources[0] if len(sources) == 1 else nodes + hubs[key]
            pulls.append((target, source, option, w, price))
        pull_at.append(len(pulls))
        hub_at.append(len(base))
    table = np.array(pulls, dtype=np.int64).reshape(-1, 5)
    small: list[Any] = [np.ascontiguousarray(table[:, i], dtype=np.int32) for i in range(4)]
    return Automaton(
        nodes, trans, cost, week,
        np.array(pull_at, dtype=np.int32), small[0], small[1], small[2], small[3],
        np.ascontiguousarray(table[:, 4]),
        np.array(hub_at, dtype=np.int32), np.array(base, dtype=np.int32),
        np.array(member_at, dtype=np.int32), np.array(member, dtype=np.int32),
    )  # fmt: skip


def _hubs(
    sets: set[frozenset[int]], base: list[int], member: list[int], member_at: list[int]
) -> dict[frozenset[int], int]:
    """Numbers the sets of sources, each built on the largest earlier one that it contains."""
    numbers: dict[frozenset[int], int] = {}
    for each in sorted(sets, key=lambda s: (len(s), sorted(s))):
        inside = [s for s in numbers if s < each]
        best = max(inside, key=len, default=frozenset[int]())
        numbers[each] = len(numbers)
        base.append(numbers[best] if best else -1)
        member.extend(sorted(each - best))
        member_at.append(len(member))
    return numbers
