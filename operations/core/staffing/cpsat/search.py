"""One CP-SAT search over a staffing model: limits, stop, progress, the best solution kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from operations.core.errors import SolverFailure
from operations.core.outcome import Options
from operations.core.staffing.cpsat.model import Model
from operations.core.staffing.cpsat.variables import Literal
from operations.core.staffing.plan import Plan
from operations.core.stopwatch import Stopwatch

PROGRESS_SECONDS = 0.5
Found = Callable[[Plan, int, float | None], None]


@dataclass(slots=True)
class Answer:
    """What one search found. cost and breaches are read from the decisions of `plan`."""

    optimal: bool = False
    infeasible: bool = False
    plan: Plan | None = None
    cost: int = 0
    breaches: int = 0
    bound: float | None = None
    first: float | None = None
    curve: list[tuple[float, float, float | None]] = field(default_factory=list)


class _Watcher(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]  # untyped base
    """Notes each improvement, shows some of them, and obeys a stop."""

    def __init__(
        self, model: Model, options: Options, watch: Stopwatch, found: Found | None
    ) -> None:
        super().__init__()
        self._model, self._options, self._found = model, options, found
        self._watch, self._shown = watch, float("-inf")
        self.curve: list[tuple[float, float, float | None]] = []

    def on_solution_callback(self) -> None:
        now = self._watch.seconds
        cost = self._model.cost(self._truth)
        breaches = self._model.breaches(self._truth)
        bound = min(self._model.bound(self.best_objective_bound, breaches), float(cost))
        self.curve.append((now, float(cost), bound))
        if self._found is not None and now - self._shown >= PROGRESS_SECONDS:
            self._shown = now
            self._found(self._model.plan(self._truth), cost, bound)
        if self._options.stop.is_set():
            self.stop_search()

    def _truth(self, literal: Literal) -> bool:
        return bool(self.boolean_value(literal))


@contextmanager
def _giving_up(
    solver: cp_model.CpSolver, watcher: _Watcher, patience: float | None
) -> Iterator[None]:
    """Ends a search that after `patience` seconds has found nothing."""

    def look() -> None:
        if not watcher.curve:
            solver.stop_search()

    if patience is None:
        yield
        return
    timer = threading.Timer(patience, look)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def search(
    model: Model,
    options: Options,
    seconds: float,
    watch: Stopwatch,
    found: Found | None = None,
    patience: float | None = None,
) -> Answer:
    """Minimize what the model was told to. Raises SolverFailure when CP-SAT rejects the model.

    seconds: wall-clock limit of this search, which CP-SAT cannot count otherwise; watch: of the
    whole solve. patience: seconds after which a search that has found nothing ends.
    """
    if seconds <= 0 or options.stop.is_set():
        return Answer()
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = max(1, options.workers)
    # One thread takes turns at what several would do at once: bounds and neighbourhoods too.
    solver.parameters.interleave_search = options.workers <= 1
    solver.parameters.random_seed = options.seed % 2**31
    watcher = _Watcher(model, options, watch, found)
    options.stop.subscribe(solver.stop_search)
    with _giving_up(solver, watcher, patience):
        status = solver.solve(model.cp, watcher)
    if status == cp_model.MODEL_INVALID:
        raise SolverFailure(f"CP-SAT rejects the roster model: {model.cp.validate()}")
    answer = Answer(status == cp_model.OPTIMAL, status == cp_model.INFEASIBLE)
    answer.curve = watcher.curve
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):

        def truth(literal: Literal) -> bool:
            return bool(solver.boolean_value(literal))

        answer.plan = model.plan(truth)
        answer.cost, answer.breaches = model.cost(truth), model.breaches(truth)
        answer.first = watcher.curve[0][0] if watcher.curve else watch.seconds
    if status != cp_model.INFEASIBLE and (answer.plan is not None or model.strict):
        answer.bound = model.bound(solver.best_objective_bound, answer.breaches)
    return answer
