"""One person's rows with all totals set free and priced: what is left is what may follow what.

The dynamic programme then has one state per node, and a year of somebody's days is priced in a
millisecond. Minutes, weekends and every counter are met by prices instead (tolls): for any tolls
the least of (row's cost + tolls on its totals) and of (cost of a total - toll on it) together is
a lower bound on every lawful row (Lagrangian relaxation of "the row has this total").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from operations.core.staffing.columns import kernel
from operations.core.staffing.columns.arrays import NO, VARIANTS, Codes, Ints, Longs, Reals
from operations.core.staffing.columns.rows import PersonRows, buffers
from operations.core.staffing.columns.windows import NOTHING

ONE = np.ones(4, dtype=np.int32)
"""Totals kept apart of minutes, weekends and two counters."""
BARRED = 1 << 60
"""Above every cost of a total less its toll."""


@dataclass(frozen=True, slots=True)
class Answer:
    """value: scaled, proven on every lawful row; NO where not even a relaxed row may be.

    excess[total]: of the row, less the total that its toll would choose.
    """

    value: int
    row: Codes
    excess: Reals


class Relaxed:
    """The relaxation of one person. Totals are minutes (in units), weekends, then the counters."""

    def __init__(self, mine: PersonRows) -> None:
        self.mine, steps = mine, mine.model.automaton.steps
        whole = mine.whole
        self._adds = np.array(
            [mine.model.minutes.adds, *(counter.adds for counter in mine.model.counters)],
            dtype=np.int64,
        ).reshape(1 + len(mine.model.counters), -1)
        self._weekends = whole.costs[1] is not NOTHING
        self._costs = (whole.costs[0], *whole.costs[2:], whole.costs[1])
        self._zero = np.zeros(mine.days + 1, dtype=np.int32)
        self._none = np.zeros(1 + len(mine.model.shifts), dtype=np.int32)
        self._end_cost = np.zeros(steps.nodes, dtype=np.int64)
        self._end_week = np.zeros(steps.nodes, dtype=np.int32)
        worked = np.where(self._adds > 0, self._adds, np.nan)
        usual = [float(np.nanmean(each)) if (each > 0).any() else 1.0 for each in worked]
        self.units: Reals = np.array([*usual, 1.0])
        """What a day adds to each total, usually: tolls per unit are of one size then."""

    def cheapest(self, duals: Longs, tolls: Longs) -> Answer:
        """duals: scaled prices of lines; tolls: scaled, per unit of each total."""
        mine, auto = self.mine, self.mine.model.automaton
        steps = auto.steps
        price, variants = mine.reduced(mine.whole, duals)
        price = np.where(price >= NO, NO, price + tolls[:-1] @ self._adds)
        weekend = tolls[-1] if self._weekends else 0
        space, hubs = buffers((mine.days + 1) * steps.nodes, mine.widest)
        row = np.zeros(mine.days, dtype=np.int32)
        value = kernel.cheapest(
            space, hubs, ONE, 0, mine.days, mine.whole.start, steps.nodes,
            mine.model.kinds, price, self._none, self._none, self._none, self._zero, self._zero,
            auto.pull_at, auto.target, auto.source, auto.pull_week,
            mine.pull_price + weekend * auto.pull_week,
            auto.option_at, auto.options, auto.hub_at, auto.base, auto.member_at, auto.member,
            steps.trans, mine.trans_cost + weekend * steps.week, steps.week,
            self._end_cost, self._end_week, NOTHING, NOTHING, NOTHING, NOTHING, row,
        )  # fmt: skip
        if value >= NO or any(costs.min() >= NO for costs in self._costs):
            return Answer(NO, np.zeros(mine.days, dtype=np.int16), np.zeros(len(self.units)))
        totals = [*self._adds[:, row].sum(axis=1).tolist(), self._worked_weekends(row)]
        bound, excess = int(value), np.zeros(len(self.units))
        for i, costs in enumerate(self._costs):
            if i == len(self._costs) - 1 and not self._weekends:
                break
            rest = np.where(costs >= NO, BARRED, costs - tolls[i] * np.arange(len(costs)))
            chosen = int(rest.argmin())
            bound += int(rest[chosen])
            excess[i] = totals[i] - chosen
        served = row * VARIANTS + variants[np.arange(mine.days), row]
        return Answer(bound, np.where(row > 0, served, 0).astype(np.int16), excess)

    def _worked_weekends(self, row: Ints) -> int:
        model, steps = self.mine.model, self.mine.model.automaton.steps
        return int(
            kernel.walk(
                row, 0, self.mine.days, self.mine.whole.start, model.kinds, steps.trans,
                steps.cost, steps.week,
            )[2]
        )  # fmt: skip
