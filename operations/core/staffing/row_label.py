"""A row of shifts while it grows: what it cost, what it broke, and what the next day must know."""

from __future__ import annotations

from dataclasses import dataclass

from operations.core.staffing.row_tolls import HARD

LONG_AGO = -(10**6)
MANY = 99

Row = dict[int, tuple[str, str | None]]
"""Day -> shift id and skill served."""


@dataclass(slots=True)  # not frozen: many thousands are made, and freezing doubles their price
class Label:
    """A row up to some day.

    toll: the part of `cost` that soft rules make up. open_run, open_same: the run of work, or of
    the same shift, began before anything is known, so it is never too short. idle: days off in a
    row that nobody granted. half: days worked of the weekend that is going on. missing: what hard
    minimums still ask for at the end, in minutes and shifts.
    """

    cost: int = 0
    toll: int = 0
    breaches: int = 0
    minutes: int = 0
    worked: int = 0
    off: int = MANY
    open_run: bool = False
    same: int = 0
    open_same: bool = False
    idle: int = 0
    half: int = 0
    nights_in_row: int = 0
    rest: int = 0
    nights: int = 0
    weekends: int = 0
    assignments: int = 0
    weekend: int = -1
    shift: str | None = None
    end_minute: int = LONG_AGO
    counts: tuple[int, ...] = ()
    before: Label | None = None
    skill: str | None = None
    day: int = -1
    missing: tuple[int, int] = (0, 0)

    def breaks(self) -> tuple[int, int, int]:
        """Hard rules broken on the way, and minutes and shifts missing at the end."""
        return self.breaches, *self.missing

    def pay(self, toll: int) -> None:
        breaches, cost = divmod(toll, HARD)
        self.breaches += breaches
        self.cost += cost
        self.toll += cost

    def row(self) -> Row:
        row: Row = {}
        label: Label | None = self
        while label is not None and label.day >= 0:
            if label.shift is not None:
                row[label.day] = (label.shift, label.skill)
            label = label.before
        return row
