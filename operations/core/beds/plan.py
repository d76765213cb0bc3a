"""A bed plan: nothing but who is where. Whether it is good, the report says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Placement:
    """A patient admitted on `day` to `room`, operated the same day in `theatre` (empty: not)."""

    patient: str
    day: int
    room: str
    theatre: str = ""


@dataclass(frozen=True, slots=True)
class Nursing:
    """The rooms one nurse answers for during one shift (its position in `Problem.shifts`)."""

    nurse: str
    day: int
    shift: int
    rooms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A patient without a placement is not admitted within the horizon."""

    placements: tuple[Placement, ...] = ()
    nursing: tuple[Nursing, ...] = ()
