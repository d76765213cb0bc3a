"""The rules on sequences of days, a second time, as an automaton that reads a row day by day.

A state is what the rules must remember of the days so far. `Sequences.step` gives the state after
one more day and what that day breaks; each rule is one method under the rule's own name.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from copy import copy
from dataclasses import dataclass, replace

import numpy as np

from operations.core.staffing.columns.prices import Prices
from operations.core.staffing.demand import ShiftType
from operations.core.staffing.people import History, Person
from operations.core.staffing.roster import nights_before

OFF = -1
"""`State.shift` of a day off."""
BEFORE = -2
"""`State.shift` of work before the horizon: what may follow it is said by day, not by state."""


@dataclass(frozen=True, slots=True)
class State:
    """After a day. Counts go as far as a rule asks and no further, so that states stay few.

    shift: worked (index among the person's), OFF or BEFORE. run: days worked or off in a row.
    open: nobody knows when the run of work began, so that it is never too short. nights: in a row.
    rest: days off still due after nights. idle: days off in a row that nobody asked for.
    same: days in a row on this very shift; loose: nobody knows since when.
    """

    shift: int
    run: int
    open: bool = False
    nights: int = 0
    rest: int = 0
    idle: int = 0
    same: int = 0
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """What a day is like for sequences.

    pairs[a][b]: cost of shift b today after shift a yesterday. weekend: 0 none, 1 a weekend's
    first day (in the horizon), 2 its second. given: off by absence or by a day off granted.
    """

    pairs: tuple[tuple[int, ...], ...]
    weekend: int = 0
    given: bool = False


class Sequences:
    """The automaton of one person."""

    def __init__(self, person: Person, shifts: list[ShiftType], prices: Prices) -> None:
        self._prices = prices
        self._nightly = tuple(shift.is_night for shift in shifts)
        self._complete_weekends = person.complete_weekends
        on = prices.active
        longest = person.maximum_consecutive_days if on("consecutive_days_maximum") else None
        least = person.minimum_consecutive_days if on("consecutive_days_minimum") else 1
        self._least_run, self._longest_run = max(1, least), longest
        self._run_cap = max(self._least_run, longest or 0)
        least_off = person.minimum_consecutive_days_off
        self._least_off = max(1, least_off) if on("consecutive_days_off_minimum") else 1
        self._most_nights = (
            person.maximum_consecutive_nights if on("consecutive_nights_maximum") else None
        )
        self._due = person.days_off_after_nights if on("rest_after_nights") else 0
        self._before_days_off = person.nights_before_days_off
        self._nights_cap = max(self._most_nights or 0, self._before_days_off if self._due else 0)
        self._most_idle = (
            person.maximum_consecutive_days_off if on("consecutive_days_off_maximum") else None
        )
        least_on, most_on = on("consecutive_shifts_minimum"), on("consecutive_shifts_maximum")
        self._least_same = tuple(s.minimum_consecutive if least_on else 1 for s in shifts)
        self._most_same = tuple(s.maximum_consecutive if most_on else None for s in shifts)

    @property
    def key(self) -> Hashable:
        """The same for people whose days may follow each other alike, within one problem."""
        return tuple(value for name, value in sorted(vars(self).items()) if name != "_prices")

    def alike(self, kinds: Sequence[Day]) -> list[int]:
        """A number for each shift, the same for shifts that differ in nothing but their name."""
        pairs = np.array([day.pairs for day in kinds], dtype=np.int64)
        numbers: dict[Hashable, int] = {}
        found = []
        for shift, nightly in enumerate(self._nightly):
            after, before = pairs[:, shift].tobytes(), pairs[:, :, shift].tobytes()
            key = shift if self._counted(shift) else (nightly, after, before)
            found.append(numbers.setdefault(key, len(numbers)))
        return found

    def among(self, shifts: Sequence[int]) -> Sequences:
        """The automaton of these of the shifts alone."""
        few = copy(self)
        few._nightly = tuple(self._nightly[shift] for shift in shifts)
        few._least_same = tuple(self._least_same[shift] for shift in shifts)
        few._most_same = tuple(self._most_same[shift] for shift in shifts)
        return few

    @property
    def options(self) -> range:
        """A day off, then the shifts."""
        return range(OFF, len(self._nightly))

    def start(self, person: Person, last: int | None) -> State:
        """The state on the evening before day 0; `last`: index of the last shift before it."""
        history, rest = person.history, self._rest_before(person)
        if history is None:
            return State(OFF, self._least_off, True, rest=rest)
        idle = 0 if self._most_idle is None else min(history.days_off, self._most_idle)
        if not history.days_worked:
            run = min(history.days_off or self._least_off, self._least_off)
            return State(OFF, run, nights=self._nights(history), rest=rest, idle=idle)
        state = State(BEFORE, min(history.days_worked, self._run_cap), nights=self._nights(history))
        state = replace(state, rest=rest)
        if last is None or not self._counted(last):
            return state
        unknown = not history.same_shift_days
        same = 0 if unknown else min(history.same_shift_days, self._same_cap(last))
        return replace(state, shift=last, same=same, loose=unknown)

    def _nights(self, history: History) -> int:
        return min(history.nights, self._nights_cap)

    def _rest_before(self, person: Person) -> int:
        """Days off still due, from day 0 on, after runs of nights that have ended."""
        before = nights_before(person)
        most, length = 0, 0
        for day in range(min(before, default=0), 0):
            if day in before:
                length += 1
                continue
            if length >= self._before_days_off:
                most = max(most, day + self._due)
            length = 0
        return most

    def _counted(self, shift: int) -> bool:
        return self._least_same[shift] > 1 or self._most_same[shift] is not None

    def _same_cap(self, shift: int) -> int:
        return max(self._least_same[shift], self._most_same[shift] or 0)

    def step(self, state: State, option: int, day: Day) -> tuple[State, int]:
        """One more day: `option` is a shift's index or OFF. Costs at or above FORBIDDEN: not so."""
        cost = self._weekends_complete(state, option, day)
        rest, owed = self._rest_after_nights(state, option)
        cost += owed
        if state.shift >= 0 and option != state.shift:
            cost += self._consecutive_shifts_minimum(state)
        if option == OFF:
            after, own = self._off(state, day)
        else:
            after, own = self._work(state, option, day)
        return replace(after, rest=rest), cost + own

    def _off(self, state: State, day: Day) -> tuple[State, int]:
        idle, cost = self._consecutive_days_off_maximum(state, day)
        if state.shift == OFF:
            return State(OFF, min(state.run + 1, self._least_off), idle=idle), cost
        cost += self._consecutive_days_minimum(state)
        return State(OFF, 1, idle=idle), cost

    def _work(self, state: State, option: int, day: Day) -> tuple[State, int]:
        nights, cost = self._consecutive_nights_maximum(state, option)
        same, loose, too_long = self._consecutive_shifts_maximum(state, option)
        cost += too_long
        if state.shift == OFF:
            cost += self._consecutive_days_off_minimum(state)
            run, opened = 1, state.open
        else:
            run, opened = state.run + 1, state.open
        if state.shift >= 0 and day.pairs:
            cost += day.pairs[state.shift][option]
        cost += self._consecutive_days_maximum(run)
        opened = opened and run < self._least_run
        run = min(run, self._run_cap)
        return State(option, run, opened, nights, same=same, loose=loose), cost

    def _consecutive_days_maximum(self, run: int) -> int:
        over = self._longest_run is not None and run > self._longest_run
        return self._prices.of("consecutive_days_maximum", int(over))

    def _consecutive_days_minimum(self, state: State) -> int:
        missing = 0 if state.open else self._least_run - state.run
        return self._prices.of("consecutive_days_minimum", missing)

    def _consecutive_days_off_minimum(self, state: State) -> int:
        missing = self._least_off - state.run
        return self._prices.of("consecutive_days_off_minimum", missing)

    def _consecutive_days_off_maximum(self, state: State, day: Day) -> tuple[int, int]:
        if self._most_idle is None or day.given:
            return 0, 0
        idle = state.idle + 1
        over = int(idle > self._most_idle)
        return min(idle, self._most_idle), self._prices.of("consecutive_days_off_maximum", over)

    def _consecutive_nights_maximum(self, state: State, option: int) -> tuple[int, int]:
        if not self._nights_cap or not self._nightly[option]:
            return 0, 0
        nights = state.nights + 1
        over = int(self._most_nights is not None and nights > self._most_nights)
        return (
            min(nights, self._nights_cap),
            self._prices.of("consecutive_nights_maximum", over),
        )

    def _rest_after_nights(self, state: State, option: int) -> tuple[int, int]:
        """Days off still due, and whether this day is worked against them."""
        if not self._due:
            return 0, 0
        night = option != OFF and self._nightly[option]
        due = state.rest
        if not night and state.nights >= self._before_days_off:
            due = max(due, self._due)
        broken = int(due > 0 and option != OFF)
        return max(0, due - 1), self._prices.of("rest_after_nights", broken)

    def _consecutive_shifts_maximum(self, state: State, option: int) -> tuple[int, bool, int]:
        if not self._counted(option):
            return 0, False, 0
        again = state.shift == option
        same = state.same + 1 if again else 1
        most = self._most_same[option]
        over = int(most is not None and same > most)
        begun_unknown = state.loose if again else state.shift == OFF and state.open
        loose = begun_unknown and same < self._least_same[option]
        return (
            min(same, self._same_cap(option)),
            loose,
            self._prices.of("consecutive_shifts_maximum", over),
        )

    def _consecutive_shifts_minimum(self, state: State) -> int:
        """A run of one shift ends: too soon?"""
        if state.loose or not self._counted(state.shift):
            return 0
        missing = self._least_same[state.shift] - state.same
        return self._prices.of("consecutive_shifts_minimum", missing)

    def _weekends_complete(self, state: State, option: int, day: Day) -> int:
        half = (state.shift == OFF) != (option == OFF)
        broken = self._complete_weekends and day.weekend == 2 and half
        return self._prices.of("weekends_complete", int(broken))
