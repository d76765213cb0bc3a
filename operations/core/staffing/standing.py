"""A roster as it stands, judged in parts: what a change does is known without judging the rest.

Rules say their span. Changing a person's cell can only alter what rules of span PERSON say of that
person, what rules of span COVER say of the shifts left and taken that day, and what rules of span
ROSTER say. These parts are judged before and after; the difference of the parts is the difference
of the whole. Parts are remembered by what they were made from.
"""

from __future__ import annotations

from collections.abc import Iterable

from operations.core.errors import BadProblem
from operations.core.report import Report, judge_with, merged
from operations.core.rule import Rule, Span, hard_codes
from operations.core.staffing.cells import Assignment, Change
from operations.core.staffing.narrow import Cell, Views
from operations.core.staffing.people import Person
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.report import Difference, diff, judge
from operations.core.staffing.rules import RULES

Row = tuple[Assignment, ...]
Parts = dict[tuple[str | Cell, Row], Report]


def rules_of(span: Span) -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if rule.span is span)


class Standing:
    """A problem with a plan. `after` gives the plan with changes and shares what was judged.

    Raises BadProblem for assignments and changes of unknown people, days or shifts.
    """

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.views = Views(problem)
        self._shifts = {shift.id for shift in problem.shifts}
        self._rows: dict[str, Row] = {person.id: () for person in problem.people}
        self._there: dict[Cell, Row] = {}
        self._parts: Parts = {}
        self._roster: Report | None = None
        self._rough = False
        for each in plan.assignments:
            self._check(each.person, each.day, each.shift)
            self._add(each)

    def _check(self, person: str, day: int, shift: str | None) -> None:
        known = person in self._rows and (shift is None or shift in self._shifts)
        if not known or not 0 <= day < self.problem.days:
            raise BadProblem(
                f"{person} on {shift or 'no shift'} on day {day}",
                "person, shift or day is not part of this problem; correct the change",
            )

    def _add(self, each: Assignment) -> None:
        cell = (each.day, each.shift)
        self._rows[each.person] = (*self._rows[each.person], each)
        self._there[cell] = (*self._there.get(cell, ()), each)

    @property
    def plan(self) -> Plan:
        return Plan(tuple(each for row in self._rows.values() for each in row))

    @property
    def people(self) -> dict[str, Person]:
        return self.views.people

    def report(self) -> Report:
        """The judge's whole answer."""
        return judge(self.problem, self.plan)

    def row(self, person: str) -> Row:
        return self._rows[person]

    def today(self, person: str, day: int) -> Row:
        """What the person works that day (almost always nothing or one shift)."""
        return tuple(each for each in self._rows[person] if each.day == day)

    def there(self, cell: Cell) -> Row:
        """Who is on one shift of one day."""
        return self._there.get(cell, ())

    def after(self, *changes: Change) -> Standing:
        """The plan with the changes, in their order; this one stays as it is."""
        new = Standing.__new__(Standing)
        new.problem, new.views, new._shifts = self.problem, self.views, self._shifts
        new._rows, new._there, new._parts = dict(self._rows), dict(self._there), self._parts
        new._roster, new._rough = None, self._rough
        for change in changes:
            new._check(change.person, change.day, change.shift)
            new._change(change)
        return new

    def roughly(self) -> Standing:
        """The same, but differences leave out the rules of span ROSTER: for guesses by the
        thousand, which somebody judges again."""
        new = self.after()
        new._rough = True
        return new

    def _change(self, change: Change) -> None:
        for gone in self.today(change.person, change.day):
            cell = (gone.day, gone.shift)
            self._there[cell] = tuple(a for a in self._there[cell] if a.person != gone.person)
        rest = tuple(each for each in self._rows[change.person] if each.day != change.day)
        self._rows[change.person] = rest
        if change.shift is not None:
            self._add(Assignment(change.person, change.day, change.shift, change.skill))

    def difference(self, *changes: Change) -> Difference:
        """What the changes together do: `diff` of the judge's reports before and after."""
        return self.difference_to(self.after(*changes), changes)

    def difference_to(self, new: Standing, changes: Iterable[Change]) -> Difference:
        """As `difference`, where `new` is `after(*changes)`."""
        asked = tuple(changes)
        people = dict.fromkeys(change.person for change in asked)
        days = dict.fromkeys((change.person, change.day) for change in asked)
        cells = dict.fromkeys(
            (each.day, each.shift)
            for standing in (self, new)
            for cell in days
            for each in standing.today(*cell)
        )
        law = hard_codes(RULES, self.problem.policies)
        return diff(self._judged(people, cells), new._judged(people, cells), law)

    def _judged(self, people: Iterable[str], cells: Iterable[Cell]) -> Report:
        parts = [self._of_roster(), *map(self._of_person, people), *map(self._of_cell, cells)]
        return merged(parts)

    def _of_roster(self) -> Report:
        if self._roster is None:
            rules = () if self._rough else rules_of(Span.ROSTER)
            self._roster = judge_with(rules, self.problem.policies, self.problem, self.plan)
        return self._roster

    def _of_person(self, person: str) -> Report:
        row = self._rows[person]
        if (person, row) not in self._parts:
            view = self.views.person(person)
            self._parts[person, row] = _judged_by(Span.PERSON, view, row)
        return self._parts[person, row]

    def _of_cell(self, cell: Cell) -> Report:
        there = self.there(cell)
        if (cell, there) not in self._parts:
            self._parts[cell, there] = _judged_by(Span.COVER, self.views.cell(cell), there)
        return self._parts[cell, there]


def _judged_by(span: Span, view: Problem, row: Row) -> Report:
    return judge_with(rules_of(span), view.policies, view, Plan(row))
