"""The planner's stock of one product: lots in the order in which they expire."""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass, field

from operations.core.supply.network import expiry_week


@dataclass(slots=True, order=True)
class Batch:
    """Units of one lot in one place; ordered by expiry week, then by the lot's name."""

    expiry_week: int
    lot: str
    expiry_day: int = field(compare=False)
    units: int = field(compare=False)


class Shelf:
    """One place's batches, first to expire first."""

    __slots__ = ("batches",)

    def __init__(self) -> None:
        self.batches: list[Batch] = []

    def add(self, lot: str, expiry_day: int, units: int) -> None:
        """Put units on the shelf; more of a lot that is there joins it."""
        for batch in self.batches:
            if batch.lot == lot:
                batch.units += units
                return
        insort(self.batches, Batch(expiry_week(expiry_day), lot, expiry_day, units))

    def expire(self, week: int) -> list[Batch]:
        """Take off what can no longer be used."""
        gone = [b for b in self.batches if b.expiry_week <= week and b.units]
        self.batches = [b for b in self.batches if b.expiry_week > week]
        return gone

    def use(self, units: int) -> int:
        """Give out first-expired-first-out; returns what lacks."""
        for batch in self.batches:
            used = min(units, batch.units)
            batch.units -= used
            units -= used
            if not units:
                break
        return units

    @property
    def units(self) -> int:
        return sum(batch.units for batch in self.batches)

    def usable(self, use_until: list[int], before: int = 0, weeks: int | None = None) -> int:
        """Units that can be used before they expire; `use_until[w]` is the use before week w, of
        which `before` is past; `weeks`: how many of it count, all by default."""
        used, known = 0, len(use_until) if weeks is None else weeks
        for batch in self.batches:
            if batch.expiry_week < known:
                used += min(batch.units, max(0, use_until[batch.expiry_week] - before - used))
            else:
                used += batch.units
        return used
