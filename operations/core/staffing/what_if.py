"""A roster's question as it would be with more patients or with people away."""

from __future__ import annotations

from dataclasses import replace

from operations.core.staffing.demand import CoverLine
from operations.core.staffing.people import Person
from operations.core.staffing.problem import Problem
from operations.core.what_if import Scenario, drawn, scaled


def changed(problem: Problem, scenario: Scenario) -> Problem:
    """Targets follow the patients, minima stay; whoever is away has no lock and no fixed shift."""
    own = sorted(person.id for person in problem.people if not person.is_guest)
    away = set(drawn(own, scenario.absent, scenario.seed))
    return replace(
        problem,
        people=tuple(_away(problem, p) if p.id in away else p for p in problem.people),
        cover=tuple(_targeted(line, scenario.admissions_percent) for line in problem.cover),
        locks=tuple(lock for lock in problem.locks if lock.person not in away),
    )


def _away(problem: Problem, person: Person) -> Person:
    return replace(
        person, absences=tuple(range(problem.days)), days_off=(), fixed_shifts=(),
        minimum_minutes=None, minimum_assignments=None,
    )  # fmt: skip


def _targeted(line: CoverLine, percent: int) -> CoverLine:
    return replace(line, target=max(line.minimum, scaled(line.target, percent)))
