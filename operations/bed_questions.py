"""What people ask around a bed plan: where could they lie, why, why not, and mend it.

Read-only. Every answer is for who may plan the hospital's beds.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from hospital.errors import ApplicationError
from operations.core.beds import explain
from operations.core.beds.candidates import Option, candidates
from operations.core.beds.explain import Nowhere, Why
from operations.core.beds.overflow import Risk, overflow
from operations.core.beds.plan import Nursing
from operations.core.beds.standing import Standing
from operations.core.errors import BadProblem
from operations.core.outcome import Options
from operations.keeping import beds as keeping
from operations.models import Plan
from operations.services.beds import beds_problem, beds_standing, beds_today
from operations.services.edits import change_required

if TYPE_CHECKING:
    from operations.core.beds.repair import Repair

REPAIR_SECONDS = 6.0


def _standing(plan: Plan, actor: Any, patient: str) -> Standing:
    change_required(plan, actor)
    standing = beds_standing(plan)
    if patient not in standing.views.patients:
        raise ApplicationError(_("%(what)s is not in this plan.") % {"what": patient})
    return standing


def day_of(plan: Plan, day: date) -> int:
    """Index of a date in the plan. Raises ApplicationError outside it."""
    index = (day - plan.start).days
    if not 0 <= index < plan.days:
        raise ApplicationError(
            _("%(day)s is not in this plan, which begins on %(start)s and ends on %(last)s.")
            % {"day": day, "start": plan.start, "last": plan.start + timedelta(days=plan.days - 1)}
        )
    return index


def today_of(plan: Plan) -> date:
    """The date where the plan is carried out."""
    return datetime.now(ZoneInfo(plan.network.time_zone)).date()


def bed_candidates(
    *, plan: Plan, patient: str, actor: Any, days: Iterable[int] | None = None
) -> tuple[Option, ...]:
    """Where the patient could lie (on the day planned, where none is asked), the best first."""
    standing = _standing(plan, actor, patient)
    place = standing.place(patient)
    first = [place.day] if place else None
    return candidates(standing, patient, first if days is None else days)


def bed_why(*, plan: Plan, patient: str, actor: Any) -> Why:
    standing = _standing(plan, actor, patient)
    try:
        return explain.why(standing, patient)
    except BadProblem as no:
        raise ApplicationError(
            _("%(patient)s has no bed in this plan; ask what stands in the way.")
            % {"patient": patient}
        ) from no


def bed_why_not(
    *, plan: Plan, patient: str, room: str, actor: Any, day: int | None = None
) -> Option:
    standing = _standing(plan, actor, patient)
    if room not in standing.views.rooms:
        raise ApplicationError(_("The plan has no room %(what)s.") % {"what": room})
    try:
        return explain.why_not(standing, patient, room, day)
    except BadProblem as no:
        raise ApplicationError(
            _("%(patient)s lies in %(room)s already; choose another room.")
            % {"patient": patient, "room": room}
        ) from no


def bed_nowhere(*, plan: Plan, patient: str, actor: Any) -> Nowhere:
    """What stands in the way of a bed for the patient, and the cheapest rule to relax."""
    return explain.nowhere(_standing(plan, actor, patient), patient)


def bed_overflow(*, plan: Plan, actor: Any) -> list[Risk]:
    """How likely each ward has more patients than beds, by night."""
    change_required(plan, actor)
    problem = beds_problem(plan)
    return overflow(problem, keeping.answer(plan, problem))


def bed_nursing(*, plan: Plan, actor: Any) -> tuple[tuple[Nursing, ...], tuple[str, ...]]:
    """Who answers for which rooms in the first days, and the parts of the day by their position."""
    change_required(plan, actor)
    problem = beds_problem(plan)
    return keeping.answer(plan, problem).nursing, problem.shifts


def bed_repair(
    *, plan: Plan, actor: Any, today: date | None = None, seconds: float | None = None
) -> Repair:
    """A proposal that mends the plan by the records of today, moving as few patients as possible.

    Days count from today, or from the plan's first day where that is still to come; patients who
    came since the plan was made have no line in it, and are named among the forced.
    """
    from operations.core.beds.repair import repair  # the solver: only when it is asked

    change_required(plan, actor)
    problem, known = beds_today(plan, today or today_of(plan))
    return repair(problem, known, Options(seconds or REPAIR_SECONDS, 1))


def repair_start(plan: Plan, today: date | None = None) -> date:
    """Day 0 of a repair."""
    return max(today or today_of(plan), plan.start)
