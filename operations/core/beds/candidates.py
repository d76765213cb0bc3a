"""Where a patient could lie: each place judged as if it were done, the best first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from operations.core.beds.problem import Patient, Room, State
from operations.core.beds.report import Difference, worsened
from operations.core.beds.standing import Change, Standing
from operations.core.errors import BadProblem
from operations.core.rule import Violation

Rank = tuple[int, int, int, int, str]


@dataclass(frozen=True, slots=True)
class Option:
    """One place for one patient, by the judge.

    difference: what it does to the plan as it stands. breaks: hard rules broken, or broken
    further: code -> by how much.
    """

    change: Change
    difference: Difference
    breaks: dict[str, int]

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
        return len(self.breaks), self.hard, self.cost, self.change.day, self.change.room

    def stops(self) -> tuple[Violation, ...]:
        """The hard breaches that speak against it, in the judge's words."""
        return tuple(each for each in self.difference.appeared if each.rule in self.breaks)


def judged(standing: Standing, change: Change) -> Option:
    difference = standing.difference(change)
    return Option(change, difference, worsened(standing.problem.policies, difference))


def candidates(
    standing: Standing,
    patient: str,
    days: Iterable[int] | None = None,
    rooms: Iterable[str] | None = None,
) -> tuple[Option, ...]:
    """Each place where the patient does not lie already, the lawful and cheap first.

    days: None is every day on which the patient may come. rooms: None is those of the wards that
    take the patient. Raises BadProblem for an unknown patient, room or day.
    """
    known = patient_named(standing, patient)
    window = known.window(standing.problem.days) if days is None else days
    named = [room.id for room in taking(standing, known)] if rooms is None else list(rooms)
    now = standing.place(patient)
    here = (now.room, now.day) if now else None
    theatres = {day: theatre_for(standing, known, day) for day in window}
    options = [
        judged(standing, Change(patient, room, day, theatre))
        for day, theatre in theatres.items()
        for room in named
        if (room, day) != here
    ]
    return tuple(sorted(options, key=lambda option: option.rank))


def patient_named(standing: Standing, patient: str) -> Patient:
    found = standing.views.patients.get(patient)
    if found is None:
        raise BadProblem(patient, "is not part of this problem; choose a patient of this plan")
    return found


def taking(standing: Standing, patient: Patient) -> Iterator[Room]:
    """Rooms of the wards that take the patient, and those of the ward where they lie."""
    own = standing.views.rooms.get(patient.room)
    wards = {*patient.wards, *([own.ward] if own else ())}
    for room in standing.problem.rooms:
        if not patient.wards or room.ward in wards:
            yield room


def theatre_for(standing: Standing, patient: Patient, day: int) -> str:
    """A theatre with time left: the surgeon's own of the day, then one that is open, then the one
    with least time over. Where none has enough, the one that lacks least. None for whoever is not
    operated, or is here already."""
    problem = standing.problem
    if not (patient.surgery_minutes and problem.theatres) or patient.state is State.PRESENT:
        return ""
    used: Counter[str] = Counter()
    own = set()
    for place in standing.admitted(day):
        other = standing.views.patients[place.patient]
        if place.patient != patient.id and place.theatre:
            used[place.theatre] += other.surgery_minutes
            own |= {place.theatre} if other.surgeon == patient.surgeon else set()

    def turn(theatre: str, minutes: int) -> tuple[int, bool, bool, int]:
        left = minutes - used[theatre]
        lacking = max(0, patient.surgery_minutes - left)
        return lacking, theatre not in own, theatre not in used, left

    there = [(turn(each.id, each.minutes[day]), each.id) for each in problem.theatres]
    return min(there)[1]


def with_theatres(standing: Standing, changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes, in which whoever is to be operated and is given no theatre has the best of the
    day. Raises BadProblem as the changes do."""
    asked = [*changes]
    for number, change in enumerate(asked):
        patient = patient_named(standing, change.patient)
        if change.room and not change.theatre and patient.surgery_minutes:
            others = standing.after(*asked[:number], *asked[number + 1 :])
            asked[number] = replace(change, theatre=theatre_for(others, patient, change.day))
    return tuple(asked)
