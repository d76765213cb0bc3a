"""The door to inventory routing: a search for good plans and a proven bound below them."""

from __future__ import annotations

import time

from operations.core.outcome import OnProgress, Options, Outcome, Progress, Status
from operations.core.supply.inventory.bound import lower_bound
from operations.core.supply.inventory.plan import Plan
from operations.core.supply.inventory.problem import Problem
from operations.core.supply.inventory.search import Search
from operations.core.supply.inventory.state import Ground, State

TOLD_EVERY_SECONDS = 0.5


def solve(
    problem: Problem,
    options: Options,
    on_progress: OnProgress[Plan] | None = None,
    steps: int | None = None,
) -> Outcome[Plan]:
    """Search until the time is up, stopped, proven, or `steps` steps are done.

    Where nothing keeps every hard rule, the plan that breaks them least is returned with a note.
    The same seed and `steps` give the same plan.
    """
    started = time.monotonic()
    ground = Ground(problem)
    bound = lower_bound(ground)
    teller = _Teller(started, bound, on_progress)
    search = Search(ground, options.seed)

    def ended() -> bool:
        late = time.monotonic() - started >= options.seconds
        return late or options.stop.is_set() or teller.proven

    search.run(ended, teller.better, steps)
    return teller.outcome(search)


class _Teller:
    """Keeps the curve, and tells improving plans without excess at most twice a second."""

    def __init__(
        self, started: float, bound: int | None, on_progress: OnProgress[Plan] | None
    ) -> None:
        self.started, self.bound, self.on_progress = started, bound, on_progress
        self.curve: list[tuple[float, float, float | None]] = []
        self.proven = False
        self._told = float("-inf")

    def better(self, state: State, cost: int, excess_units: int) -> None:
        if excess_units:
            return
        seconds = time.monotonic() - self.started
        self.curve.append((seconds, float(cost), self.bound))
        self.proven = self.bound is not None and cost <= self.bound
        if self.on_progress is not None and seconds - self._told >= TOLD_EVERY_SECONDS:
            self._told = seconds
            self.on_progress(Progress(seconds, float(cost), self.bound, state.plan()))

    def outcome(self, search: Search) -> Outcome[Plan]:
        seconds = time.monotonic() - self.started
        if search.best is None:
            return Outcome(Status.UNKNOWN, None, None, self.bound, seconds)
        excess, cost = search.best_key
        plan = search.best.plan()
        if excess:
            status = Status.INFEASIBLE if self.bound is None else Status.UNKNOWN
            note = f"{excess} units are more than vehicles or depot have"
            return Outcome(status, plan, float(cost), None, seconds, notes=(note,))
        status = Status.OPTIMAL if self.proven else Status.FEASIBLE
        first = self.curve[0][0]
        return Outcome(status, plan, float(cost), self.bound, seconds, first, tuple(self.curve))
