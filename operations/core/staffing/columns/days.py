"""What the calendar says of each day of a row: weekends, rest, wishes, locks, absences."""

from __future__ import annotations

from dataclasses import dataclass

from operations.core.staffing.columns.prices import Prices
from operations.core.staffing.columns.sequences import Day
from operations.core.staffing.demand import ShiftType
from operations.core.staffing.people import Person
from operations.core.staffing.problem import Problem


@dataclass(frozen=True, slots=True)
class Calendar:
    """What all people share: each shift's span in real minutes by day, the weekends' days.

    rests[kind of night][earlier][later]: minutes between two shifts (positions in the problem) on
    days that follow each other; night[day]: its kind, of the night before.
    """

    spans: dict[tuple[int, str], tuple[int, int]]
    rests: tuple[tuple[tuple[int, ...], ...], ...]
    night: tuple[int, ...]
    weekend: tuple[int, ...]
    previous: dict[tuple[str, int], set[str]]
    known_days: int
    price_per_change: int | None

    @classmethod
    def of(cls, problem: Problem) -> Calendar:
        weekend = [0] * problem.days
        for days in problem.weekends:
            for position, day in enumerate(sorted(days), 1):
                weekend[day] = position
        previous: dict[tuple[str, int], set[str]] = {}
        known_days, price = 0, None
        if problem.previous is not None:
            for cell in problem.previous.assignments:
                previous.setdefault((cell.person, cell.day), set()).add(cell.shift)
            known = problem.previous.known_days
            known_days = problem.days if known is None else min(known, problem.days)
            price = problem.previous.price_per_change
        spans = {(d, s.id): problem.span(d, s) for d in range(problem.days) for s in problem.shifts}
        rests, night = _nights(problem, spans)
        return cls(spans, rests, night, tuple(weekend), previous, known_days, price)


def _nights(
    problem: Problem, spans: dict[tuple[int, str], tuple[int, int]]
) -> tuple[tuple[tuple[tuple[int, ...], ...], ...], tuple[int, ...]]:
    """All nights are alike but where the clock changes."""
    ids = [shift.id for shift in problem.shifts]
    kinds: dict[tuple[tuple[int, ...], ...], int] = {}
    night = [0]
    for day in range(1, problem.days):
        begins = [spans[day, shift][0] for shift in ids]
        ends = [spans[day - 1, shift][1] for shift in ids]
        rests = tuple(tuple(begin - end for begin in begins) for end in ends)
        night.append(kinds.setdefault(rests, len(kinds)))
    return tuple(kinds), tuple(night)


def day_kinds(
    problem: Problem, calendar: Calendar, person: Person, shifts: list[ShiftType], prices: Prices
) -> tuple[list[Day], list[int]]:
    """The kinds of days there are for this person, and the kind of each day."""
    kinds: dict[Day, int] = {}
    of_day = []
    leave = {*person.absences, *person.days_off}
    by_night = [_pairs(problem, person, shifts, rests, prices) for rests in calendar.rests]
    # What the days before the horizon forbid on day 0 is among the cells' costs.
    free = tuple((0,) * len(shifts) for _ in shifts)
    for day in range(problem.days):
        pairs = by_night[calendar.night[day]] if day else free
        given = person.maximum_consecutive_days_off is not None and day in leave
        of_day.append(kinds.setdefault(Day(pairs, calendar.weekend[day], given), len(kinds)))
    return list(kinds), of_day


def _pairs(
    problem: Problem,
    person: Person,
    shifts: list[ShiftType],
    rests: tuple[tuple[int, ...], ...],
    prices: Prices,
) -> tuple[tuple[int, ...], ...]:
    """The cost of each shift after each on the day before."""
    at = {shift.id: number for number, shift in enumerate(problem.shifts)}
    return tuple(
        tuple(
            shift_succession(earlier, later, prices)
            + rest_between_shifts(person, rests[at[earlier.id]][at[later.id]], prices)
            for later in shifts
        )
        for earlier in shifts
    )


def shift_succession(earlier: ShiftType, later: ShiftType, prices: Prices) -> int:
    return prices.of("shift_succession", int(later.id in earlier.forbidden_next))


def rest_between_shifts(person: Person, rest: int, prices: Prices) -> int:
    return prices.of("rest_between_shifts", person.rest_minutes - rest)


def cell_costs(
    problem: Problem, calendar: Calendar, person: Person, shifts: list[ShiftType], prices: Prices
) -> list[list[int]]:
    """cost[day][option]: option 0 is a day off, option i the i-th of `shifts`."""
    cost = [[0] * (1 + len(shifts)) for _ in range(problem.days)]
    history = person.history
    away = {*person.absences, *person.days_off}
    for day, today in enumerate(cost):
        for option, shift in enumerate(shifts, 1):
            today[option] += prices.of("absence_respected", int(day in away))
            today[option] += prices.of("shift_allowed", int(not _open_to(person, shift)))
            today[option] += prices.of("own_people_first", int(person.is_guest))
            if history is not None and history.last_end_minute is not None:
                rest = calendar.spans[day, shift.id][0] - history.last_end_minute
                today[option] += rest_between_shifts(person, rest, prices)
    if history is not None and history.last_shift:
        last = next(shift for shift in problem.shifts if shift.id == history.last_shift)
        for option, shift in enumerate(shifts, 1):
            cost[0][option] += shift_succession(last, shift, prices)
    for fixed in person.fixed_shifts:
        for option, now in enumerate([None, *(shift.id for shift in shifts)]):
            cost[fixed.day][option] += prices.of("fixed_shift_kept", int(now != fixed.shift))
    _wishes(problem, person, shifts, prices, cost)
    _roster_stability(calendar, person, shifts, prices, cost)
    _lock_kept(problem, person, shifts, prices, cost)
    return cost


def _open_to(person: Person, shift: ShiftType) -> bool:
    banned = bool(person.allowed_shifts) and shift.id not in person.allowed_shifts
    return not banned and shift.skill in {None, *person.skills}


def _wishes(
    problem: Problem,
    person: Person,
    shifts: list[ShiftType],
    prices: Prices,
    cost: list[list[int]],
) -> None:
    for wish in problem.requests:
        if wish.person != person.id:
            continue
        rule = "wishes_for" if wish.wanted else "wishes_against"
        price = prices.of(rule, 1, wish.weight)
        for option in range(1 + len(shifts)):
            worked = option > 0
            has = worked if wish.shift is None else worked and shifts[option - 1].id == wish.shift
            if has != wish.wanted:
                cost[wish.day][option] += price


def _roster_stability(
    calendar: Calendar,
    person: Person,
    shifts: list[ShiftType],
    prices: Prices,
    cost: list[list[int]],
) -> None:
    for day in range(calendar.known_days):
        had = calendar.previous.get((person.id, day), set())
        for option in range(1 + len(shifts)):
            has = {shifts[option - 1].id} if option else set()
            cost[day][option] += prices.of(
                "roster_stability", int(has != had), calendar.price_per_change
            )


def _lock_kept(
    problem: Problem,
    person: Person,
    shifts: list[ShiftType],
    prices: Prices,
    cost: list[list[int]],
) -> None:
    for lock in problem.locks:
        if lock.person != person.id:
            continue
        for option in range(1 + len(shifts)):
            kept = (
                option == 0
                if lock.shift is None
                else (option > 0 and shifts[option - 1].id == lock.shift)
            )
            cost[lock.day][option] += prices.of("lock_kept", int(not kept))
