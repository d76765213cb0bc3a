"""Terms about windows of days that reach back before the horizon."""

from __future__ import annotations

from collections.abc import Sequence

from operations.core.staffing.cpsat.ledger import Page, Weighted
from operations.core.staffing.cpsat.variables import Variables
from operations.core.staffing.past import ROLLING_DAYS, WEEK_DAYS
from operations.core.staffing.people import Person

Daily = list[list[Weighted]]
Before = Sequence[tuple[int, int]]
"""(day, what counts there whatever is planned)"""


def _rolling(page: Page, daily: Daily, before: Before, width: int, limit: int) -> None:
    """What the days of each window add fits in what its known days leave of the limit."""
    sums: list[tuple[list[Weighted], int]] = []
    begun = 0
    for last in range(len(daily)):
        first = max(0, last - width + 1)
        same_start, begun = first == begun, first
        parts = [part for day in daily[first : last + 1] for part in day]
        room = max(0, limit - sum(n for day, n in before if last - width < day <= last))
        if sums and same_start and sums[-1][1] >= room:
            sums.pop()  # the longer window with no more room says it already
        sums.append((parts, room))
    page.worst_at_most(sums)


def _minutes(v: Variables, person: Person) -> Daily:
    minutes = {shift.id: shift.minutes for shift in v.problem.shifts}
    return [
        [(minutes[shift_id], works) for shift_id, works in v.today[person.id, day].items()]
        for day in range(v.problem.days)
    ]


def week_minutes_maximum(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        if person.week_minutes_maximum is not None:
            before = [(past.day, past.minutes) for past in person.past.shifts]
            _rolling(page, _minutes(v, person), before, WEEK_DAYS, person.week_minutes_maximum)


def rolling_minutes_maximum(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        if person.rolling_minutes_maximum is not None:
            before = [(past.day, past.minutes) for past in person.past.shifts]
            limit = person.rolling_minutes_maximum
            _rolling(page, _minutes(v, person), before, ROLLING_DAYS, limit)


def rolling_nights_maximum(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        if person.rolling_nights_maximum is not None:
            before = [(past.day, 1) for past in person.past.shifts if past.is_night]
            today = [v.today[person.id, day] for day in range(v.problem.days)]
            ids = [shift.id for shift in v.problem.shifts if shift.is_night]
            nights: Daily = [[(1, works[s]) for s in ids if s in works] for works in today]
            _rolling(page, nights, before, ROLLING_DAYS, person.rolling_nights_maximum)


def rolling_weekends_maximum(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        if person.rolling_weekends_maximum is not None:
            worked = dict.fromkeys(person.past.weekends, 1)
            ends: Daily = [[] for _ in range(v.problem.days)]
            for i, weekend in enumerate(v.problem.weekends):
                if weekend and max(weekend) not in worked:
                    ends[max(weekend)].append((1, v.weekend[person.id, i]))
            limit = person.rolling_weekends_maximum
            _rolling(page, ends, list(worked.items()), ROLLING_DAYS, limit)
