"""Terms about fair shares."""

from __future__ import annotations

from operations.core.staffing.cpsat.ledger import Page
from operations.core.staffing.cpsat.terms.shared import night_ids, weekends_worked, works_of
from operations.core.staffing.cpsat.variables import Variables
from operations.core.staffing.demand import CoverLine
from operations.core.staffing.people import Person


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


def _fair(v: Variables, total: int, sizes: list[tuple[Person, int]]) -> list[tuple[Person, int]]:
    """Everybody's part of `total` by size and days present, rounded up in whole numbers."""
    parts = [
        (p, size * sum(d not in p.absences for d in range(v.problem.days))) for p, size in sizes
    ]
    whole = sum(part for _, part in parts)
    return [(p, -(-total * part // whole)) for p, part in parts] if whole else []


def nights_balance(v: Variables, page: Page) -> None:
    nights = [shift for shift in v.problem.shifts if shift.is_night]
    total = sum(n for (_, shift), n in _planned(v).items() if shift in night_ids(v))
    able = []
    for p in v.problem.people:
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
    for person, share in _fair(v, total, by_limit if len(by_limit) == len(able) else by_size):
        page.at_most(works_of(v, person, night_ids(v)), share)


def weekends_balance(v: Variables, page: Page) -> None:
    people_by_day: dict[int, int] = {}
    for (day, _), people in _planned(v).items():
        people_by_day[day] = people_by_day.get(day, 0) + people
    total = sum(max(people_by_day.get(d, 0) for d in w) for w in v.problem.weekends if w)
    sizes = [
        (p, p.full_time_percent)
        for p in v.problem.people
        if 0 not in (p.maximum_weekends, p.rolling_weekends_maximum)
    ]
    for person, share in _fair(v, total, sizes):
        page.at_most(weekends_worked(v, person), share)
