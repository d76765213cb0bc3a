"""What a bed plan that is proposed beside another one changes, patient by patient."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from operations.core.beds.standing import Change
from operations.keeping import beds as keeping
from operations.models import BedAssignment, Plan, PlanState
from operations.services.beds import beds_change
from operations.services.edits import EditEffect


@dataclass(frozen=True, slots=True)
class ProposedPlace:
    """A patient whom the proposal puts elsewhere, or on another day; an empty room is none.

    ward: where they would lie, where they lie now if nowhere. told: the published plan's room.
    """

    patient: str
    ward: str
    before: str
    before_day: date | None
    after: str
    after_day: date | None
    day: int
    theatre: str
    told: str

    @property
    def cell(self) -> str:
        return self.patient

    @property
    def whose(self) -> str:
        return self.patient

    @property
    def touches(self) -> bool:
        """Whether the published plan has a room for them that they would not have then."""
        return bool(self.told) and (self.told, self.before_day) != (self.after, self.after_day)


def places(plan: Plan, base: Plan) -> tuple[ProposedPlace, ...]:
    """Of the patients whom both plans know: who came since is in the next plan."""
    before, after = _lines(base), _lines(plan)
    published = base.state == PlanState.PUBLISHED
    found = []
    for patient in before.keys() & after.keys():
        was, now = before[patient], after[patient]
        here, there = _room(was), _room(now)
        first, then = (line.first_day if line.room else None for line in (was, now))
        if (here, first) == (there, then) or was.locked:  # or locked while this was made
            continue
        found.append(
            ProposedPlace(
                patient,
                (there or here).partition("/")[0],
                here,
                first,
                there,
                then,
                (then - base.start).days if then else 0,
                now.theatre.code if now.theatre and there else "",
                here if published else "",
            )
        )
    return tuple(sorted(found, key=lambda each: (each.ward, each.patient)))


def take(base: Plan, chosen: Iterable[ProposedPlace], **how: Any) -> EditEffect:
    changes = [Change(each.patient, each.after, each.day, each.theatre) for each in chosen]
    return beds_change(plan=base, changes=changes, pinned=False, **how)


def _lines(plan: Plan) -> dict[str, BedAssignment]:
    lines = BedAssignment.objects.filter(plan=plan)
    related = ("stay", "referral", "room__ward", "theatre")
    return {keeping.patient_of(line): line for line in lines.select_related(*related)}


def _room(line: BedAssignment) -> str:
    return keeping.room_key(line.room) if line.room else ""
