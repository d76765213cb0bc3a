"""Swaps that wait for somebody, with the shifts that they are about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from operations.models import ShiftAssignment, ShiftSwap


@dataclass(frozen=True, slots=True)
class SwapShown:
    """gives, takes: codes of the shifts as the roster has them, of who asks and of the other;
    empty where a roster has them no more."""

    swap: ShiftSwap
    gives: str
    takes: str

    @property
    def first(self) -> date:
        """From when on it is too late."""
        return min(self.swap.asking_date, self.swap.other_date)


def swaps_shown(swaps: Iterable[ShiftSwap]) -> list[SwapShown]:
    """In one query, for swaps that were not carried out."""
    found = list(swaps)
    lines = ShiftAssignment.objects.filter(
        plan__in={swap.plan_id for swap in found},
        staff__in={each for swap in found for each in (swap.asking_id, swap.other_id)},
        date__in={day for swap in found for day in (swap.asking_date, swap.other_date)},
        shift__isnull=False,
    )
    rows = lines.values_list("plan", "staff", "date", "shift__code") if found else []
    codes = {(plan, staff, day): code for plan, staff, day, code in rows}
    return [
        SwapShown(
            swap,
            codes.get((swap.plan_id, swap.asking_id, swap.asking_date), ""),
            codes.get((swap.plan_id, swap.other_id, swap.other_date), ""),
        )
        for swap in found
    ]
