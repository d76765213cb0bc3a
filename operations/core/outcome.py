"""What a solver is asked and what it answers, the same for every family."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

PlanT = TypeVar("PlanT")


class Status(StrEnum):
    """How a search ended. Infeasible and out of time are answers, never exceptions."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


class Stop:
    """A request to end the search and keep the best plan so far; safe from any thread.

    A signal handler sets it; solvers subscribe what must happen at once (`stop_search`).
    """

    def __init__(self) -> None:
        self._event = threading.Event()
        self._callbacks: list[Callable[[], object]] = []

    def set(self) -> None:
        self._event.set()
        for callback in tuple(self._callbacks):
            callback()

    def is_set(self) -> bool:
        return self._event.is_set()

    def subscribe(self, callback: Callable[[], object]) -> None:
        self._callbacks.append(callback)
        if self._event.is_set():
            callback()


@dataclass(frozen=True, slots=True)
class Options:
    """Limits of one search: seconds, solver threads, random seed.

    by_work: the seconds are of processor time, as `stopwatch` counts them, by engines that can;
    otherwise of the wall clock, since a person waits.
    """

    seconds: float = 30.0
    workers: int = 1
    seed: int = 1
    stop: Stop = field(default_factory=Stop, compare=False)
    by_work: bool = False


@dataclass(frozen=True, slots=True)
class Progress(Generic[PlanT]):
    """An improving answer while the search runs; `plan` is complete and may be kept."""

    seconds: float
    cost: float
    bound: float | None = None
    plan: PlanT | None = None
    hard: int | None = None
    """Hard breaches of it, which come before any cost; None where a search does not count them."""


OnProgress = Callable[[Progress[PlanT]], None]


@dataclass(frozen=True, slots=True)
class Outcome(Generic[PlanT]):
    """The answer of `solve`; the judge has the last word on what the plan costs.

    cost: the solver's own figure for `plan`, None without one.
    bound: proven lower bound on the cost of any plan, or None when there is none.
    curve: (seconds, cost, bound) at each improvement.
    """

    status: Status
    plan: PlanT | None
    cost: float | None
    bound: float | None
    seconds: float
    first_seconds: float | None = None
    curve: tuple[tuple[float, float, float | None], ...] = ()
    notes: tuple[str, ...] = ()
    losses: tuple[tuple[str, float], ...] = ()
    """What each stage of the search added to the cost beyond the bound, where the engine says."""

    @property
    def gap(self) -> float | None:
        """(cost - bound) / max(|cost|, 1), a fraction; None without a plan or a bound."""
        if self.cost is None or self.bound is None:
            return None
        return max(0.0, (self.cost - self.bound) / max(abs(self.cost), 1.0))
