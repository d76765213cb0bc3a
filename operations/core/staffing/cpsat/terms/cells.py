"""Terms about single cells and about one shift after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from operations.core.staffing.cpsat.ledger import Page
from operations.core.staffing.cpsat.variables import Variables
from operations.core.staffing.people import Person


def one_shift_per_day(v: Variables, page: Page) -> None:
    if v.single:
        return  # said already where `busy` is the sum of the day's shifts
    for today in v.today.values():
        page.at_most([(1, works) for works in today.values()], 1)


def shift_allowed(v: Variables, page: Page) -> None:
    skills = {shift.id: shift.skill for shift in v.problem.shifts}
    people = {person.id: person for person in v.problem.people}
    for (person_id, _, shift_id), works in v.works.items():
        person = people[person_id]
        banned = bool(person.allowed_shifts) and shift_id not in set(person.allowed_shifts)
        if banned or skills[shift_id] not in {None, *person.skills}:
            page.not_all([works])


def absence_respected(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        for day in sorted({*person.absences, *person.days_off}):
            for works in v.today[person.id, day].values():
                page.not_all([works])


def lock_kept(v: Variables, page: Page) -> None:
    for lock in v.problem.locks:
        if lock.shift is None:
            page.not_all([v.busy[lock.person, lock.day]])
        else:
            page.not_all([v.works[lock.person, lock.day, lock.shift].negated()])


def fixed_shift_kept(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        for fixed in person.fixed_shifts:
            works = v.works.get((person.id, fixed.day, fixed.shift))
            page.not_all([] if works is None else [works.negated()])


def rest_between_shifts(v: Variables, page: Page) -> None:
    problem = v.problem
    spans = {(d, s.id): problem.span(d, s) for d in range(problem.days) for s in problem.shifts}
    ordered = sorted(spans, key=lambda cell: (spans[cell], cell))
    pairs: dict[int, list[tuple[tuple[int, str], tuple[int, str], int]]] = {}
    for rest in {person.rest_minutes for person in problem.people}:
        pairs[rest] = [
            (a, b, spans[a][1] + rest - spans[b][0])
            for i, a in enumerate(ordered)
            for b in _starting_before(ordered[i + 1 :], spans, spans[a][1] + rest)
        ]
    for person in problem.people:
        _rest_after_history(v, page, person, spans)
        for a, b, missing in pairs[person.rest_minutes]:
            first, second = v.works.get((person.id, *a)), v.works.get((person.id, *b))
            if first is not None and second is not None and not (v.single and a[0] == b[0]):
                page.not_all([first, second], missing)


def _starting_before(
    cells: Sequence[tuple[int, str]], spans: dict[tuple[int, str], tuple[int, int]], minute: int
) -> Iterator[tuple[int, str]]:
    for cell in cells:
        if spans[cell][0] >= minute:
            return
        yield cell


def _rest_after_history(
    v: Variables, page: Page, person: Person, spans: dict[tuple[int, str], tuple[int, int]]
) -> None:
    if person.history is None or person.history.last_end_minute is None:
        return
    rested = person.history.last_end_minute + person.rest_minutes
    for (day, shift_id), (start, _) in spans.items():
        works = v.works.get((person.id, day, shift_id))
        if works is not None and start < rested:
            page.not_all([works], rested - start)


def shift_succession(v: Variables, page: Page) -> None:
    forbidden = {shift.id: shift.forbidden_next for shift in v.problem.shifts}
    for person in v.problem.people:
        last = person.history.last_shift if person.history else None
        for shift_id in dict.fromkeys(forbidden[last]) if last else ():
            if shift_id in v.today[person.id, 0]:
                page.not_all([v.today[person.id, 0][shift_id]])
    for (person_id, day, shift_id), works in v.works.items():
        tomorrow = v.today.get((person_id, day + 1), {})
        clashes = [tomorrow[s] for s in dict.fromkeys(forbidden[shift_id]) if s in tomorrow]
        if v.single:
            page.at_most_one(works, clashes)
        if not (v.single and page.forbids):
            for clash in clashes:
                page.not_all([works, clash])
