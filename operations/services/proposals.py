"""A roster proposed beside another one: what it changes, taken whole, by cell, or left."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hospital.errors import ApplicationError, Conflict
from hospital.said import Said
from operations.core import snapshot
from operations.core.staffing.cells import Change
from operations.core.staffing.problem import Problem
from operations.in_force import in_force
from operations.keeping.staffing import answer
from operations.models import Family, Plan, PlanEvent, PlanState, Run, ShiftAssignment
from operations.models.runs import OPEN_STATES
from operations.services.edits import EditEffect, change_required
from operations.services.publish import actor_name, bump, plan_publish, run_around
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
    def touches(self) -> bool:
        """Whether somebody was told of a shift that they would not have."""
        return bool(self.told) and self.told != self.after


@dataclass(frozen=True, slots=True)
class Proposal:
    """What `plan` would change in `base`, in the order of people and days."""

    plan: Plan
    base: Plan
    cells: tuple[ProposedCell, ...]

    @property
    def people(self) -> int:
        return len({each.person for each in self.cells})

    @property
    def touched(self) -> int:
        """Shifts of the published roster that somebody would not work as they were told."""
        return sum(each.touches for each in self.cells)


def known_answer(base: Plan, problem: Problem) -> dict[str, Any]:
    """The roster as it stands, as far as the problem knows its people and shifts, as a run keeps
    what it has found: a proposal is never worse than what is there."""
    people, shifts = {each.id for each in problem.people}, {each.id for each in problem.shifts}
    stands = answer(base, problem)
    known = [a for a in stands.assignments if a.person in people and a.shift in shifts]
    found: dict[str, Any] = json.loads(snapshot.dumps(replace(stands, assignments=tuple(known))))
    return found


def proposal_run(plan: Plan) -> Run | None:
    """The run that is making a proposal beside this plan now."""
    runs = Run.objects.filter(kind=plan.family, scope=plan.scope, state__in=OPEN_STATES)
    return runs.filter(params__around=plan.pk).first()


def proposal_waiting(plan: Plan) -> Plan | None:
    """The newest proposal beside this plan that nobody has taken or left."""
    drafts = Plan.objects.filter(family=plan.family, scope=plan.scope, state=PlanState.DRAFT)
    found = drafts.filter(run__params__around=plan.pk).order_by("-version")
    return found.defer("problem", "answer").first()


def proposal_of(plan: Plan) -> Proposal:
    """Raises ApplicationError for a roster that is not proposed beside another one."""
    base = run_around(plan.run) if plan.run else None
    if base is None or plan.family != Family.STAFFING:
        raise ApplicationError(_("This roster is not proposed beside another one."))
    before, after = _shifts(base), _shifts(plan)
    told = {cell: shift for cell, (shift, _skill) in _told(base).items()}
    cells = [
        ProposedCell(
            person, day, base.start + timedelta(days=day),
            before.get((person, day), ("", ""))[0],
            *after.get((person, day), ("", "")),
            told.get((person, day), ""),
        )
        for person, day in sorted(before.keys() | after.keys())
    ]  # fmt: skip
    return Proposal(plan, base, tuple(each for each in cells if each.before != each.after))


def _shifts(plan: Plan) -> dict[Cell, tuple[str, str]]:
    """Cell -> (shift, skill) of whoever works."""
    lines = ShiftAssignment.objects.filter(plan=plan, shift__isnull=False)
    rows = lines.values_list("staff__number", "date", "shift__code", "skill__code")
    return {
        (person, (on - plan.start).days): (shift, skill or "") for person, on, shift, skill in rows
    }


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


def _open_required(plan: Plan, actor: Any) -> Proposal:
    found = proposal_of(plan)
    change_required(found.base, actor)
    if plan.state != PlanState.DRAFT:
        raise Conflict(_("This proposal was taken or left already."))
    return found


def proposal_take(
    *, plan: Plan, cells: Collection[Cell], actor: Any, base_version: int, reason: str = ""
) -> EditEffect:
    """Take these cells of a proposal into the roster that it stands beside, without pinning them.

    base_version: of that roster. Raises Forbidden, Conflict, ApplicationError.
    """
    found = _open_required(plan, actor)
    wanted = set(cells)
    changes = [
        Change(each.person, each.day, each.after or None, each.skill or None)
        for each in found.cells
        if each.cell in wanted
    ]
    if not changes:
        raise ApplicationError(_("Choose a change at least."))
    return roster_change(
        plan=found.base, changes=changes, actor=actor, base_version=base_version,
        reason=reason, action="taken", pinned=False,
    )  # fmt: skip


def proposal_take_whole(*, plan: Plan, actor: Any, base_version: int, reason: str = "") -> Plan:
    """The proposal in place of the roster that it stands beside: published where that one is, the
    draft to go on with where that one is a draft.

    base_version: of that roster. Raises Forbidden, and Conflict where it was changed since the
    proposal was asked for: then only cells can be taken.
    """
    found = _open_required(plan, actor)
    base = found.base
    assert plan.run is not None, "a proposal has a run"
    with transaction.atomic():
        bump(base, base_version)
        if base_version != plan.run.params.get("around_version"):
            raise Conflict(
                _("The roster was changed since this was proposed; take people or single changes.")
            )
        if base.state == PlanState.PUBLISHED:
            return plan_publish(
                plan=plan, actor=actor, base_version=plan.edit_version, reason=reason
            )
        base.state = PlanState.VOID
        base.save(update_fields=["state"])
        plan.why_draft = Said()
        plan.save(update_fields=["why_draft"])
        _record(plan, actor, "taken", reason)
    return plan


def proposal_leave(*, plan: Plan, actor: Any, reason: str = "") -> None:
    """Nothing more is taken of it. Raises Forbidden, Conflict."""
    _open_required(plan, actor)
    with transaction.atomic():
        left = Plan.objects.filter(pk=plan.pk, state=PlanState.DRAFT).update(state=PlanState.VOID)
        if not left:
            raise Conflict(_("This proposal was taken or left already."))
        _record(plan, actor, "left", reason)


def _record(plan: Plan, actor: Any, action: str, reason: str) -> None:
    PlanEvent.objects.create(plan=plan, actor=actor_name(actor), action=action, reason=reason)
