"""What people ask around a bed plan: where could they lie, why, why not, and mend it.

Read-only. Every answer is for who may plan the hospital's beds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from hospital.errors import ApplicationError
from hospital.selectors import operating_minutes
from operations.bed_news import bed_news
from operations.core.beds import explain
from operations.core.beds.board import unplaced
from operations.core.beds.candidates import Option, candidates
from operations.core.beds.explain import Nowhere, Why
from operations.core.beds.kept_out import KeptOut, kept_out
from operations.core.beds.overflow import Risk, overflow
from operations.core.beds.plan import Nursing
from operations.core.beds.problem import Patient, State
from operations.core.beds.rules import RULES
from operations.core.beds.standing import Standing
from operations.core.errors import BadProblem
from operations.core.outcome import Options
from operations.core.rule import Violation, hard_codes
from operations.keeping import beds as keeping
from operations.models import Plan
from operations.services.beds import beds_problem, beds_standing, beds_today
from operations.services.edits import change_required

if TYPE_CHECKING:
    from operations.core.beds.repair import Repair

REPAIR_SECONDS = 6.0
DAYS_AFTER = 28
"""Days after a plan that are looked at for a first day to come."""


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


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a patient has no bed. first_day: on which they could come, in this plan or after it;
    None where no later day is known. after_due: days by which that is later than the due day."""

    found: KeptOut
    first_day: date | None
    after_due: int


def bed_waiting(*, plan: Plan) -> tuple[Waiting, ...]:
    """Everybody without a bed in the plan, in its order; for whoever may see it."""
    standing = beds_standing(plan)
    weeks = _Weeks(plan)
    answers = []
    for patient in unplaced(standing.problem, standing.plan):
        found = kept_out(standing, patient.id)
        if found.possible is not None:
            first: date | None = plan.start + timedelta(days=found.possible)
        else:
            first = weeks.first_after(patient)
        late = 0
        if first is not None and patient.due_day is not None:
            late = max(0, (first - plan.start).days - patient.due_day)
        answers.append(Waiting(found, first, late))
    return tuple(answers)


class _Weeks:
    """How long surgeons and theatres work on the days after a plan."""

    def __init__(self, plan: Plan) -> None:
        self.end = plan.start + timedelta(days=plan.days)
        found = operating_minutes(facility=plan.facility, first=self.end, days=DAYS_AFTER)
        self.surgeons = {row.code: minutes for row, minutes in found.surgeons.items()}
        self.theatres = list(found.theatres.values())

    def first_after(self, patient: Patient) -> date | None:
        """The first day after the plan on which the operation, if there is one, could be."""
        days = (day for day in range(DAYS_AFTER) if self._operated(patient, day))
        day = next(days, None)
        return None if day is None else self.end + timedelta(days=day)

    def _operated(self, patient: Patient, day: int) -> bool:
        needed = patient.surgery_minutes
        if not needed:
            return True
        surgeon = self.surgeons.get(patient.surgeon)
        if surgeon is not None and surgeon[day] < needed:
            return False
        return not self.theatres or any(minutes[day] >= needed for minutes in self.theatres)


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
    return bed_mending(plan=plan, actor=actor, today=today, seconds=seconds).repair


@dataclass(frozen=True, slots=True)
class Mending:
    """A repair; what has happened since the plan was made, in sentences; what of the law it leaves
    broken, each thing once; who is here and would have no bed."""

    repair: Repair
    news: tuple[str, ...]
    broken: tuple[Violation, ...]
    nowhere: tuple[str, ...]


def bed_mending(
    *, plan: Plan, actor: Any, today: date | None = None, seconds: float | None = None
) -> Mending:
    """As `bed_repair`, with what led to it and what it leaves."""
    from operations.core.beds.repair import repair  # the solver: only when it is asked

    change_required(plan, actor)
    today = today or today_of(plan)
    problem, known = beds_today(plan, today)
    news = bed_news(beds_problem(plan), plan.start, problem, repair_start(plan, today))
    found = repair(problem, known, Options(seconds or REPAIR_SECONDS, 1))
    law = hard_codes(RULES, problem.policies)
    left = [each for each in found.after.violations if each.rule in law]
    # The same room is said to be wrong on each of its nights.
    once = {(each.rule, each.variant, each.subjects): each for each in reversed(left)}
    nowhere = (p.id for p in unplaced(problem, found.plan) if p.state is State.PRESENT)
    return Mending(found, news, tuple(reversed(once.values())), tuple(nowhere))


def repair_start(plan: Plan, today: date | None = None) -> date:
    """Day 0 of a repair."""
    return max(today or today_of(plan), plan.start)
