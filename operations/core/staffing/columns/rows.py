"""Rows of people: what each may be, what it costs, the cheapest under given prices."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from operations.core.staffing.columns import burden as burdens
from operations.core.staffing.columns import kernel
from operations.core.staffing.columns.arrays import NO, VARIANTS, Codes, Ints, Longs
from operations.core.staffing.columns.automata import Automata
from operations.core.staffing.columns.counters import Shares
from operations.core.staffing.columns.cover import Cover, Serving, ShiftLines, mixes
from operations.core.staffing.columns.days import Calendar
from operations.core.staffing.columns.limits import Limits
from operations.core.staffing.columns.model import MOST_STATES, RowModel, row_model
from operations.core.staffing.columns.prices import FORBIDDEN, Prices
from operations.core.staffing.columns.stretches import Stretch
from operations.core.staffing.columns.tallies import DayShares
from operations.core.staffing.columns.windows import (
    NOTHING,
    SCALE,
    Pace,
    Window,
    costs_from,
    costs_left,
    reach,
    scaled,
)
from operations.core.staffing.problem import Problem

DAY = 1 << 16
"""Days apart in the keys of cells; above every code."""
ATTEMPTS = 8
"""To find a row that keeps the limits not kept apart: so many times PRICED by burdens, then by
closing cells."""
PRICED = 2
OPEN = np.zeros((0, 0), dtype=np.bool_)

_local = threading.local()


@dataclass(frozen=True, slots=True)
class Priced:
    """bound: proven on every row of the window, scaled (NO: there is none). row: a row that may
    be, of about that cost, and what it costs without the prices of lines (not scaled); None where
    none was found."""

    bound: int
    row: Codes | None = None
    cost: int = FORBIDDEN


class PersonRows:
    """The rows of one person."""

    def __init__(self, problem: Problem, model: RowModel, serving: Serving) -> None:
        self.model, self.serving = model, serving
        self.days = problem.days
        auto, none = model.automaton, (0,) * (1 + len(model.shifts))
        self.cells = scaled(model.cells)
        self._units = np.array(model.minutes.adds, dtype=np.int32)
        self._adds = [np.array(counter.adds, dtype=np.int64) for counter in model.counters]
        self._none = np.array(none, dtype=np.int32)
        kept = [np.array(counter.adds, dtype=np.int32) for counter in model.kept]
        self._kept = [*kept, self._none, self._none][:2]
        self.trans_cost = auto.steps.cost * SCALE
        self.pull_price = auto.price * SCALE
        self._weekends = problem.weekends
        self._weekend_begins = np.zeros(problem.days, dtype=np.int32)
        for days in problem.weekends:
            self._weekend_begins[min(days)] = 1
        self.widest = max(1, int(np.max(np.diff(auto.hub_at), initial=0)))
        self._lines: dict[int, list[int]] = {}
        variant, day, option = np.unravel_index(serving.cell, serving.exists.shape)
        keys = day * DAY + option * VARIANTS + variant
        for key, line in zip(keys.tolist(), serving.line.tolist(), strict=True):
            self._lines.setdefault(key, []).append(line)
        self.whole = self.window(0, problem.days, np.zeros(problem.days, dtype=np.int16))

    def window(self, first: int, last: int, row: Codes, pace: Pace | None = None) -> Window:
        """What may be decided on [first, last) with the rest of `row` fixed; with a pace the days
        after it are open instead. Raises ValueError where the days before it are not lawful."""
        model, steps = self.model, self.model.automaton.steps
        options = np.asarray(row // VARIANTS, dtype=np.int32)
        start, _, weeks = kernel.walk(
            options, 0, first, 0, model.kinds, steps.trans, self.trans_cost, steps.week
        )
        if start < 0:
            raise ValueError(f"{model.person.id}: the days before day {first} are not lawful")
        end_cost = np.zeros(steps.nodes, dtype=np.int64)
        end_week = np.zeros(steps.nodes, dtype=np.int32)
        if pace is None:
            kernel.walks(
                options, last, self.days, model.kinds, steps.trans, self.trans_cost, steps.week,
                end_cost, end_week,
            )  # fmt: skip
        outside = options[:first] if pace else np.concatenate([options[:first], options[last:]])
        length = last - first
        minutes = costs_left(model.minutes, outside, length, pace)
        weekends = NOTHING
        if model.weekends.free:
            end_week[:] = 0
        else:
            weekends = costs_from(model.weekends, weeks, pace)
        totals = [costs_left(counter, outside, length, pace) for counter in model.counters]
        # One more weekend than begins inside: the window may cut one.
        begun = int(self._weekend_begins[first:last].sum()) + 2
        kept = [len(costs) for costs in totals[: len(model.kept)]]
        # Where no weekend may be worked, one is counted all the same, and is one too many.
        weeks_apart = 1 if weekends is NOTHING else max(2, min(len(weekends), begun))
        sizes = [len(minutes), weeks_apart, *kept, 1, 1][:4]
        most = np.where(self.cells[first:last] < NO, self._units, 0).max(axis=1)
        low, high = reach(most, minutes)
        fixed, every = np.ones(self.days, dtype=np.int32), np.arange(self.days)
        fixed[first : self.days if pace else last] = 0
        inside = [s.within(first, last, options, fixed) for s in model.stretches]
        limits, quick = self._limits(totals, [s for s in inside if s is not None], length)
        return Window(
            first, last, start, end_cost, end_week, (minutes, weekends, *totals),
            np.array(sizes, dtype=np.int32), low, high, limits, quick,
            tuple(int((t.counts[every, options] * fixed).sum()) for t in model.tallies),
        )  # fmt: skip

    def without_weekends(self) -> Window:
        """The whole horizon with worked weekends not kept apart but limited like a stretch: many
        times fewer states, and no cost of weekends below their limit."""
        whole, weekends = self.whole, self.model.weekends
        group = np.full(self.days, -1, dtype=np.int32)
        for number, days in enumerate(self._weekends):
            group[list(days)] = number
        adds = np.ones(1 + len(self.model.shifts), dtype=np.int64)
        adds[0] = 0
        limit = Stretch(0, self.days - 1, len(weekends.costs) - 1, adds, group)
        sizes = whole.sizes.copy()
        sizes[1] = 1
        limits, quick = self._limits(whole.costs[2:], [*self.model.stretches, limit], self.days)
        return replace(
            whole, sizes=sizes, costs=(whole.costs[0], NOTHING, *whole.costs[2:]),
            end_week=np.zeros_like(whole.end_week), limits=limits, quick=quick,
        )  # fmt: skip

    def _limits(
        self, totals: Sequence[Longs], inside: list[Stretch], days: int
    ) -> tuple[Limits, Limits]:
        """`Window.limits` and `quick`. totals: costs of the counters'."""
        counted = [
            Stretch(0, days - 1, len(costs) - 1, adds)
            for adds, costs in zip(self._adds, totals, strict=True)
        ]
        kept, options = len(self.model.kept), 1 + len(self.model.shifts)
        limits = Limits.of([*counted[kept:], *inside], days, options)
        return limits, Limits.of([*counted, *inside], days, options) if kept else limits

    def at_once(self, window: Window, quick: bool = False) -> bool:
        """Whether one run of the dynamic programme may hold the window in memory."""
        totals = int(window.sizes[0]) * int(window.sizes[1]) if quick else window.states
        days = window.last - window.first + 1
        return days * self.model.automaton.steps.nodes * totals <= MOST_STATES

    def no_burden(self, window: Window) -> Longs:
        """[day of the window, option]."""
        return np.zeros((window.last - window.first, 1 + len(self.model.shifts)), dtype=np.int64)

    def reduced(self, window: Window, duals: Longs) -> tuple[Longs, Ints]:
        """price[day, option] under whole scaled prices of lines, and the variant that gives it."""
        serving = self.serving
        cells = self.cells[window.first : window.last]
        price, variant = np.empty_like(cells), np.empty(cells.shape, dtype=np.int32)
        shut = OPEN if window.shut is None else window.shut
        kernel.reduced(
            cells, shut, duals, serving.line, serving.weight, serving.cell, serving.exists,
            window.first, price, variant,
        )  # fmt: skip
        return price, variant

    def cheapest(self, window: Window, duals: Longs, burden: Longs, quick: bool = False) -> Priced:
        """The least scaled cost of the window's days less the prices of their lines.

        burden[day, option]: scaled prices for limits that are not kept apart (quick: on no total
        but minutes and weekends); adjusted here, and best kept between calls of one search.
        """
        price, variants = self.reduced(window, duals)
        limits, bound = window.quick if quick else window.limits, -NO
        for attempt in range(ATTEMPTS if limits.each else 1):
            value, row = self._run(window, np.minimum(price + burden, NO), quick)
            if value >= NO:
                return Priced(NO if attempt == 0 else bound)
            if attempt <= PRICED:
                bound = max(bound, value - burdens.relief(limits, burden))
            over = limits.broken(row)
            if not len(over):
                burdens.lighten(limits, burden, row)
                served = row * VARIANTS + variants[np.arange(len(row)), row]
                chosen = np.where(row > 0, served, 0).astype(np.int16)
                cost = self.window_cost(window, chosen)
                if cost < FORBIDDEN:
                    return Priced(bound, chosen, cost)
                break  # too little of something that was not kept apart
            if attempt < PRICED:
                burdens.raise_for(limits, over, burden, price, row)
            else:
                price = burdens.only_the_best(price, row, [limits.each[i] for i in over])
        if quick and self.model.kept:
            return self.cheapest(window, duals, self.no_burden(window))
        return Priced(bound)

    def _run(self, window: Window, price: Longs, quick: bool) -> tuple[int, Ints]:
        auto, sizes, kept = self.model.automaton, window.sizes, self._kept
        steps = auto.steps
        costs = [*window.costs[: 2 + len(self.model.kept)], NOTHING, NOTHING][:4]
        if quick:
            sizes = np.array([sizes[0], sizes[1], 1, 1], dtype=np.int32)
            kept, costs = [self._none, self._none], [*costs[:2], NOTHING, NOTHING]
        block, length = int(np.prod(sizes)), window.last - window.first
        buffer, hubs = buffers((length + 1) * steps.nodes * block, self.widest * block)
        row = np.zeros(length, dtype=np.int32)
        value = kernel.cheapest(  # type: ignore[call-arg]
            buffer, hubs, sizes, window.first, window.last, window.start, steps.nodes,
            self.model.kinds, price, self._units, *kept, window.low, window.high,
            auto.pull_at, auto.target, auto.source, auto.pull_week, self.pull_price,
            auto.option_at, auto.options, auto.hub_at, auto.base, auto.member_at, auto.member,
            steps.trans, self.trans_cost, steps.week,
            window.end_cost, window.end_week, *costs, row,
        )  # fmt: skip
        return int(value), row

    def own_cost(self, row: Codes) -> int:
        """What a whole row costs by the rules on one row; FORBIDDEN or more: it may not be."""
        return self.window_cost(self.whole, row)

    def window_cost(self, window: Window, row: Codes) -> int:
        """What the window's days cost (not scaled), with what the fixed days make of them."""
        model, steps = self.model, self.model.automaton.steps
        options = np.zeros(self.days, dtype=np.int32)
        options[window.first : window.last] = row // VARIANTS
        node, cost, weeks = kernel.walk(
            options, window.first, window.last, window.start, model.kinds, steps.trans,
            steps.cost, steps.week,
        )  # fmt: skip
        if node < 0:
            return FORBIDDEN
        mine = options[window.first : window.last]
        cost = int(cost) * SCALE + int(window.end_cost[node])
        cost += int(self.cells[np.arange(window.first, window.last), mine].sum())
        totals = [int(self._units[mine].sum())]
        counted = window.costs[1] is not NOTHING
        totals.append(int(weeks + window.end_week[node]) if counted else 0)
        totals += [int(adds[mine].sum()) for adds in self._adds]
        for costs, total in zip(window.costs, totals, strict=True):
            cost += int(costs[total]) if total < len(costs) else NO
        for tally, outside in zip(model.tallies, window.tallied, strict=True):
            cost += SCALE * int(tally.costs[outside + tally.beyond(mine, window.first)])
        if len(window.limits.broken(mine)):
            return FORBIDDEN
        return FORBIDDEN if cost >= NO else cost // SCALE

    def lines(self, row: Codes, first: int = 0) -> list[int]:
        """The cover lines that the row counts for; `first`: the day of its first entry."""
        found: list[int] = []
        for day in np.nonzero(row)[0].tolist():
            found += self._lines.get((day + first) * DAY + int(row[day]), ())
        return found


