"""Shift scheduling instances of Curtois & Qu (2014), schedulingbenchmarks.org, text format.

`parse` knows the file, `build` knows the Problem. Rosters are CSV: one line per employee in the
instance's order, one shift id per day, blank for a day off. Day 0 is a Monday; the cost is
granted wishes plus cover, exactly as the benchmark's objective counts it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from operations.core.errors import UnsupportedInstance
from operations.core.rule import Kind, Policy
from operations.core.staffing.cells import Assignment, Request
from operations.core.staffing.demand import CoverLine, ShiftType
from operations.core.staffing.people import Person
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem

T = TypeVar("T")

SECTIONS: dict[str, tuple[int, int | None]] = {
    "SECTION_HORIZON": (1, 1),
    "SECTION_SHIFTS": (2, 3),
    "SECTION_STAFF": (8, 8),
    "SECTION_DAYS_OFF": (1, None),
    "SECTION_SHIFT_ON_REQUESTS": (4, 4),
    "SECTION_SHIFT_OFF_REQUESTS": (4, 4),
    "SECTION_COVER": (5, 5),
}
"""Section -> fewest and most fields on a line."""
OPTIONAL = ("SECTION_DAYS_OFF", "SECTION_SHIFT_ON_REQUESTS", "SECTION_SHIFT_OFF_REQUESTS")
"""An instance in which nobody asked for anything may leave these out."""

POLICIES = {
    # Minimum working time is law in these instances; fairness and stability are not counted.
    "minimum_minutes": Policy(Kind.HARD, 1),
    "nights_balance": Policy(Kind.SOFT, 0, active=False),
    "weekends_balance": Policy(Kind.SOFT, 0, active=False),
    "roster_stability": Policy(Kind.SOFT, 0, active=False),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of data and where it stands."""

    path: str
    number: int
    fields: tuple[str, ...]

    def text(self, index: int) -> str:
        return self.fields[index].strip()

    def whole(self, index: int) -> int:
        try:
            return int(self.fields[index])
        except ValueError:
            raise self.refuse(f"{self.fields[index]!r} is not a whole number") from None

    def limits(self, index: int) -> dict[str, int]:
        """`E=14|L=0` as a dictionary."""
        found = {}
        for item in filter(None, self.text(index).split("|")):
            name, _, number = item.partition("=")
            if not number.strip().isdecimal():
                raise self.refuse(f"{item!r} is not of the form SHIFT=NUMBER")
            found[name.strip()] = int(number)
        return found

    def refuse(self, what: str) -> UnsupportedInstance:
        return UnsupportedInstance(self.path, self.number, what)


@dataclass(slots=True)
class Instance:
    """The file's lines by section."""

    path: str
    sections: dict[str, list[Line]] = field(default_factory=dict)


def parse(path: Path) -> Instance:
    """The lines of a file by section. Raises UnsupportedInstance for what it does not know."""
    instance, section = Instance(str(path)), ""
    for number, raw in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        text = raw.strip()
        if not text or text.startswith("#"):
            continue
        if text.startswith("SECTION_"):
            section = _open(instance, text, number)
            continue
        line = Line(str(path), number, tuple(text.split(",")))
        if not section:
            raise line.refuse("data before the first section")
        fewest, most = SECTIONS[section]
        if len(line.fields) < fewest or (most is not None and len(line.fields) > most):
            raise line.refuse(f"{len(line.fields)} fields in {section}, expected {fewest}")
        instance.sections[section].append(line)
    for name in OPTIONAL:
        instance.sections.setdefault(name, [])
    missing = [name for name in SECTIONS if name not in instance.sections]
    if missing:
        raise UnsupportedInstance(str(path), None, f"{missing[0]} is missing")
    return instance


def _open(instance: Instance, name: str, number: int) -> str:
    if name not in SECTIONS:
        raise UnsupportedInstance(instance.path, number, f"unknown section {name}")
    if name in instance.sections:
        raise UnsupportedInstance(instance.path, number, f"{name} is there twice")
    instance.sections[name] = []
    return name


