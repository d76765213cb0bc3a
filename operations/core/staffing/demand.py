"""What the ward needs: kinds of shifts, and how many people on each."""

from __future__ import annotations

from dataclasses import dataclass

from operations.core.errors import BadProblem

MINUTES_PER_DAY = 24 * 60

LONGEST_SHIFT_MINUTES = 2 * MINUTES_PER_DAY

JUNIOR_LEVEL = 1
"""Up to this level a skill is held under supervision."""


@dataclass(frozen=True, slots=True)
class ShiftType:
    """A kind of shift.

    start_minute: wall-clock minute of the local day on which it begins (0 to 1439).
    minutes: length as the wall clock shows it, and as it is paid.
    forbidden_next: shift ids that may not follow on the next day.
    skill: what one must hold to work it at all; None if anybody may.
    minimum_consecutive, maximum_consecutive: days in a row on this very shift; None is no limit.
    """

    id: str
    start_minute: int
    minutes: int
    forbidden_next: tuple[str, ...] = ()
    is_night: bool = False
    skill: str | None = None
    minimum_consecutive: int = 1
    maximum_consecutive: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start_minute < MINUTES_PER_DAY:
            raise BadProblem(
                f"shift {self.id}",
                f"starts at minute {self.start_minute}; give a minute of the day, 0 to 1439",
            )
        if not 0 < self.minutes <= LONGEST_SHIFT_MINUTES:
            raise BadProblem(
                f"shift {self.id}", f"lasts {self.minutes} minutes; give its real length"
            )
        least, most = self.minimum_consecutive, self.maximum_consecutive
        if most is not None and not 0 < most >= least:
            raise BadProblem(
                f"shift {self.id}",
                f"comes at least {least} and at most {most} days in a row; correct one of them",
            )


@dataclass(frozen=True, slots=True)
class CoverLine:
    """People needed on one shift of one day.

    skill: None counts everybody on the shift; otherwise those who serve in that skill with at
    least `level`. minimum: below it care suffers; target: what is planned for. Prices are per
    person missing or too many; None takes the price of the rule, and a price_over of 0 says that
    more are welcome.
    supervisor_level: where somebody junior in `skill` works the shift, somebody with at least this
    level does. junior_maximum: people junior in `skill` on the shift, at most.
    """

    day: int
    shift: str
    minimum: int
    target: int
    skill: str | None = None
    level: int = 0
    price_under_minimum: int | None = None
    price_under_target: int | None = None
    price_over: int | None = None
    supervisor_level: int | None = None
    junior_maximum: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.minimum <= self.target:
            raise BadProblem(
                self.where,
                f"minimum {self.minimum}, target {self.target}; "
                "the minimum is 0 or more and the target not below it",
            )
        prices = (self.price_under_minimum, self.price_under_target, self.price_over)
        if any(price is not None and price < 0 for price in prices):
            raise BadProblem(self.where, "a price is negative; give 0 or more")
        mix = (self.supervisor_level, self.junior_maximum)
        if self.skill is None and mix != (None, None):
            raise BadProblem(self.where, "says who is junior without a skill; name the skill")
        if self.supervisor_level is not None and self.supervisor_level <= JUNIOR_LEVEL:
            raise BadProblem(
                self.where,
                f"juniors would supervise at level {self.supervisor_level}; "
                f"give more than {JUNIOR_LEVEL}",
            )
        if self.junior_maximum is not None and self.junior_maximum < 0:
            raise BadProblem(self.where, "junior_maximum is negative; give 0 or more")

    @property
    def where(self) -> str:
        skill = f" for {self.skill}" if self.skill else ""
        return f"cover of shift {self.shift} on day {self.day}{skill}"
