"""Who can work: skills, contract, absences, and what went before the horizon."""

from __future__ import annotations

from dataclasses import dataclass, field

from operations.core.errors import BadProblem
from operations.core.staffing.past import Past


@dataclass(frozen=True, slots=True)
class History:
    """What the person did up to the horizon's start.

    last_shift: id of the shift worked the day before the horizon, or None.
    days_worked, nights, days_off: length of the unbroken run that ends the day before; a person
    was either working or off, so one of days_worked and days_off is 0.
    last_end_minute: end of the last shift, in minutes since the horizon's start (negative, or
    positive when a night runs into day 0); None when long ago.
    same_shift_days: length of the unbroken run of last_shift; 0 when it is not known.
    assignments, weekends: shifts begun and weekends worked before the horizon in the period to
    which the person's totals belong; a weekend that the horizon's start cuts is not among them.
    """

    last_shift: str | None = None
    days_worked: int = 0
    nights: int = 0
    days_off: int = 0
    last_end_minute: int | None = None
    same_shift_days: int = 0
    assignments: int = 0
    weekends: int = 0


@dataclass(frozen=True, slots=True)
class FixedShift:
    """A shift that was agreed for a day of the horizon."""

    day: int
    shift: str


@dataclass(frozen=True, slots=True)
class Person:
    """One member of staff for this horizon; a limit of None is no limit.

    skills: skill -> level. allowed_shifts: shift ids, empty means all. Minutes are paid minutes
    in the horizon. maximum_per_shift: shift id -> number. absences: days that the person is away
    (leave, sickness); days_off: days off granted beforehand. rest_minutes: between the end of a
    shift and the start of the next. full_time_percent: size of the contract, for fair shares.
    minimum_assignments, maximum_assignments, maximum_weekends: totals to which what the history
    brings along is added. complete_weekends: works both days of a weekend or none.
    contract_minutes: what is paid without overtime, at most maximum_minutes.
    rolling_*_maximum: in any 28 days in a row, week_minutes_maximum: in any seven, with what `past`
    says of the days before the horizon.
    is_guest: belongs to another ward and may help out; takes no part in this ward's fair shares.
    fixed_shifts: shifts agreed once for all, on days that are no days of absence.
    days_off_after_nights: due after a run of `nights_before_days_off` nights or more; 0 for none.
    team: those with whom shares are fair, on the shifts that they may work; "" is everybody.
    history: None when nothing is known; runs at the horizon's start are then never too short.
    """

    id: str
    skills: dict[str, int] = field(default_factory=dict)
    allowed_shifts: tuple[str, ...] = ()
    minimum_minutes: int | None = None
    maximum_minutes: int | None = None
    maximum_per_shift: dict[str, int] = field(default_factory=dict)
    maximum_consecutive_days: int | None = None
    minimum_consecutive_days: int = 1
    minimum_consecutive_days_off: int = 1
    maximum_consecutive_days_off: int | None = None
    maximum_consecutive_nights: int | None = None
    maximum_weekends: int | None = None
    maximum_nights: int | None = None
    minimum_assignments: int | None = None
    maximum_assignments: int | None = None
    complete_weekends: bool = False
    contract_minutes: int | None = None
    rolling_nights_maximum: int | None = None
    rolling_weekends_maximum: int | None = None
    rolling_minutes_maximum: int | None = None
    week_minutes_maximum: int | None = None
    days_off_after_nights: int = 0
    nights_before_days_off: int = 1
    rest_minutes: int = 0
    absences: tuple[int, ...] = ()
    days_off: tuple[int, ...] = ()
    full_time_percent: int = 100
    fixed_shifts: tuple[FixedShift, ...] = ()
    is_guest: bool = False
    team: str = ""
    history: History | None = None
    past: Past = field(default_factory=Past)

    def __post_init__(self) -> None:
        low, high = self.minimum_minutes, self.maximum_minutes
        if low is not None and high is not None and low > high:
            self._bad(f"minimum {low} minutes is above maximum {high}; correct the contract")
        run, longest = self.minimum_consecutive_days, self.maximum_consecutive_days
        if longest is not None and run > longest:
            self._bad(f"must work {run} days in a row but at most {longest}; correct the contract")
        off, longest = self.minimum_consecutive_days_off, self.maximum_consecutive_days_off
        if longest is not None and off > longest:
            self._bad(f"is off {off} days in a row but at most {longest}; correct the contract")
        few, many = self.minimum_assignments, self.maximum_assignments
        if few is not None and many is not None and few > many:
            self._bad(f"minimum {few} assignments is above maximum {many}; correct the contract")
        if self.nights_before_days_off < 1:
            self._bad("days off follow a run of less than one night; give 1 or more nights")
        if min(self._limits(), default=0) < 0:
            self._bad("a limit is negative; give 0 or more, or leave it out for no limit")
        self._check_history()

    def _check_history(self) -> None:
        history = self.history
        if history is not None and history.same_shift_days and history.last_shift is None:
            self._bad("was on the same shift for days but on none the day before; give last_shift")
        if history is not None and history.days_worked and history.days_off:
            self._bad(
                "was both working and off the day before; keep days_worked or days_off, not both"
            )

    def _bad(self, what: str) -> None:
        raise BadProblem(f"person {self.id}", what)

    def _limits(self) -> list[int]:
        limits = (
            self.minimum_minutes,
            self.maximum_minutes,
            self.maximum_consecutive_days,
            self.minimum_consecutive_days,
            self.minimum_consecutive_days_off,
            self.maximum_consecutive_nights,
            self.maximum_consecutive_days_off,
            self.maximum_weekends,
            self.maximum_nights,
            self.minimum_assignments,
            self.maximum_assignments,
            self.contract_minutes,
            self.rolling_nights_maximum,
            self.rolling_weekends_maximum,
            self.rolling_minutes_maximum,
            self.week_minutes_maximum,
            self.days_off_after_nights,
            self.rest_minutes,
            self.full_time_percent,
            *self.maximum_per_shift.values(),
        )
        return [limit for limit in limits if limit is not None]
