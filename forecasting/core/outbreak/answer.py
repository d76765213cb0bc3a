"""What a watch answers: the series in alarm."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One series in alarm. Weeks are numbers as in `Weeks`; counts are cases.

    first_week: the first of the weeks in `counts`, `expected` and `upper`, which are for a chart;
    None stands for unknown. observed, expected_total: from `since` to `last_seen`. ratio: observed
    over expected, with its 95 % interval. detectors: those that alarm as published since then.
    """

    unique_id: str
    since: int
    last_seen: int
    observed: int
    expected_total: float
    ratio: float
    ratio_low: float
    ratio_high: float
    severity: Severity
    detectors: tuple[str, ...]
    first_week: int
    counts: tuple[float | None, ...]
    expected: tuple[float | None, ...]
    upper: tuple[float | None, ...]

    @property
    def excess(self) -> float:
        return self.observed - self.expected_total
