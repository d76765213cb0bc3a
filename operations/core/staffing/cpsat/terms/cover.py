"""Terms about the people on each shift."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.staffing.cpsat.ledger import Page
from operations.core.staffing.cpsat.variables import Literal, Variables


def _present(v: Variables) -> Iterator[list[Literal]]:
    """For each cover line the literals of those who count for it."""
    for line in v.problem.cover:
        if line.skill is None:
            cells = [v.works.get((p.id, line.day, line.shift)) for p in v.problem.people]
        else:
            cells = [
                v.serves.get((p.id, line.day, line.shift, line.skill))
                for p in v.problem.people
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
