"""One person's row, built day by day: a dynamic programme cut to a beam of partial rows.

Partial rows that agree in what the future can see (run length, last shift, minutes, nights,
weekends) compete; of those with about the same minutes only the cheapest `width` go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from operations.core.staffing.demand import ShiftType
from operations.core.staffing.people import Person
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import nights_before
from operations.core.staffing.row_limits import Overtime, RollingLimits

LONG_AGO = -(10**6)
MANY = 99
BUCKET_MINUTES = 240
SHIFTS_TRIED = 4
"""Shift types worth trying on one day: the cheapest."""

Row = dict[int, tuple[str, str | None]]
"""Day -> shift id and skill served."""

Prices = dict[tuple[int, str], tuple[int, str | None]]
"""Day and shift -> cost of working it (negative: it helps) and the skill to serve in."""

Spans = dict[tuple[int, str], tuple[int, int]]
"""Day and shift -> [start, end) in minutes since the horizon's start."""


def spans_of(problem: Problem) -> Spans:
    return {(d, s.id): problem.span(d, s) for d in range(problem.days) for s in problem.shifts}


@dataclass(slots=True)  # not frozen: many thousands are made, and freezing doubles their price
class Label:
    """A row up to some day: what it cost, what it broke, and what the next day must know.

    open_run: the run of work began before anything is known, so it is never too short.
    """

    cost: int = 0
    breaches: int = 0
    minutes: int = 0
    worked: int = 0
    off: int = MANY
    open_run: bool = False
    nights_in_row: int = 0
    rest: int = 0
    nights: int = 0
    weekends: int = 0
    assignments: int = 0
    weekend: int = -1
    shift: str | None = None
    end_minute: int = LONG_AGO
    counts: tuple[int, ...] = ()
    before: Label | None = None
    skill: str | None = None
    day: int = -1

    def key(self, person: Person) -> tuple[object, ...]:
        """Labels with the same key have the same future; run lengths beyond all limits merge."""
        least = max(person.minimum_consecutive_days_off, 1)
        return (
            self.minutes,
            self.worked,
            min(self.off, least),
            self.open_run and self.worked < person.minimum_consecutive_days,
            self.nights_in_row,
            self.rest,
            self.assignments if person.maximum_assignments is not None else 0,
            self.nights if _counted(person.maximum_nights, person.rolling_nights_maximum) else 0,
            self.weekends
            if _counted(person.maximum_weekends, person.rolling_weekends_maximum)
            else 0,
            self.weekend,
            self.shift,
        )

    def breaks(self, person: Person) -> tuple[int, int, int]:
        """Rules broken on the way, and minutes and shifts missing at the end."""
        minutes, shifts = person.minimum_minutes or 0, person.minimum_assignments or 0
        return self.breaches, max(0, minutes - self.minutes), max(0, shifts - self.assignments)

    def row(self) -> Row:
        row: Row = {}
        label: Label | None = self
        while label is not None and label.day >= 0:
            if label.shift is not None:
                row[label.day] = (label.shift, label.skill)
            label = label.before
        return row


