"""What published rosters have made of a person's wishes, and why one of them is not granted.

Read-only, for the person themself: what is said names nobody else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.safestring import SafeString

from hospital.errors import ApplicationError
from hospital.models import ShiftRequest, StaffMember
from operations.core.errors import BadProblem
from operations.core.rule import Violation
from operations.core.staffing.cells import Change, Request
from operations.core.staffing.rules import wishes_against, wishes_for
from operations.core.staffing.standing import Standing
from operations.models import Family, Plan, PlanState
from operations.services.rosters import judged_change, roster_standing
from operations.words import violation_message

SENTENCES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class WishTold:
    """granted: None before a roster of the day is published. said: the rule's own words where it is
    not granted. breaks: what granting it would break as the roster stands; None where one wish says
    too little to try. weighed: whether the roster was made with it."""

    wish: ShiftRequest
    granted: bool | None = None
    said: SafeString | str = ""
    breaks: tuple[SafeString, ...] | None = None
    weighed: bool = True


def wishes_told(staff: StaffMember, wishes: Collection[ShiftRequest]) -> list[WishTold]:
    """Each wish with what the roster in force on its day says of it."""
    rosters = _rosters(staff)
    by_plan: dict[Plan, list[ShiftRequest]] = {}
    for wish in wishes:
        if plan := _in_force(rosters, wish.date):
            by_plan.setdefault(plan, []).append(wish)
    told = {each.wish.pk: each for p, asked in by_plan.items() for each in _of(p, staff, asked)}
    return [told.get(wish.pk, WishTold(wish)) for wish in wishes]


def published_on(staff: StaffMember, day: date) -> bool:
    """Whether the day's roster of the person's own ward is published."""
    return _in_force(_rosters(staff), day) is not None


def _rosters(staff: StaffMember) -> list[Plan]:
    """Of the person's own ward, the latest first."""
    published = Plan.objects.filter(
        family=Family.STAFFING, ward=staff.home_ward_id, state=PlanState.PUBLISHED
    )
    return list(published.order_by("-start") if staff.home_ward_id else published.none())


def _in_force(rosters: list[Plan], day: date) -> Plan | None:
    """The latest that has begun by then, where it reaches the day."""
    plan = next((each for each in rosters if each.start <= day), None)
    return plan if plan and day < plan.start + timedelta(days=plan.days) else None


def _of(plan: Plan, staff: StaffMember, wishes: list[ShiftRequest]) -> Iterator[WishTold]:
    try:
        standing = roster_standing(plan)
    except (ApplicationError, BadProblem, LookupError):  # what it answered is not kept any more
        yield from map(WishTold, wishes)
        return
    known = {_key(each) for each in standing.problem.requests}
    there = staff.number in standing.people
    for wish in wishes:
        if not there:
            yield WishTold(wish)
            continue
        asked = _request(plan, wish)
        weighed = _key(asked) in known
        refused = next(iter(_refusals(standing, asked)), None)
        if refused is None:
            yield WishTold(wish, granted=True, weighed=weighed)
            continue
        said = violation_message("staffing", refused).marked()
        yield WishTold(wish, False, said, _breaks(standing, asked), weighed)


def _request(plan: Plan, wish: ShiftRequest) -> Request:
    day = (wish.date - plan.start).days
    shift = wish.shift.code if wish.shift else None
    return Request(wish.staff.number, day, shift, wish.wanted, wish.weight)


def _key(wish: Request) -> tuple[str, int, str | None, bool]:
    return wish.person, wish.day, wish.shift, wish.wanted


def _refusals(standing: Standing, wish: Request) -> Iterator[Violation]:
    """What the rules of wishes say of this one alone."""
    problem = replace(standing.problem, requests=(wish,))
    yield from wishes_for.check(problem, standing.plan)
    yield from wishes_against.check(problem, standing.plan)


def _breaks(standing: Standing, wish: Request) -> tuple[SafeString, ...] | None:
    shifts = {shift.id for shift in standing.problem.shifts}
    if wish.wanted and wish.shift not in shifts:
        return None  # any shift at all, or one that the ward does not have: nothing to try
    change = Change(wish.person, wish.day, wish.shift if wish.wanted else None)
    people = set(standing.people)
    own = (
        each
        for each in judged_change(standing, [change]).worst_first
        if not (people & set(each.subjects)) - {wish.person}
    )
    return tuple(violation_message("staffing", v).marked() for v in own)[:SENTENCES_SHOWN]
