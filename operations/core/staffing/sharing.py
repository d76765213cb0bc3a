"""How nights, weekends, holidays, unpopular shifts and granted wishes lie among people, in ranges.

A range says least, most and the distance between them; nobody is named, and a group of fewer than
five people says nothing, since its range would be somebody's own figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LEAST_PEOPLE = 5
KINDS = ("nights", "weekends", "holidays", "unpopular", "granted")


@dataclass(frozen=True, slots=True)
class Given:
    """What one person was given; group: whom it is fair to compare with (the contract)."""

    person: str
    group: str
    nights: int = 0
    weekends: int = 0
    holidays: int = 0
    unpopular: int = 0
    granted: int = 0


@dataclass(frozen=True, slots=True)
class Range:
    """[least, most] of a count over the people of a group."""

    least: int
    most: int

    @property
    def spread(self) -> int:
        return self.most - self.least


@dataclass(frozen=True, slots=True)
class Shared:
    """A group's ranges by kind; people None and no ranges where they are fewer than five."""

    group: str
    people: int | None = None
    ranges: Mapping[str, Range] = field(default_factory=dict)


def shared(given: Iterable[Given]) -> tuple[Shared, ...]:
    """One row a group, in the order of their names."""
    groups: dict[str, list[Given]] = {}
    for each in given:
        groups.setdefault(each.group, []).append(each)
    return tuple(_shared(group, groups[group]) for group in sorted(groups))


def _shared(group: str, given: list[Given]) -> Shared:
    if len(given) < LEAST_PEOPLE:
        return Shared(group)
    counts = {kind: [int(getattr(each, kind)) for each in given] for kind in KINDS}
    ranges = {kind: Range(min(found), max(found)) for kind, found in counts.items()}
    return Shared(group, len(given), ranges)
