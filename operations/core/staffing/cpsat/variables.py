"""The decisions of a roster in terms of the work: who works what, who works at all.

works[person, day, shift]: the person begins that shift that day. It exists only where contract,
skill and presence allow it (or a lock asks for it), as long as those rules are hard.
serves[person, day, shift, skill]: ... and counts in that skill where cover is asked by skill.
busy[person, day]: the person begins any shift that day; night[...]: a night shift.
weekend[person, i]: the person begins a shift on some day of the i-th weekend.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ortools.sat.python import cp_model

from operations.core.staffing.cells import Assignment
from operations.core.staffing.people import Person
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem

Literal = Any
"""A Boolean CP-SAT variable or its negation (the binding is untyped)."""

Truth = Callable[[Literal], bool]


class Variables:
    """Builds and keeps the decision variables; `free` names the rules that are not hard."""

    def __init__(
        self, model: cp_model.CpModel, problem: Problem, free: frozenset[str], single: bool
    ) -> None:
        self.model = model
        self.problem = problem
        self.single = single
        """At most one shift a day is certain (the rule is hard and the model strict)."""
        self.works: dict[tuple[str, int, str], Literal] = {}
        self.serves: dict[tuple[str, int, str, str], Literal] = {}
        self.busy: dict[tuple[str, int], Literal] = {}
        self.night: dict[tuple[str, int], Literal] = {}
        self.weekend: dict[tuple[str, int], Literal] = {}
        self.today: dict[tuple[str, int], dict[str, Literal]] = {}
        self._derived: list[tuple[Literal, list[Literal], bool]] = []
        self._free = free
        self._locked = {(lock.person, lock.day, lock.shift) for lock in problem.locks}
        self._asked = self._skills_asked()
        self._nights = {shift.id for shift in problem.shifts if shift.is_night}
        for person in problem.people:
            for day in range(problem.days):
                self._add_day(person, day)
            for i, weekend in enumerate(problem.weekends):
                days = [self.busy[person.id, day] for day in weekend]
                self.weekend[person.id, i] = self.any_of(days)

    def _skills_asked(self) -> dict[tuple[int, str], list[str]]:
        asked: dict[tuple[int, str], list[str]] = {}
        for line in self.problem.cover:
            if line.skill is not None:
                asked.setdefault((line.day, line.shift), []).append(line.skill)
        return {cell: list(dict.fromkeys(skills)) for cell, skills in asked.items()}

    def _possible(self, person: Person, day: int, shift_id: str, skill: str | None) -> bool:
        if (person.id, day, shift_id) in self._locked:
            return True
        if "absence_respected" not in self._free and day in {*person.absences, *person.days_off}:
            return False
        if "shift_allowed" in self._free:
            return True
        allowed = person.allowed_shifts
        return not (allowed and shift_id not in allowed) and skill in {None, *person.skills}

    def _add_day(self, person: Person, day: int) -> None:
        today = self.today[person.id, day] = {}
        for shift in self.problem.shifts:
            if self._possible(person, day, shift.id, shift.skill):
                works = self.model.new_bool_var(f"works {person.id} {day} {shift.id}")
                self.works[person.id, day, shift.id] = today[shift.id] = works
                self._add_skills(person, day, shift.id, works)
        if self.single:
            self.busy[person.id, day] = busy = self.model.new_bool_var(f"busy {person.id} {day}")
            self.model.add(sum(today.values()) == busy)
            self._derived.append((busy, list(today.values()), False))
        else:
            self.busy[person.id, day] = self.any_of(list(today.values()))
        nights = [works for shift_id, works in today.items() if shift_id in self._nights]
        self.night[person.id, day] = nights[0] if len(nights) == 1 else self.any_of(nights)

    def _add_skills(self, person: Person, day: int, shift_id: str, works: Literal) -> None:
        held = [k for k in self._asked.get((day, shift_id), ()) if k in person.skills]
        choices = [works] if len(held) == 1 else [self.model.new_bool_var(k) for k in held]
        for skill, serves in zip(held, choices, strict=True):
            self.serves[person.id, day, shift_id, skill] = serves
        if len(held) > 1:
            self.model.add(sum(choices) == works)

    def any_of(self, literals: list[Literal]) -> Literal:
        """A variable that is true exactly when one of the literals is."""
        either = self.model.new_bool_var("")
        self.model.add_bool_or([*literals, either.negated()])
        for literal in literals:
            self.model.add_implication(literal, either)
        self._derived.append((either, literals, False))
        return either

    def all_of(self, literals: list[Literal]) -> Literal:
        """A variable that is true exactly when all of the literals are."""
        both = self.model.new_bool_var("")
        self.model.add_bool_or([*(literal.negated() for literal in literals), both])
        for literal in literals:
            self.model.add_implication(both, literal)
        self._derived.append((both, literals, True))
        return both

    def plan(self, truth: Truth) -> Plan:
        """The roster that an assignment of truth values describes."""
        skill_of = {key[:3]: key[3] for key, serves in self.serves.items() if truth(serves)}
        return Plan(
            tuple(
                Assignment(*cell, skill_of.get(cell) if truth(works) else None)
                for cell, works in self.works.items()
                if truth(works)
            )
        )

    def values(self, plan: Plan) -> dict[int, bool]:
        """Variable index -> truth under a plan, for hints; cells without a variable drop out."""
        cells = {(a.person, a.day, a.shift): a.skill for a in plan.assignments}
        values = {works.index: cell in cells for cell, works in self.works.items()}
        served: set[tuple[str, int, str]] = set()
        for (person, day, shift, skill), serves in self.serves.items():
            cell = (person, day, shift)
            if serves.index not in values:
                chosen = cells.get(cell) in (skill, None)
                values[serves.index] = cell in cells and cell not in served and chosen
            if values[serves.index]:
                served.add(cell)
        for variable, literals, every in self._derived:
            known = [truth_of(values, literal) for literal in literals]
            values[variable.index] = all(known) if every else any(known)
        return values


def truth_of(values: dict[int, bool], literal: Literal) -> bool:
    """The truth of a literal; CP-SAT numbers the negation of variable i as -i - 1."""
    index = literal.index
    return values[index] if index >= 0 else not values[-index - 1]
