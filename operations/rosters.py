"""What people ask around a roster: who could, who could swap, why, why not, and mend it.

Read-only. Every answer is for who may plan the roster, and follows the records of today.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from hospital.errors import ApplicationError, Forbidden
from hospital.models import StaffMember
from operations.core.errors import BadProblem
from operations.core.outcome import Options
from operations.core.staffing import explain
from operations.core.staffing.cells import Change, Previous
from operations.core.staffing.demand import CoverLine
from operations.core.staffing.explain import Gap, Why
from operations.core.staffing.replacements import Option, judged, replacements, swaps
from operations.core.staffing.roster import locks_that_hold, people_on
from operations.core.staffing.standing import Standing
from operations.models import Plan
from operations.services.edits import ChangeEffect, change_required
from operations.services.rosters import (
    changes_checked,
    judged_change,
    let_go,
    roster_problem,
    roster_standing,
)
from operations.services.swaps import own_required

if TYPE_CHECKING:
    from operations.core.staffing.repair import Repair

REPAIR_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A cell that somebody asks about."""

    day: int
    shift: str
    skill: str | None = None


@contextmanager
def said() -> Iterator[None]:
    """What the core refuses is a request that cannot be granted."""
    try:
        yield
    except BadProblem as no:
        raise ApplicationError(str(no)) from no


def _standing(plan: Plan, actor: Any) -> Standing:
    change_required(plan, actor)
    return roster_standing(plan)


def day_of(plan: Plan, day: date) -> int:
    """Index of a date in the plan. Raises ApplicationError outside it."""
    index = (day - plan.start).days
    if not 0 <= index < plan.days:
        raise ApplicationError(
            _("%(day)s is not in this roster, which begins on %(start)s and ends on %(last)s.")
            % {"day": day, "start": plan.start, "last": plan.start + timedelta(days=plan.days - 1)}
        )
    return index


def today_of(plan: Plan) -> date:
    """The date where the plan is carried out."""
    return datetime.now(ZoneInfo(plan.network.time_zone)).date()


def has_people(plan: Plan) -> bool:
    """Whether anybody is planned on the ward by the records of today."""
    return bool(roster_problem(plan).people)


def shift_candidates(
    *, plan: Plan, asked: Asked, actor: Any, leaving: str | None = None
) -> tuple[Option, ...]:
    """Everybody who could take the shift, the lawful and cheap first."""
    standing = _standing(plan, actor)
    person = [leaving] if leaving else []
    _known(standing, asked, person)
    with said():
        return replacements(standing, asked.day, asked.shift, asked.skill, leaving)


def swap_candidates(
    *, plan: Plan, person: str, day: int, actor: Any, days: Collection[int] | None = None
) -> tuple[Option, ...]:
    """Who could exchange a shift with the person's own of that day."""
    standing = _standing(plan, actor)
    changes_checked(standing, [Change(person, day)])
    with said():
        return swaps(standing, person, day, days)


@dataclass(frozen=True, slots=True)
class Offers:
    """What a cell could be instead (None: off), and who else could have its shift; an other's
    option counts all that taking it does, the cell left included."""

    choices: tuple[tuple[str | None, Option], ...]
    others: tuple[Option, ...]


def cell_offers(
    *,
    plan: Plan,
    person: str,
    day: int,
    actor: Any,
    most: int,
    pending: Collection[Change] = (),
) -> Offers:
    """The ways around one cell, judged as if the `pending` changes were done; of others the best
    `most`, the lawful and cheap first."""
    standing = _standing(plan, actor)
    off = Change(person, day)
    if pending:
        changes_checked(standing, pending)
    changes_checked(standing, [off])
    standing = let_go(standing, [off, *pending]).after(*pending)
    works = [each.shift for each in standing.today(person, day)]
    choices: list[tuple[str | None, Option]] = []
    with said():
        for shift in standing.problem.shifts:
            if shift.id not in works:
                choices.append((shift.id, explain.why_not(standing, person, day, shift.id)))
        if not works:
            return Offers(tuple(choices), ())
        choices.append((None, judged(standing, person, [(off,)])))
        found = replacements(standing, day, works[0], None, person)[:most]
        others = [judged(standing, o.person, [(off, *o.changes)], o.moved_from) for o in found]
    return Offers(tuple(choices), tuple(sorted(others, key=lambda option: option.rank)))


def cell_why(*, plan: Plan, person: str, day: int, actor: Any) -> Why:
    standing = _standing(plan, actor)
    changes_checked(standing, [Change(person, day)])
    with said():
        return explain.why(standing, person, day)


def cell_why_not(*, plan: Plan, person: str, asked: Asked, actor: Any) -> Option:
    standing = _standing(plan, actor)
    _known(standing, asked, [person])
    with said():
        return explain.why_not(standing, person, asked.day, asked.shift)


def cover_gap(*, plan: Plan, asked: Asked, actor: Any) -> Gap:
    standing = _standing(plan, actor)
    _known(standing, asked, [])
    with said():
        return explain.gap(standing, asked.day, asked.shift, asked.skill)


def cover_short(*, plan: Plan, actor: Any) -> list[tuple[CoverLine, int]]:
    """The cover lines that have fewer people than they ask for, and how many each has; by day.
    Whoever is away that day is not there."""
    standing = _standing(plan, actor)
    found = people_on(standing.problem, standing.plan)
    short = [(line, there) for line, there in found if there < line.target]
    return sorted(short, key=lambda each: (each[0].day, each[0].shift, each[0].skill or ""))


@dataclass(frozen=True, slots=True)
class Proposed:
    """A person's proposed days, each judged alone, and all of them together."""

    alone: tuple[tuple[Change, ChangeEffect], ...]
    together: ChangeEffect


def row_proposed(
    *, plan: Plan, staff: StaffMember, cells: Collection[Change], actor: Any
) -> Proposed:
    """What each of a person's wished days would break, and their wished row as a whole.

    For the person themself and who plans the ward. Raises Forbidden, Conflict, ApplicationError.
    """
    own_required(plan, staff, actor)
    standing = roster_standing(plan)
    changes_checked(standing, cells)
    if {cell.person for cell in cells} != {staff.number}:
        raise Forbidden(_("Wishes are one's own; name no other person."))
    alone = tuple((cell, judged_change(standing, [cell])) for cell in cells)
    return Proposed(alone, judged_change(standing, cells))


def roster_repair(
    *,
    plan: Plan,
    actor: Any,
    short_too: bool = False,
    today: date | None = None,
    seconds: float = REPAIR_SECONDS,
) -> Repair:
    """A proposal that mends the roster after absences; its changes go through `roster_change`.

    short_too: also what is below its minimum for another reason. Days before `today` stand still. A
    lock to a shift on a day that somebody is away by now cannot hold, and yields.
    """
    from operations.core.staffing.repair import repair  # the solver: only when it is asked

    standing = _standing(plan, actor)
    problem = roster_problem(plan)
    first = max(0, ((today or today_of(plan)) - plan.start).days)
    locks = locks_that_hold(problem.people, problem.locks)
    previous = Previous(standing.plan.assignments)
    known = replace(problem, locks=locks, previous=previous)
    with said():
        return repair(
            known,
            standing.plan,
            Options(seconds, 1),
            short_too=short_too,
            first_day=min(first, problem.days),
        )


def _known(standing: Standing, asked: Asked, people: Collection[str]) -> None:
    names = list(people) or [*standing.people][:1]
    if not names:
        raise ApplicationError(_("This ward has nobody to plan: give staff this home ward."))
    changes_checked(
        standing, [Change(person, asked.day, asked.shift, asked.skill) for person in names]
    )
