"""The first router: PyVRP, in one go where little time is given, else in rounds.

Wouda, Lan & Kool (2024), PyVRP: a high-performance VRP solver package, INFORMS Journal on
Computing 36(4). Its iterated local search stays where it has once settled: on a hundred calls with
windows fifteen seconds are hardly better than five. So it begins anew in rounds, every other one
from the best plan, and between them the tours that it met are put together (`routing_pool`).
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

import numpy
import pyvrp
from pyvrp.IteratedLocalSearch import IteratedLocalSearchCallbacks, IteratedLocalSearchParams

from operations.core.errors import SolverFailure
from operations.core.outcome import Options
from operations.core.stopwatch import Stopwatch
from operations.core.supply.routing_pool import Pool, Way, prize
from operations.core.supply.routing_problem import RoutingProblem

ROUNDS = 5
"""Rounds that the time is divided into."""
COMBINING = 0.35
"""Share of a round for putting tours together, at most."""
LAST = 0.1
"""Share of all the time for putting the tours of all workers together."""
SEEDS_APART = 1000
LOOK_EVERY_SECONDS = 0.1

Ended = Callable[[float], bool]
"""Whether a search whose best plan costs so much is over."""
OnBetter = Callable[[Pool], None]


def once(problem: RoutingProblem, options: Options, patience: int) -> tuple[Way, ...] | None:
    """One search, which ends after `patience` iterations without improvement, or with the time."""
    watch = Stopwatch(options.by_work)
    idle, least = 0, float("inf")

    def ended(cost: float) -> bool:
        nonlocal idle, least
        idle, least = (0, cost) if cost < least else (idle + 1, least)
        late = options.stop.is_set() or watch.seconds >= options.seconds
        return late or idle > patience

    found = _solve(problem, _data(problem), ended, options.seed)
    return _ways(found) if found.is_feasible() else None


def in_rounds(
    problem: RoutingProblem, options: Options, on_better: OnBetter
) -> tuple[Way, ...] | None:
    """Rounds by every worker, each a process with a seed of its own, until the time is up.

    on_better is called when this process has found a better plan.
    """
    watch, workers = Stopwatch(options.by_work), max(1, options.workers)
    apart = [_Apart(problem, options, number) for number in range(1, workers)]
    pool = Pool(problem)
    try:
        _rounds(pool, options, watch, 1 - LAST if apart else 1.0, on_better)
        for each in apart:
            best, ways = each.answer(options)
            pool.merge(ways)
            if best is not None:
                pool.take(best)
    finally:
        for each in apart:
            each.end()
    if apart and not options.stop.is_set():
        pool.combine(options.seconds - watch.seconds)
    return pool.best


def _rounds(
    pool: Pool, options: Options, watch: Stopwatch, share: float, on_better: OnBetter
) -> None:
    """Searches from the best plan and from nothing by turns, all tours put together after each, for
    a share of the time."""
    data, end = _data(pool.problem), share * options.seconds
    length, number = options.seconds / ROUNDS, 0

    def ended(until: float, cost: float = 0.0) -> bool:
        return options.stop.is_set() or watch.seconds >= min(until, end)

    told = _Candidates(pool, on_better)
    while not ended(end):
        until = watch.seconds + (1 - COMBINING) * length
        start = _solution(data, pool.best) if pool.best is not None and number % 2 else None
        seed = options.seed + number
        found = _solve(pool.problem, data, partial(ended, until), seed, start, told)
        if found.is_feasible():
            _take(pool, _ways(found), on_better)
        cost = pool.best_cost
        pool.combine(min(COMBINING * length, end - watch.seconds))
        if pool.best is not None and (not cost or pool.best_cost < cost):
            on_better(pool)
        number += 1


def _take(pool: Pool, ways: tuple[Way, ...], on_better: OnBetter) -> None:
    none, cost = pool.best is None, pool.best_cost
    pool.take(ways)
    if none or pool.best_cost < cost:
        on_better(pool)


class _Apart:
    """The same rounds in a process of its own, which may be ended at any moment."""

    def __init__(self, problem: RoutingProblem, options: Options, number: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe(duplex=False)
        seed = options.seed + number * SEEDS_APART
        own = (options.seconds, options.by_work, seed)
        self._process = context.Process(target=_child, args=(there, problem, *own), daemon=True)
        self._process.start()
        there.close()

    def answer(self, options: Options) -> tuple[tuple[Way, ...] | None, list[Way]]:
        """Its best plan and all its tours; nothing where it was stopped or broke."""
        while not self._here.poll(LOOK_EVERY_SECONDS):
            if options.stop.is_set():
                return None, []
        try:
            best, ways = self._here.recv()
        except EOFError:
            return None, []
        return best, ways

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self._here.close()


def _child(
    there: Connection, problem: RoutingProblem, seconds: float, by_work: bool, seed: int
) -> None:
    options = Options(seconds, seed=seed, by_work=by_work)
    pool = Pool(problem)
    _rounds(pool, options, Stopwatch(by_work), 1 - LAST, lambda _: None)
    there.send((pool.best, [column.way for column in pool.columns.values()]))
    there.close()


def _solve(
    problem: RoutingProblem,
    data: Any,
    ended: Ended,
    seed: int,
    start: Any = None,
    told: _Candidates | None = None,
) -> Any:
    """PyVRP's best solution.

    Raises SolverFailure when the library itself breaks.
    """
    if start is None and problem.optional:
        start = pyvrp.Solution(data, [])
    try:
        return pyvrp.solve(
            data,
            stop=ended,
            seed=seed,
            collect_stats=False,
            initial_solution=start,
            params=pyvrp.SolveParams(ils=IteratedLocalSearchParams(callbacks=told)),
        ).best
    except (RuntimeError, ValueError) as error:
        raise SolverFailure(f"PyVRP: {error}") from error


class _Candidates(IteratedLocalSearchCallbacks):  # type: ignore[misc]
    """Hands on better plans, and the lawful tours of all candidates, of unlawful plans too."""

    def __init__(self, pool: Pool, on_better: OnBetter) -> None:
        self._pool, self._on_better = pool, on_better
        self._seen: set[tuple[int, int, int, int]] = set()

    def on_start(self, ils: Any) -> None:
        self.on_best(ils.initial_solution)

    def on_best(self, best: Any) -> None:
        if best.is_feasible():
            _take(self._pool, _ways(best), self._on_better)

    def on_iteration(self, current: Any, candidate: Any, best: Any, cost_evaluator: Any) -> None:
        for route in candidate.routes():
            # Reading a tour takes longer than looking whether one that is as long was seen before.
            looks = (route.vehicle_type(), route.num_clients(), route.distance(), route.duration())
            if looks not in self._seen and route.is_feasible():
                self._seen.add(looks)
                way = _way(route)
                if way.calls:
                    self._pool.add(way)


def _ways(solution: Any) -> tuple[Way, ...]:
    return tuple(way for way in map(_way, solution.routes()) if way.calls)


def _way(route: Any) -> Way:
    calls = tuple(step.idx + 1 for step in route if step.is_client())
    return Way(route.vehicle_type(), calls, int(route.start_time()))


def _solution(data: Any, ways: tuple[Way, ...]) -> Any:
    routes = [pyvrp.Route(data, [call - 1 for call in way.calls], way.truck) for way in ways]
    return pyvrp.Solution(data, routes)


def _data(problem: RoutingProblem) -> Any:
    """The problem in PyVRP's words; location 0 is the depot."""
    clients = [
        pyvrp.Client(
            k,
            delivery=[call.volume, call.cold],
            service_duration=call.service,
            tw_early=call.earliest,
            tw_late=call.latest,
            required=not problem.optional,
            prize=prize(problem) if problem.optional else 0,
        )
        for k, call in enumerate(problem.calls, 1)
    ]
    trucks = [
        pyvrp.VehicleType(
            num_available=truck.count,
            capacity=[truck.volume, truck.cold],
            fixed_cost=truck.fixed_cost,
            tw_early=truck.earliest,
            tw_late=min(truck.latest, problem.depot_latest),
            shift_duration=truck.shift,
            unit_distance_cost=truck.unit_cost,
        )
        for truck in problem.trucks
    ]
    return pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in range(len(clients) + 1)],
        clients,
        [pyvrp.Depot(0, tw_late=problem.depot_latest)],
        trucks,
        [numpy.array(problem.distance, dtype=numpy.int64)],
        [numpy.array(problem.duration, dtype=numpy.int64)],
    )
