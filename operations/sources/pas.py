"""Patient admission scheduling (Demeester, Souffriau, De Causmaecker, Vanden Berghe 2010), in text.

Dates are given; each stay gets one room. The weights are those published, times ten (a wished
property 2.0, a room larger than wished 0.8, the room's specialism 1.0 a step, 2.0 without it, the
department's 1.0); gender, age and needed properties, which the article prices, are hard here as in
OptaPlanner's example, so that every cost is one of the article's too. Whoever has no night inside
the horizon is no patient. A stay whose specialism changes is refused.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from operations.core.beds.plan import Placement, Plan
from operations.core.beds.problem import Gender, GenderPolicy, Patient, Problem, Room, State
from operations.core.beds.rules import RULES
from operations.core.errors import UnsupportedInstance
from operations.core.rule import Kind, Policy

OBJECTIVE_SCALE = 10
SIZES = ("Rooms", "Roomproperties", "Beds", "Departments", "Specialisms", "Patients")
HORIZON = "Planning horizon"
POLICIES = {"D": "same", "N": "any", "M": "male", "F": "female"}
GENDERS = {"M": Gender.MALE, "F": Gender.FEMALE}
POINT = 4
"""A wish is as many items as it has points of this price (tenths a night)."""
SIZE_POINTS, PROPERTY_POINTS = 2, 5
NO_SPECIALISM, NO_DEPARTMENT = 2, 1
"""Steps beyond the first choice."""
HARD = (
    *("room_capacity", "room_one_gender", "room_gender_policy", "room_age_policy"),
    *("equipment_present", "admission_window", "lock_kept"),
)
PRICED = {
    "mandatory_admitted": (Kind.MEDIUM, 100_000),
    "wished_equipment_present": (Kind.SOFT, POINT),
    "specialty_of_room": (Kind.SOFT, 10),
}


@dataclass(slots=True)
class _Lines:
    """The file's lines, with their numbers for refusals."""

    path: Path
    lines: list[str]
    at: int = 0

    def refuse(self, why: str) -> UnsupportedInstance:
        return UnsupportedInstance(str(self.path), self.at, why)

    def next(self) -> str:
        """The next line that says something."""
        while self.at < len(self.lines):
            self.at += 1
            if line := self.lines[self.at - 1].strip():
                return line
        raise self.refuse("ends too early")

    def section(self, title: str, count: int) -> Iterator[list[list[str]]]:
        """`count` lines after the title, as groups of fields between bars."""
        found = self.next()
        if found != f"{title}:":
            raise self.refuse(f"has {found!r} where {title}: should stand")
        for _ in range(count):
            yield [group.split() for group in self.next().split("|")]


@dataclass(slots=True)
class _File:
    """The file's own words."""

    days: int
    properties: list[str] = field(default_factory=list)
    departments: dict[str, list[list[str]]] = field(default_factory=dict)
    rooms: list[list[list[str]]] = field(default_factory=list)
    beds: list[str] = field(default_factory=list)
    patients: list[list[list[str]]] = field(default_factory=list)
    specialisms: list[str] = field(default_factory=list)


def read_problem(path: str | Path) -> Problem:
    """The instance at `path`. Raises UnsupportedInstance for what is unknown or missing."""
    path = Path(path)
    lines = _Lines(path, path.read_text().splitlines())
    try:
        return _problem(lines, _read(lines))
    except (ValueError, IndexError, KeyError) as error:
        raise lines.refuse(f"cannot be read here: {error}") from error


def read_plan(problem: Problem, path: str | Path) -> Plan:
    """A plan that `write_plan` wrote."""
    days = {patient.id: patient.release_day for patient in problem.patients}
    with Path(path).open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    return Plan(tuple(Placement(row["patient"], days[row["patient"]], row["room"]) for row in rows))


def write_plan(problem: Problem, plan: Plan, path: str | Path) -> None:
    """Patient and room, line by line."""
    with Path(path).open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(("patient", "room"))
        writer.writerows((one.patient, one.room) for one in plan.placements)


