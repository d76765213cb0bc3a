"""What a person worked before the horizon, as far as limits over weeks and months count it.

Runs that go on into the horizon are `people.History`; here are counts, which need no unbroken
record: days of which nothing is known count as days off.
"""

from __future__ import annotations

from dataclasses import dataclass

from operations.core.errors import BadProblem

ROLLING_DAYS = 28
"""Length of the window in which nights, weekends and hours are limited by contracts."""

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class PastShift:
    """A shift worked before the horizon, on `day` (-1 is the day before day 0)."""

    day: int
    minutes: int
    is_night: bool = False

    def __post_init__(self) -> None:
        if self.day >= 0 or self.minutes < 0:
            raise BadProblem(
                f"past shift on day {self.day}",
                f"has day {self.day} and {self.minutes} minutes; days before the horizon are "
                "negative, minutes are not",
            )


@dataclass(frozen=True, slots=True)
class Past:
    """shifts: those of the last days, in any order.

    weekends: the last day of each weekend that was worked on, -1 for one that ended the day before
    the horizon; 0 or more for one that the horizon's start cuts and that is worked already.
    """

    shifts: tuple[PastShift, ...] = ()
    weekends: tuple[int, ...] = ()
