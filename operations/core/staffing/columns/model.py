"""One person's rows as arrays: what the dynamic programme walks over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from operations.core.staffing.columns import counters, days
from operations.core.staffing.columns.arrays import Ints, Longs
from operations.core.staffing.columns.automata import Automata, Automaton
from operations.core.staffing.columns.counters import Counter, Shares
from operations.core.staffing.columns.days import Calendar
from operations.core.staffing.columns.prices import FORBIDDEN, Prices
from operations.core.staffing.columns.sequences import Sequences
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
    automata: Automata,
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
    start = sequences.start(person, ids.index(last) if last in ids else None)
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
    steps = automata.steps(sequences, start, tuple(kinds))
    states = problem.days * steps.nodes * len(minutes.costs) * len(weekends.costs)
    others = counters.others(problem, person, shifts, shares, prices, nights_most)
    kept, lazy = _kept(others, states)
    alike = tuple(zip(minutes.adds, *(counter.adds for counter in kept), strict=True))
    return RowModel(
        person,
        tuple(shifts),
        automata.automaton(steps, alike),
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
