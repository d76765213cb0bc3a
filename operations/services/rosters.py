"""A published or drafted roster changed cell by cell, around what is: the one writer of cells."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hospital.errors import ApplicationError
from hospital.models import ShiftType, Skill, StaffMember
from operations.core.rule import hard_codes
from operations.core.staffing.cells import Change
from operations.core.staffing.problem import Problem
from operations.core.staffing.report import judge
from operations.core.staffing.roster import people_on
from operations.core.staffing.rules import RULES
from operations.core.staffing.standing import Standing
from operations.keeping import staffing as keeping
from operations.models import Family, Plan, PlanEvent, ShiftAssignment
from operations.packed import pack, unpack
from operations.services.edits import (
    ChangeEffect,
    EditEffect,
    breach_explained,
    bump,
    change_required,
    difference,
    keep_figures,
    rows_lock,
)
from operations.services.publish import actor_name
from operations.sources.records.staffing_today import as_of_today

MOST_CHANGES = 200
"""Cells in one request: more is a new roster, not an edit."""


def roster_problem(plan: Plan) -> Problem:
    """What the roster answers, as the records stand today, with the lines locked now.

    Raises ApplicationError for a plan that is no roster.
    """
    if plan.family != Family.STAFFING or plan.ward is None:
        raise ApplicationError(_("This plan is no roster; choose one of family staffing."))
    asked: Problem = unpack(plan.problem, Problem)
    return keeping.with_locks(plan, as_of_today(asked, plan.ward, plan.start))


def roster_standing(plan: Plan) -> Standing:
    """The roster as its lines stand, ready to be asked what a change would do."""
    problem = roster_problem(plan)
    return Standing(problem, keeping.answer(plan, problem))


def changes_checked(standing: Standing, changes: Collection[Change]) -> None:
    """Raises ApplicationError for changes that name what the roster does not have."""
    problem = standing.problem
    if not 0 < len(changes) <= MOST_CHANGES:
        raise ApplicationError(
            _("Change 1 to %(most)d cells at once, not %(count)d.")
            % {"most": MOST_CHANGES, "count": len(changes)}
        )
    if len({(change.person, change.day) for change in changes}) < len(changes):
        raise ApplicationError(_("A cell is changed twice; say once what it shall be."))
    shifts = {shift.id for shift in problem.shifts}
    skills = {skill for person in problem.people for skill in person.skills}
    for change in changes:
        wrong = ""
        if change.person not in standing.people:
            wrong = _("%(what)s is not planned on this ward.") % {"what": change.person}
        elif not 0 <= change.day < problem.days:
            wrong = _("The roster has no day %(what)s.") % {"what": change.day + 1}
        elif change.shift is not None and change.shift not in shifts:
            wrong = _("The ward has no shift %(what)s.") % {"what": change.shift}
        elif change.skill is not None and change.skill not in skills:
            wrong = _("Nobody here has the skill %(what)s.") % {"what": change.skill}
        if wrong:
            raise ApplicationError(wrong)


def roster_change(
    *,
    plan: Plan,
    changes: Collection[Change],
    actor: Any,
    base_version: int,
    reason: str = "",
    action: str = "edited",
    pinned: bool = True,
) -> EditEffect:
    """Change cells of a roster, pin them, and say what that does; all of them or none.

    pinned False: what the engine proposed and a person only took may be planned otherwise again.

    The roster is judged by the records of today from then on. Raises Forbidden, Conflict (stale
    version, replaced plan, one more hard breach of a published roster without a reason),
    ApplicationError.
    """
    change_required(plan, actor)
    with transaction.atomic():
        bump(plan, base_version)
        standing = roster_standing(plan)
        changes_checked(standing, changes)
        before = standing.report()
        events = _cells_write(plan, changes, pinned)
        problem = roster_problem(plan)
        after = judge(problem, keeping.answer(plan, problem))
        breach_explained(plan, before, after, reason)
        plan.problem = pack(problem)
        plan.save(update_fields=["problem"])
        keep_figures(plan, problem, after)
        for event in events:
            event.actor, event.action, event.reason = actor_name(actor), action, reason
        PlanEvent.objects.bulk_create(events)
    return difference(before, after)


def roster_change_preview(*, plan: Plan, changes: Collection[Change], actor: Any) -> ChangeEffect:
    """What `roster_change` would do; nothing is written."""
    change_required(plan, actor)
    standing = roster_standing(plan)
    changes_checked(standing, changes)
    return judged_change(standing, changes)


def judged_change(standing: Standing, changes: Collection[Change]) -> ChangeEffect:
    """The effect of changes that are pinned as they are made: no lock speaks against them."""
    standing = let_go(standing, changes)
    after = standing.after(*changes)
    found = standing.difference_to(after, changes)
    days = {change.day for change in changes}
    cover = tuple(
        (line.shift, line.skill or "", line.day, there)
        for line, there in people_on(after.problem, after.plan)
        if line.day in days
    )
    law = hard_codes(RULES, after.problem.policies)
    return ChangeEffect(found.cost, found.hard, found.appeared, found.gone, cover, law)


def let_go(standing: Standing, changes: Collection[Change]) -> Standing:
    """The same roster without the locks of the cells that are to be changed."""
    cells = {(change.person, change.day) for change in changes}
    locks = standing.problem.locks
    kept = tuple(lock for lock in locks if (lock.person, lock.day) not in cells)
    if len(kept) == len(locks):
        return standing
    return Standing(replace(standing.problem, locks=kept), standing.plan)


def cells_lock(
    *,
    plan: Plan,
    cells: Collection[tuple[str, int]],
    locked: bool,
    actor: Any,
    base_version: int,
) -> int:
    """Lock cells as (person, day of the roster), or let them go; returns how many that changed.

    A free day without a line gets one, so that it is a locked day off. Raises Forbidden, Conflict
    (stale version, replaced plan), ApplicationError.
    """
    change_required(plan, actor)
    with transaction.atomic():
        bump(plan, base_version)
        changes_checked(roster_standing(plan), [Change(person, day) for person, day in cells])
        rows = [row for cell in cells if (row := _line_of(plan, *cell, made=locked)) is not None]
        return rows_lock(rows=rows, locked=locked, actor=actor)


def _line_of(plan: Plan, person: str, day: int, *, made: bool) -> ShiftAssignment | None:
    """The line of a cell; where there is none and it shall be `made`, one of a day off."""
    where = {"plan": plan, "date": plan.start + timedelta(days=day)}
    line = ShiftAssignment.objects.filter(staff__number=person, **where).first()
    if line is None and made:
        staff = StaffMember.objects.get(number=person)
        line = ShiftAssignment.objects.create(staff=staff, **where)
    return line


def _cells_write(plan: Plan, changes: Collection[Change], pinned: bool) -> list[PlanEvent]:
    """The lines of the changed cells; an event of each, still without an author."""
    staff = StaffMember.objects.in_bulk({c.person for c in changes}, field_name="number")
    shifts = {s.code: s for s in ShiftType.objects.filter(facility=plan.facility)}
    skills = {skill.code: skill for skill in Skill.objects.all()}
    events = []
    for change in changes:
        day = plan.start + timedelta(days=change.day)
        row = (
            ShiftAssignment.objects.filter(plan=plan, staff=staff[change.person], date=day)
            .select_related("staff", "shift", "skill")
            .first()
        )
        row = row or ShiftAssignment(plan=plan, staff=staff[change.person], date=day)
        before = _plain(row)
        row.shift = shifts[change.shift] if change.shift else None
        row.skill = skills.get(change.skill or "") if change.shift else None
        row.locked, row.edited = row.locked or pinned, row.edited or pinned
        row.full_clean()
        row.save()
        events.append(PlanEvent(plan=plan, **row.on_record(), before=before, after=_plain(row)))
    return events


def _plain(row: ShiftAssignment) -> dict[str, str | None]:
    return {
        "shift": row.shift.code if row.shift else None,
        "skill": row.skill.code if row.skill else None,
    }
