"""Who is still to come is laid anew, one at a time, where the plan is free and beds are spare."""

from __future__ import annotations

from operations.core.beds.chains import Chains
from operations.core.beds.greedy import Board
from operations.core.beds.plan import Placement
from operations.core.beds.problem import Patient, State
from operations.core.beds.standing import Change, Standing


class Relay:
    """A board of what is taken beside the plan as it stands; both change together."""

    def __init__(self, standing: Standing, chains: Chains) -> None:
        self.standing, self.chains = standing, chains
        self.board = Board(chains.fitting)
        for place in standing.plan.placements:
            self._take(place)

    def _take(self, place: Placement) -> None:
        patient = self.standing.views.patients[place.patient]
        self.board.take(patient, self.chains.fitting.chosen(patient, place), place.theatre)

    def may_move(self, name: str) -> bool:
        """Who is not here yet and whose place nobody fixed."""
        patient = self.standing.views.patients[name]
        return patient.state is not State.PRESENT and name not in self.chains.fixed

    def again(self, name: str) -> bool:
        """Another place for the patient, or none, if the judge finds that better. Whether it is."""
        patient = self.standing.views.patients[name]
        old = self.standing.place(name)
        if old is not None:
            self.board.leave(patient, old)
        new = self._cheapest(patient)
        change = Change(name, new.room, new.day, new.theatre) if new else Change(name)
        better = new != old and self.standing.difference(change).order < (0, 0)
        if better:
            self.standing = self.standing.after(change)
            return True
        if new is not None:
            self.board.leave(patient, new)
        if old is not None:
            self._take(old)
        return False

    def _cheapest(self, patient: Patient) -> Placement | None:
        if self.board.admit(patient, self.board.sorted_fits(patient)):
            return self.board.placements[-1]
        return None

    def short(self, ward: str, day: int) -> list[str]:
        """Who is still to come and would lie in the ward that night, last come first."""
        views, problem = self.standing.views, self.standing.problem
        there = [
            (place.day, views.patients[place.patient])
            for room in views.of_ward[ward]
            for place in self.standing.there(room.id)
        ]
        nights = ((since, p) for since, p in there if day in problem.nights(p, since))
        movable = [(-since, p.id) for since, p in nights if self.may_move(p.id) and not p.mandatory]
        return [name for _, name in sorted(movable)]
