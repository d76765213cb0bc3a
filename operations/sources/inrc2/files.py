"""The text files of the competition: scenario, history, week data and solutions, as they stand.

A week is seven days from Monday; a file says nothing of dates or of clock times.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from operations.core.errors import UnsupportedInstance

T = TypeVar("T")
Range = tuple[int, int]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ANY = "Any"
NONE = "None"
SCENARIO = (
    "SCENARIO",
    "WEEKS",
    "SKILLS",
    "SHIFT_TYPES",
    "FORBIDDEN_SHIFT_TYPES_SUCCESSIONS",
    "CONTRACTS",
    "NURSES",
)
_RANGE = re.compile(r"\((\d+),(\d+)\)")


@dataclass(frozen=True, slots=True)
class Contract:
    """Each pair is (at least, at most); weekends at most over the whole horizon."""

    name: str
    assignments: Range
    days_worked: Range
    days_off: Range
    weekends: int
    complete_weekends: bool


@dataclass(frozen=True, slots=True)
class Shift:
    """consecutive: days in a row, (at least, at most)."""

    name: str
    consecutive: Range
    forbidden_next: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Nurse:
    name: str
    contract: Contract
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """What holds for all weeks of the horizon."""

    name: str
    weeks: int
    skills: tuple[str, ...]
    shifts: tuple[Shift, ...]
    nurses: tuple[Nurse, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """One nurse up to the week's Monday: totals since the horizon's start, and runs that go on."""

    assignments: int
    weekends: int
    last_shift: str | None
    same_shift: int
    days_worked: int
    days_off: int


@dataclass(frozen=True, slots=True)
class History:
    """week: how many weeks of the horizon are past. nurses: by name."""

    week: int
    nurses: dict[str, Past]


@dataclass(frozen=True, slots=True)
class Week:
    """requirements: (shift, skill) -> for each day (minimum, optimum). off: (nurse, shift or None
    for any, day)."""

    requirements: dict[tuple[str, str], tuple[Range, ...]]
    off: tuple[tuple[str, str | None, int], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file, in words."""

    path: str
    number: int
    words: tuple[str, ...]

    def refuse(self, what: str) -> UnsupportedInstance:
        return UnsupportedInstance(self.path, self.number, what)

    def whole(self, index: int) -> int:
        word = self.word(index)
        if not word.isdecimal():
            raise self.refuse(f"{word!r} is not a whole number")
        return int(word)

    def word(self, index: int) -> str:
        if index >= len(self.words):
            raise self.refuse(f"{len(self.words)} words, more than {index} expected")
        return self.words[index]

    def range(self, index: int) -> Range:
        found = _RANGE.fullmatch(self.word(index))
        if not found:
            raise self.refuse(f"{self.word(index)!r} is not of the form (2,5)")
        return int(found[1]), int(found[2])

    def one_of(self, index: int, known: Iterable[str], what: str) -> str:
        word = self.word(index)
        if word not in known:
            raise self.refuse(f"there is no {what} {word!r}")
        return word


@dataclass(frozen=True, slots=True)
class Sections:
    """A file's lines under its headers; a header's own line holds what stands beside its name."""

    path: str
    heads: dict[str, Line]
    lines: dict[str, list[Line]]

    def head(self, name: str) -> Line:
        if name not in self.heads:
            raise UnsupportedInstance(self.path, None, f"{name} is missing")
        return self.heads[name]

    def each(self, name: str, make: Callable[[Line], T]) -> list[T]:
        """What each line of a section says; a header that announces a number is held to it."""
        head, lines = self.head(name), self.lines[name]
        if head.words[1:] and head.whole(2) != len(lines):
            raise head.refuse(f"{name} announces {head.whole(2)} lines, {len(lines)} follow")
        return [make(line) for line in lines]


