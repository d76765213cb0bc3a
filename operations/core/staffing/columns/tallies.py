"""Shares of what depends on the day: public holidays worked, wishes refused; a second time.

The dynamic programme knows their first unit's price only; what further ones cost in addition is
counted when a row is finished. Costs rise, so that what it knows is never too much.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from operations.core.staffing.columns.arrays import Ints, Longs
from operations.core.staffing.columns.prices import Prices
from operations.core.staffing.demand import ShiftType
from operations.core.staffing.fairness import fair_holidays, fair_refusals
from operations.core.staffing.people import Person
from operations.core.staffing.problem import Problem


@dataclass(frozen=True, slots=True)
class Tally:
    """counts[day, option]: what a cell adds. first: price of the first unit, which cells bear;
    costs[total]: what the total costs beyond that."""

    counts: Longs
    first: int
    costs: Longs

    def beyond(self, options: Ints, first: int = 0) -> int:
        """Of days from `first` on."""
        days = np.arange(first, first + len(options))
        return int(self.counts[days, options].sum())


@dataclass(frozen=True, slots=True)
class DayShares:
    """Everybody's fair part, by person."""

    holidays: dict[str, int]
    refusals: dict[str, int]

    @classmethod
    def of(cls, problem: Problem) -> DayShares:
        return cls(fair_holidays(problem), fair_refusals(problem))


def tallies(
    problem: Problem, shares: DayShares, person: Person, shifts: list[ShiftType], prices: Prices
) -> list[Tally]:
    worked = np.zeros((problem.days, 1 + len(shifts)), dtype=np.int64)
    worked[sorted(set(problem.holidays)), 1:] = 1
    refused = np.zeros_like(worked)
    ids = [None, *(shift.id for shift in shifts)]
    for wish in problem.requests:
        if wish.person == person.id:
            for option, shift in enumerate(ids):
                has = option > 0 if wish.shift is None else shift == wish.shift
                refused[wish.day, option] += has != wish.wanted
    asked = (
        ("holidays_balance", worked, shares.holidays.get(person.id)),
        ("wishes_balance", refused, shares.refusals.get(person.id)),
    )
    found = []
    for rule, counts, share in asked:
        top = int(counts.max(axis=1).sum())
        if share is not None and top > share:
            costs = [prices.shared(rule, total - share) for total in range(top + 1)]
            found.append(_tally(counts, np.array(costs, dtype=np.int64)))
    return found


def _tally(counts: Longs, costs: Longs) -> Tally:
    first = int(costs[1] - costs[0])
    return Tally(counts, first, costs - first * np.arange(len(costs)))
