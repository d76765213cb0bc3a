"""What a roster that is proposed beside another one changes, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from operations.core.staffing.cells import Change
from operations.core.staffing.problem import Problem
from operations.in_force import in_force
from operations.models import Plan, PlanState, ShiftAssignment
from operations.packed import unpack
from operations.services.edits import EditEffect
from operations.services.rosters import roster_change

Cell = tuple[str, int]


@dataclass(frozen=True, slots=True)
class ProposedCell:
    """One cell that the proposal fills otherwise; before, after, told: shift codes, "" is off.

    told: what the published roster says there. skill: in which the new shift is served.
    """

    person: str
    day: int
    date: date
    before: str
    after: str
    skill: str
    told: str

    @property
    def cell(self) -> Cell:
        return self.person, self.day

    @property
    def whose(self) -> str:
        return self.person

    @property
    def touches(self) -> bool:
        """Whether somebody was told of a shift that they would not have."""
        return bool(self.told) and self.told != self.after


def cells(plan: Plan, base: Plan) -> tuple[ProposedCell, ...]:
    before, after = _shifts(base), _shifts(plan)
    told = {cell: shift for cell, (shift, _skill) in _told(base).items()}
    locked = _locked(base)
    found = [
        ProposedCell(
            person, day, base.start + timedelta(days=day),
            before.get((person, day), ("", ""))[0],
            *after.get((person, day), ("", "")),
            told.get((person, day), ""),
        )
        for person, day in sorted(before.keys() | after.keys())
    ]  # fmt: skip
    changed = [each for each in found if each.before != each.after]
    if locked := locked & {each.cell for each in changed}:
        # What somebody locked while this was made stays as they want it. A lock that yielded to an
        # absence does not: taken whole the proposal carries it out, so it is shown.
        locked -= _away(plan)
    return tuple(each for each in changed if each.cell not in locked)


def take(base: Plan, chosen: Iterable[ProposedCell], **how: Any) -> EditEffect:
    changes = [
        Change(each.person, each.day, each.after or None, each.skill or None) for each in chosen
    ]
    return roster_change(plan=base, changes=changes, pinned=False, **how)


def _shifts(plan: Plan) -> dict[Cell, tuple[str, str]]:
    """Cell -> (shift, skill) of whoever works."""
    lines = ShiftAssignment.objects.filter(plan=plan, shift__isnull=False)
    rows = lines.values_list("staff__number", "date", "shift__code", "skill__code")
    return {
        (person, (on - plan.start).days): (shift, skill or "") for person, on, shift, skill in rows
    }


def _locked(plan: Plan) -> set[Cell]:
    lines = ShiftAssignment.objects.filter(plan=plan, locked=True)
    rows = lines.values_list("staff__number", "date")
    return {(person, (on - plan.start).days) for person, on in rows}


def _away(plan: Plan) -> set[Cell]:
    """Days on which people were away when this was made."""
    if not plan.problem:
        return set()
    problem: Problem = unpack(plan.problem, Problem)
    return {(person.id, day) for person in problem.people for day in person.absences}


def _told(base: Plan) -> dict[Cell, tuple[str, str]]:
    """The same of the rosters in force on the days of `base`."""
    if base.state == PlanState.PUBLISHED:
        return _shifts(base)
    lines = ShiftAssignment.objects.filter(
        plan__family=base.family, plan__scope=base.scope, shift__isnull=False,
        date__gte=base.start, date__lt=base.start + timedelta(days=base.days),
    )  # fmt: skip
    rows = in_force(lines, "date").values_list("staff__number", "date", "shift__code")
    return {(person, (on - base.start).days): (shift, "") for person, on, shift in rows}
