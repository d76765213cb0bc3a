"""Making room for one patient: who is in the way moves on, and who is in theirs, a few steps deep.

An ejection chain (Glover, Discrete Applied Mathematics 65, 1996): each step is free or makes the
next one; the judge says of the whole chain what it is worth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from operations.core.beds.candidates import theatre_for
from operations.core.beds.cpsat.fits import Fit, Fitting
from operations.core.beds.problem import Gender, GenderPolicy, Patient, State
from operations.core.beds.standing import Change, Standing

TRIED = 10
"""Places judged for one patient, free ones and such as must be made free."""
FREE_ENOUGH = 3
"""Free places that are compared; with these, nobody is asked to move on."""
PAIR = {Gender.FEMALE, Gender.MALE}


@dataclass(slots=True)
class Chains:
    """Chains of moves in one plan. fixed: patients whom somebody put where they are."""

    fitting: Fitting
    fixed: frozenset[str]

    def best(self, standing: Standing, name: str, depth: int) -> tuple[Change, ...]:
        """The chain that does most for the patient and the plan; none where nothing helps."""
        found: tuple[Change, ...] = ()
        least = (0, 0)
        for chain in self._chains(standing, name, depth):
            weight = standing.difference(*chain).order
            if weight < least:
                found, least = chain, weight
        return found

    def cleared(self, standing: Standing, name: str, depth: int) -> tuple[Change, ...]:
        """Whoever is in the way of a patient who stays where they are moves on, if that helps."""
        place = standing.place(name)
        if place is None:
            return ()
        chain = tuple(self._others_on(standing, name, place.room, place.day, depth) or ())
        worth = chain and standing.difference(*chain).order < (0, 0)
        return chain if worth else ()

    def _chains(self, standing: Standing, name: str, depth: int) -> Iterator[tuple[Change, ...]]:
        """Free places first; where there are few, those that others would have to leave."""
        patient, free = standing.views.patients[name], 0
        for at, (fit, blocked) in enumerate(self._ranked(standing, patient)):
            if at >= TRIED or (blocked and (free >= FREE_ENOUGH or not depth)):
                return
            free += not blocked
            move = Change(name, fit.room, fit.day, theatre_for(standing, patient, fit.day))
            if not blocked:
                yield (move,)
                continue
            others = self._others_on(standing.after(move), name, fit.room, fit.day, depth - 1)
            if others is not None:
                yield (move, *others)

    def _ranked(self, standing: Standing, patient: Patient) -> list[tuple[Fit, int]]:
        """Lawful places elsewhere on the day planned (or any day that may be), with the nights on
        which somebody is in the way."""
        place = standing.place(patient.id)
        days = {place.day} if place else set(patient.window(standing.problem.days))
        fits = [
            fit
            for fit in self.fitting.fits(patient, elastic=False)
            if fit.day in days and not (place and (fit.room, fit.day) == (place.room, place.day))
        ]
        found = [(fit, len(blocked_nights(standing, patient, fit.room, fit.day))) for fit in fits]
        return sorted(found, key=lambda each: (each[1], each[0].hard, each[0].cost, each[0].room))

    def _others_on(
        self, standing: Standing, name: str, room: str, day: int, depth: int
    ) -> list[Change] | None:
        """Moves of those in the patient's way; None where one of them has nowhere to go."""
        changes: list[Change] = []
        patient = standing.views.patients[name]
        while nights := blocked_nights(standing, patient, room, day):
            other = self._who_leaves(standing, patient, room, nights)
            if other is None:
                return None
            onward = self._onward(standing, other, depth)
            if not onward:
                return None
            standing = standing.after(*onward)
            changes += onward
        return changes

    def _who_leaves(
        self, standing: Standing, patient: Patient, room: str, nights: set[int]
    ) -> str | None:
        """Of those in the way, a mother or her child last; one who may not lie there at all before
        others, then whoever is not here yet, then the one who would be there longest."""
        views = standing.views
        there: list[tuple[bool, bool, bool, int, str]] = []
        for place in standing.there(room):
            other = views.patients[place.patient]
            lying = nights.intersection(standing.problem.nights(other, place.day))
            if other.id == patient.id or other.id in self.fixed or not lying:
                continue
            paired = bool(views.beside.get(other.id))
            strange = strangers(standing, patient, other, room)
            here = other.state is State.PRESENT
            there.append((paired, not strange, here, -len(lying), other.id))
        return min(there)[-1] if there else None

    def _onward(self, standing: Standing, name: str, depth: int) -> tuple[Change, ...]:
        """Another place for somebody who has to leave: the first that is free and breaks nothing,
        else one made free, else none at all for whoever may wait."""
        patient = standing.views.patients[name]
        for at, (fit, blocked) in enumerate(self._ranked(standing, patient)):
            if at >= TRIED or (blocked and depth <= 0):
                break
            move = Change(name, fit.room, fit.day, theatre_for(standing, patient, fit.day))
            if not blocked:
                return (move,)
            others = self._others_on(standing.after(move), name, fit.room, fit.day, depth - 1)
            if others is not None:
                return (move, *others)
        waits = patient.state is State.ELECTIVE and not patient.mandatory
        return (Change(name),) if waits else ()


def strangers(standing: Standing, one: Patient, other: Patient, room: str) -> bool:
    """Whether two patients may not share this room."""
    one_gender = standing.views.rooms[room].gender is GenderPolicy.SAME
    return (one_gender and {one.gender, other.gender} == PAIR) or one.isolation != other.isolation


def blocked_nights(standing: Standing, patient: Patient, room: str, day: int) -> set[int]:
    """Nights of the stay on which the room is full of others, or has one the patient may not lie
    beside."""
    problem, views = standing.problem, standing.views
    nights = problem.nights(patient, day)
    people: Counter[int] = Counter()
    found: set[int] = set()
    for place in standing.there(room):
        other = views.patients[place.patient]
        if other.id == patient.id:
            continue
        lying = range(max(place.day, nights.start), min(place.day + other.stay_nights, nights.stop))
        people.update(lying)
        if lying and strangers(standing, patient, other, room):
            found.update(lying)
    beds = views.rooms[room].beds
    return found | {night for night in nights if people[night] >= beds(night)}
