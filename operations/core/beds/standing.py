"""A bed plan as it stands, judged in parts: what a change does is known without judging the rest.

Rules say their span. Moving a patient can only alter what rules of span PATIENT say of them and
their companion, of span ROOM of the rooms left and taken, of span WARD of these rooms' wards, of
span OPERATIONS of the days left and taken, and of span DUTIES of the nurses who have these rooms.
These parts are judged before and after; the difference of the parts is the difference of the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from operations.core.beds.narrow import Placed, Views
from operations.core.beds.plan import Placement, Plan
from operations.core.beds.problem import Problem
from operations.core.beds.report import Difference, diff, judge
from operations.core.beds.rules import RULES
from operations.core.errors import BadProblem
from operations.core.report import Report, judge_with, merged
from operations.core.rule import Rule, Span

Parts = dict[tuple[Span, str, Placed], Report]


@dataclass(frozen=True, slots=True)
class Change:
    """A patient's new place: admitted on `day` to `room`, operated in `theatre`; no room: none."""

    patient: str
    room: str = ""
    day: int = 0
    theatre: str = ""


def rules_of(span: Span) -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if rule.span is span)


BY_SPAN = {span: rules_of(span) for span in Span}


@dataclass(frozen=True, slots=True)
class _Touched:
    """What changes concern: patients, rooms, wards whose beds are counted, days of surgery."""

    patients: tuple[str, ...]
    rooms: tuple[str, ...]
    wards: tuple[str, ...]
    days: tuple[int, ...]


Key = TypeVar("Key", str, int)


def _either(before: Iterable[str], after: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*before, *after]))


def _apart(before: set[tuple[Key, str, Any]], after: set[tuple[Key, str, Any]]) -> tuple[Key, ...]:
    """The first parts of what is in one of the two only."""
    return tuple(sorted({each[0] for each in before ^ after}))


