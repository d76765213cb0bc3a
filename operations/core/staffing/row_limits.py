"""Limits over 28 and seven days, and the price of overtime, for a row that grows day by day.

What a label has added up since the horizon's start is what a window holds, as long as the window
reaches back to it; later the labels of the window's days are walked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Protocol

from operations.core.rule import Kind
from operations.core.staffing.demand import ShiftType
from operations.core.staffing.past import ROLLING_DAYS, WEEK_DAYS
from operations.core.staffing.people import Person
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import minutes_before
from operations.core.staffing.row_tolls import above, over
from operations.core.staffing.rules import overtime_minutes


class Partial(Protocol):
    """A partial row as `row_label.Label` keeps it."""

    minutes: int
    nights: int
    weekends: int
    shift: str | None
    day: int

    @property
    def before(self) -> Partial | None: ...


@dataclass(frozen=True, slots=True)
class Overtime:
    """What minutes beyond those agreed cost, for a row that grows."""

    agreed: int | None
    price: int

    @classmethod
    def of(cls, problem: Problem, person: Person) -> Overtime:
        policy = overtime_minutes.RULE.policy(problem.policies)
        soft = policy.active and policy.kind is not Kind.HARD
        return cls(person.contract_minutes, policy.weight if soft else 0)

    def cost(self, minutes: int) -> int:
        if self.agreed is None or minutes <= self.agreed:
            return 0
        return self.price * ceil((minutes - self.agreed) / overtime_minutes.HOUR_MINUTES)


class RollingLimits:
    """How much of each limit is left in the window that ends on a day, by what is known of before.

    begun: the weekend that was worked already when the horizon began, -1 for none.
    weekends_left: a label with so many may work on no other, None where windows are shorter.
    """

    def __init__(
        self,
        problem: Problem,
        person: Person,
        weekend_of: Mapping[int, int],
        tolls: Mapping[str, int],
    ) -> None:
        self._tolls = tolls
        past, days = person.past, problem.days
        self._shifts = {shift.id: shift for shift in problem.shifts}
        self._weekend_of = weekend_of
        nights = dict.fromkeys(range(-ROLLING_DAYS, 0), 0)
        for each in past.shifts:
            nights[each.day] = nights.get(each.day, 0) + each.is_night
        minutes, weekends = minutes_before(person), dict.fromkeys(past.weekends, 1)
        self._nights = _room(nights, days, ROLLING_DAYS, person.rolling_nights_maximum)
        self._weekends = _room(weekends, days, ROLLING_DAYS, person.rolling_weekends_maximum)
        self._minutes = _room(minutes, days, ROLLING_DAYS, person.rolling_minutes_maximum)
        self._week = _room(minutes, days, WEEK_DAYS, person.week_minutes_maximum)
        cut = [i for day, i in weekend_of.items() if day in past.weekends]
        self.begun = cut[0] if cut and person.maximum_weekends is None else -1
        short = days <= ROLLING_DAYS and self._weekends is not None
        self._carried = person.history.weekends if person.history else 0
        most = max(self._weekends or [0]) + self._carried
        self.weekends_left = most if short else None

    def toll(self, label: Partial, day: int, shift: ShiftType, new_weekend: bool) -> int:
        """What the shift costs in broken limits; new_weekend: it opens a worked weekend."""
        toll, tolls = 0, self._tolls
        if self._minutes is not None:
            own = self._worked(label, day, ROLLING_DAYS) + shift.minutes
            toll += over(tolls["rolling_minutes_maximum"], own - self._minutes[day])
        if self._week is not None:
            own = self._worked(label, day, WEEK_DAYS) + shift.minutes
            toll += over(tolls["week_minutes_maximum"], own - self._week[day])
        if self._nights is not None and shift.is_night:
            nights = self._nights_in(label, day) + 1
            toll += above(tolls["rolling_nights_maximum"], nights, self._nights[day])
        if self._weekends is not None and new_weekend:
            weekends = self._weekends_in(label, day) + 1
            toll += above(tolls["rolling_weekends_maximum"], weekends, self._weekends[day])
        return toll

    def _worked(self, label: Partial, day: int, width: int) -> int:
        if day < width:
            return label.minutes
        return sum(shift.minutes for _, shift in self._window(label, day - width))

    def _nights_in(self, label: Partial, day: int) -> int:
        if day < ROLLING_DAYS:
            return label.nights
        return sum(shift.is_night for _, shift in self._window(label, day - ROLLING_DAYS))

    def _weekends_in(self, label: Partial, day: int) -> int:
        if day < ROLLING_DAYS:
            return label.weekends - self._carried
        days = (each for each, _ in self._window(label, day - ROLLING_DAYS))
        return len({self._weekend_of[each] for each in days if each in self._weekend_of})

    def _window(self, label: Partial, after: int) -> Iterator[tuple[int, ShiftType]]:
        """The shifts on days after `after`, latest first."""
        each: Partial | None = label
        while each is not None and each.day > after:
            if each.shift is not None:
                yield each.day, self._shifts[each.shift]
            each = each.before


def _room(before: Mapping[int, int], days: int, width: int, limit: int | None) -> list[int] | None:
    """For each day what is left of the limit in the window that ends on it."""
    if limit is None:
        return None
    known = [sum(n for d, n in before.items() if day - width < d <= day) for day in range(days)]
    return [max(0, limit - number) for number in known]