def buffers(values: int, hubs: int) -> tuple[Ints, Ints]:
    """Memory of this thread, kept between calls."""
    for name, size in (("values", values), ("hubs", hubs)):
        if getattr(_local, name, np.empty(0)).size < size:
            setattr(_local, name, np.empty(size, dtype=np.int32))
    return _local.values, _local.hubs


class Rows:
    """The rows of everybody in a problem, and its cover."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.prices = prices = Prices(problem)
        self.cover = Cover.of(problem, prices)
        calendar, shares = Calendar.of(problem), Shares.of(problem)
        by_day, automata = DayShares.of(problem), Automata()
        lines = ShiftLines.by_shift(problem)
        mixed = mixes(problem, prices)
        self.people = []
        for person in problem.people:
            model = row_model(problem, calendar, shares, by_day, prices, automata, person)
            serving = Serving.of(problem, model, lines, mixed)
            self.people.append(PersonRows(problem, model, serving))
        self.shifts = [frozenset(s.id for s in mine.model.shifts) for mine in self.people]
        """Of each person, those that their rows may hold."""

    def lawless(self) -> list[int]:
        """Indices of people of whom it is proven that no row keeps every hard rule."""
        free = np.zeros(len(self.cover.target), dtype=np.int64)
        found = []
        for index, mine in enumerate(self.people):
            window = mine.whole
            if not mine.at_once(window, quick=True):
                continue  # too long to prove
            if mine.cheapest(window, free, mine.no_burden(window), quick=True).bound >= NO:
                found.append(index)
        return found