class Standing:
    """A problem with a plan. `after` gives the plan with changes and shares what was judged.

    Raises BadProblem for plans and changes that name what the problem does not know.
    """

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.views = Views(problem, plan.nursing)
        self._places: dict[str, Placement] = {}
        self._there: dict[str, Placed] = defaultdict(tuple)
        self._from: dict[int, Placed] = defaultdict(tuple)
        self._parts: Parts = {}
        self._theatres = {theatre.id for theatre in problem.theatres} | {""}
        for each in plan.placements:
            self._check(Change(each.patient, each.room, each.day, each.theatre))
        self._fill(plan.placements)

    def _check(self, change: Change) -> None:
        views = self.views
        known = change.patient in views.patients and change.theatre in self._theatres
        placed = change.room in views.rooms and 0 <= change.day < self.problem.days
        if not known or not (placed or not change.room):
            raise BadProblem(
                f"{change.patient} in {change.room or 'no room'} on day {change.day}",
                "patient, room, day or theatre is not part of this problem; correct the change",
            )

    def _fill(self, placements: Placed) -> None:
        """All at once, in the order in which `_with` keeps them."""
        there: dict[str, list[Placement]] = defaultdict(list)
        since: dict[int, list[Placement]] = defaultdict(list)
        order = self.views.order
        for place in sorted(placements, key=lambda each: order[each.patient]):
            self._places[place.patient] = place
            there[place.room].append(place)
            since[place.day].append(place)
        self._there.update({room: tuple(places) for room, places in there.items()})
        self._from.update({day: tuple(places) for day, places in since.items()})

    def _put(self, place: Placement) -> None:
        self._places[place.patient] = place
        self._there[place.room] = self._with(self._there[place.room], place)
        self._from[place.day] = self._with(self._from[place.day], place)

    def _with(self, places: Placed, place: Placement) -> Placed:
        """In the order of the problem's patients, in which the whole plan is judged too."""
        order = self.views.order
        return tuple(sorted((*places, place), key=lambda each: order[each.patient]))

    @property
    def plan(self) -> Plan:
        """Placements in the order of the problem's patients."""
        order = (self._places.get(patient.id) for patient in self.problem.patients)
        return Plan(tuple(place for place in order if place), self.views.nursing)

    def report(self) -> Report:
        """The judge's whole answer."""
        return judge(self.problem, self.plan)

    def place(self, patient: str) -> Placement | None:
        return self._places.get(patient)

    def there(self, room: str) -> Placed:
        """Who lies in the room, on whatever days."""
        return self._there.get(room, ())

    def admitted(self, day: int) -> Placed:
        return self._from.get(day, ())

    def after(self, *changes: Change) -> Standing:
        """The plan with the changes, in their order; this one stays as it is."""
        new = Standing.__new__(Standing)
        new.problem, new.views, new._theatres = self.problem, self.views, self._theatres
        new._places, new._parts = dict(self._places), self._parts
        new._there, new._from = defaultdict(tuple, self._there), defaultdict(tuple, self._from)
        for change in changes:
            new._check(change)
            new._change(change)
        return new

    def _change(self, change: Change) -> None:
        old = self._places.pop(change.patient, None)
        if old is not None:
            self._there[old.room] = tuple(p for p in self._there[old.room] if p != old)
            self._from[old.day] = tuple(p for p in self._from[old.day] if p != old)
        if change.room:
            self._put(Placement(change.patient, change.day, change.room, change.theatre))

    def difference(self, *changes: Change) -> Difference:
        """What the changes together do: `diff` of the judge's reports before and after."""
        new = self.after(*changes)
        names = dict.fromkeys(change.patient for change in changes)
        group = [*names]
        group += [other for name in names for other in self.views.beside.get(name, ())]
        touched = _Touched(
            tuple(dict.fromkeys(group)),
            _either(self._rooms_of(names), new._rooms_of(names)),
            _apart(self._wards_of(names), new._wards_of(names)),
            _apart(self._operated_of(names), new._operated_of(names)),
        )
        return diff(self._judged(touched), new._judged(touched))

    def _held(self, names: Iterable[str]) -> list[Placement]:
        return [place for name in names if (place := self.place(name))]

    def _rooms_of(self, names: Iterable[str]) -> list[str]:
        return [place.room for place in self._held(names)]

    def _wards_of(self, names: Iterable[str]) -> set[tuple[str, str, int]]:
        """Who lies in which ward from when: all that a ward's beds are counted by."""
        if not self.problem.beds_held:
            return set()
        rooms = self.views.rooms
        return {(rooms[p.room].ward, p.patient, p.day) for p in self._held(names)}

    def _operated_of(self, names: Iterable[str]) -> set[tuple[int, str, str]]:
        """Who is operated on which day in which theatre."""
        patients = self.views.patients
        return {
            (p.day, p.patient, p.theatre)
            for p in self._held(names)
            if p.theatre or patients[p.patient].surgery_minutes
        }

    def _judged(self, touched: _Touched) -> Report:
        """Every part that the changes concern."""
        return merged(
            [
                self._of_group(touched.patients),
                *map(self._of_room, touched.rooms),
                *map(self._of_ward, touched.wards),
                *map(self._of_operations, touched.days),
                self._of_duties(touched.rooms),
            ]
        )

    def _known(self, span: Span, name: str, placements: Placed) -> Report:
        """A part's report, remembered by what it was made from."""
        key = (span, name, placements)
        if key not in self._parts:
            view, plan = (
                self.views.room(name, placements)
                if span is Span.ROOM
                else self.views.ward(name, placements)
            )
            self._parts[key] = judge_with(BY_SPAN[span], view.policies, view, plan)
        return self._parts[key]

    def _of_room(self, room: str) -> Report:
        return self._known(Span.ROOM, room, self.there(room))

    def _of_ward(self, ward: str) -> Report:
        there = (place for room in self.views.of_ward[ward] for place in self.there(room.id))
        return self._known(Span.WARD, ward, tuple(there))

    def _of_group(self, names: tuple[str, ...]) -> Report:
        places = tuple(place for name in names if (place := self.place(name)))
        view, plan = self.views.group(names, places)
        return judge_with(BY_SPAN[Span.PATIENT], view.policies, view, plan)

    def _of_operations(self, day: int) -> Report:
        view, plan = self.views.operations(self.admitted(day))
        return judge_with(BY_SPAN[Span.OPERATIONS], view.policies, view, plan)

    def _of_duties(self, rooms: Iterable[str]) -> Report:
        nursing = self.views.duties(dict.fromkeys(rooms))
        if not nursing:
            return Report()
        theirs = dict.fromkeys(room for each in nursing for room in each.rooms)
        view, plan = self.views.carried(nursing, tuple(p for r in theirs for p in self.there(r)))
        return judge_with(BY_SPAN[Span.DUTIES], view.policies, view, plan)


def changes_between(before: Plan, after: Plan) -> tuple[Change, ...]:
    """The places in which two plans differ, as changes of the first one."""
    had = {place.patient: place for place in before.placements}
    has = {place.patient: place for place in after.placements}
    return tuple(
        Change(name, has[name].room, has[name].day, has[name].theatre)
        if name in has
        else Change(name)
        for name in dict.fromkeys([*had, *has])
        if had.get(name) != has.get(name)
    )
