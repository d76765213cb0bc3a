"""Contracts that contradict themselves, or a ward's shifts: said once for each contract.

The roster is made all the same; the finding says which agreement cannot hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hospital.models import Contract
from operations.core.staffing.demand import ShiftType
from operations.families import Note

WEEKS = 4
SATURDAY, SUNDAY = 5, 6


def contract_notes(contracts: Iterable[Contract], shifts: tuple[ShiftType, ...]) -> list[Note]:
    """What cannot hold at once in each of these contracts, by code."""
    once = {contract.pk: contract for contract in contracts}
    return [
        note
        for contract in sorted(once.values(), key=lambda contract: contract.code)
        for note in (
            *_shifts_against_hours(contract, shifts),
            *_limits_against_hours(contract),
            *_weekends_against_week(contract),
            *_blocks_against_runs(contract, shifts),
        )
    ]


def _record(contract: Contract) -> str:
    return f"contract {contract.code}"


def _shifts_against_hours(contract: Contract, shifts: tuple[ShiftType, ...]) -> Iterator[Note]:
    if not shifts:
        return
    longest, shortest = max(s.minutes for s in shifts), min(s.minutes for s in shifts)
    due = WEEKS * contract.minutes_per_week
    most, least = contract.max_shifts_per_4_weeks, contract.min_shifts_per_4_weeks
    # Half a shift either way is no contradiction: whole shifts seldom add up to the hours.
    if most is not None and most * longest < due - shortest // 2:
        sums = {"agreed_minutes": due, "longest_minutes": longest, "most_minutes": most * longest}
        facts = {"contract": contract.code, "shifts": most, **sums}
        yield Note("contract_shifts_below_hours", _record(contract), facts)
    limit = due + WEEKS * contract.overtime_minutes_per_week
    if least is not None and least * shortest > limit + shortest // 2:
        sums = {"least_minutes": least * shortest, "limit_minutes": limit}
        facts = {"contract": contract.code, "shifts": least, **sums}
        yield Note("contract_shifts_above_hours", _record(contract), facts)


def _limits_against_hours(contract: Contract) -> Iterator[Note]:
    """The hours agreed fit in what any seven and any 28 days may hold."""
    for weeks, limit, variant in (
        (1, contract.max_minutes_per_week, "week"),
        (WEEKS, contract.max_minutes_per_4_weeks, "four_weeks"),
    ):
        due = weeks * contract.minutes_per_week
        if limit is not None and limit < due:
            facts = {"contract": contract.code, "agreed_minutes": due, "limit_minutes": limit}
            yield Note("contract_limit_below_hours", _record(contract), facts, variant)


def _weekends_against_week(contract: Contract) -> Iterator[Note]:
    week = contract.weekdays
    if contract.complete_weekends and len(week) > SUNDAY and week[SATURDAY] != week[SUNDAY]:
        yield Note("contract_weekend_half", _record(contract), {"contract": contract.code})


def _blocks_against_runs(contract: Contract, shifts: tuple[ShiftType, ...]) -> Iterator[Note]:
    for shift in shifts:
        nights = (contract.max_consecutive_nights, contract.max_nights_per_4_weeks)
        if shift.is_night and 0 in nights:
            continue  # works none at all
        most = min((contract.max_consecutive_days, *(nights if shift.is_night else ())))
        if shift.minimum_consecutive > most:
            block = {"shift": shift.id, "block_days": shift.minimum_consecutive}
            facts = {"contract": contract.code, "days": most, **block}
            yield Note("contract_run_below_block", _record(contract), facts)
