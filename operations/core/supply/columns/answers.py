"""What one product's programme is given of what is shared, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from operations.core.supply.columns.rows import Spare


@dataclass(slots=True)
class Answer:
    """A product's programme solved: cost without prices, a proven bound with them, and its use of
    what is shared, by row."""

    cost: float
    bound: float
    use: Any


@dataclass(frozen=True, slots=True)
class Part:
    """A product's own part of every shared row, and how much it may take in all at a price for each
    unit beyond its own."""

    own: Any
    most: Any
    worth: Any

    @classmethod
    def only(cls, room: Any) -> Part:
        """All that there is, for nothing."""
        return cls(room, room, np.zeros(len(room)))


@dataclass(slots=True)
class Chosen:
    """Packs by facility and week, and orders as (chance, packs)."""

    packs: dict[tuple[str, int], int] = field(default_factory=dict)
    orders: list[tuple[Any, int]] = field(default_factory=list)
    given: dict[tuple[int, int], int] = field(default_factory=dict)
    """Packs that facilities hand on, by expiry week of their lots and week; and of what."""
    surplus: list[Spare] = field(default_factory=list)
    dated: dict[tuple[str, int], dict[int, int]] = field(default_factory=dict)
    """Short-dated packs by facility and week: how many are of lots gone from a week on."""
    poor_weeks: set[int] = field(default_factory=set)
    """Ordering weeks in which the product's funding line has less than is worth spending."""
