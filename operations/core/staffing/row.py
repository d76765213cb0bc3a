"""One person's row, built day by day: a dynamic programme cut to a beam of partial rows.

Partial rows that agree in what the future can see (run length, last shift, minutes, nights,
weekends) compete; of those with about the same minutes only the cheapest `width` go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from operations.core.staffing.demand import ShiftType
from operations.core.staffing.people import Person
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import nights_before
from operations.core.staffing.row_label import LONG_AGO, MANY, Label
from operations.core.staffing.row_limits import Overtime, RollingLimits
from operations.core.staffing.row_tolls import HARD, over, tolls_of

BUCKET_MINUTES = 240
SHIFTS_TRIED = 4
"""Shift types worth trying on one day: the cheapest."""

Prices = dict[tuple[int, str], tuple[int, str | None]]
"""Day and shift -> cost of working it (negative: it helps) and the skill to serve in."""

Spans = dict[tuple[int, str], tuple[int, int]]
"""Day and shift -> [start, end) in minutes since the horizon's start."""


def spans_of(problem: Problem) -> Spans:
    return {(d, s.id): problem.span(d, s) for d in range(problem.days) for s in problem.shifts}


class RowBuilder:
    """Everything about a person that a row needs, gathered once."""

    def __init__(self, problem: Problem, person: Person, prices: Prices, spans: Spans) -> None:
        self.problem, self.person, self.prices, self.spans = problem, person, prices, spans
        self.shifts = {shift.id: shift for shift in problem.shifts}
        self.capped = [s for s in person.maximum_per_shift if s in self.shifts]
        self.away = {*person.absences, *person.days_off}
        self.weekend_of = {day: i for i, days in enumerate(problem.weekends) for day in days}
        self.fixed: dict[int, str | None] = {each.day: each.shift for each in person.fixed_shifts}
        self.fixed |= {k.day: k.shift for k in problem.locks if k.person == person.id}
        self.usual = [s for s in problem.shifts if self._fits(s)]
        self.longest = max((s.minutes for s in self.usual), default=0)
        self.overtime = Overtime.of(problem, person)
        self.tolls = tolls_of(problem)
        self.rolling = RollingLimits(problem, person, self.weekend_of, self.tolls)
        self.blocks = any(s.minimum_consecutive > 1 or s.maximum_consecutive for s in self.usual)
        self.seen, self.least_off = self._seen(), max(person.minimum_consecutive_days_off, 1)
        self.due = person.minimum_minutes or 0 if self.tolls["minimum_minutes"] == HARD else 0
        free = [day not in self.away for day in range(problem.days)]
        self.days_left = _left(free)
        self.weekdays_left = _left([f and d not in self.weekend_of for d, f in enumerate(free)])

    def _fits(self, shift: ShiftType) -> bool:
        person = self.person
        listed = not person.allowed_shifts or shift.id in person.allowed_shifts
        held = shift.skill is None or shift.skill in person.skills
        return listed and held and person.maximum_per_shift.get(shift.id, 1) > 0

    def _seen(self) -> tuple[bool, bool, bool]:
        """Whether the future sees nights, weekends and shifts worked so far."""
        person = self.person
        return (
            _counted(person.maximum_nights, person.rolling_nights_maximum),
            _counted(person.maximum_weekends, person.rolling_weekends_maximum),
            _counted(person.minimum_assignments, person.maximum_assignments),
        )

    def _key(self, label: Label) -> tuple[object, ...]:
        """Labels with the same key have the same future; run lengths beyond all limits merge."""
        person, (nights, weekends, shifts) = self.person, self.seen
        return (
            label.minutes,
            label.worked,
            min(label.off, self.least_off),
            min(label.idle, person.maximum_consecutive_days_off or 0),
            label.open_run and label.worked < person.minimum_consecutive_days,
            (label.same, label.open_same) if self.blocks else 0,
            label.nights_in_row,
            label.rest,
            label.assignments if shifts else 0,
            label.nights if nights else 0,
            label.weekends if weekends else 0,
            label.weekend,
            label.half,
            label.shift,
        )

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
            same=history.same_shift_days,
            open_same=history.last_shift is not None and not history.same_shift_days,
            idle=history.days_off,
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
            toll=label.toll,
            breaches=label.breaches,
            minutes=label.minutes,
            off=1 if label.worked else label.off + 1,
            idle=0 if day in self.away else label.idle + 1,
            half=self._half(label, day),
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
        weekend = self.weekend_of.get(day, label.weekend)
        counts = label.counts
        if shift.id in self.capped:
            i = self.capped.index(shift.id)
            counts = (*counts[:i], counts[i] + 1, *counts[i + 1 :])
        return Label(
            cost=label.cost + cost,
            toll=label.toll,
            breaches=label.breaches,
            minutes=label.minutes + shift.minutes,
            worked=label.worked + 1,
            off=0,
            open_run=label.open_run or (day == 0 and self.person.history is None),
            same=label.same + 1 if label.shift == shift.id else 1,
            open_same=label.open_same
            if label.shift == shift.id
            else day == 0 and self.person.history is None,
            half=self._half(label, day)
            + (self.person.complete_weekends and day in self.weekend_of),
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

    def _half(self, label: Label, day: int) -> int:
        """Days of the day's weekend that were worked before it; counted where that is asked."""
        weekend = self.weekend_of.get(day)
        return label.half if weekend is not None and self.weekend_of.get(day - 1) == weekend else 0

    def _weekend_toll(self, label: Label, day: int, worked: int) -> int:
        """The toll of half a weekend, on its last day."""
        weekend = self.weekend_of.get(day)
        if weekend is None or not self.person.complete_weekends:
            return 0
        days = self.problem.weekends[weekend]
        half = 0 < self._half(label, day) + worked < len(days) and day == max(days)
        return self.tolls["weekends_complete"] if half else 0

    def _block_toll(self, label: Label) -> int:
        """The toll of leaving a shift too early."""
        if label.shift is None or label.open_same:
            return 0
        short = self.shifts[label.shift].minimum_consecutive - label.same
        return self.tolls["consecutive_shifts_minimum"] * max(0, short)

    def toll_of_off(self, label: Label, day: int) -> int:
        person, most = self.person, self.person.maximum_consecutive_days_off
        toll = self._block_toll(label) + self._weekend_toll(label, day, 0)
        if most is not None and day not in self.away and label.idle >= most:
            toll += self.tolls["consecutive_days_off_maximum"]
        if 0 < label.worked < person.minimum_consecutive_days and not label.open_run:
            short = person.minimum_consecutive_days - label.worked
            toll += self.tolls["consecutive_days_minimum"] * short
        return toll

    def toll_of_work(self, label: Label, day: int, shift: ShiftType) -> int:
        person, tolls = self.person, self.tolls
        toll = self._run_toll(label, shift) + self._weekend_toll(label, day, 1)
        rest = self.spans[day, shift.id][0] - label.end_minute
        if rest < person.rest_minutes:
            toll += over(tolls["rest_between_shifts"], person.rest_minutes - rest)
        if self._rest_due(label, shift.is_night) > 0:
            toll += tolls["rest_after_nights"]
        extra = 0
        if person.maximum_minutes is not None:
            extra = min(label.minutes + shift.minutes - person.maximum_minutes, shift.minutes)
        if extra > 0:
            toll += over(tolls["maximum_minutes"], extra)
        if _full(label.assignments, person.maximum_assignments):
            toll += tolls["assignments_maximum"]
        if shift.is_night and _full(label.nights, person.maximum_nights):
            toll += tolls["nights_maximum"]
        first = self.weekend_of.get(day, label.weekend) != label.weekend
        if first and _full(label.weekends, person.maximum_weekends):
            toll += tolls["weekends_maximum"]
        if shift.id in self.capped:
            used = label.counts[self.capped.index(shift.id)]
            if used >= person.maximum_per_shift[shift.id]:
                toll += tolls["shift_type_maximum"]
        toll += self.overtime.cost(label.minutes + shift.minutes)
        toll -= self.overtime.cost(label.minutes)
        toll += self.rolling.toll(label, day, shift, first)
        return toll + (tolls["absence_respected"] if day in self.away else 0)

    def _run_toll(self, label: Label, shift: ShiftType) -> int:
        """What a day more at work, on this shift, does to the runs that it ends or lengthens."""
        person, tolls, last = self.person, self.tolls, label.shift
        toll = 0
        if not label.worked and label.off < person.minimum_consecutive_days_off:
            short = person.minimum_consecutive_days_off - label.off
            toll += tolls["consecutive_days_off_minimum"] * short
        if last == shift.id and _full(label.same, shift.maximum_consecutive):
            toll += tolls["consecutive_shifts_maximum"]
        if last is not None and last != shift.id:
            toll += self._block_toll(label)
        if last is not None and shift.id in self.shifts[last].forbidden_next:
            toll += tolls["shift_succession"]
        if _full(label.worked, person.maximum_consecutive_days):
            toll += tolls["consecutive_days_maximum"]
        if shift.is_night and _full(label.nights_in_row, person.maximum_consecutive_nights):
            toll += tolls["consecutive_nights_maximum"]
        return toll

    def extend(self, labels: list[Label], day: int, width: int) -> list[Label]:
        """The kept rows one day longer; rows that break more only where all would."""
        best: dict[tuple[object, ...], Label] = {}
        for label in list(self._clean(labels, day)) or self._least_broken(labels, day):
            key = self._key(label)
            if key not in best or label.cost < best[key].cost:
                best[key] = label
        due = self.due
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

    def _toll(self, label: Label, day: int, option: ShiftType | None) -> int:
        if option is None:
            return self.toll_of_off(label, day)
        return self.toll_of_work(label, day, option)

    def _longer(self, label: Label, day: int, option: ShiftType | None) -> Label:
        return self.off(label, day) if option is None else self.work(label, day, option)

    def _clean(self, labels: list[Label], day: int) -> Iterator[Label]:
        """The rows that break no hard rule on this day."""
        for option in self.options(day):
            for label in labels:
                toll = self._toll(label, day, option)
                if toll < HARD:
                    longer = self._longer(label, day, option)
                    longer.pay(toll)
                    yield longer

    def _least_broken(self, labels: list[Label], day: int) -> list[Label]:
        rows = []
        for option in self.options(day):
            for label in labels:
                rows.append(self._longer(label, day, option))
                rows[-1].pay(self._toll(label, day, option))
        least = min(label.breaches for label in rows)
        return [label for label in rows if label.breaches == least]

    def finish(self, label: Label) -> Label:
        """What the minimums of the whole horizon ask for and the row has not."""
        person, tolls = self.person, self.tolls
        minutes = max(0, (person.minimum_minutes or 0) - label.minutes)
        shifts = max(0, (person.minimum_assignments or 0) - label.assignments)
        hard = [tolls[c] == HARD for c in ("minimum_minutes", "assignments_minimum")]
        label.missing = (minutes if hard[0] else 0, shifts if hard[1] else 0)
        label.pay(0 if hard[0] else tolls["minimum_minutes"] * minutes)
        label.pay(0 if hard[1] else tolls["assignments_minimum"] * shifts)
        return label


def _full(number: int, limit: int | None) -> bool:
    """Whether one more is one too many."""
    return limit is not None and number >= limit


def _left(flags: list[bool]) -> list[int]:
    """For each day how many of the days after it are flagged."""
    return [sum(flags[day + 1 :]) for day in range(len(flags))]


def _counted(*limits: int | None) -> bool:
    return any(limit is not None for limit in limits)


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
    rows = [builder.finish(label) for label in labels]
    return min(rows, key=lambda label: (label.breaks(), label.cost))
