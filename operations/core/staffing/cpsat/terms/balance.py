"""Terms about fair shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from operations.core.rule import Measure
from operations.core.staffing.cpsat.ledger import Page, Weighted
from operations.core.staffing.cpsat.terms.shared import night_ids, weekends_worked, works_of
from operations.core.staffing.cpsat.terms.wishes import wished
from operations.core.staffing.cpsat.variables import Variables
from operations.core.staffing.demand import CoverLine
from operations.core.staffing.past import Tally
from operations.core.staffing.people import Person


def _own(v: Variables) -> list[Person]:
    """Guests take no part."""
    return [person for person in v.problem.people if not person.is_guest]


def _planned(v: Variables) -> dict[tuple[int, str], int]:
    """Day, shift -> people asked for: skills side by side, or the line for everybody if larger."""
    planned: dict[tuple[int, str], int] = {}
    cells: dict[tuple[int, str], list[CoverLine]] = {}
    for line in v.problem.cover:
        cells.setdefault((line.day, line.shift), []).append(line)
    for cell, lines in cells.items():
        skills = {line.skill for line in lines} - {None}
        by_skill = [max(e.target for e in lines if e.skill == skill) for skill in skills]
        anybody = [line.target for line in lines if line.skill is None]
        planned[cell] = max(sum(by_skill), *anybody, 0)
    return planned


def _fair(
    v: Variables, demand: int, sizes: list[tuple[Person, int]], past: Callable[[Tally], int]
) -> list[tuple[Person, int]]:
    """Everybody's part of the year's and the horizon's total, by size and days present, rounded up
    in whole numbers, less what they had."""
    parts = [
        (p, size * (p.past.year.days + sum(d not in p.absences for d in range(v.problem.days))))
        for p, size in sizes
    ]
    whole, total = sum(part for _, part in parts), demand
    for p, _ in parts:
        total += past(p.past.year)
    return [
        (p, max(0, -(-total * part // whole) - past(p.past.year))) for p, part in parts if whole
    ]


def _shared(page: Page, each: Sequence[tuple[Sequence[Weighted], int]]) -> None:
    """Literals and share of each person, priced by the measure that the hospital chose."""
    if page.measure is Measure.WORST:
        page.worst_at_most(each)
        return
    for parts, share in each:
        page.at_most(parts, share)
        if page.measure is Measure.RISING:
            for more in range(share + 1, len(parts)):
                page.at_most(parts, more)


def nights_balance(v: Variables, page: Page) -> None:
    nights = [shift for shift in v.problem.shifts if shift.is_night]
    total = sum(n for (_, shift), n in _planned(v).items() if shift in night_ids(v))
    able = []
    for p in _own(v):
        open_to = [s for s in nights if s.skill in {None, *p.skills}]
        if 0 not in (p.maximum_nights, p.rolling_nights_maximum) and {s.id for s in open_to} & set(
            p.allowed_shifts or night_ids(v)
        ):
            able.append(p)
    limits = [(p, (p.maximum_nights, p.rolling_nights_maximum)) for p in able]
    by_limit = [
        (p, min(n for n in both if n is not None)) for p, both in limits if set(both) != {None}
    ]
    by_size = [(p, p.full_time_percent) for p in able]
    sizes = by_limit if len(by_limit) == len(able) else by_size
    fair = _fair(v, total, sizes, lambda year: year.nights)
    _shared(page, [(works_of(v, person, night_ids(v)), share) for person, share in fair])


def weekends_balance(v: Variables, page: Page) -> None:
    people_by_day: dict[int, int] = {}
    for (day, _), people in _planned(v).items():
        people_by_day[day] = people_by_day.get(day, 0) + people
    total = sum(max(people_by_day.get(d, 0) for d in w) for w in v.problem.weekends if w)
    sizes = [
        (p, p.full_time_percent)
        for p in _own(v)
        if 0 not in (p.maximum_weekends, p.rolling_weekends_maximum)
    ]
    fair = _fair(v, total, sizes, lambda year: year.weekends)
    _shared(page, [(weekends_worked(v, person), share) for person, share in fair])


def holidays_balance(v: Variables, page: Page) -> None:
    holidays = sorted(set(v.problem.holidays))
    total = sum(n for (day, _), n in _planned(v).items() if day in holidays)
    sizes = [(p, p.full_time_percent) for p in _own(v)]
    _shared(
        page,
        [
            ([(1, v.busy[person.id, day]) for day in holidays], share)
            for person, share in _fair(v, total, sizes, lambda year: year.holidays)
        ],
    )


def wishes_balance(v: Variables, page: Page) -> None:
    people = _own(v)
    made = sum(person.past.year.wishes for person in people)
    lost = sum(person.past.year.refused for person in people)
    each: list[tuple[list[Weighted], int]] = []
    for person in people:
        mine = [wish for wish in v.problem.requests if wish.person == person.id]
        if not mine or not made:
            continue
        year = person.past.year
        share = max(0, -(-lost * (year.wishes + len(mine)) // made) - year.refused)
        parts: list[Weighted] = []
        for wish in mine:
            for granted in wished(v, wish.person, wish.day, wish.shift):
                parts.append((1, granted.negated() if wish.wanted else granted))
            if wish.wanted and not wished(v, wish.person, wish.day, wish.shift):
                share -= 1  # the shift is out of the question: refused already
        each.append((parts, share))
    _shared(page, each)
