"""Swaps that wait for somebody, with the shifts that they are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

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


def swaps_shown(swaps: QuerySet[ShiftSwap]) -> list[SwapShown]:
    """In one query, for swaps that were not carried out."""
    found = swaps.annotate(
        gives=_code_of("asking", "asking_date"), takes=_code_of("other", "other_date")
    )
    return [SwapShown(swap, swap.gives or "", swap.takes or "") for swap in found]


def _code_of(person: str, day: str) -> Subquery:
    """The shift that the roster of a swap has of the person on the day; null for none."""
    lines = ShiftAssignment.objects.filter(
        plan=OuterRef("plan"), staff=OuterRef(person), date=OuterRef(day)
    )
    return Subquery(lines.order_by().values("shift__code")[:1])
