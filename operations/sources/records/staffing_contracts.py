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
        Note(code, f"contract {contract.code}", f"Contract {contract.code} {what}")
        for contract in sorted(once.values(), key=lambda contract: contract.code)
        for code, what in (
            *_shifts_against_hours(contract, shifts),
            *_weekends_against_week(contract),
            *_blocks_against_runs(contract, shifts),
        )
    ]


def _shifts_against_hours(
    contract: Contract, shifts: tuple[ShiftType, ...]
) -> Iterator[tuple[str, str]]:
    if not shifts:
        return
    longest, shortest = max(s.minutes for s in shifts), min(s.minutes for s in shifts)
    due = WEEKS * contract.minutes_per_week
    most, least = contract.max_shifts_per_4_weeks, contract.min_shifts_per_4_weeks
    # Half a shift either way is no contradiction: whole shifts seldom add up to the hours.
    if most is not None and most * longest < due - shortest // 2:
        yield (
            "contract_shifts_below_hours",
            f"agrees {due / 60:g} h in four weeks, but {most} shifts of at most {longest / 60:g} h "
            f"are {most * longest / 60:g} h. Allow more shifts or agree fewer hours; until then "
            "the hours cannot be reached.",
        )
    limit = due + WEEKS * contract.overtime_minutes_per_week
    if least is not None and least * shortest > limit + shortest // 2:
        yield (
            "contract_shifts_above_hours",
            f"asks for {least} shifts in four weeks, at least {least * shortest / 60:g} h, but "
            f"its hours end at {limit / 60:g} h. Ask for fewer shifts or agree more hours; until "
            "then one of both is broken.",
        )


def _weekends_against_week(contract: Contract) -> Iterator[tuple[str, str]]:
    week = contract.weekdays
    if contract.complete_weekends and len(week) > SUNDAY and week[SATURDAY] != week[SUNDAY]:
        yield (
            "contract_weekend_half",
            "wants whole weekends, but its week leaves one of Saturday and Sunday free. Open both "
            "days or neither; until then every weekend that is worked is half a one.",
        )


def _blocks_against_runs(
    contract: Contract, shifts: tuple[ShiftType, ...]
) -> Iterator[tuple[str, str]]:
    for shift in shifts:
        nights = (contract.max_consecutive_nights, contract.max_nights_per_4_weeks)
        if shift.is_night and 0 in nights:
            continue  # works none at all
        most = min((contract.max_consecutive_days, *(nights if shift.is_night else ())))
        if shift.minimum_consecutive > most:
            yield (
                "contract_run_below_block",
                f"ends after {most} day(s) in a row, but shift {shift.id} comes in blocks of "
                f"{shift.minimum_consecutive}. Shorten the block or lengthen the run; until then "
                "each such block is too short.",
            )
