"""What might be otherwise: more or fewer patients, people away, beds closed, orders later."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scenario:
    """admissions_percent: patients more (fewer below zero), and what follows from them: shifts'
    targets, beds held for emergencies, use of medicines. absent: so many people are away
    throughout. beds_closed: so many beds cannot be used. lead_days: every new order takes so many
    days longer. seed: by which people and beds are drawn."""

    admissions_percent: int = 0
    absent: int = 0
    beds_closed: int = 0
    lead_days: int = 0
    seed: int = 1

    @property
    def changes(self) -> dict[str, int]:
        """What is otherwise, by name."""
        found = {each.name: int(getattr(self, each.name)) for each in fields(self)}
        del found["seed"]
        return {name: value for name, value in found.items() if value}


APPLIES: dict[str, tuple[str, ...]] = {
    "staffing": ("admissions_percent", "absent"),
    "beds": ("admissions_percent", "beds_closed"),
    "supply": ("admissions_percent", "lead_days"),
}
"""What each family of plans can be asked about."""


def scaled(number: int, percent: int) -> int:
    """A count with so many per cent more, rounded half up, never below zero."""
    return max(0, (number * (100 + percent) + 50) // 100)


def drawn(among: Sequence[T], count: int, seed: int) -> list[T]:
    """As many as asked for, or all there are; the same seed draws the same, and more of them when
    more are asked for."""
    order = list(among)
    random.Random(seed).shuffle(order)  # noqa: S311  (nothing secret)
    return order[:count]
