"""The engine as the family's door sees it: a problem in, an answer out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import ceil, inf

from operations.core.outcome import Options
from operations.core.staffing.columns import engine
from operations.core.staffing.columns.draft import Draft
from operations.core.staffing.columns.rows import Rows
from operations.core.staffing.cpsat.model import Model
from operations.core.staffing.cpsat.search import search
from operations.core.staffing.people import Person
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.stopwatch import Stopwatch

SHOW_SECONDS = 0.5
LONE_SHARE = 0.1
"""Of the time, for the rows of people who cannot keep the law."""
Found = Callable[[Plan, int, float | None], None]


@dataclass(slots=True)
class Generated:
    """What the search found. cost: by the engine's own rules, of people with a lawful row.

    unlawful: rows that break hard rules, and people that minimums lack where these are law.
    lawless: ids of people who have no lawful row; theirs breaks as little as was found.
    bound: None where none is proven, or a hard rule is broken.
    """

    plan: Plan
    cost: int
    bound: float | None
    proven: bool
    unlawful: int
    lawless: tuple[str, ...]
    first: float | None
    curve: list[tuple[float, float, float | None]] = field(default_factory=list)


class _Watcher:
    """Notes each improvement, and shows some of them."""

    def __init__(self, watch: Stopwatch, found: Found | None) -> None:
        self._watch, self._found, self._shown = watch, found, -inf
        self.first: float | None = None
        self.curve: list[tuple[float, float, float | None]] = []

    def __call__(self, draft: Draft, bound: float) -> None:
        now = self._watch.seconds
        if not draft.unlawful and self.first is None:
            self.first = now
        known = whole(bound)
        self.curve.append((now, float(draft.cost), known))
        if self._found is not None and now - self._shown >= SHOW_SECONDS:
            self._shown = now
            self._found(draft.plan(), draft.cost, known)


def whole(bound: float) -> float | None:
    """Costs are whole numbers: so is what bounds them. None where it is below nothing, as that of
    a programme cut short may be: it says no more than that there is none."""
    if bound == -inf or ceil(bound - 1e-6) < 0:
        return None
    return float(ceil(bound - 1e-6))


def generate(
    problem: Problem,
    options: Options,
    watch: Stopwatch,
    found: Found | None = None,
    known: Plan | None = None,
) -> Generated | None:
    """The best roster in the time that `options` give on the `watch`, `known` or one that is no
    worse. None where
    somebody without a lawful row was locked to two shifts a day: no row can say that."""
    rows = Rows(problem)
    watcher = _Watcher(watch, found)
    lawless = rows.lawless()
    kept: dict[int, Plan] = {}
    for index in lawless:
        seconds = max(0.5, LONE_SHARE * options.seconds / len(lawless))
        kept[index] = _least_broken(problem, problem.people[index], options, seconds)
        cells = {(cell.person, cell.day) for cell in kept[index].assignments}
        if len(cells) < len(kept[index].assignments):
            return None
    result = engine.run(rows, options, watch, watcher, kept, known)
    return Generated(
        result.draft.plan(),
        result.draft.cost,
        None if result.draft.unlawful else whole(result.bound),
        result.proven() and not lawless,
        result.draft.unlawful,
        tuple(problem.people[index].id for index in lawless),
        watcher.first,
        watcher.curve,
    )


def _least_broken(problem: Problem, person: Person, options: Options, seconds: float) -> Plan:
    """A row for somebody whom locks or history leave no lawful one."""
    alone = replace(
        problem,
        people=(person,),
        cover=(),
        requests=tuple(wish for wish in problem.requests if wish.person == person.id),
        locks=tuple(lock for lock in problem.locks if lock.person == person.id),
        previous=None,
    )
    model = Model(alone, strict=False)
    model.minimize()
    one = replace(options, workers=1)
    return search(model, one, seconds, Stopwatch()).plan or Plan()
