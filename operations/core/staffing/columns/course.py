"""What is known while the search runs: the best roster, the bound, the time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil, inf

from operations.core.outcome import Options
from operations.core.staffing.columns.draft import Draft
from operations.core.staffing.columns.pool import Pool
from operations.core.staffing.columns.prices import FORBIDDEN
from operations.core.staffing.columns.rows import Rows
from operations.core.stopwatch import Stopwatch

OnBetter = Callable[[Draft, float], None]


@dataclass(slots=True)
class Course:
    """One search. bound: proven on rosters in which the same people keep the law, -inf while there
    is none. lawless: people whose row is as it is, since none of theirs keeps the law."""

    rows: Rows
    options: Options
    watch: Stopwatch
    on_better: OnBetter
    draft: Draft
    lawless: frozenset[int] = frozenset()
    bound: float = -inf
    pool: Pool = field(default_factory=Pool)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def seconds(self) -> float:
        return self.watch.seconds

    def over(self, share: float = 1.0) -> bool:
        late = self.seconds() > share * self.options.seconds
        return late or self.options.stop.is_set()

    def proven(self) -> bool:
        if self.bound == -inf or self.draft.unlawful > len(self.lawless):
            return False
        return self.draft.cost <= ceil(self.bound - 1e-6)

    def done(self) -> bool:
        return self.over() or self.proven()

    def planned(self) -> list[int]:
        """The people whose rows may change."""
        return [i for i, cost in enumerate(self.draft.own) if cost < FORBIDDEN]

    def offer(self, draft: Draft) -> bool:
        """Keeps the draft where it is no worse; says so where it is better."""
        with self.lock:
            new, old = (draft.unlawful, draft.cost), (self.draft.unlawful, self.draft.cost)
            if new > old:
                return False
            self.draft = draft
            if new < old:
                self.on_better(draft, self.bound)
            return True

    def raise_bound(self, bound: float) -> None:
        """Said as well, since a bound says how good the roster is."""
        with self.lock:
            if bound > self.bound:
                self.bound = bound
                self.on_better(self.draft, bound)
