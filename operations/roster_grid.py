"""A roster as a grid: people down, days across, and what each shift needs and has on top.

Read-only; what stands in a cell, what is wrong there and what somebody decided about it, as the
records of today have it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import compress
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forecasting.models import ForecastKind
from forecasting.selectors import forecast_quantile
from hospital.said import listed
from operations.core.rule import Violation, hard_codes
from operations.core.staffing.people import Person
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import people_on
from operations.core.staffing.rules import RULES
from operations.core.staffing.standing import Standing
from operations.models import Plan
from operations.roster_weeks import View, weeks_shown
from operations.services.rosters import roster_standing
from operations.sources.records.staffing_people import role_skill
from operations.words import violation_message

SENTENCES_SHOWN = 4
STATES = (_("away"), _("locked"), _("changed by hand"), _("breaks a hard rule"))
"""Of a cell, in words."""
OFF = _("off")


@dataclass(frozen=True, slots=True)
class Day:
    """A column; said: its name in full. free: at the weekend or on a public holiday."""

    number: int
    date: date
    said: str
    free: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One person on one day. line: the stored row's id. wrong: hard, soft or nothing."""

    day: Day
    shift: str = ""
    skill: str = ""
    line: int | None = None
    away: bool = False
    night: bool = False
    locked: bool = False
    edited: bool = False
    wrong: str = ""
    sentences: tuple[str, ...] = ()

    @property
    def looks(self) -> str:
        """The classes that draw its state."""
        states = ("night", "away", "locked", "edited")
        shown = [f"mizan-{state}" for state in states if getattr(self, state)]
        return " ".join(
            ["mizan-cell", *shown, *([f"mizan-wrong-{self.wrong}"] if self.wrong else [])]
        )

    @property
    def said(self) -> str:
        """Its looks in words."""
        there = (self.away, self.locked, self.edited, self.wrong == "hard")
        words = [str(word) for word in compress(STATES, there)] if any(there) else []
        return listed([f"{self.day.said}: {self.shift or OFF}", *words])


@dataclass(frozen=True, slots=True)
class Row:
    """One person: cells by day, and what they add up to in the plan's days."""

    person: str
    guest: bool
    skills: tuple[str, ...]
    cells: tuple[Cell, ...]
    minutes: int
    contract_minutes: int | None
    nights: int
    days_free: int
    """Weekend days and holidays worked."""
    weekends: int

    @property
    def hours(self) -> int:
        return round(self.minutes / 60)

    @property
    def contract_hours(self) -> int | None:
        return None if self.contract_minutes is None else round(self.contract_minutes / 60)


@dataclass(frozen=True, slots=True)
class Place:
    """What one shift of one day has of what it needs: people there, at the least, and planned."""

    day: int
    have: int
    minimum: int
    target: int

    @property
    def gap(self) -> int:
        """People beyond what is planned; below 0 where some are missing."""
        return self.have - self.target

    @property
    def looks(self) -> str:
        if self.have < self.minimum:
            return "mizan-under"
        return "mizan-short-of" if self.gap < 0 else "mizan-beyond" if self.gap > 0 else ""


@dataclass(frozen=True, slots=True)
class Need:
    """One shift, in one skill or in all, by the days shown; None where nothing is needed."""

    shift: str
    skill: str
    days: tuple[Place | None, ...]

    @property
    def missing(self) -> int:
        """Shifts of a person that are missing on the days shown."""
        return sum(-each.gap for each in self.days if each and each.gap < 0)


@dataclass(frozen=True, slots=True)
class Patients:
    """Patients expected in the ward's beds on a day: half of the time no more, nine times in ten
    no more."""

    half: float
    nine_in_ten: float


@dataclass(frozen=True, slots=True)
class Grid:
    days: tuple[Day, ...]
    needs: tuple[Need, ...]
    rows: tuple[Row, ...]
    shifts: tuple[str, ...]
    hard: int
    cost: int
    elsewhere: tuple[str | Promise, ...] = field(default=())
    """Sentences about no cell in particular."""
    patients: tuple[Patients, ...] = ()
    """By the days shown, from the forecast in force; empty without one."""
    views: tuple[View, ...] = ()

    @property
    def weeks(self) -> tuple[date, ...]:
        """First days of the weeks shown; the last may be cut."""
        return tuple(day.date for day in self.days[::7])