def build(instance: Instance) -> Problem:
    """The instance as a Problem. Raises BadProblem when its records contradict each other."""
    horizon = instance.sections["SECTION_HORIZON"]
    if len(horizon) != 1:
        raise UnsupportedInstance(instance.path, None, "SECTION_HORIZON holds one number")
    days = horizon[0].whole(0)
    shifts = _each(instance, "SECTION_SHIFTS", _shift)
    away = _days_off(instance)
    return Problem(
        days=days,
        shifts=shifts,
        people=tuple(_person(line, away, shifts) for line in instance.sections["SECTION_STAFF"]),
        cover=_each(instance, "SECTION_COVER", _cover),
        requests=(
            *_each(instance, "SECTION_SHIFT_ON_REQUESTS", lambda line: _request(line, True)),
            *_each(instance, "SECTION_SHIFT_OFF_REQUESTS", lambda line: _request(line, False)),
        ),
        weekends=tuple(
            tuple(day for day in (monday + 5, monday + 6) if day < days)
            for monday in range(0, days, 7)
            if monday + 5 < days
        ),
        name=Path(instance.path).stem,
        policies=POLICIES,
    )


def _each(instance: Instance, section: str, make: Callable[[Line], T]) -> tuple[T, ...]:
    return tuple(make(line) for line in instance.sections[section])


def _shift(line: Line) -> ShiftType:
    following = line.text(2).split("|") if len(line.fields) > 2 else []
    # The format has no clock times; shifts begin at midnight and only successions matter.
    return ShiftType(line.text(0), 0, line.whole(1), tuple(filter(None, following)))


def _days_off(instance: Instance) -> dict[str, tuple[int, ...]]:
    staff = {line.text(0) for line in instance.sections["SECTION_STAFF"]}
    away: dict[str, tuple[int, ...]] = {}
    for line in instance.sections["SECTION_DAYS_OFF"]:
        if line.text(0) not in staff:
            raise line.refuse(f"there is no employee {line.text(0)}")
        days = tuple(line.whole(i) for i in range(1, len(line.fields)) if line.text(i))
        away[line.text(0)] = (*away.get(line.text(0), ()), *days)
    return away


def _person(line: Line, away: dict[str, tuple[int, ...]], shifts: tuple[ShiftType, ...]) -> Person:
    most = line.limits(1)
    return Person(
        id=line.text(0),
        # A maximum of 0 is how the format says that somebody lacks the skill.
        allowed_shifts=tuple(shift.id for shift in shifts if most.get(shift.id, 1) > 0),
        maximum_per_shift=most,
        maximum_minutes=line.whole(2),
        minimum_minutes=line.whole(3),
        maximum_consecutive_days=line.whole(4),
        minimum_consecutive_days=line.whole(5),
        minimum_consecutive_days_off=line.whole(6),
        maximum_weekends=line.whole(7),
        days_off=away.get(line.text(0), ()),
    )


def _request(line: Line, wanted: bool) -> Request:
    return Request(line.text(0), line.whole(1), line.text(2), wanted, line.whole(3))


def _cover(line: Line) -> CoverLine:
    return CoverLine(
        day=line.whole(0),
        shift=line.text(1),
        minimum=0,
        target=line.whole(2),
        price_under_target=line.whole(3),
        price_over=line.whole(4),
    )


def read_problem(path: Path | str) -> Problem:
    """Read an instance file. Raises UnsupportedInstance or BadProblem."""
    return build(parse(Path(path)))


def read_plan(problem: Problem, path: Path | str) -> Plan:
    """Read a roster. Raises UnsupportedInstance when it does not fit the problem."""
    with Path(path).open(newline="", encoding="utf-8-sig") as file:
        rows = [[cell.strip() for cell in row] or [""] for row in csv.reader(file)]
    known = {shift.id for shift in problem.shifts}
    if len(rows) != len(problem.people):
        what = f"{len(rows)} lines for {len(problem.people)} employees"
        raise UnsupportedInstance(str(path), None, what)
    assignments = []
    for number, (person, row) in enumerate(zip(problem.people, rows, strict=True), 1):
        if len(row) != problem.days:
            what = f"{len(row)} fields for {problem.days} days"
            raise UnsupportedInstance(str(path), number, what)
        for day, shift in enumerate(row):
            if shift and shift not in known:
                raise UnsupportedInstance(str(path), number, f"unknown shift {shift!r}")
            if shift:
                assignments.append(Assignment(person.id, day, shift))
    return Plan(tuple(assignments))


def write_plan(problem: Problem, plan: Plan, path: Path | str) -> None:
    """Write a roster as the benchmark's checkers read it."""
    shift_on = {(each.person, each.day): each.shift for each in plan.assignments}
    with Path(path).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        for person in problem.people:
            writer.writerow([shift_on.get((person.id, day), "") for day in range(problem.days)])
