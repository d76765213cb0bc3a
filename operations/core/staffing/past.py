"""What a person worked before the horizon, as far as limits over weeks and months count it.

Runs that go on into the horizon are `people.History`; here are counts, which need no unbroken
record: days of which nothing is known count as days off.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from operations.core.errors import BadProblem

ROLLING_DAYS = 28
"""Length of the window in which nights, weekends and hours are limited by contracts."""

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class PastShift:
    """Hours that count whatever is planned: a shift before the horizon (-1 is the last day before),
    or hours inside it that are no shift of the roster, such as a day of training."""

    day: int
    minutes: int
    is_night: bool = False

    def __post_init__(self) -> None:
        if self.minutes < 0:
            raise BadProblem(
                f"past shift on day {self.day}",
                f"has {self.minutes} minutes; give 0 or more",
            )


@dataclass(frozen=True, slots=True)
class Tally:
    """What rosters of the last twelve months gave a person, for fair shares over the year.

    days: on which a roster held and the person was there to be planned; shares go by them, so that
    who came last month owes nothing for the months before. nights, weekends, holidays: worked.
    wishes: asked for, granted or not; refused: those that were not granted.
    """

    days: int = 0
    nights: int = 0
    weekends: int = 0
    holidays: int = 0
    wishes: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        counts = (self.days, self.nights, self.weekends, self.holidays, self.wishes, self.refused)
        if min(counts) < 0 or self.refused > self.wishes:
            raise BadProblem(
                "tally of the year",
                f"{counts} cannot be: counts are 0 or more, and no more wishes are refused than "
                "were made",
            )


@dataclass(frozen=True, slots=True)
class Past:
    """shifts: those of the last days, in any order. year: counts of the last twelve months.

    weekends: the last day of each weekend that was worked on, -1 for one that ended the day before
    the horizon; 0 or more for one that the horizon's start cuts and that is worked already.
    """

    shifts: tuple[PastShift, ...] = ()
    weekends: tuple[int, ...] = ()
    year: Tally = field(default_factory=Tally)