def roster_grid(plan: Plan, weeks: int = 0, first: int = 0) -> Grid:
    """The plan's days of `weeks` weeks from the week `first` on (0 weeks: all of them); sums count
    the whole plan. Raises ApplicationError for a plan that is no roster."""
    standing = roster_standing(plan)
    problem, report = standing.problem, standing.report()
    free = {day for days in (*problem.weekends, problem.holidays) for day in days}
    every = tuple(
        Day(number, day, date_format(day, "l j F"), number in free)
        for number in range(problem.days)
        for day in (plan.start + timedelta(days=number),)
    )
    hard = hard_codes(RULES, problem.policies)
    placed, rest = _placed(problem, report.violations, hard)
    views = tuple(weeks_shown(plan.days, weeks, first))
    days = next((every[view.days] for view in views if view.chosen), every)
    kept = plan.shiftassignments.values_list("staff__number", "date", "pk", "locked", "edited")
    lines = {(number, (day - plan.start).days): Line(*row) for number, day, *row in kept.iterator()}
    return Grid(
        days,
        tuple(_needs(standing, days)),
        tuple(
            _row(standing, person, (every, days), lines, placed, hard) for person in problem.people
        ),
        tuple(shift.id for shift in problem.shifts),
        report.hard,
        report.cost,
        tuple(violation_message("staffing", each).marked() for each in rest),
        tuple(_patients(plan, days)),
        views,
    )


def _patients(plan: Plan, days: tuple[Day, ...]) -> Iterator[Patients]:
    if plan.ward is None:
        return
    found = []
    for quantile in (0.5, 0.9):
        series = forecast_quantile(
            network=plan.network, kind=ForecastKind.OCCUPANCY, quantile=quantile,
            start=plan.start, days=plan.days, unique_ids=[plan.scope],
        )  # fmt: skip
        found.append(series.get(plan.scope))
    half, most = found
    if half and most:
        for day in days:
            yield Patients(half[day.number], most[day.number])


Spot = tuple[str, int]


class Line(NamedTuple):
    """What the sheet shows of a kept line; a whole row of the table is dear, and there are
    thousands."""

    pk: int
    locked: bool
    edited: bool


def _placed(
    problem: Problem, violations: tuple[Violation, ...], hard: frozenset[str]
) -> tuple[dict[Spot, list[Violation]], list[Violation]]:
    """Breaches by the cells that their days name, and the hard ones that name none."""
    number = {problem.day_fact(day): day for day in range(problem.days)}
    people = {person.id for person in problem.people}
    placed: defaultdict[Spot, list[Violation]] = defaultdict(list)
    rest: list[Violation] = []
    for each in violations:
        person = each.facts.get("person", "")
        days = {
            number[fact]
            for name, fact in each.facts.items()
            if (name == "on" or name.endswith("_on")) and fact in number
        }
        if person in people and days:
            for day in days:
                placed[person, day].append(each)
        elif each.rule in hard:
            rest.append(each)
    return placed, rest


def _row(
    standing: Standing,
    person: Person,
    days: tuple[tuple[Day, ...], tuple[Day, ...]],
    lines: dict[Spot, Line],
    placed: dict[Spot, list[Violation]],
    hard: frozenset[str],
) -> Row:
    """days: all of the plan's, which are counted, and those shown."""
    every, shown = days
    shifts = {shift.id: shift for shift in standing.problem.shifts}
    works = {each.day: each for each in standing.row(person.id)}
    worked = [(day, shifts[works[day.number].shift]) for day in every if day.number in works]
    cells = []
    for day in shown:
        each, line = works.get(day.number), lines.get((person.id, day.number))
        wrong = placed.get((person.id, day.number), [])
        said = tuple(str(violation_message("staffing", v)) for v in wrong[:SENTENCES_SHOWN])
        cells.append(
            Cell(
                day,
                shift=each.shift if each else "",
                skill=(each.skill or "") if each else "",
                line=line.pk if line else None,
                away=day.number in person.absences,
                night=bool(each and shifts[each.shift].is_night),
                locked=bool(line and line.locked),
                edited=bool(line and line.edited),
                wrong=_worst(wrong, hard),
                sentences=said,
            )
        )
    return Row(
        person.id,
        person.is_guest,
        tuple(sorted(skill for skill in person.skills if not skill.startswith(role_skill("")))),
        tuple(cells),
        sum(shift.minutes for _, shift in worked),
        person.contract_minutes,
        sum(shift.is_night for _, shift in worked),
        sum(day.free for day, _ in worked),
        sum(any(day in works for day in weekend) for weekend in standing.problem.weekends),
    )


def _worst(wrong: list[Violation], hard: frozenset[str]) -> str:
    if not wrong:
        return ""
    return "hard" if any(each.rule in hard for each in wrong) else "soft"


def _needs(standing: Standing, shown: tuple[Day, ...]) -> Iterator[Need]:
    """Rows of the strip on top, in the order of the shifts."""
    problem = standing.problem
    found: dict[tuple[str, str], dict[int, Place]] = {}
    for line, there in people_on(problem, standing.plan):
        days = found.setdefault((line.shift, line.skill or ""), {})
        days[line.day] = Place(line.day, there, line.minimum, line.target)
    order = [shift.id for shift in problem.shifts]
    for shift, skill in sorted(found, key=lambda key: (order.index(key[0]), key[1])):
        days = found[shift, skill]
        yield Need(shift, skill, tuple(days.get(day.number) for day in shown))
