"""Wards and the people who float among them, as one problem.

Each ward's shifts get a name of their own, `WARD/SHIFT`; its people may work on these only, and who
floats on any. So the whole is an ordinary problem: one judge, one search, and one bound that holds
for the hospital. What is fair stays among the people of a ward (`Person.team`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from operations.core.errors import BadProblem
from operations.core.staffing.cells import Assignment, Lock, Previous, Request
from operations.core.staffing.demand import ShiftType
from operations.core.staffing.people import Person
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem

CellT = TypeVar("CellT", Request, Lock)

BETWEEN = "/"


def together(
    wards: Mapping[str, Problem],
    pool: Sequence[Person] = (),
    places: Mapping[str, Sequence[str]] | None = None,
) -> Problem:
    """One problem of `wards`, by name, and of the people in `pool`, who float among them.

    places: by person the wards on which they may work, all where nothing is said; each ward makes
    their rows dearer to search. Shifts that people of the pool name (allowed, fixed, worked last)
    are those of the wards: on each ward that has one of that name. Raises BadProblem where the
    wards do not cover the same days by the same policies, have shifts of one name that differ in
    their hours, or share a person.
    """
    if not wards:
        raise BadProblem("hospital", "has no ward; give one or more")
    places = places or {}
    first = next(iter(wards.values()))
    for name, ward in wards.items():
        _check_alike(name, first, ward)
    homes = {code: [n for n, w in wards.items() if _has(w, code)] for code in _codes(wards)}
    for person in pool:
        if person.maximum_per_shift:
            raise BadProblem(f"person {person.id}", "has limits by shift, which no pool can count")
    people = [_moved(p, [name], homes, name) for name, ward in wards.items() for p in ward.people]
    return replace(
        first,
        name="together",
        shifts=tuple(_shift(name, s, homes) for name, w in wards.items() for s in w.shifts),
        people=(*people, *(_moved(p, [*places.get(p.id, wards)], homes, "") for p in pool)),
        cover=tuple(
            replace(line, shift=_on(name, line.shift))
            for name, ward in wards.items()
            for line in ward.cover
        ),
        requests=tuple(_cell(name, cell) for name, w in wards.items() for cell in w.requests),
        locks=tuple(_cell(name, cell) for name, w in wards.items() for cell in w.locks),
        previous=_previous(wards),
    )


def apart(plan: Plan, wards: Iterable[str]) -> dict[str, Plan]:
    """The roster of each ward, with whoever floats there on the days they do."""
    cells: dict[str, list[Assignment]] = {name: [] for name in wards}
    for each in plan.assignments:
        name, _, shift = each.shift.rpartition(BETWEEN)
        cells[name].append(replace(each, shift=shift))
    return {name: Plan(tuple(mine)) for name, mine in cells.items()}


def _check_alike(name: str, first: Problem, ward: Problem) -> None:
    same = ("days", "weekends", "holidays", "day_starts", "start_date", "policies")
    for field in same:
        if getattr(ward, field) != getattr(first, field):
            raise BadProblem(f"ward {name}", f"has other {field} than the others; plan it alone")
    hours = {shift.id: (shift.start_minute, shift.minutes) for shift in first.shifts}
    for shift in ward.shifts:
        if hours.get(shift.id, (shift.start_minute, shift.minutes)) != (
            shift.start_minute,
            shift.minutes,
        ):
            raise BadProblem(
                f"shift {shift.id} of ward {name}", "has other hours elsewhere; rename it"
            )


def _codes(wards: Mapping[str, Problem]) -> set[str]:
    return {shift.id for ward in wards.values() for shift in ward.shifts}


def _has(ward: Problem, code: str) -> bool:
    return any(shift.id == code for shift in ward.shifts)


def _on(name: str, shift: str) -> str:
    return f"{name}{BETWEEN}{shift}"


def _shift(name: str, shift: ShiftType, homes: Mapping[str, list[str]]) -> ShiftType:
    """What may not follow it may not follow it on another ward either."""
    after = tuple(_on(ward, code) for code in shift.forbidden_next for ward in homes[code])
    return replace(shift, id=_on(name, shift.id), forbidden_next=after)


def _moved(person: Person, places: list[str], homes: Mapping[str, list[str]], team: str) -> Person:
    """A person with the shifts of their `places` only; one place is enough for what is past or
    fixed, since shifts of one name have the same hours."""
    codes = person.allowed_shifts or tuple(homes)
    allowed = [_on(n, code) for code in codes for n in places if n in homes[code]]

    def one(code: str) -> str:
        return _on(next(name for name in places if name in homes[code]), code)

    history = person.history
    if history is not None and history.last_shift is not None:
        history = replace(history, last_shift=one(history.last_shift))
    limits = {one(code): most for code, most in person.maximum_per_shift.items()}
    fixed = tuple(replace(each, shift=one(each.shift)) for each in person.fixed_shifts)
    return replace(
        person, allowed_shifts=tuple(allowed), history=history, maximum_per_shift=limits,
        fixed_shifts=fixed, team=team,
    )  # fmt: skip


def _cell(name: str, cell: CellT) -> CellT:
    return cell if cell.shift is None else replace(cell, shift=_on(name, cell.shift))


def _previous(wards: Mapping[str, Problem]) -> Previous | None:
    known = {name: ward.previous for name, ward in wards.items() if ward.previous is not None}
    if not known:
        return None
    first = next(iter(known.values()))
    alike = {(each.price_per_change, each.known_days) for each in known.values()}
    if len(known) < len(wards) or len(alike) > 1:
        raise BadProblem("hospital", "knows rosters of some wards only; plan the others alone")
    cells = [
        replace(each, shift=_on(name, each.shift))
        for name, previous in known.items()
        for each in previous.assignments
    ]
    return replace(first, assignments=tuple(cells))
