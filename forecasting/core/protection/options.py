"""How levels are learned and what they are called, for whoever only asks and loads no LightGBM."""

from __future__ import annotations

from dataclasses import dataclass

LENGTHS = (1, 2, 3)
"""Of the intervals, in blocks of four weeks or of a month."""
LEVELS = (0.8, 0.9, 0.95)
"""Service levels that plans stock for."""
LEARNED, ADDED, SQUARED = "lightgbm", "added_up", "independent"
BOTH = f"{LEARNED} + {SQUARED}"
"""Their plain mean."""
OPPONENTS = (ADDED, SQUARED)
"""What can be said of whole intervals without learning: what loses to one of them is not used."""
DAYS = "days"
"""The column with an interval's length."""


@dataclass(frozen=True, slots=True)
class ProtectionOptions:
    """How levels are learned. seeds: how many are averaged, from `seed` on. price: of a lost unit,
    as said above. memory_below: units a month under which the largest demand of the last two years
    is kept in stock. ease: weight of the new level against the last month's, for an interval of one
    month; less for a longer one, in proportion, and 1 for none. life_months: after which stock
    expires. waste: how much dearer a level's last unit is when it is sure to expire than when it is
    sure to be used."""

    seed: int = 1
    seeds: int = 3
    threads: int = 1
    trees: int = 80
    leaves: int = 12
    learning_rate: float = 0.05
    least_in_leaf: int = 100
    rows: int = 60_000
    price: float = 0.8
    retrain_months: int = 3
    first_month: int = 8
    groups: bool = True
    memory_below: float = 8.0
    ease: float = 0.8
    life_months: int = 12
    waste: float = 3.0


NIGHT = ProtectionOptions(seeds=1, retrain_months=6, first_month=6, rows=30_000)
"""One training serves half a year of the walk: half the seconds, a hundredth of the gain."""
