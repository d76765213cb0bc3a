"""How fast and how gently a bed plan is mended in the morning, and how quickly edits are judged.

Protocol: one made hospital and seed; a plan in force by the product's own search; thirty events;
the plan mended, and the same morning planned afresh with nothing to keep. Costs are the judge's
without `plan_stability`, so that both are asked the same. Wall clock and processor time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

import numpy as np

from operations.core.beds.candidates import candidates
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem, State
from operations.core.beds.repair import Repair, repair
from operations.core.beds.report import judge
from operations.core.beds.rules import plan_stability
from operations.core.beds.solve import solve
from operations.core.beds.standing import Change, Standing
from operations.core.outcome import Options
from operations.sources.demo_beds import made_events, made_hospital

CASES = 100
REPAIR_SECONDS = 7.5


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
    beds: int, events: int, options: Options, cases: int = CASES
) -> Iterator[dict[str, Any]]:
    """Rows about a hospital of `beds` beds; options: of the searches that make the plan in force
    and plan afresh. Raises ValueError for a hospital too small."""
    problem = made_hospital(beds, seed=options.seed)
    plan = _planned(problem, options)
    before = judge(problem, plan)
    yield {
        "what": "plan in force",
        "beds": sum(room.capacity for room in problem.rooms),
        "patients": len(problem.patients),
        "placed": len(plan.placements),
        "hard": before.hard,
        "cost": before.cost,
    }
    yield from _edits(problem, plan, np.random.default_rng(options.seed), cases)
    morning = made_events(problem, plan, events, options.seed)
    clock = _Clock()
    limits = Options(REPAIR_SECONDS, 1, options.seed)
    mended = clock.time(lambda: repair(morning, plan, limits))
    afresh = _planned(replace(morning, previous=()), options)
    yield _compared(clock, morning, plan, mended, afresh)


def _planned(problem: Problem, options: Options) -> Plan:
    plan = solve(problem, options).plan
    assert plan is not None
    return plan


def _compared(
    clock: _Clock, morning: Problem, plan: Plan, mended: Repair, afresh: Plan
) -> dict[str, Any]:
    told = len(plan.placements)
    new, other = _cost(morning, mended.plan), _cost(morning, afresh)
    return clock.row(
        "morning mended",
        hard_carried=mended.before.hard,
        hard=mended.after.hard,
        forced=len(mended.forced),
        touched=len(mended.touched),
        touched_percent=round(100 * len(mended.touched) / told, 2),
        moved_in_house=_moved(morning, plan, mended.plan),
        cost=new,
        afresh_hard=judge(morning, afresh).hard,
        afresh_cost=other,
        afresh_touched=_touched(morning, plan, afresh),
        dearer_percent=round(100 * (new - other) / other, 2),
    )


def _cost(problem: Problem, plan: Plan) -> int:
    """What a plan costs, apart from what it changes."""
    report = judge(problem, plan)
    return report.cost - report.cost_by_rule.get(plan_stability.RULE.code, 0)


def _moved(problem: Problem, before: Plan, after: Plan) -> int:
    """People who are here and would lie elsewhere than it was planned."""
    here = {patient.id for patient in problem.patients if patient.state is State.PRESENT}
    rooms = {place.patient: place.room for place in before.placements}
    return sum(
        place.patient in here and rooms.get(place.patient, place.room) != place.room
        for place in after.placements
    )


def _touched(problem: Problem, before: Plan, after: Plan) -> int:
    """Patients of the plan in force whose room or day another plan changes."""
    had = {place.patient: (place.room, place.day) for place in before.placements}
    has = {place.patient: (place.room, place.day) for place in after.placements}
    here = {patient.id for patient in problem.patients}
    return sum(has.get(name) != place for name, place in had.items() if name in here)


def _edits(
    problem: Problem, plan: Plan, rng: np.random.Generator, cases: int
) -> Iterator[dict[str, Any]]:
    """A patient dropped on a random room; then every room that could take one, ranked."""
    clock, rooms = _Clock(), [room.id for room in problem.rooms]
    places = [plan.placements[int(rng.integers(len(plan.placements)))] for _ in range(cases)]
    for place in places:
        change = Change(place.patient, rooms[int(rng.integers(len(rooms)))], place.day)
        clock.time(lambda change=change: Standing(problem, plan).difference(change))  # type: ignore[misc]
    yield clock.row("one edit judged, nothing known before")
    standing, clock = Standing(problem, plan), _Clock()
    for place in places:
        change = Change(place.patient, rooms[int(rng.integers(len(rooms)))], place.day)
        clock.time(lambda change=change: standing.difference(change))  # type: ignore[misc]
    yield clock.row("one more edit judged")
    clock, offers = _Clock(), []
    for place in places[:20]:
        found = clock.time(lambda p=place: candidates(standing, p.patient, [p.day]))  # type: ignore[misc]
        offers.append(sum(option.lawful for option in found))
    yield clock.row("rooms for one patient ranked", lawful=median(offers))
