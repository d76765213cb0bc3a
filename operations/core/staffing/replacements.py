"""Who could take a shift, and who could swap: each judged as if it were done, the best first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from operations.core.errors import BadProblem
from operations.core.rule import Violation
from operations.core.staffing.cells import Assignment, Change
from operations.core.staffing.narrow import Cell
from operations.core.staffing.people import Person
from operations.core.staffing.report import Difference, worsened
from operations.core.staffing.standing import Standing

Rank = tuple[int, int, int, int, str]


@dataclass(frozen=True, slots=True)
class Option:
    """One way to do it, by the judge.

    person: who takes the shift, or swaps. cost, hard: what it changes in the judge's cost and in
    the number of hard breaches. breaks: hard rules broken, or broken further: code -> by how much.
    moved_from: the shifts that the person gives up for it, on the same day.
    """

    person: str
    changes: tuple[Change, ...]
    difference: Difference
    breaks: dict[str, int]
    moved_from: tuple[str, ...] = ()

    @property
    def cost(self) -> int:
        return self.difference.cost

    @property
    def hard(self) -> int:
        return self.difference.hard

    @property
    def lawful(self) -> bool:
        return not self.breaks

    @property
    def rank(self) -> Rank:
        return len(self.breaks), self.hard, self.cost, len(self.changes), self.person

    def stops(self) -> tuple[Violation, ...]:
        """The hard breaches that speak against it, in the judge's words."""
        return tuple(each for each in self.difference.appeared if each.rule in self.breaks)


def judged(
    standing: Standing,
    person: str,
    ways: Iterable[tuple[Change, ...]],
    moved_from: tuple[str, ...] = (),
) -> Option:
    """The best of several ways of doing the same (which skill one serves in).

    The ways are compared without the rules of span ROSTER, for which it is all the same who serves
    in what; the best one is judged by all.
    """
    options = [_option(standing.roughly(), person, way, moved_from) for way in ways]
    best = min(options, key=lambda option: option.rank)
    return _option(standing, person, best.changes, moved_from)


def _option(
    standing: Standing, person: str, changes: tuple[Change, ...], moved_from: tuple[str, ...]
) -> Option:
    difference = standing.difference(*changes)
    breaks = worsened(standing.problem.policies, difference)
    return Option(person, changes, difference, breaks, moved_from)


def placings(standing: Standing, person: Person, cell: Cell, skill: str | None) -> list[Change]:
    """The person put on the shift, once for each skill in which that could count."""
    asked = dict.fromkeys(line.skill for line in standing.views.lines(cell) if line.skill)
    held = [each for each in asked if each in person.skills]
    choices: list[str | None] = [skill] if skill is not None else [*held] or [None]
    return [Change(person.id, *cell, each) for each in choices]


def replacements(
    standing: Standing, day: int, shift: str, skill: str | None = None, leaving: str | None = None
) -> tuple[Option, ...]:
    """Everybody who is not on the shift, put there: the lawful and cheap first.

    skill: only those who hold it, serving in it. leaving: who cannot come; costs are counted from
    the roster in which their cell is open. Raises BadProblem for what the problem does not know.
    """
    if leaving is not None:
        standing = standing.after(Change(leaving, day))
    there = {each.person for each in standing.there((day, shift))}
    options = []
    for person in standing.problem.people:
        if person.id in there or person.id == leaving:
            continue
        if skill is not None and skill not in person.skills:
            continue
        ways = [(change,) for change in placings(standing, person, (day, shift), skill)]
        had = tuple(each.shift for each in standing.today(person.id, day))
        options.append(judged(standing, person.id, ways, had))
    return tuple(sorted(options, key=lambda option: option.rank))


def swaps(
    standing: Standing, person: str, day: int, days: Iterable[int] | None = None
) -> tuple[Option, ...]:
    """Who could exchange a worked cell with the person's own of `day`, the best first.

    days: of the cells offered in exchange; None is all. Both work their cell, and on two different
    days each is off on the other's. Raises BadProblem when the person does not work that day.
    """
    mine = standing.today(person, day)
    if len(mine) != 1:
        raise BadProblem(
            f"{person} on day {day}", "works no single shift there; choose one that can be swapped"
        )
    offered = range(standing.problem.days) if days is None else days
    options = [
        judged(standing, other.id, _exchanges(standing, mine[0], theirs))
        for other in standing.problem.people
        if other.id != person
        for there in offered
        for theirs in _offers(standing, mine[0], other.id, there)
    ]
    return tuple(sorted(options, key=lambda option: option.rank))


def exchange(standing: Standing, person: str, day: int, other: str, other_day: int) -> Option:
    """Two people's worked cells exchanged. Raises BadProblem where that cannot be done."""
    mine = standing.today(person, day)
    offers = []
    if len(mine) == 1 and other in standing.people and person != other:
        offers = list(_offers(standing, mine[0], other, other_day))
    if not offers:
        raise BadProblem(
            f"{person} on day {day} and {other} on day {other_day}",
            "both must work one shift then, not the same, and each be off on the other's day",
        )
    return judged(standing, other, _exchanges(standing, mine[0], offers[0]))


def _offers(standing: Standing, mine: Assignment, other: str, day: int) -> Iterator[Assignment]:
    theirs = standing.today(other, day)
    if len(theirs) != 1:
        return
    if day == mine.day:
        if theirs[0].shift != mine.shift:
            yield theirs[0]
    elif not standing.today(mine.person, day) and not standing.today(other, mine.day):
        yield theirs[0]


def _exchanges(
    standing: Standing, mine: Assignment, theirs: Assignment
) -> Iterator[tuple[Change, ...]]:
    """The two cells exchanged, once for each choice of skills served."""
    gives: tuple[Change, ...] = ()
    if mine.day != theirs.day:
        gives = (Change(mine.person, mine.day), Change(theirs.person, theirs.day))
    people = standing.people
    takes = placings(standing, people[mine.person], (theirs.day, theirs.shift), None)
    given = placings(standing, people[theirs.person], (mine.day, mine.shift), None)
    for pair in product(takes, given):
        yield (*gives, *pair)
