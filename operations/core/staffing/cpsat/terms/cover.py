"""Terms about the people on each shift."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.staffing.cpsat.ledger import Page
from operations.core.staffing.cpsat.variables import Literal, Variables
from operations.core.staffing.demand import CoverLine
from operations.core.staffing.people import Person


def _there(v: Variables, day: int) -> list[Person]:
    """Whoever is away counts for nothing, though a lock may hold them to a shift."""
    return [person for person in v.problem.people if day not in person.absences]


def _present(v: Variables) -> Iterator[list[Literal]]:
    """For each cover line the literals of those who count for it."""
    for line in v.problem.cover:
        if line.skill is None:
            cells = [v.works.get((p.id, line.day, line.shift)) for p in _there(v, line.day)]
        else:
            cells = [
                v.serves.get((p.id, line.day, line.shift, line.skill))
                for p in _there(v, line.day)
                if p.skills.get(line.skill, -1) >= line.level
            ]
        yield [cell for cell in cells if cell is not None]


def cover_minimum(v: Variables, page: Page) -> None:
    for line, present in zip(v.problem.cover, _present(v), strict=True):
        page.at_most([(-1, p) for p in present], -line.minimum, line.price_under_minimum)


def cover_target(v: Variables, page: Page) -> None:
    for line, present in zip(v.problem.cover, _present(v), strict=True):
        page.at_most([(-1, p) for p in present], -line.target, line.price_under_target)


def cover_excess(v: Variables, page: Page) -> None:
    for line, present in zip(v.problem.cover, _present(v), strict=True):
        page.at_most([(1, p) for p in present], line.target, line.price_over)


def _of_level(v: Variables, line: CoverLine, low: int, high: int | None) -> list[Literal]:
    """Those who work the line's shift and hold its skill from level `low` to `high`."""
    there = _there(v, line.day)
    levels = {p.id: p.skills[line.skill] for p in there if line.skill in p.skills}
    chosen = [p for p, level in levels.items() if level >= low and (high is None or level <= high)]
    cells = [v.works.get((person, line.day, line.shift)) for person in chosen]
    return [cell for cell in cells if cell is not None]


def supervision(v: Variables, page: Page) -> None:
    for line in v.problem.cover:
        if line.supervisor_level is not None:
            seniors = _of_level(v, line, line.supervisor_level, None)
            for junior in _of_level(v, line, 0, 1):
                page.not_all([junior, *(senior.negated() for senior in seniors)])


def junior_maximum(v: Variables, page: Page) -> None:
    for line in v.problem.cover:
        if line.junior_maximum is not None:
            page.at_most([(1, each) for each in _of_level(v, line, 0, 1)], line.junior_maximum)
