"""A published or drafted bed plan changed around what is: the one writer of several places."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hospital.errors import ApplicationError
from operations.core.beds.candidates import with_theatres
from operations.core.beds.plan import Plan as CorePlan
from operations.core.beds.problem import Problem
from operations.core.beds.report import judge
from operations.core.beds.rules import RULES
from operations.core.beds.standing import Change, Standing
from operations.core.rule import hard_codes
from operations.keeping import beds as keeping
from operations.models import BedAssignment, Family, Plan, PlanEvent
from operations.packed import pack, unpack
from operations.services.edits import (
    ChangeEffect,
    EditEffect,
    bump,
    change_required,
    difference,
    keep_figures,
)
from operations.services.publish import actor_name
from operations.sources.records import beds as source

MOST_CHANGES = 200
"""Places in one request: more is a new plan, not an edit."""


def beds_problem(plan: Plan) -> Problem:
    """What the plan answers, with the lines locked now. Raises ApplicationError for a plan of
    another family."""
    if plan.family != Family.BEDS or plan.facility is None:
        raise ApplicationError(_("This plan is no bed plan; choose one of family beds."))
    asked: Problem = unpack(plan.problem, Problem)
    dated = replace(asked, start_date=plan.start.isoformat())
    return keeping.with_locks(plan, dated)


def beds_standing(plan: Plan) -> Standing:
    """The plan as its lines stand, ready to be asked what a change would do."""
    problem = beds_problem(plan)
    return Standing(problem, keeping.answer(plan, problem))


def beds_changes_checked(standing: Standing, changes: Collection[Change]) -> None:
    """Raises ApplicationError for changes that name what the plan does not have."""
    views, problem = standing.views, standing.problem
    if not 0 < len(changes) <= MOST_CHANGES:
        raise ApplicationError(
            _("Change 1 to %(most)d places at once, not %(count)d.")
            % {"most": MOST_CHANGES, "count": len(changes)}
        )
    if len({change.patient for change in changes}) < len(changes):
        raise ApplicationError(_("A patient is moved twice; say once where they shall be."))
    theatres = {theatre.id for theatre in problem.theatres} | {""}
    for change in changes:
        wrong = ""
        if change.patient not in views.patients:
            wrong = _("%(what)s is not in this plan.") % {"what": change.patient}
        elif change.room and change.room not in views.rooms:
            wrong = _("The plan has no room %(what)s.") % {"what": change.room}
        elif not 0 <= change.day < problem.days:
            wrong = _("The plan has no day %(what)s.") % {"what": change.day + 1}
        elif change.theatre not in theatres:
            wrong = _("The plan has no theatre %(what)s.") % {"what": change.theatre}
        if wrong:
            raise ApplicationError(wrong)


def beds_change(
    *,
    plan: Plan,
    changes: Collection[Change],
    actor: Any,
    base_version: int,
    reason: str = "",
    action: str = "edited",
    pinned: bool = True,
) -> EditEffect:
    """Move patients, pin them where they are put, and say what that does; all of them or none.
    Whoever is to be operated and is given no theatre gets the best of the day.

    pinned False: what the engine proposed and a person only took may be planned otherwise again.

    Raises Forbidden, Conflict (stale version, replaced plan), ApplicationError.
    """
    change_required(plan, actor)
    with transaction.atomic():
        bump(plan, base_version)
        standing = beds_standing(plan)
        beds_changes_checked(standing, changes)
        before = standing.report()
        events = _lines_write(plan, with_theatres(standing, changes), pinned)
        problem = beds_problem(plan)
        after = judge(problem, keeping.answer(plan, problem))
        keep_figures(plan, problem, after)
        for event in events:
            event.actor, event.action, event.reason = actor_name(actor), action, reason
        PlanEvent.objects.bulk_create(events)
    return difference(before, after)


def beds_today(plan: Plan, today: date) -> tuple[Problem, CorePlan]:
    """The hospital as its records stand, and the plan's places as days from the first day still to
    come: what has happened since the plan was made is in the one, and not in the other."""
    first = max(today, plan.start)
    left = plan.days - (first - plan.start).days
    if left <= 0:
        raise ApplicationError(_("This plan is over; make a new one."))
    asked: Problem = source.problem(plan.network, plan.scope, first, left).problem
    past = (first - plan.start).days
    known = keeping.answer(plan, asked)
    rooms = {room.id for room in asked.rooms}
    places = (replace(p, day=max(0, p.day - past)) for p in known.placements if p.room in rooms)
    nursing = (replace(n, day=n.day - past) for n in known.nursing if n.day >= past)
    return asked, CorePlan(tuple(places), tuple(nursing))


def beds_mend(
    *,
    plan: Plan,
    changes: Collection[Change],
    actor: Any,
    base_version: int,
    today: date,
    reason: str = "",
    action: str = "edited",
    pinned: bool = True,
) -> EditEffect:
    """Carry out a proposal that was made by the records of today: the plan begins today from then
    on, knows who has come since and who stays how long, and its changed places are pinned. All of
    it or nothing.

    changes: their days count from today; none where nobody need be moved. pinned: as in
    `beds_change`. Raises Forbidden, Conflict, ApplicationError.
    """
    from operations.core.beds.nursed import renursed  # the solver: pages do without it

    change_required(plan, actor)
    with transaction.atomic():
        bump(plan, base_version)
        problem, known = beds_today(plan, today)
        standing = Standing(problem, known)
        if changes:
            beds_changes_checked(standing, changes)
        before = standing.report()
        first = max(today, plan.start)
        plan.days -= (first - plan.start).days
        plan.start = first
        plan.answer = pack(CorePlan(nursing=known.nursing))
        _lines_added(plan, problem)
        events = _lines_write(plan, changes, pinned)
        _nights_write(plan, problem)
        asked = keeping.with_locks(plan, problem)
        mended = renursed(asked, known, keeping.answer(plan, asked).placements)
        plan.problem, plan.answer = pack(asked), pack(mended)
        plan.save(update_fields=["start", "days", "problem", "answer"])
        after = judge(asked, mended)
        keep_figures(plan, asked, after)
        for event in events:
            event.actor, event.action, event.reason = actor_name(actor), action, reason
        PlanEvent.objects.bulk_create(events)
    return difference(before, after)


def _lines_added(plan: Plan, problem: Problem) -> None:
    """A line without a room for everybody who has none yet."""
    lines = BedAssignment.objects.filter(plan=plan).select_related("stay", "referral")
    there = {keeping.patient_of(line) for line in lines}
    new = [patient for patient in problem.patients if patient.id not in there]
    BedAssignment.objects.bulk_create(keeping.lines_of(plan, new))


def _nights_write(plan: Plan, problem: Problem) -> None:
    """How long each stays by what is known now; lists and files count from the line's first day."""
    nights = {patient.id: patient.stay_nights for patient in problem.patients}
    rows = []
    lines = BedAssignment.objects.filter(plan=plan).select_related("stay", "referral")
    for line in lines:
        left = nights.get(keeping.patient_of(line))
        if left is None:
            continue
        past = (plan.start - line.first_day).days if line.first_day else 0
        line.nights = max(0, past) + left
        rows.append(line)
    BedAssignment.objects.bulk_update(rows, ["nights"], batch_size=200)


