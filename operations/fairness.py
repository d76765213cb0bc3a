"""How a ward's year was shared: each person's nights, weekends, holidays and granted wishes beside
their part by contract and presence, and ranges by contract with nobody named.

Read-only. A person's own figures are for who plans the ward; ranges are for whoever may see the
plan, and say nothing of fewer than five people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hospital.models import StaffMember
from operations.core.staffing.sharing import LEAST_PEOPLE, Shared, shared
from operations.families import FAMILIES
from operations.models import Plan
from operations.sharing import plan_sharing

KINDS = ("nights", "weekends", "holidays")
YEAR_DAYS = 365
FULL_WEEK_MINUTES = 40 * 60


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody had of one kind, beside their part of what all had (people with presence)."""

    had: int
    part: float
    most: float
    """The largest number that is drawn: of what anybody had, or anybody's part."""

    @property
    def beyond(self) -> float:
        return self.had - self.part

    @property
    def drawn(self) -> float:
        """Of 100."""
        return 100 * self.had / self.most

    @property
    def mark(self) -> float:
        """Where the part lies, of 100."""
        return 100 * self.part / self.most


@dataclass(frozen=True, slots=True)
class Line:
    """One person over the year; percent: the size of the contract against a full week."""

    person: str
    contract: str
    percent: int
    days: int
    parts: tuple[Part, ...]
    wishes: int
    granted: int


@dataclass(frozen=True, slots=True)
class Fairness:
    first: date
    until: date
    lines: tuple[Line, ...]
    """Empty for who may see ranges only."""
    groups: tuple[Shared, ...]
    everybody: Shared | None
    """The ranges over all people of the ward; None where they are fewer than five, or where those
    of no group told are."""


def ward_fairness(plan: Plan, *, named: bool) -> Fairness:
    """Over the twelve months up to the plan's last day, by the rosters that were published.

    named: with each person's own line.
    """
    until = plan.start + timedelta(days=plan.days)
    first = until - timedelta(days=YEAR_DAYS)
    if plan.family != "staffing" or plan.ward is None:
        return Fairness(first, until, (), (), None)
    source = FAMILIES[plan.family].source
    as_one = shared(replace(each, group="") for each in source.given(plan.ward, until))
    groups = plan_sharing(plan)
    everybody = next((each for each in as_one if each.people), None)
    rest = (everybody.people or 0) - sum(each.people or 0 for each in groups) if everybody else 0
    if 0 < rest < LEAST_PEOPLE:
        everybody = None  # the whole beside its groups would tell of the few who are in none
    rows = source.staff_of(plan.ward) if named else []
    lines = _lines(rows, source.years(plan.ward, rows, until))
    return Fairness(first, until, lines, groups, everybody)


def _lines(rows: Sequence[StaffMember], found: Mapping[str, Any]) -> tuple[Line, ...]:
    """Those who were there at all; each kind shared among those whose contract allows it."""
    there = [row for row in rows if found[row.number].days]
    parts = {kind: _parts(there, found, kind) for kind in KINDS}
    return tuple(
        Line(
            row.number,
            row.contract.name,
            _percent(row),
            found[row.number].days,
            tuple(parts[kind][row.number] for kind in KINDS),
            found[row.number].wishes,
            found[row.number].wishes - found[row.number].refused,
        )
        for row in there
    )


def _percent(row: StaffMember) -> int:
    return round(100 * row.contract.minutes_per_week / FULL_WEEK_MINUTES)


def _size(row: StaffMember, kind: str) -> int:
    """By what a kind is shared for a day present: nights by those that the contract allows, all
    else by its hours; 0 takes no part."""
    contract = row.contract
    if kind == "nights":
        return contract.max_nights_per_4_weeks
    return (
        contract.minutes_per_week if kind != "weekends" or contract.max_weekends_per_4_weeks else 0
    )


def _parts(there: Sequence[StaffMember], found: Mapping[str, Any], kind: str) -> dict[str, Part]:
    sizes = {row.number: _size(row, kind) * found[row.number].days for row in there}
    had = {number: int(getattr(found[number], kind)) for number in sizes}
    whole, total = sum(sizes.values()), sum(had.values())
    shares = {number: total * size / whole if whole else 0.0 for number, size in sizes.items()}
    most = max((*had.values(), *shares.values(), 1.0), default=1.0)
    return {number: Part(had[number], shares[number], most) for number in sizes}
