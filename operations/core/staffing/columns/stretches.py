"""Limits on stretches of days inside the horizon, a second time: hours of any week, nights,
weekends and hours of any 28 days, what was worked before the horizon counted.

The dynamic programme does not know them, but for those that cover the whole horizon: rows are
looked over, and what was too much is priced or closed (`burden`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from operations.core.staffing.columns.arrays import Ints, Longs
from operations.core.staffing.columns.prices import Prices
from operations.core.staffing.demand import ShiftType
from operations.core.staffing.past import ROLLING_DAYS, WEEK_DAYS
from operations.core.staffing.people import Person
from operations.core.staffing.problem import Problem


@dataclass(frozen=True, slots=True)
class Stretch:
    """On days [first, last] no more than `most` of what `adds` says by option; of weekends, where
    `group` gives each day's, each counts once (-1: none)."""

    first: int
    last: int
    most: int
    adds: Longs
    group: Ints | None = None

    def count(self, options: Ints) -> int:
        """options: of the whole horizon."""
        mine = self.adds[options[self.first : self.last + 1]]
        if self.group is None:
            return int(mine.sum())
        groups = self.group[self.first : self.last + 1]
        return len(np.unique(groups[(mine > 0) & (groups >= 0)]))

    def within(self, first: int, last: int, options: Ints, fixed: Ints) -> Stretch | None:
        """What it leaves to days [first, last) of a row whose other days `fixed` are decided, in
        days of the window; None where it says nothing about them."""
        begin, end = max(self.first, first), min(self.last, last - 1)
        if begin > end:
            return None
        outside = np.array([d for d in range(self.first, self.last + 1) if fixed[d]], dtype=int)
        worked = self.adds[options[outside]] if len(outside) else np.zeros(0, dtype=np.int64)
        if self.group is None:
            left = self.most - int(worked.sum())
            return Stretch(begin - first, end - first, max(0, left), self.adds)
        done = set(self.group[outside[worked > 0]].tolist()) - {-1}
        group = np.where(np.isin(self.group, list(done)), -1, self.group)[first:last]
        left = max(0, self.most - len(done))
        return Stretch(begin - first, end - first, left, self.adds, group)


def stretches(
    problem: Problem, person: Person, shifts: list[ShiftType], prices: Prices
) -> list[Stretch]:
    """The stretches that could be broken, each that another implies left out."""
    minutes = np.array([0, *(shift.minutes for shift in shifts)], dtype=np.int64)
    nights = np.array([0, *(int(shift.is_night) for shift in shifts)], dtype=np.int64)
    worked: dict[int, int] = {}
    dark: dict[int, int] = {}
    for past in person.past.shifts:
        worked[past.day] = worked.get(past.day, 0) + past.minutes
        dark[past.day] = dark.get(past.day, 0) + int(past.is_night)
    asked = (
        ("week_minutes_maximum", person.week_minutes_maximum, WEEK_DAYS, worked, minutes),
        ("rolling_minutes_maximum", person.rolling_minutes_maximum, ROLLING_DAYS, worked, minutes),
        ("rolling_nights_maximum", person.rolling_nights_maximum, ROLLING_DAYS, dark, nights),
    )
    found: list[Stretch] = []
    for rule, limit, width, before, adds in asked:
        if limit is not None and prices.active(rule):
            found += _of(problem.days, limit, width, before, adds)
    if person.rolling_weekends_maximum is not None and prices.active("rolling_weekends_maximum"):
        found += _weekends(problem, person, person.rolling_weekends_maximum, len(shifts))
    return found


def _weekends(problem: Problem, person: Person, limit: int, shifts: int) -> list[Stretch]:
    """A weekend counts on its last day; one that is worked already counts whatever is planned."""
    adds = np.array([0] + [1] * shifts, dtype=np.int64)
    weekends = [w for w in problem.weekends if w and max(w) not in person.past.weekends]
    group = np.full(problem.days, -1, dtype=np.int32)
    for number, weekend in enumerate(weekends):
        group[list(weekend)] = number
    # A window may also end with a weekend that is worked already.
    ends = {max(weekend) for weekend in problem.weekends if weekend}
    most: dict[tuple[int, int], int] = {}
    for end in sorted(ends.union(day for day in person.past.weekends if day < problem.days)):
        start = end - ROLLING_DAYS + 1
        open_days = [day for w in weekends if start <= max(w) <= end for day in w]
        if open_days:
            known = sum(start <= day <= end for day in person.past.weekends)
            where = min(open_days), max(open_days)
            most[where] = min(max(0, limit - known), most.get(where, limit))
    return [Stretch(*where, left, adds, group) for where, left in most.items()]


def _of(days: int, limit: int, width: int, before: dict[int, int], adds: Longs) -> list[Stretch]:
    found: list[Stretch] = []
    for last in range(days):
        first = last - width + 1
        known = sum(number for day, number in before.items() if first <= day <= last)
        most = max(0, limit - known)
        inside = max(0, first)
        if found and found[-1].first == inside and found[-1].most >= most:
            found.pop()  # a longer stretch that may hold no more
        found.append(Stretch(inside, last, most, adds))
    top = int(adds.max(initial=0))
    return [s for s in found if (s.last - s.first + 1) * top > s.most]


def whole_weekends(found: list[Stretch], problem: Problem, person: Person) -> int | None:
    """The same for weekends, where none of them is worked already."""
    days = [day for weekend in problem.weekends for day in weekend]
    if not days or any(day >= 0 for day in person.past.weekends):
        return None
    most = [
        stretch.most
        for stretch in found
        if stretch.group is not None and stretch.first <= min(days) and stretch.last >= max(days)
    ]
    return min(most, default=None)


def whole(found: list[Stretch], days: int, by_shift: list[int]) -> int | None:
    """The most that the horizon may hold of what `by_shift` says, where a stretch covers it all."""
    most = [
        stretch.most
        for stretch in found
        if stretch.group is None
        and stretch.first == 0
        and stretch.last == days - 1
        and stretch.adds[1:].tolist() == by_shift
    ]
    return min(most, default=None)
