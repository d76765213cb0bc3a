"""What a roster's problem asks that nobody can do, said before it is made.

The roster is made all the same, of what can be done: these notes say why the rest will be missing,
late or against the law, and which record would mend it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from operations.core.report import judge_with
from operations.core.staffing.cells import Assignment, Request
from operations.core.staffing.demand import CoverLine
from operations.core.staffing.people import Person
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import is_junior, may_work
from operations.families import Note
from operations.sources.records.staffing_lawful import rules_that_stay_broken
from operations.words import violation_message


def doubts(problem: Problem) -> tuple[Problem, list[Note]]:
    """The problem without wishes that nobody can grant, and what is to be said of it."""
    people = {person.id: person for person in problem.people}
    granted, refused = [], []
    for wish in problem.requests:
        why = _why_not(problem, people[wish.person], wish)
        (granted if why is None else refused).append((wish, why))
    notes = [
        *(_wish_note(problem, wish, why or "") for wish, why in refused),
        *_hours(problem),
        *_locks(problem),
        *_cover(problem),
        *_supervisors(problem),
    ]
    return replace(problem, requests=tuple(wish for wish, _ in granted)), notes


def _date(problem: Problem, day: int) -> date:
    return date.fromisoformat(problem.start_date) + timedelta(days=day)


def _why_not(problem: Problem, person: Person, wish: Request) -> str | None:
    """Which of the note's sentences says why the wish cannot be; None where it can."""
    if not wish.wanted:
        return None
    if wish.day in {*person.absences, *person.days_off}:
        return "away"
    shifts = {shift.id: shift for shift in problem.shifts}
    if wish.shift is not None and not may_work(person, shifts[wish.shift]):
        return "not_allowed"
    return None


def _wish_note(problem: Problem, wish: Request, why: str) -> Note:
    facts = {"staff": wish.person, "wish_date": _date(problem, wish.day)}
    if why == "not_allowed":
        facts["shift"] = wish.shift or ""
    return Note("wish_not_possible", f"staff {wish.person}", facts, why)


def _hours(problem: Problem) -> Iterator[Note]:
    for person in problem.people:
        due = person.minimum_minutes or 0
        longest = max((s.minutes for s in problem.shifts if may_work(person, s)), default=0)
        most = _days_at_most(problem, person) * longest
        if due > most:
            facts = {"staff": person.id, "due_minutes": due, "most_minutes": most}
            yield Note("hours_above_days", f"staff {person.id}", facts)


def _days_at_most(problem: Problem, person: Person) -> int:
    """How many days of the horizon can be worked, by presence and by the longest run."""
    free = problem.days - len({*person.absences, *person.days_off})
    run = person.maximum_consecutive_days
    if run is None:
        return free
    off = max(1, person.minimum_consecutive_days_off)
    return min(free, problem.days - problem.days // (run + off) * off)


def _locks(problem: Problem) -> Iterator[Note]:
    """Each law that the locked cells break among themselves, with the days off locked to it."""
    rules = rules_that_stay_broken(problem)
    locked = dict.fromkeys(
        Assignment(lock.person, lock.day, lock.shift)
        for lock in problem.locks
        if lock.shift is not None
    )
    for each in judge_with(rules, problem.policies, problem, Plan(tuple(locked))).violations:
        staff = each.subjects[0]
        facts = {"staff": staff, "broken": violation_message("staffing", each)}
        yield Note("lock_breaks_rule", f"staff {staff}", facts)


def _cover(problem: Problem) -> Iterator[Note]:
    """For each shift and skill whose minimum is above the people who could be there: said once,
    for the day on which most are missing."""
    if not problem.people:
        return  # said already, once for all shifts
    worst: dict[tuple[str, str | None], tuple[int, CoverLine, int]] = {}
    for line in problem.cover:
        able = sum(_could(problem, person, line) for person in problem.people)
        missing = line.minimum - able
        key = (line.shift, line.skill)
        if missing > 0 and (key not in worst or missing > worst[key][0]):
            worst[key] = (missing, line, able)
    for _, line, able in worst.values():
        facts = {
            "ward": problem.name,
            "shift": line.shift,
            "skill": line.skill or "",
            "minimum": line.minimum,
            "people": able,
            "cover_date": _date(problem, line.day),
        }
        variant = "of_skill" if line.skill else ""
        yield Note("cover_above_people", f"cover of {problem.name}", facts, variant)


def _could(problem: Problem, person: Person, line: CoverLine) -> bool:
    shift = next(shift for shift in problem.shifts if shift.id == line.shift)
    held = line.skill is None or person.skills.get(line.skill, -1) >= line.level
    here = line.day not in {*person.absences, *person.days_off}
    return held and here and may_work(person, shift)


def _supervisors(problem: Problem) -> Iterator[Note]:
    asked = dict.fromkeys(
        (line.shift, line.skill, line.supervisor_level)
        for line in problem.cover
        if line.skill is not None and line.supervisor_level is not None
    )
    for shift, skill, level in asked:
        levels = [person.skills.get(skill or "", -1) for person in problem.people]
        juniors = any(is_junior(person, skill or "") for person in problem.people)
        if juniors and max(levels) < (level or 0):
            facts = {"ward": problem.name, "shift": shift, "skill": skill, "level": level}
            yield Note("nobody_supervises", f"cover of {problem.name}", facts)
