"""What earlier rosters say: locked cells, the roster people know, what was worked until now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from hospital.models import Absence
from operations.core.staffing.cells import Assignment, Lock, Previous
from operations.core.staffing.demand import ShiftType
from operations.core.staffing.people import History
from operations.families import Note
from operations.in_force import in_force
from operations.models import Family, Plan, PlanState, ShiftAssignment

LOOK_BACK_DAYS = 28

Worked = dict[tuple[str, date], ShiftAssignment]


def plan_in_force(
    scope: str,
    numbers: Iterable[str],
    shifts: tuple[ShiftType, ...],
    start: date,
    days: int,
    around: Plan | None = None,
) -> tuple[tuple[Lock, ...], Previous | None, list[Note]]:
    """Locks and assignments of the published rosters, as far as they reach into the horizon; or of
    the one roster `around` which another is made, published or not."""
    end = start + timedelta(days=days)
    published = Plan.objects.filter(
        family=Family.STAFFING, scope=scope, state=PlanState.PUBLISHED, start__lt=end
    )
    plans = [around] if around else list(published.order_by("start"))
    plans = [plan for plan in plans if _end(plan) > start]
    if not plans:
        return (), None, []
    people, codes = set(numbers), {shift.id for shift in shifts}
    locks, known, notes = [], [], []
    lines = _lines(plans, start, end)
    for line in lines if around else in_force(lines, "date"):
        number, day = line.staff.number, (line.date - start).days
        shift = line.shift.code if line.shift else None
        if number in people and (shift is None or shift in codes):
            if line.locked:
                locks.append(Lock(number, day, shift))
            if shift is not None:
                skill = line.skill.code if line.skill else None
                known.append(Assignment(number, day, shift, skill))
        elif line.locked:
            notes.append(_lock_outside(number, line.date, shift))
    reach = start
    for plan in plans:  # without a gap from the first day on
        reach = max(reach, _end(plan)) if plan.start <= reach else reach
    known_days = min(days, (reach - start).days)
    previous = Previous(tuple(known), known_days=known_days) if known_days else None
    return tuple(locks), previous, notes


def _lock_outside(number: str, day: date, shift: str | None) -> Note:
    return Note(
        "lock_outside_plan",
        f"staff {number}",
        {"staff": number, "shift": shift or "", "lock_date": day},
        "shift" if shift else "day_off",
    )


def _end(plan: Plan) -> date:
    return plan.start + timedelta(days=plan.days)


def _lines(plans: list[Plan], first: date, end: date) -> QuerySet[ShiftAssignment]:
    lines = ShiftAssignment.objects.filter(plan__in=plans, date__gte=first, date__lt=end)
    return lines.select_related("staff", "shift", "skill").order_by("date", "staff__number")


def histories(
    scope: str,
    numbers: Iterable[str],
    shifts: tuple[ShiftType, ...],
    start: date,
    zone: ZoneInfo,
) -> dict[str, History]:
    """Per person what was worked up to the horizon, from the rosters that were published then.

    Nothing is known, and nothing returned, when no roster reached the day before the horizon. Who
    was on leave that day begins with no run of days off: leave is nobody's roster, and a break that
    follows it is neither too short nor too long for having begun there.
    """
    worked, days = _worked(scope, start)
    codes, numbers = {shift.id for shift in shifts}, list(numbers)
    away = _away(numbers, start - timedelta(days=1))
    found = {
        number: _history(number, worked, days, codes, start, zone) for number in numbers if days
    }
    return {n: replace(past, days_off=0) if n in away else past for n, past in found.items()}


def _away(numbers: list[str], day: date) -> set[str]:
    rows = Absence.objects.filter(staff__number__in=numbers, first_day__lte=day, last_day__gte=day)
    return set(rows.values_list("staff__number", flat=True))


def _worked(scope: str, start: date) -> tuple[Worked, list[date]]:
    """What was worked on each day before `start`, and those days, latest first, without a gap."""
    first = start - timedelta(days=LOOK_BACK_DAYS)
    rows = Plan.objects.filter(
        family=Family.STAFFING, scope=scope, published__isnull=False, start__lt=start
    )
    valid: dict[date, Plan] = {}
    for plan in rows.order_by("published", "pk"):  # what was published last counts
        for day in range(plan.days):
            valid[plan.start + timedelta(days=day)] = plan
    plans = {day: plan for day, plan in valid.items() if first <= day < start}
    lines = _lines(list({plan.pk: plan for plan in plans.values()}.values()), first, start)
    worked = {
        (line.staff.number, line.date): line
        for line in lines
        if line.shift and line.plan_id == plans[line.date].pk
    }
    days, day = [], start - timedelta(days=1)
    while day in plans:
        days.append(day)
        day -= timedelta(days=1)
    return worked, days


def _history(
    number: str, worked: Worked, days: list[date], codes: set[str], start: date, zone: ZoneInfo
) -> History:
    lines = [worked.get((number, day)) for day in days]
    yesterday = lines[0].shift if lines[0] else None
    same = yesterday is not None and yesterday.code in codes
    last = next((line for line in lines if line is not None), None)
    return History(
        last_shift=yesterday.code if yesterday and same else None,
        days_worked=_run(line is not None for line in lines),
        nights=_run(line is not None and line.shift.is_night for line in lines),
        days_off=_run(line is None for line in lines),
        same_shift_days=_run(line is not None and line.shift == yesterday for line in lines)
        if same
        else 0,
        last_end_minute=_end_minute(last, start, zone) if last else None,
    )


def _run(flags: Iterable[bool]) -> int:
    """How many are true before the first that is not."""
    length = 0
    for flag in flags:
        if not flag:
            return length
        length += 1
    return length


def _end_minute(line: ShiftAssignment, start: date, zone: ZoneInfo) -> int:
    """When the shift ended, in real minutes since the horizon's first midnight."""
    wall = datetime.combine(line.date, line.shift.starts) + timedelta(minutes=line.shift.minutes)
    midnight = datetime.combine(start, time(), zone).astimezone(UTC)
    ended = wall.replace(tzinfo=zone).astimezone(UTC)
    return int((ended - midnight).total_seconds() // 60)
