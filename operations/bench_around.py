"""How fast and how gently a roster is changed around a person's edits, on made wards.

Protocol: one made ward and seed, a roster by the product's own search, then the same number of
random drops, absences to replace, swaps and repairs; every figure by wall clock and by processor
time, because machines are shared.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from statistics import mean, median
from typing import Any

import numpy as np

from operations.core.outcome import Options
from operations.core.staffing.cells import Assignment, Change
from operations.core.staffing.greedy import construct
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.repair import Repair, repair
from operations.core.staffing.replacements import replacements, swaps
from operations.core.staffing.report import judge
from operations.core.staffing.solve import solve
from operations.core.staffing.standing import Standing
from operations.sources.demo import made_absence, made_ward

CASES = 20
REPAIR_SECONDS = 5.0


@dataclass(slots=True)
class _Clock:
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def time(self, do: Callable[[], Any]) -> Any:
        wall, cpu = time.perf_counter(), time.process_time()
        found = do()
        self.wall.append(time.perf_counter() - wall)
        self.cpu.append(time.process_time() - cpu)
        return found

    def row(self, what: str, **more: Any) -> dict[str, Any]:
        figures = {"median_ms": median(self.wall), "worst_ms": max(self.wall)}
        figures["processor_ms"] = median(self.cpu)
        rounded = {name: round(1000 * value, 1) for name, value in figures.items()}
        return {"what": what, "cases": len(self.wall), **rounded, **more}


def benchmark_rows(
    people: int, days: int, options: Options, cases: int = CASES
) -> Iterator[dict[str, Any]]:
    """One row a question asked around a roster of `people` x `days`; options: of the search that
    makes the roster first. Raises ValueError for a ward too small."""
    problem = made_ward(people, days, options.seed)
    plan = _roster(problem, options)
    rng = np.random.default_rng(options.seed)
    yield _whole(problem, plan, cases)
    yield _drops(problem, plan, rng, cases)
    yield from _asked(problem, plan, rng, cases)
    yield _repairs(problem, plan, options, cases)


def _roster(problem: Problem, options: Options) -> Plan:
    """The better of the whole search and of the constructive start alone, half the time each: on a
    busy machine the start's second and a half inside the search is soon over."""
    half = replace(options, seconds=options.seconds / 2)
    found = [construct(problem, half.seconds), solve(problem, half).plan]
    judged = [(judge(problem, plan), plan) for plan in found if plan is not None]
    _, best = min(judged, key=lambda each: (each[0].hard, each[0].cost))
    return best


def _whole(problem: Problem, plan: Plan, cases: int) -> dict[str, Any]:
    clock = _Clock()
    for _ in range(cases):
        report = clock.time(lambda: judge(problem, plan))
    return clock.row("whole roster judged", hard=report.hard, cost=report.cost)


def _drops(problem: Problem, plan: Plan, rng: np.random.Generator, cases: int) -> dict[str, Any]:
    """A cell of somebody changed at random; nothing is known from before but the roster."""
    clock, shifts = _Clock(), [None, *(shift.id for shift in problem.shifts)]
    for _ in range(cases):
        person = problem.people[int(rng.integers(len(problem.people)))].id
        day, shift = int(rng.integers(problem.days)), shifts[int(rng.integers(len(shifts)))]
        change = Change(person, day, shift)
        clock.time(lambda change=change: Standing(problem, plan).difference(change))  # type: ignore[misc]
    return clock.row("one drop judged")


def _asked(
    problem: Problem, plan: Plan, rng: np.random.Generator, cases: int
) -> Iterator[dict[str, Any]]:
    picked = [plan.assignments[int(rng.integers(len(plan.assignments)))] for _ in range(cases)]
    clock, offers = _Clock(), []
    for cell in picked:
        options = clock.time(lambda cell=cell: _replace(problem, plan, cell))  # type: ignore[misc]
        offers.append(sum(option.lawful for option in options))
    yield clock.row("replacements ranked", lawful=median(offers))
    clock, offers = _Clock(), []
    for cell in picked:
        options = clock.time(  # type: ignore[misc]
            lambda cell=cell: swaps(Standing(problem, plan), cell.person, cell.day)
        )
        offers.append(sum(option.lawful for option in options))
    yield clock.row("swaps ranked", lawful=median(offers))


def _replace(problem: Problem, plan: Plan, cell: Assignment) -> Any:
    return replacements(Standing(problem, plan), cell.day, cell.shift, leaving=cell.person)


def _repairs(problem: Problem, plan: Plan, options: Options, cases: int) -> dict[str, Any]:
    """Somebody reports sick; absences that leave no shift open are not counted."""
    clock, mended, opened, seed = _Clock(), [], [], 0
    limits = Options(REPAIR_SECONDS, 1, options.seed)
    while len(mended) < cases:
        seed += 1
        ill, who = made_absence(problem, seed)
        away = next(person for person in ill.people if person.id == who).absences
        shifts = sum(each.person == who and each.day in away for each in plan.assignments)
        if shifts:
            mended.append(clock.time(lambda ill=ill: repair(ill, plan, limits)))  # type: ignore[misc]
            opened.append(shifts)
    return clock.row(
        "absence repaired",
        open_shifts=round(mean(opened), 2),
        people_touched=round(mean(len(each.touched) for each in mended), 2),
        most_touched=max(len(each.touched) for each in mended),
        cells_changed=round(mean(len(each.changes) for each in mended), 2),
        people_missing=_missing(mended),
        proven=sum(each.proven for each in mended),
        hard=max(each.after.hard for each in mended),
    )


def _missing(mended: list[Repair]) -> float:
    """People below the planned cover after a repair who were not missing before, on average."""

    def short(report: Any) -> int:
        return sum(each.amount for each in report.violations if each.rule == "cover_target")

    return round(mean(short(each.after) - short(each.before) for each in mended), 2)
