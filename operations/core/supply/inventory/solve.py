"""The door to inventory routing: a search for good plans, and a proven bound below them."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from operations.core.outcome import OnProgress, Options, Outcome, Progress, Status
from operations.core.supply.inventory.bound import lower_bound
from operations.core.supply.inventory.ground import facts, plan_of
from operations.core.supply.inventory.plan import Plan
from operations.core.supply.inventory.problem import Problem
from operations.core.supply.inventory.search import Search

TOLD_EVERY_SECONDS = 0.5


def solve(
    problem: Problem,
    options: Options,
    on_progress: OnProgress[Plan] | None = None,
    steps: int | None = None,
) -> Outcome[Plan]:
    """Search until the time is up, stopped, proven, or `steps` steps are done by each worker.

    Workers are threads, each with a walk and a seed of its own. Where nothing keeps every hard
    rule, the plan that breaks them least is returned with a note. The same seed, workers and
    `steps` give the same plan.
    """
    started = time.monotonic()
    ground = facts(problem)
    teller = _Teller(problem, started, lower_bound(problem), on_progress)
    walks = [Search(ground, options.seed + number) for number in range(max(1, options.workers))]

    def ended() -> bool:
        late = time.monotonic() - started >= options.seconds
        return late or options.stop.is_set() or teller.proven

    def run(walk: Search) -> None:
        walk.run(ended, lambda: teller.better(walk), steps, started + options.seconds)

    with ThreadPoolExecutor(len(walks)) as threads:
        list(threads.map(run, walks))
    return teller.outcome(min(walks, key=lambda walk: (walk.excess_units, walk.cost)))


class _Teller:
    """Keeps the curve, and tells improving plans without excess at most twice a second."""

    def __init__(
        self,
        problem: Problem,
        started: float,
        bound: int | None,
        on_progress: OnProgress[Plan] | None,
    ) -> None:
        self.problem, self.started = problem, started
        self.bound, self.on_progress = bound, on_progress
        self.curve: list[tuple[float, float, float | None]] = []
        self.proven = False
        self._told = float("-inf")
        self._one = threading.Lock()

    def better(self, walk: Search) -> None:
        if walk.excess_units:
            return
        with self._one:
            if self.curve and walk.cost >= self.curve[-1][1]:
                return
            seconds = time.monotonic() - self.started
            self.curve.append((seconds, float(walk.cost), self.bound))
            self.proven = self.bound is not None and walk.cost <= self.bound
            if self.on_progress is not None and seconds - self._told >= TOLD_EVERY_SECONDS:
                self._told = seconds
                plan = plan_of(self.problem, walk.best)
                self.on_progress(Progress(seconds, float(walk.cost), self.bound, plan))

    def outcome(self, walk: Search) -> Outcome[Plan]:
        seconds = time.monotonic() - self.started
        plan, cost = plan_of(self.problem, walk.best), float(walk.cost)
        if walk.excess_units:
            status = Status.INFEASIBLE if self.bound is None else Status.UNKNOWN
            note = f"{walk.excess_units} units are more than vehicles or depot have"
            return Outcome(status, plan, cost, None, seconds, notes=(note,))
        status = Status.OPTIMAL if self.proven else Status.FEASIBLE
        first = self.curve[0][0]
        return Outcome(status, plan, cost, self.bound, seconds, first, tuple(self.curve))
