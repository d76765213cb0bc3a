"""Which cells a repair may move: the open shifts' days, their candidates, and who stands in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from operations.core.staffing.narrow import Cell
from operations.core.staffing.replacements import Option, replacements
from operations.core.staffing.standing import Standing

FIRST_CANDIDATES = 3
"""Candidates of each open shift in the first round; twice as many in each further one."""
DAYS_AROUND = (3, 7)
"""Days before and after an open shift that may move, by round; later rounds move all."""
STAND_INS = 2
"""People considered for the shift that a candidate would give up."""


@dataclass(slots=True)
class Neighbours:
    """Grows round by round around the open shifts of a roster."""

    standing: Standing
    holes: tuple[Cell, ...]
    forced: frozenset[str]
    first_day: int = 0
    locked: frozenset[tuple[str, int]] = frozenset()
    _ranked: dict[Cell, list[Option]] = field(default_factory=dict)

    def people(self, round_: int) -> list[str]:
        """The forced, the likeliest candidates, and stand-ins for what these would give up."""
        most = FIRST_CANDIDATES * 2**round_
        found = dict.fromkeys(sorted(self.forced))
        for day, shift in dict.fromkeys(self.holes):
            for option in self._options((day, shift))[:most]:
                found[option.person] = None
                for left in option.moved_from:
                    stand_ins = self._options((day, left))[:STAND_INS]
                    found |= dict.fromkeys(each.person for each in stand_ins)
        return list(found)

    def days(self, round_: int) -> list[int]:
        days = range(self.first_day, self.standing.problem.days)
        if round_ >= len(DAYS_AROUND):
            return list(days)
        reach = DAYS_AROUND[round_]
        return [day for day in days if any(abs(day - hole) <= reach for hole, _ in self.holes)]

    def cells(self, round_: int, also: Iterable[str] = ()) -> set[tuple[str, int]]:
        """The cells of the round; `also` names people who take part whatever their rank."""
        people = dict.fromkeys([*self.people(round_), *also])
        days = self.days(round_)
        return {(person, day) for person in people for day in days} - self.locked

    def _options(self, cell: Cell) -> list[Option]:
        """Those who may take the shift, those free that day side by side with those who move."""
        if cell not in self._ranked:
            options = [o for o in replacements(self.standing, *cell) if o.lawful]
            free = [o for o in options if not o.moved_from]
            moving = [o for o in options if o.moved_from]
            self._ranked[cell] = _zipped(free, moving)
        return self._ranked[cell]


def _zipped(free: list[Option], moving: list[Option]) -> list[Option]:
    """Two of the free, then one who would move, and so on."""
    found: list[Option] = []
    while free or moving:
        found += [*free[:2], *moving[:1]]
        free, moving = free[2:], moving[1:]
    return found
