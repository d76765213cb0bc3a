"""Shifts that were rostered before the horizon: of all published rosters, what held on each day.

A person's nights and hours count wherever they were worked, so rosters of every ward that the
person appears in are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from operations.core.staffing.past import ROLLING_DAYS, Past, PastShift, Tally
from operations.models import Family, Plan, ShiftAssignment

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Worked:
    """One shift of one person, begun on `day`."""

    number: str
    day: date
    shift: str
    minutes: int
    is_night: bool


def held(scopes: Iterable[str], first: date, until: date) -> dict[tuple[str, date], int]:
    """(scope, day) -> key of the roster that was published last for it, over [first, until)."""
    rows = Plan.objects.filter(
        family=Family.STAFFING, scope__in=set(scopes), published__isnull=False, start__lt=until
    )
    found: dict[tuple[str, date], int] = {}
    spans = rows.order_by("published", "pk").values_list("pk", "scope", "start", "days")
    for pk, scope, start, days in spans:
        for day in range(days):
            on = start + timedelta(days=day)
            if first <= on < until:
                found[scope, on] = pk
    return found


def worked(
    numbers: Iterable[str], first: date, until: date, scope: str | None = None
) -> list[Worked]:
    """What these people were rostered to work on [first, until), by day and number; in any ward,
    or by the rosters of one scope alone."""
    lines = ShiftAssignment.objects.filter(
        staff__number__in=list(numbers),
        plan__family=Family.STAFFING,
        plan__published__isnull=False,
        date__gte=first,
        date__lt=until,
        shift__isnull=False,
    ).order_by("date", "staff__number", "pk")
    if scope is not None:
        lines = lines.filter(plan__scope=scope)
    rows = list(
        lines.values_list(
            "plan_id", "plan__scope", "staff__number", "date",
            "shift__code", "shift__minutes", "shift__is_night",
        )
    )  # fmt: skip
    valid = held({row[1] for row in rows}, first, until)
    return [Worked(*row[2:]) for row in rows if valid.get((row[1], row[3])) == row[0]]


def pasts(
    numbers: Iterable[str],
    start: date,
    years: Mapping[str, Tally],
    given: Mapping[str, tuple[PastShift, ...]],
) -> dict[str, Past]:
    """Per person the shifts and weekends that limits over 28 days still see at `start`, the
    counts of the year, and hours `given` besides."""
    numbers = list(numbers)
    shifts = {number: list(given.get(number, ())) for number in numbers}
    weekends: dict[str, set[int]] = {number: set() for number in numbers}
    for line in worked(numbers, start - timedelta(days=ROLLING_DAYS), start):
        day = (line.day - start).days
        shifts[line.number].append(PastShift(day, line.minutes, line.is_night))
    for number in numbers:
        for each in shifts[number]:
            weekday = (start + timedelta(days=each.day)).weekday()
            if weekday >= SATURDAY:
                weekends[number].add(each.day + SATURDAY + 1 - weekday)
    return {
        n: Past(tuple(shifts[n]), tuple(sorted(weekends[n])), years.get(n, Tally()))
        for n in numbers
    }