def sections(path: Path, names: tuple[str, ...]) -> Sections:
    """The lines of a file by header. Raises UnsupportedInstance for data under none of `names`."""
    found = Sections(str(path), {}, {})
    current = ""
    for number, raw in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        line = Line(str(path), number, tuple(raw.split()))
        if not line.words:
            continue
        if line.words[0] in names and (line.words[0][-1] == ":" or line.words[1:2] in ((), ("=",))):
            current = line.words[0]
            found.heads[current], found.lines[current] = line, []
        elif not current:
            raise line.refuse(f"{line.words[0]!r} where {names[0]} was expected")
        else:
            found.lines[current].append(line)
    found.head(names[0])
    return found


def read_scenario(path: Path) -> Scenario:
    """Raises UnsupportedInstance for what the format does not have."""
    file = sections(path, SCENARIO)
    skills = tuple(file.each("SKILLS", lambda line: line.word(0)))
    types = dict(file.each("SHIFT_TYPES", lambda line: (line.word(0), line.range(1))))

    def successors(line: Line) -> tuple[str, tuple[str, ...]]:
        follow = tuple(line.one_of(i + 2, types, "shift") for i in range(line.whole(1)))
        return line.one_of(0, types, "shift"), follow

    def nurse(line: Line) -> Nurse:
        contract = contracts[line.one_of(1, contracts, "contract")]
        held = tuple(line.one_of(i + 3, skills, "skill") for i in range(line.whole(2)))
        return Nurse(line.word(0), contract, held)

    forbidden = dict(file.each("FORBIDDEN_SHIFT_TYPES_SUCCESSIONS", successors))
    contracts = {each.name: each for each in file.each("CONTRACTS", _contract)}
    return Scenario(
        file.head("SCENARIO").word(2),
        file.head("WEEKS").whole(2),
        skills,
        tuple(Shift(name, runs, forbidden.get(name, ())) for name, runs in types.items()),
        tuple(file.each("NURSES", nurse)),
    )


def _contract(line: Line) -> Contract:
    ranges = (line.range(1), line.range(2), line.range(3))
    return Contract(line.word(0), *ranges, line.whole(4), bool(line.whole(5)))


def read_history(scenario: Scenario, path: Path) -> History:
    """The state of every nurse. Raises UnsupportedInstance, also when one is missing."""
    file = sections(path, ("HISTORY", "NURSE_HISTORY"))
    shifts = (NONE, *(shift.name for shift in scenario.shifts))
    known = {nurse.name for nurse in scenario.nurses}

    def past(line: Line) -> tuple[str, Past]:
        last = line.one_of(3, shifts, "shift")
        state = Past(
            line.whole(1),
            line.whole(2),
            None if last == NONE else last,
            *(line.whole(index) for index in (4, 5, 6)),
        )
        return line.one_of(0, known, "nurse"), state

    nurses = dict(file.each("NURSE_HISTORY", past))
    if known - set(nurses):
        raise UnsupportedInstance(str(path), None, f"{min(known - set(nurses))} is missing")
    (week,) = file.each("HISTORY", lambda line: line.whole(0)) or [0]
    return History(week, nurses)


def read_week(scenario: Scenario, path: Path) -> Week:
    """One week's demand and wishes. Raises UnsupportedInstance."""
    file = sections(path, ("WEEK_DATA", "REQUIREMENTS", "SHIFT_OFF_REQUESTS"))
    shifts = [shift.name for shift in scenario.shifts]
    nurses = {nurse.name for nurse in scenario.nurses}

    def requirement(line: Line) -> tuple[tuple[str, str], tuple[Range, ...]]:
        cell = line.one_of(0, shifts, "shift"), line.one_of(1, scenario.skills, "skill")
        return cell, tuple(line.range(2 + day) for day in range(len(DAYS)))

    def off(line: Line) -> tuple[str, str | None, int]:
        shift = line.one_of(1, (ANY, *shifts), "shift")
        day = DAYS.index(line.one_of(2, DAYS, "day"))
        return line.one_of(0, nurses, "nurse"), None if shift == ANY else shift, day

    requests = file.each("SHIFT_OFF_REQUESTS", off) if "SHIFT_OFF_REQUESTS" in file.heads else []
    return Week(dict(file.each("REQUIREMENTS", requirement)), tuple(requests))