def beds_change_preview(*, plan: Plan, changes: Collection[Change], actor: Any) -> ChangeEffect:
    """What `beds_change` would do; nothing is written."""
    change_required(plan, actor)
    standing = beds_standing(plan)
    beds_changes_checked(standing, changes)
    return beds_judged(standing, with_theatres(standing, changes))


def beds_judged(standing: Standing, changes: Collection[Change]) -> ChangeEffect:
    """The effect of changes that are pinned as they are made: no lock speaks against them."""
    moved = {change.patient for change in changes}
    locks = standing.problem.locks
    kept = tuple(lock for lock in locks if lock.patient not in moved)
    if len(kept) < len(locks):
        standing = Standing(replace(standing.problem, locks=kept), standing.plan)
    found = standing.difference(*changes)
    law = hard_codes(RULES, standing.problem.policies)
    return ChangeEffect(found.cost, found.hard, found.appeared, found.vanished, law=law)


def _lines_write(plan: Plan, changes: Collection[Change], pinned: bool = True) -> list[PlanEvent]:
    """The lines of the moved patients; an event of each, still without an author."""
    rooms, theatres = keeping.places(plan.facility)
    lines = BedAssignment.objects.filter(plan=plan).select_related("stay", "referral", "room__ward")
    by_name = {keeping.patient_of(line): line for line in lines}
    events = []
    for change in changes:
        row = by_name.get(change.patient)
        if row is None:
            name = change.patient
            raise ApplicationError(_("%(what)s is not in this plan.") % {"what": name})
        before = _plain(row)
        row.room = rooms[change.room] if change.room else None
        row.first_day = plan.start + timedelta(days=change.day) if change.room else None
        row.theatre = theatres.get(change.theatre) if change.room else None
        row.edited = row.edited or pinned
        row.locked = bool(change.room) and (row.locked or pinned)
        row.full_clean()
        row.save()
        events.append(PlanEvent(plan=plan, **row.on_record(), before=before, after=_plain(row)))
    return events


def _plain(row: BedAssignment) -> dict[str, str | None]:
    return {
        "room": keeping.room_key(row.room) if row.room else None,
        "first_day": row.first_day.isoformat() if row.first_day else None,
        "theatre": row.theatre.code if row.theatre else None,
    }
