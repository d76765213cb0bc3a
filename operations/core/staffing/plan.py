"""A roster: who works what, without judgement."""

from __future__ import annotations

from dataclasses import dataclass

from operations.core.staffing.cells import Assignment

__all__ = ["Assignment", "Plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """All assignments of the horizon; whoever is not listed on a day is off."""

    assignments: tuple[Assignment, ...] = ()
