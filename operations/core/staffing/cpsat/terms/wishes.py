"""Terms about what people asked for and what they know already."""

from __future__ import annotations

from operations.core.staffing.cpsat.ledger import Page
from operations.core.staffing.cpsat.variables import Literal, Variables


def wishes_for(v: Variables, page: Page) -> None:
    for wish in v.problem.requests:
        if wish.wanted:
            wanted = wished(v, wish.person, wish.day, wish.shift)
            page.not_all([each.negated() for each in wanted], price=wish.weight)


def wishes_against(v: Variables, page: Page) -> None:
    for wish in v.problem.requests:
        if not wish.wanted:
            for unwanted in wished(v, wish.person, wish.day, wish.shift):
                page.not_all([unwanted], price=wish.weight)


def wished(v: Variables, person: str, day: int, shift: str | None) -> list[Literal]:
    """The one literal that grants a wish; none where the shift is out of the question."""
    if shift is None:
        return [v.busy[person, day]]
    works = v.works.get((person, day, shift))
    return [] if works is None else [works]


def roster_stability(v: Variables, page: Page) -> None:
    previous = v.problem.previous
    if previous is None:
        return
    had: dict[tuple[str, int], set[str]] = {}
    for each in previous.assignments:
        had.setdefault((each.person, each.day), set()).add(each.shift)
    for cell, today in v.today.items():
        if previous.known_days is not None and cell[1] >= previous.known_days:
            continue
        before = had.get(cell, set())
        if not before <= set(today):
            page.not_all([], price=previous.price_per_change)  # cannot stay as it was
            continue
        same = [today[s] if s in before else today[s].negated() for s in today]
        unchanged = same[0] if len(same) == 1 else v.all_of(same)
        page.not_all([unchanged.negated()], price=previous.price_per_change)
