"""The engine as the family's door sees it: a problem in, plans out while it runs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle

from operations.core.beds.annealing import programme
from operations.core.beds.annealing.programme import Clock, Heat
from operations.core.beds.annealing.tables import Tables
from operations.core.beds.annealing.walk import MIXES, Best, Walk
from operations.core.beds.plan import Plan
from operations.core.outcome import Options
from operations.core.stopwatch import Stopwatch

OnPlan = Callable[[Plan], None]

LOOK_SECONDS = 0.2
RAMPS = (0.2, 0.0)
"""Of the time, until hard rules bind: by worker, in turns."""


@dataclass(slots=True)
class Team:
    """Walks side by side, each with its own seed and heat."""

    tables: Tables
    walks: list[Walk]
    errors: list[BaseException]

    def best(self) -> Best | None:
        found = [walk.best for walk in self.walks if walk.best is not None]
        return min(found, key=lambda best: (best.hard, best.cost), default=None)


def anneal(
    tables: Tables, options: Options, seconds: float, on_plan: OnPlan, start: Plan | None = None
) -> Plan | None:
    """The best plan found in `seconds`, or until a stop is asked for."""
    count = max(1, options.workers)
    seeds = range(options.seed * 1000, options.seed * 1000 + count)
    walks = [Walk(tables, seed, mix) for seed, mix in zip(seeds, cycle(MIXES))]
    team = Team(tables, walks, [])
    over = threading.Event()
    watch = Stopwatch(options.by_work, options.workers)
    clock = Clock(seconds, lambda: options.stop.is_set() or over.is_set(), watch)
    warm = programme.heat(tables)
    threads = [
        threading.Thread(target=_work, args=(team, n, clock, warm, start)) for n in range(count)
    ]
    for thread in threads:
        thread.start()
    try:
        _tell(team, threads, on_plan)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    if team.errors:
        raise team.errors[0]
    best = team.best()
    return None if best is None else tables.plan(best.place, best.nurse)


def _work(team: Team, number: int, clock: Clock, warm: Heat, start: Plan | None) -> None:
    walk = team.walks[number]
    try:
        if start is not None:
            walk.to(*team.tables.arrays(start, walk.state.nurse))
        walk.fill()
        programme.search(walk, clock, warm, RAMPS[number % len(RAMPS)], team.best)
    except BaseException as error:  # noqa: BLE001  (carried to the caller)
        team.errors.append(error)


def _tell(team: Team, threads: list[threading.Thread], on_plan: OnPlan) -> None:
    """Plans that are better than what was told, while the threads run."""
    told: Best | None = None
    while any(thread.is_alive() for thread in threads):
        for thread in threads:
            thread.join(LOOK_SECONDS / len(threads))
        best = team.best()
        if best is not None and best is not told:
            told = best
            on_plan(team.tables.plan(best.place, best.nurse))