class RowBuilder:
    """Everything about a person that a row needs, gathered once."""

    def __init__(self, problem: Problem, person: Person, prices: Prices, spans: Spans) -> None:
        self.problem, self.person, self.prices, self.spans = problem, person, prices, spans
        self.shifts = {shift.id: shift for shift in problem.shifts}
        self.capped = [s for s in person.maximum_per_shift if s in self.shifts]
        self.away = {*person.absences, *person.days_off}
        self.weekend_of = {day: i for i, days in enumerate(problem.weekends) for day in days}
        self.fixed = {lock.day: lock.shift for lock in problem.locks if lock.person == person.id}
        self.usual = [s for s in problem.shifts if self._fits(s)]
        self.longest = max((s.minutes for s in self.usual), default=0)
        self.overtime = Overtime.of(problem, person)
        self.rolling = RollingLimits(problem, person, self.weekend_of)
        free = [day not in self.away for day in range(problem.days)]
        self.days_left = _left(free)
        self.weekdays_left = _left([f and d not in self.weekend_of for d, f in enumerate(free)])

    def _fits(self, shift: ShiftType) -> bool:
        person = self.person
        listed = not person.allowed_shifts or shift.id in person.allowed_shifts
        held = shift.skill is None or shift.skill in person.skills
        return listed and held and person.maximum_per_shift.get(shift.id, 1) > 0

    def start(self) -> Label:
        history = self.person.history
        nights, rest = self._nights_begun()
        label = Label(
            nights_in_row=nights,
            rest=rest,
            weekend=self.rolling.begun,
            counts=(0,) * len(self.capped),
        )
        if history is None:
            return label
        return replace(
            label,
            worked=history.days_worked,
            off=history.days_off if history.days_worked or history.days_off else MANY,
            weekends=history.weekends,
            assignments=history.assignments,
            shift=history.last_shift,
            end_minute=LONG_AGO if history.last_end_minute is None else history.last_end_minute,
        )

    def _nights_begun(self) -> tuple[int, int]:
        """(nights in a row up to day -1, days off still due after an earlier run)."""
        person, nights = self.person, nights_before(self.person)
        last = max(nights, default=0)
        run = next(n for n in range(len(nights) + 1) if last - n not in nights)
        if last == -1 or run < person.nights_before_days_off:
            return (run if last == -1 else 0), 0
        return 0, max(0, person.days_off_after_nights + last + 1)

    def _rest_due(self, label: Label, is_night: bool) -> int:
        """Days off due on the next day, that day included, if it is such a one."""
        if label.nights_in_row and not is_night:
            long_run = label.nights_in_row >= self.person.nights_before_days_off
            return max(label.rest, self.person.days_off_after_nights if long_run else 0)
        return label.rest

    def options(self, day: int) -> list[ShiftType | None]:
        if day in self.fixed:
            fixed = self.fixed[day]
            return [None if fixed is None else self.shifts[fixed]]
        if day in self.away:
            return [None]
        cheapest = sorted(self.usual, key=lambda shift: self.prices[day, shift.id][0])
        return [None, *cheapest[:SHIFTS_TRIED]]

    def off(self, label: Label, day: int) -> Label:
        return Label(
            cost=label.cost,
            breaches=label.breaches,
            minutes=label.minutes,
            off=1 if label.worked else label.off + 1,
            rest=max(0, self._rest_due(label, False) - 1),
            nights=label.nights,
            weekends=label.weekends,
            assignments=label.assignments,
            weekend=label.weekend,
            end_minute=label.end_minute,
            counts=label.counts,
            before=label,
            day=day,
        )

    def work(self, label: Label, day: int, shift: ShiftType) -> Label:
        cost, skill = self.prices[day, shift.id]
        cost += self.overtime.cost(label.minutes + shift.minutes) - self.overtime.cost(
            label.minutes
        )
        weekend = self.weekend_of.get(day, label.weekend)
        counts = label.counts
        if shift.id in self.capped:
            i = self.capped.index(shift.id)
            counts = (*counts[:i], counts[i] + 1, *counts[i + 1 :])
        return Label(
            cost=label.cost + cost,
            breaches=label.breaches,
            minutes=label.minutes + shift.minutes,
            worked=label.worked + 1,
            off=0,
            open_run=label.open_run or (day == 0 and self.person.history is None),
            nights_in_row=label.nights_in_row + 1 if shift.is_night else 0,
            rest=max(0, self._rest_due(label, shift.is_night) - 1),
            nights=label.nights + shift.is_night,
            weekends=label.weekends + (weekend != label.weekend),
            assignments=label.assignments + 1,
            weekend=weekend,
            shift=shift.id,
            end_minute=self.spans[day, shift.id][1],
            counts=counts,
            before=label,
            skill=skill,
            day=day,
        )

    def broken_by_off(self, label: Label) -> int:
        if not label.worked or label.open_run:
            return 0
        return max(0, self.person.minimum_consecutive_days - label.worked)

    def broken_by_work(self, label: Label, day: int, shift: ShiftType) -> int:
        person, last = self.person, label.shift
        broken = 0 if label.worked else max(0, person.minimum_consecutive_days_off - label.off)
        broken += self.spans[day, shift.id][0] - label.end_minute < person.rest_minutes
        broken += last is not None and shift.id in self.shifts[last].forbidden_next
        broken += self._rest_due(label, shift.is_night) > 0
        broken += _above(label.worked + 1, person.maximum_consecutive_days)
        broken += _above(label.minutes + shift.minutes, person.maximum_minutes)
        broken += _above(label.assignments + 1, person.maximum_assignments)
        if shift.is_night:
            broken += _above(label.nights_in_row + 1, person.maximum_consecutive_nights)
            broken += _above(label.nights + 1, person.maximum_nights)
        first = self.weekend_of.get(day, label.weekend) != label.weekend
        if first:
            broken += _above(label.weekends + 1, person.maximum_weekends)
        broken += self.rolling.broken(label, day, shift, first)
        if shift.id in self.capped:
            used = label.counts[self.capped.index(shift.id)]
            broken += _above(used + 1, person.maximum_per_shift[shift.id])
        return broken + (day in self.away)

    def extend(self, labels: list[Label], day: int, width: int) -> list[Label]:
        """The kept rows one day longer; rows that break more only where all would."""
        best: dict[tuple[object, ...], Label] = {}
        for label in list(self._clean(labels, day)) or self._least_broken(labels, day):
            key = label.key(self.person)
            if key not in best or label.cost < best[key].cost:
                best[key] = label
        due = self.person.minimum_minutes or 0
        reach = [
            label
            for label in best.values()
            if label.minutes >= due or label.minutes + self._still(label, day) >= due
        ]
        return _beam(reach or list(best.values()), width)

    def _still(self, label: Label, day: int) -> int:
        """Minutes that can be worked after `day` at the very most."""
        person, rest = self.person, self.problem.days - day - 1
        days = self.weekdays_left[day] if self._weekends_used(label) else self.days_left[day]
        if person.maximum_consecutive_days is not None:
            least_off = max(1, person.minimum_consecutive_days_off)
            cycle = person.maximum_consecutive_days + least_off
            days = min(days, rest - (rest + label.worked) // cycle * least_off)
        return days * self.longest

    def _weekends_used(self, label: Label) -> bool:
        most, rolling = self.person.maximum_weekends, self.rolling.weekends_left
        return (most is not None and label.weekends >= most) or (
            rolling is not None and label.weekends >= rolling
        )

    def _broken(self, label: Label, day: int, option: ShiftType | None) -> int:
        if option is None:
            return self.broken_by_off(label)
        return self.broken_by_work(label, day, option)

    def _longer(self, label: Label, day: int, option: ShiftType | None) -> Label:
        return self.off(label, day) if option is None else self.work(label, day, option)

    def _clean(self, labels: list[Label], day: int) -> Iterator[Label]:
        for option in self.options(day):
            for label in labels:
                if not self._broken(label, day, option):
                    yield self._longer(label, day, option)

    def _least_broken(self, labels: list[Label], day: int) -> list[Label]:
        longer = []
        for option in self.options(day):
            for label in labels:
                longer.append(self._longer(label, day, option))
                longer[-1].breaches += self._broken(label, day, option)
        least = min(label.breaches for label in longer)
        return [label for label in longer if label.breaches == least]


def _left(flags: list[bool]) -> list[int]:
    """For each day how many of the days after it are flagged."""
    return [sum(flags[day + 1 :]) for day in range(len(flags))]


def _counted(*limits: int | None) -> bool:
    return any(limit is not None for limit in limits)


def _above(number: int, limit: int | None) -> bool:
    return limit is not None and number > limit


def _beam(labels: list[Label], width: int) -> list[Label]:
    kept: dict[int, int] = {}
    beam = []
    for label in sorted(labels, key=lambda label: label.cost):
        bucket = label.minutes // BUCKET_MINUTES
        if kept.get(bucket, 0) < width:
            kept[bucket] = kept.get(bucket, 0) + 1
            beam.append(label)
    return beam


def best_row(problem: Problem, person: Person, prices: Prices, spans: Spans, width: int) -> Label:
    """The cheapest row found among those that break least, missing minutes included."""
    builder = RowBuilder(problem, person, prices, spans)
    labels = [builder.start()]
    for day in range(problem.days):
        labels = builder.extend(labels, day, width)
    return min(labels, key=lambda label: (label.breaks(person), label.cost))
