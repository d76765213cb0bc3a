"""Why a patient has a bed, why not that one, and what stands in the way of any.

Every answer comes from doing it and letting the judge speak. A reason is a code with facts, and
the same in an English sentence; facts are named as those of violations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from operations.core.beds.candidates import Option, candidates, judged, patient_named, theatre_for
from operations.core.beds.plan import Placement
from operations.core.beds.problem import Patient
from operations.core.beds.report import Difference
from operations.core.beds.rules.specialty_of_room import steps
from operations.core.beds.standing import Change, Standing
from operations.core.errors import BadProblem

ALTERNATIVES = 3
DAYS_LOOKED_AT = 5
"""Days on which a patient without a bed is tried."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of several, which stand as a person would give them. cost: what it weighs."""

    code: str
    sentence: str
    facts: Mapping[str, str] = field(default_factory=dict)
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Why:
    """Why a patient has the bed. without: what leaving them without one would do; alternatives:
    the best other places, each compared with the plan as it is."""

    place: Placement
    reasons: tuple[Reason, ...]
    without: Difference
    alternatives: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """A hard rule, how many places it rules out, and how many nothing else does."""

    rule: str
    places: int
    alone: int


@dataclass(frozen=True, slots=True)
class Nowhere:
    """What stands in the way of a bed for a patient.

    stops: the rules in the way, the commonest first. lawful: places that break nothing hard, the
    cheapest first. relaxed: the cheapest place that breaks one hard rule only, None where a lawful
    one is there.
    """

    patient: str
    stops: tuple[Stop, ...]
    lawful: tuple[Option, ...]
    relaxed: Option | None


def why(standing: Standing, patient: str) -> Why:
    """Why the patient lies there. Raises BadProblem for whoever has no place."""
    known, place = patient_named(standing, patient), standing.place(patient)
    if place is None:
        raise BadProblem(patient, "has no bed in this plan; ask what stands in the way")
    without = standing.difference(Change(patient))
    others = candidates(standing, patient, [place.day])
    best = tuple(option for option in others if option.lawful)[:ALTERNATIVES]
    reasons = (*_own_reasons(standing, known, place), *_comparisons(place, without, best))
    return Why(place, reasons, without, best)


def why_not(standing: Standing, patient: str, room: str, day: int | None = None) -> Option:
    """What putting the patient there would do: the rules it breaks and its cost.

    day: None is the day planned, or the first that may be. Raises BadProblem for what the problem
    does not know, or for whoever lies there already.
    """
    known, place = patient_named(standing, patient), standing.place(patient)
    planned = place.day if place else known.window(standing.problem.days)
    first = planned if isinstance(planned, int) else next(iter(planned), 0)
    on = first if day is None else day
    if place is not None and (place.room, place.day) == (room, on):
        raise BadProblem(patient, f"lies in {room} from day {on} already; choose another room")
    if not 0 <= on < standing.problem.days:
        raise BadProblem(patient, f"cannot come on day {on}, outside the plan")
    return judged(standing, Change(patient, room, on, theatre_for(standing, known, on)))


def nowhere(standing: Standing, patient: str, days: Iterable[int] | None = None) -> Nowhere:
    """What stands in the way of a bed, in any room and on any of `days` (None: the first few on
    which the patient may come)."""
    known = patient_named(standing, patient)
    place = standing.place(patient)
    window = [*known.window(standing.problem.days)][:DAYS_LOOKED_AT]
    asked = list(days) if days is not None else [place.day] if place else window
    every = [room.id for room in standing.problem.rooms]
    options = candidates(standing, patient, asked, every)
    lawful = tuple(option for option in options if option.lawful)
    single = [option for option in options if len(option.breaks) == 1]
    relaxed = min(single, key=lambda option: (option.hard, option.cost), default=None)
    return Nowhere(patient, _stops(options), lawful, None if lawful else relaxed)


def _stops(options: tuple[Option, ...]) -> tuple[Stop, ...]:
    stopped: dict[str, list[Option]] = {}
    for option in options:
        for rule in option.breaks:
            stopped.setdefault(rule, []).append(option)
    found = [
        Stop(rule, len(by), sum(len(option.breaks) == 1 for option in by))
        for rule, by in stopped.items()
    ]
    return tuple(sorted(found, key=lambda stop: (-stop.places, stop.rule)))


def _own_reasons(standing: Standing, patient: Patient, place: Placement) -> Iterator[Reason]:
    """What speaks for the room: locks, where the patient lies, specialty, needs, promises."""
    problem, room = standing.problem, standing.views.rooms[place.room]
    facts = {"patient": patient.id, "room": room.id, "ward": room.ward}
    facts |= problem.day_facts(place.day)
    if any(lock.patient == patient.id for lock in problem.locks):
        yield Reason("bed_fixed", f"{patient.id} was fixed to room {room.id}.", facts)
    if patient.room == place.room:
        yield Reason("bed_same", f"{patient.id} lies in room {room.id} already.", facts)
    for former in problem.previous:
        if former.patient == patient.id and (former.room, former.day) == (place.room, place.day):
            day = problem.day_name(place.day)
            sentence = f"The plan in force has {patient.id} in room {room.id} from {day}."
            yield Reason("bed_former", sentence, facts)
    if patient.specialty and room.specialties and not steps(patient, room):
        sentence = f"Room {room.id} is of the patient's specialty, {patient.specialty}."
        yield Reason("bed_specialty", sentence, facts | {"specialty": patient.specialty})
    met = [item for item in (*patient.needs, *patient.wishes) if item in room.equipment]
    if met:
        items = ", ".join(met)
        sentence = f"Room {room.id} has what the patient needs or wishes: {items}."
        yield Reason("bed_equipment", sentence, facts | {"items": items})
    if patient.isolation and room.isolation:
        sentence = f"Room {room.id} can isolate ({patient.isolation})."
        yield Reason("bed_isolation", sentence, facts | {"isolation": patient.isolation})


def _comparisons(
    place: Placement, without: Difference, alternatives: tuple[Option, ...]
) -> Iterator[Reason]:
    """What it would cost to do without, and to take the best other room."""
    facts = {"patient": place.patient, "cost": f"{without.cost:+d}"}
    sentence = f"Without a bed for {place.patient} the cost changes by {without.cost:+d}."
    yield Reason("bed_without", sentence, facts, without.cost)
    if not alternatives:
        yield Reason("bed_no_other", "No other room can be had that day.", {})
        return
    best = alternatives[0]
    facts = {"room": best.change.room, "cost": f"{best.cost:+d}"}
    sentence = f"Room {best.change.room} instead changes the cost by {best.cost:+d}."
    yield Reason("bed_other", sentence, facts, best.cost)
