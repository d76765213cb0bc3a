"""Each rule a second time, as the solver needs it; deliberately sharing no formula with `rules`.

A term states what its rule of the same name states about finished rosters. `TERMS` maps codes to
terms. Runs are stated by clauses over windows of days, which CP-SAT propagates better than
automata.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from operations.core.staffing.cpsat.ledger import Page
from operations.core.staffing.cpsat.variables import Literal, Variables
from operations.core.staffing.demand import CoverLine
from operations.core.staffing.people import History, Person

Term = Callable[[Variables, Page], None]


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


def _minutes(v: Variables, person: Person, sign: int) -> list[tuple[int, Literal]]:
    return [
        (sign * shift.minutes, v.works[person.id, day, shift.id])
        for day in range(v.problem.days)
        for shift in v.problem.shifts
        if (person.id, day, shift.id) in v.works
    ]


def maximum_minutes(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        if person.maximum_minutes is not None:
            page.at_most(_minutes(v, person, 1), person.maximum_minutes)


def minimum_minutes(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        if person.minimum_minutes is not None:
            page.at_most(_minutes(v, person, -1), -person.minimum_minutes)


def _windows_not_full(page: Page, days: list[Literal], before: int, limit: int) -> None:
    """No `limit` + 1 days in a row; `before` days of the run lie ahead of day 0."""
    for last in range(len(days)):
        first = last - limit
        if first >= -before:
            page.not_all(days[max(0, first) : last + 1])


def _runs_not_short(page: Page, days: list[Literal], before: int | None, least: int) -> None:
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
            before = _history(person).days_worked
            _windows_not_full(page, _busy(v, person), before, person.maximum_consecutive_days)


def consecutive_days_minimum(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        before = None if person.history is None else person.history.days_worked
        _runs_not_short(page, _busy(v, person), before, person.minimum_consecutive_days)


def consecutive_days_off_minimum(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        history = _history(person)
        known = history.days_off > 0 or history.days_worked > 0
        free = [busy.negated() for busy in _busy(v, person)]
        before = history.days_off if known else None
        _runs_not_short(page, free, before, person.minimum_consecutive_days_off)


def consecutive_nights_maximum(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        if person.maximum_consecutive_nights is not None:
            nights = [v.night[person.id, day] for day in range(v.problem.days)]
            limit = person.maximum_consecutive_nights
            _windows_not_full(page, nights, _history(person).nights, limit)


def _history(person: Person) -> History:
    return person.history or History()


def _busy(v: Variables, person: Person) -> list[Literal]:
    return [v.busy[person.id, day] for day in range(v.problem.days)]


def _works_of(v: Variables, person: Person, shifts: set[str]) -> list[tuple[int, Literal]]:
    return [
        (1, works)
        for day in range(v.problem.days)
        for shift_id, works in v.today[person.id, day].items()
        if shift_id in shifts
    ]


def _night_ids(v: Variables) -> set[str]:
    return {shift.id for shift in v.problem.shifts if shift.is_night}


def nights_maximum(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        if person.maximum_nights is not None:
            page.at_most(_works_of(v, person, _night_ids(v)), person.maximum_nights)


def weekends_maximum(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        if person.maximum_weekends is not None:
            page.at_most(_weekends(v, person), person.maximum_weekends)


def _weekends(v: Variables, person: Person) -> list[tuple[int, Literal]]:
    return [(1, v.weekend[person.id, i]) for i in range(len(v.problem.weekends))]


def shift_type_maximum(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        for shift_id, limit in person.maximum_per_shift.items():
            page.at_most(_works_of(v, person, {shift_id}), limit)


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


def wishes_for(v: Variables, page: Page) -> None:
    for wish in v.problem.requests:
        if wish.wanted:
            wanted = _wished(v, wish.person, wish.day, wish.shift)
            page.not_all([each.negated() for each in wanted], price=wish.weight)


def wishes_against(v: Variables, page: Page) -> None:
    for wish in v.problem.requests:
        if not wish.wanted:
            for unwanted in _wished(v, wish.person, wish.day, wish.shift):
                page.not_all([unwanted], price=wish.weight)


def _wished(v: Variables, person: str, day: int, shift: str | None) -> list[Literal]:
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
    total = sum(n for (_, shift), n in _planned(v).items() if shift in _night_ids(v))
    able = []
    for p in v.problem.people:
        open_to = [s for s in nights if s.skill in {None, *p.skills}]
        if p.maximum_nights != 0 and {s.id for s in open_to} & set(
            p.allowed_shifts or _night_ids(v)
        ):
            able.append(p)
    by_limit = [(p, p.maximum_nights) for p in able if p.maximum_nights is not None]
    by_size = [(p, p.full_time_percent) for p in able]
    for person, share in _fair(v, total, by_limit if len(by_limit) == len(able) else by_size):
        page.at_most(_works_of(v, person, _night_ids(v)), share)


def weekends_balance(v: Variables, page: Page) -> None:
    people_by_day: dict[int, int] = {}
    for (day, _), people in _planned(v).items():
        people_by_day[day] = people_by_day.get(day, 0) + people
    total = sum(max(people_by_day.get(d, 0) for d in w) for w in v.problem.weekends if w)
    sizes = [(p, p.full_time_percent) for p in v.problem.people if p.maximum_weekends != 0]
    for person, share in _fair(v, total, sizes):
        page.at_most(_weekends(v, person), share)


TERMS: dict[str, Term] = {
    term.__name__: term
    for term in (
        one_shift_per_day,
        shift_allowed,
        absence_respected,
        lock_kept,
        rest_between_shifts,
        shift_succession,
        maximum_minutes,
        minimum_minutes,
        consecutive_days_maximum,
        consecutive_days_minimum,
        consecutive_days_off_minimum,
        consecutive_nights_maximum,
        nights_maximum,
        weekends_maximum,
        shift_type_maximum,
        cover_minimum,
        cover_target,
        cover_excess,
        wishes_for,
        wishes_against,
        nights_balance,
        weekends_balance,
        roster_stability,
    )
}