def _read(lines: _Lines) -> _File:
    if lines.next() != "ARTICLE BENCHMARK DATA SET":
        raise lines.refuse("is no article benchmark data set")
    sizes = {}
    for name in (*SIZES, HORIZON):
        found = re.fullmatch(rf"{name}:\s*(\d+)", lines.next())
        if not found:
            raise lines.refuse(f"lacks {name}")
        sizes[name] = int(found[1])
    file = _File(sizes[HORIZON])
    file.specialisms = [g[0][0] for g in lines.section("SPECIALISMS", sizes["Specialisms"])]
    file.departments = {
        groups[0][0]: groups for groups in lines.section("DEPARTMENTS", sizes["Departments"])
    }
    properties = lines.section("ROOMPROPERTIES", sizes["Roomproperties"])
    file.properties = [groups[0][1] for groups in properties]
    file.rooms = list(lines.section("ROOMS", sizes["Rooms"]))
    file.beds = [groups[0][1] for groups in lines.section("BEDS", sizes["Beds"])]
    file.patients = list(lines.section("PATIENTS", sizes["Patients"]))
    if lines.next() != "END.":
        raise lines.refuse("does not end with END.")
    return file


def _problem(lines: _Lines, file: _File) -> Problem:
    bands = _bands(file)
    rooms = tuple(_room(lines, file, bands, groups) for groups in file.rooms)
    patients = []
    for groups in file.patients:
        patient = _patient(lines, file, bands, groups)
        if patient is not None:
            patients.append(patient)
    policies = {
        rule.code: Policy(
            *PRICED.get(rule.code, (Kind.HARD, 0)),
            active=rule.code in HARD or rule.code in PRICED,
        )
        for rule in RULES
    }
    return Problem(file.days, rooms, tuple(patients), tuple(bands), policies=policies)


def _bands(file: _File) -> dict[str, int]:
    """Bands of age between the departments' limits, by the age at which they begin."""
    starts = {0}
    for groups in file.departments.values():
        least, most = int(groups[0][2]), int(groups[0][3])
        starts |= {least} | ({most + 1} if most else set())
    return {f"from {age}": age for age in sorted(starts)}


def _room(lines: _Lines, file: _File, bands: dict[str, int], groups: list[list[str]]) -> Room:
    (number, _), (beds,), (ward,), (gender,), priorities, has = groups
    if file.beds.count(number) != int(beds) or gender not in POLICIES:
        raise lines.refuse(f"room {number} has {beds} beds and gender policy {gender}")
    _, _, least, most = file.departments[ward][0]
    own = _priorities(priorities)
    department = _priorities(file.departments[ward][1])
    there = [name for name, flag in zip(file.properties, has, strict=True) if flag == "1"]
    most_beds = max(int(other[1][0]) for other in file.rooms)
    small = [f"at most {size} beds" for size in range(int(beds), most_beds + 1)]
    steps = {
        one: own.get(one, NO_SPECIALISM + 1) + NO_DEPARTMENT * (one not in department)
        for one in file.specialisms
    }
    return Room(
        number,
        ward,
        int(beds),
        gender=GenderPolicy(POLICIES[gender]),
        age_bands=tuple(
            band for band, age in bands.items() if int(least) <= age <= (int(most) or age)
        ),
        equipment=(*there, *_points(there, PROPERTY_POINTS), *_points(small, SIZE_POINTS)),
        specialties=steps,
    )


def _priorities(fields: list[str]) -> dict[str, int]:
    """Specialism -> priority; specialism 0 is none."""
    pairs = zip(fields[::2], fields[1::2], strict=True)
    return {specialism: int(priority) for priority, specialism in pairs if specialism != "0"}


def _points(names: list[str], points: int) -> list[str]:
    return [f"{name}, point {number}" for name in names for number in range(points)]


def _patient(
    lines: _Lines, file: _File, bands: dict[str, int], groups: list[list[str]]
) -> Patient | None:
    (number, _, age, gender), (first, last), (parts, *rest), (size,), needed, wished = groups
    nights = int(last) - int(first)
    if int(first) >= file.days or nights <= 0:
        return None
    if parts != "1" or int(rest[1]) != nights:
        raise lines.refuse(f"patient {number} changes specialism during the stay")
    needs = [name for name, flag in zip(file.properties, needed, strict=True) if flag == "1"]
    wishes = [name for name, flag in zip(file.properties, wished, strict=True) if flag == "1"]
    wishes = [name for name in wishes if name not in needs]
    small = [] if size == "0" else [f"at most {size} beds"]
    return Patient(
        number,
        GENDERS[gender],
        [band for band, start in bands.items() if start <= int(age)][-1],
        nights,
        State.ADMISSION,
        release_day=int(first),
        due_day=int(first),
        specialty=rest[0],
        needs=tuple(needs),
        wishes=(*_points(wishes, PROPERTY_POINTS), *_points(small, SIZE_POINTS)),
    )
