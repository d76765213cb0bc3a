"""Terms about days in a row: clauses over windows of days, which CP-SAT propagates better than
automata."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.staffing.cpsat.ledger import Page
from operations.core.staffing.cpsat.terms.shared import busy_days, history_of
from operations.core.staffing.cpsat.variables import Literal, Variables
from operations.core.staffing.demand import ShiftType
from operations.core.staffing.people import Person


def windows_not_full(page: Page, days: list[Literal], before: int, limit: int) -> None:
    """No `limit` + 1 days in a row; `before` days of the run lie ahead of day 0."""
    for last in range(len(days)):
        first = last - limit
        if first >= -before:
            page.not_all(days[max(0, first) : last + 1])


def runs_not_short(page: Page, days: list[Literal], before: int | None, least: int) -> None:
    """No run of less than `least` days that begins at a known day and ends inside."""
    for end in range(len(days)):  # the first day after the run
        for first in range(max(1, end - least + 1), end):
            pattern = [days[first - 1].negated(), *days[first:end], days[end].negated()]
            page.not_all(pattern, least - (end - first))
        if before is not None and 0 < before + end < least:
            page.not_all([*days[:end], days[end].negated()], least - before - end)


def consecutive_days_maximum(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        if person.maximum_consecutive_days is not None:
            before = history_of(person).days_worked
            windows_not_full(page, busy_days(v, person), before, person.maximum_consecutive_days)


def consecutive_days_minimum(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        before = None if person.history is None else person.history.days_worked
        runs_not_short(page, busy_days(v, person), before, person.minimum_consecutive_days)


def consecutive_days_off_minimum(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        history = history_of(person)
        known = history.days_off > 0 or history.days_worked > 0
        free = [busy.negated() for busy in busy_days(v, person)]
        before = history.days_off if known else None
        runs_not_short(page, free, before, person.minimum_consecutive_days_off)


def consecutive_nights_maximum(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        if person.maximum_consecutive_nights is not None:
            nights = [v.night[person.id, day] for day in range(v.problem.days)]
            limit = person.maximum_consecutive_nights
            windows_not_full(page, nights, history_of(person).nights, limit)


def consecutive_days_off_maximum(v: Variables, page: Page) -> None:
    """Between days of leave, which are nobody's to plan, every stretch is counted by itself."""
    for person in v.problem.people:
        if person.maximum_consecutive_days_off is None:
            continue
        given, before = {*person.absences, *person.days_off}, history_of(person).days_off
        stretch: list[Literal] = []
        for day, busy in enumerate([*busy_days(v, person), None]):
            if busy is not None and day not in given:
                stretch.append(busy.negated())
                continue
            windows_not_full(page, stretch, before, person.maximum_consecutive_days_off)
            stretch, before = [], 0


def consecutive_shifts_maximum(v: Variables, page: Page) -> None:
    for shift in v.problem.shifts:
        if shift.maximum_consecutive is None:
            continue
        for days, before in _same_shift(v, shift):
            windows_not_full(page, days, before or 0, shift.maximum_consecutive)


def consecutive_shifts_minimum(v: Variables, page: Page) -> None:
    for shift in v.problem.shifts:
        if shift.minimum_consecutive > 1:
            for days, before in _same_shift(v, shift):
                runs_not_short(page, days, before, shift.minimum_consecutive)


def _same_shift(v: Variables, shift: ShiftType) -> Iterator[tuple[list[Literal], int | None]]:
    """Each person's days on one shift, and how long a run of it ends right before day 0."""
    never = v.any_of([])
    for person in v.problem.people:
        days = [v.today[person.id, day].get(shift.id, never) for day in range(v.problem.days)]
        past = person.history
        before: int | None = 0
        if past is None or (past.last_shift == shift.id and past.same_shift_days == 0):
            before = None
        elif past.last_shift == shift.id:
            before = past.same_shift_days
        if before or any(day is not never for day in days):
            yield days, before


def weekends_complete(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        for i, days in enumerate(v.problem.weekends):
            if person.complete_weekends and len(days) > 1:
                every = v.all_of([v.busy[person.id, day] for day in days])
                page.not_all([v.weekend[person.id, i], every.negated()])


def rest_after_nights(v: Variables, page: Page) -> None:
    """Where the last nights of a run end, none of the days that follow is worked."""
    for person in v.problem.people:
        before = {past.day for past in person.past.shifts if past.is_night and past.day < 0}
        before |= set(range(-history_of(person).nights, 0))
        due = person.days_off_after_nights
        for last in range(-due, v.problem.days - 1):
            run = _run_of_nights(v, person, before, last)
            if run is not None:
                for day in range(max(0, last + 1), min(v.problem.days, last + 1 + due)):
                    page.not_all([*run, v.busy[person.id, day]])


def _run_of_nights(
    v: Variables, person: Person, before: set[int], last: int
) -> list[Literal] | None:
    """What makes a run of nights end on `last`, as far as it is to be decided; None where what is
    known already says that none does."""
    run: list[Literal] = []
    for day in range(last + 1 - person.nights_before_days_off, last + 1):
        if day >= 0:
            run.append(v.night[person.id, day])
        elif day not in before:
            return None
    if last + 1 >= 0:
        run.append(v.night[person.id, last + 1].negated())
    elif last + 1 in before:
        return None
    return run
