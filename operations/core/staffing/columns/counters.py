"""The rules on how much one person works in the horizon, a second time: what is counted, and what
each total costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from math import gcd

from operations.core.staffing.columns.prices import FORBIDDEN, Prices
from operations.core.staffing.demand import ShiftType
from operations.core.staffing.fairness import fair_nights, fair_weekends
from operations.core.staffing.people import Person
from operations.core.staffing.problem import Problem

HOUR = 60


@dataclass(frozen=True, slots=True)
class Shares:
    """Everybody's fair part, by person."""

    nights: dict[str, int]
    weekends: dict[str, int]

    @classmethod
    def of(cls, problem: Problem) -> Shares:
        return cls(fair_nights(problem), fair_weekends(problem))


@dataclass(frozen=True, slots=True)
class Counter:
    """A total over the row. adds[option]: what one day of it adds; costs[total]: what the total
    costs, at or above FORBIDDEN where it may not be. Totals above len(costs) - 1 may not be.

    free: no total costs anything or is too many, it need not be counted.
    """

    rule: str
    adds: tuple[int, ...]
    costs: tuple[int, ...]
    free: bool = False


def _counter(rule: str, adds: tuple[int, ...], top: int, cost: Callable[[int], int]) -> Counter:
    """With the totals from 0 to `top`, but for those at the upper end that may not be."""
    costs = [cost(total) for total in range(top + 1)]
    if not any(costs):
        return Counter(rule, tuple(0 for _ in adds), (0,), free=True)
    last = max((i for i, each in enumerate(costs) if each < FORBIDDEN), default=0)
    return Counter(rule, adds, tuple(costs[: last + 1]))


def minutes(
    problem: Problem, person: Person, shifts: list[ShiftType], prices: Prices, most: int | None
) -> Counter:
    """Paid minutes in units of the shifts' greatest common divisor. most: allowed by limits on
    stretches of days that cover the whole horizon."""
    unit = reduce(gcd, (shift.minutes for shift in shifts), 0) or 1
    adds = (0, *(shift.minutes // unit for shift in shifts))
    low, high, agreed = person.minimum_minutes, person.maximum_minutes, person.contract_minutes

    def cost(total: int) -> int:
        worked = total * unit
        if most is not None and worked > most:
            return FORBIDDEN
        found = 0 if low is None else prices.of("minimum_minutes", low - worked)
        if high is not None:
            found += prices.of("maximum_minutes", worked - high)
        if agreed is not None:
            found += prices.of("overtime_minutes", -((agreed - worked) // HOUR))
        return found

    return _counter("minutes", adds, max(adds) * problem.days, cost)


def weekends(
    problem: Problem, person: Person, shares: Shares, prices: Prices, most: int | None
) -> Counter:
    """Worked weekends; what a day adds depends on the weekend, not on the option."""
    share = shares.weekends.get(person.id)
    before = person.history.weekends if person.history else 0

    def cost(total: int) -> int:
        if most is not None and total > most:
            return FORBIDDEN
        found = 0
        if person.maximum_weekends is not None:
            over = min(total, total + before - person.maximum_weekends)
            found += prices.of("weekends_maximum", over)
        if share is not None:
            found += prices.shared("weekends_balance", total - share)
        return found

    return _counter("weekends", (), len(problem.weekends), cost)


def others(
    problem: Problem,
    person: Person,
    shifts: list[ShiftType],
    shares: Shares,
    prices: Prices,
    most_nights: int | None,
) -> list[Counter]:
    """Nights, shifts of one type and shifts in all, where a total of them may cost something."""
    found = [
        _nights(problem, person, shifts, shares, prices, most_nights),
        _assignments(problem, person, shifts, prices),
    ]
    for option, shift in enumerate(shifts, 1):
        if shift.id in person.maximum_per_shift:
            adds = tuple(int(option == each) for each in range(1 + len(shifts)))
            limit = person.maximum_per_shift[shift.id]
            found.append(_type(problem, adds, limit, prices))
    return [counter for counter in found if not counter.free and any(counter.adds)]


def _type(problem: Problem, adds: tuple[int, ...], limit: int, prices: Prices) -> Counter:
    rule = "shift_type_maximum"
    return _counter(rule, adds, problem.days, lambda total: prices.of(rule, total - limit))


def _nights(
    problem: Problem,
    person: Person,
    shifts: list[ShiftType],
    shares: Shares,
    prices: Prices,
    most: int | None,
) -> Counter:
    share = shares.nights.get(person.id)

    def cost(total: int) -> int:
        if most is not None and total > most:
            return FORBIDDEN
        found = 0
        if person.maximum_nights is not None:
            found += prices.of("nights_maximum", total - person.maximum_nights)
        if share is not None:
            found += prices.shared("nights_balance", total - share)
        return found

    adds = (0, *(int(shift.is_night) for shift in shifts))
    return _counter("nights", adds, problem.days, cost)


def _assignments(
    problem: Problem, person: Person, shifts: list[ShiftType], prices: Prices
) -> Counter:
    before = person.history.assignments if person.history else 0
    few, many = person.minimum_assignments, person.maximum_assignments

    def cost(total: int) -> int:
        found = 0
        if few is not None:
            found += prices.of("assignments_minimum", few - before - total)
        if many is not None:
            over = min(total, total + before - many)
            found += prices.of("assignments_maximum", over)
        return found

    return _counter("assignments", (0, *(1 for _ in shifts)), problem.days, cost)
