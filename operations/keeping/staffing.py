"""Rosters between core and database: assignments become lines, lines become a plan again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta

from hospital.models import ShiftType, Skill, StaffMember
from hospital.said import Message, Said
from operations.core.report import Report
from operations.core.staffing.cells import Assignment, Lock
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.in_force import in_force
from operations.models import Plan as PlanRow
from operations.models import ShiftAssignment


def rows(
    plan_row: PlanRow, problem: Problem, plan: Plan, report: Report
) -> dict[type[ShiftAssignment], list[ShiftAssignment]]:
    """One line an assignment, and one for each day off that a person locked."""
    del report
    numbers = [person.id for person in problem.people]
    staff = {s.number: s for s in StaffMember.objects.filter(number__in=numbers)}
    shifts = {s.code: s for s in ShiftType.objects.filter(facility=plan_row.facility)}
    skills = {s.code: s for s in Skill.objects.all()}
    locked = {(lock.person, lock.day): lock.shift for lock in problem.locks}
    why = _reasons(problem, plan)
    lines = [
        ShiftAssignment(
            plan=plan_row,
            staff=staff[cell.person],
            date=plan_row.start + timedelta(days=cell.day),
            shift=shifts[cell.shift],
            skill=skills.get(cell.skill or ""),
            locked=locked.get((cell.person, cell.day)) == cell.shift,
            reason=why[cell],
        )
        for cell in plan.assignments
    ]
    working = {(cell.person, cell.day) for cell in plan.assignments}
    lines += [
        ShiftAssignment(
            plan=plan_row,
            staff=staff[person],
            date=plan_row.start + timedelta(days=day),
            locked=True,
            reason=Said.of(Message("line.day_off")),
        )
        for (person, day), shift in locked.items()
        if shift is None and (person, day) not in working
    ]
    return {ShiftAssignment: lines}


def _reasons(problem: Problem, plan: Plan) -> dict[Assignment, Said]:
    """Why each person is there: the cover it serves, the lock or wish it follows."""
    asked = {(line.day, line.shift): line for line in problem.cover if line.skill is None}
    there: defaultdict[tuple[int, str], int] = defaultdict(int)
    for cell in plan.assignments:
        there[cell.day, cell.shift] += 1
    wishes = {(w.person, w.day) for w in problem.requests if w.wanted}
    locks = {(lock.person, lock.day) for lock in problem.locks}
    found: dict[Assignment, Said] = {}
    for cell in plan.assignments:
        facts = {"there": there[cell.day, cell.shift], "shift": cell.shift}
        why = [Message("line.there", facts | {"on": problem.day_fact(cell.day)})]
        line = asked.get((cell.day, cell.shift))
        if line is not None:
            facts = {"minimum": line.minimum, "target": line.target}
            why.append(Message("line.asked", facts))
        if cell.skill:
            why.append(Message("line.counted_as", {"skill": cell.skill}))
        if (cell.person, cell.day) in wishes:
            why.append(Message("line.wished"))
        if (cell.person, cell.day) in locks:
            why.append(Message("line.locked"))
        found[cell] = Said.of(Message("line.duty", {"clauses": why}))
    return found


def cells(plan_row: PlanRow, first: date, until: date) -> dict[str, str]:
    """Who works what on each day of [first, until); days off are not listed."""
    lines = ShiftAssignment.objects.filter(
        plan=plan_row, shift__isnull=False, date__gte=first, date__lt=until
    )
    found = lines.values_list("staff__number", "date", "shift__code")
    return {f"{number}, {day}": shift for number, day, shift in found}


def settle(row: ShiftAssignment) -> None:
    """Nothing follows from a changed line."""


def answer(plan_row: PlanRow, problem: Problem) -> Plan:
    """The roster as its lines stand now."""
    lines = ShiftAssignment.objects.filter(plan=plan_row, shift__isnull=False)
    cells = lines.order_by("date", "staff__number").values_list(
        "staff__number", "date", "shift__code", "skill__code"
    )
    start = plan_row.start
    return Plan(
        tuple(
            Assignment(number, (day - start).days, shift, skill)
            for number, day, shift, skill in cells
        )
    )


def _locks(plan_row: PlanRow) -> list[tuple[ShiftAssignment, str | None]]:
    lines = ShiftAssignment.objects.filter(plan=plan_row, locked=True)
    lines = lines.select_related("staff", "shift").order_by("date", "staff__number")
    return [(line, line.shift.code if line.shift else None) for line in lines]


def with_locks(plan_row: PlanRow, problem: Problem) -> Problem:
    """The problem with the locks of the lines as they stand now."""
    locks = tuple(
        Lock(line.staff.number, (line.date - plan_row.start).days, shift)
        for line, shift in _locks(plan_row)
    )
    return replace(problem, locks=locks)


def clashes(plan_row: PlanRow, plan: Plan, since: datetime | None = None) -> list[Message]:
    """Whom another ward's roster in force has working on a day on which this one does too. since:
    of rosters alone that were published after it."""
    works = {(cell.person, plan_row.start + timedelta(days=cell.day)) for cell in plan.assignments}
    lines = ShiftAssignment.objects.filter(
        plan__family=plan_row.family,
        staff__number__in={person for person, _ in works},
        shift__isnull=False,
        date__gte=plan_row.start,
        date__lt=plan_row.start + timedelta(days=plan_row.days),
    ).exclude(plan__scope=plan_row.scope)
    if since is not None:
        lines = lines.filter(plan__published__gt=since)
    found = in_force(lines, "date").order_by("date", "staff__number")
    return [
        Message("pin.elsewhere", {"staff": number, "lock_date": day, "ward": scope})
        for number, day, scope in found.values_list("staff__number", "date", "plan__scope")
        if (number, day) in works
    ]


def pins_hold(plan_row: PlanRow, problem: Problem, plan: Plan) -> list[Message]:
    """Which locked lines of the published roster the new one does not keep."""
    start = problem.start_date
    works = {(cell.person, cell.day): cell.shift for cell in plan.assignments}
    broken = []
    for line, shift in _locks(plan_row):
        day = (line.date - type(line.date).fromisoformat(start)).days
        facts = {"staff": line.staff.number, "lock_date": line.date}
        if day >= problem.days:
            broken.append(Message("pin.ends_before", facts))
        elif day >= 0 and works.get((line.staff.number, day)) != shift:
            code = "pin.shift" if shift else "pin.day_off"
            broken.append(Message(code, facts | ({"shift": shift} if shift else {})))
    return broken
