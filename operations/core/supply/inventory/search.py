"""Ruin and recreate: some customers lose all their visits and get the best ones again.

Schrimpf et al. (2000), Record breaking optimization results using the ruin and recreate principle,
J. Computational Physics 159; Christiaens & Vanden Berghe (2020), Slack induction by string
removals, Transportation Science 54(2). Between them quantities are set by a minimum-cost flow.
Cooling runs in rounds that double, counted in steps and not in seconds: the same seed walks the
same way, only the clock decides how far.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from operations.core.supply.inventory import schedule
from operations.core.supply.inventory.flow import Quantities
from operations.core.supply.inventory.state import Ground, State

FIRST_ROUND_STEPS = 500
HOTTEST, COLDEST = 0.003, 0.00003
"""Temperatures as a share of the first cost."""
MOST_RUINED = 10
LOOK_EVERY = 50
"""Steps after which the price of overload follows how many states were overloaded."""


class Search:
    """best: the cheapest state without excess so far, else the cheapest at the price of excess."""

    def __init__(self, ground: Ground, seed: int) -> None:
        self.ground = ground
        self.quantities = Quantities(ground)
        self.random = random.Random(seed)  # noqa: S311  (a search, not a secret)
        farthest = max(max(row) for row in ground.problem.distance)
        self.price = self.floor = max(1, 2 * farthest // max(1, ground.problem.vehicle_units))
        self.best: State | None = None
        self.best_key: tuple[int, int] = (0, 0)
        self.overloaded = 0

    def run(
        self,
        ended: Callable[[], bool],
        on_better: Callable[[State, int, int], None],
        steps: int | None = None,
    ) -> None:
        """Search until `ended`, at most `steps`; `on_better(state, cost, excess_units)`."""
        now = self._first()
        self._keep(now, on_better)
        done, length = 0, FIRST_ROUND_STEPS
        while True:
            for step in range(length):
                if ended() or (steps is not None and done >= steps):
                    return
                share = HOTTEST * (COLDEST / HOTTEST) ** (step / length)
                now = self._step(now, share * self.best_key[1], on_better)
                done += 1
                if done % LOOK_EVERY == 0:
                    self._reprice()
            length *= 2
            now = (self.best or now).copy()

    def _first(self) -> State:
        state = State(self.ground)
        order = sorted(self.ground.customers, key=lambda k: -sum(self.ground.demand[k]))
        for customer in order:
            schedule.insert(state, customer, self.price)
        state.shorten()
        self.quantities.improve(state, self.price)
        return state

    def _keep(self, state: State, on_better: Callable[[State, int, int], None]) -> None:
        excess = state.excess_units()
        cost = state.way_cost() + state.holding_cost()
        if self.best is None or (excess, cost) < self.best_key:
            self.best, self.best_key = state.copy(), (excess, cost)
            on_better(state, cost, excess)

    def _worth(self, state: State) -> int:
        return state.way_cost() + state.holding_cost() + self.price * state.excess_units()

    def _step(
        self, now: State, heat: float, on_better: Callable[[State, int, int], None]
    ) -> State:
        following = now.copy()
        for customer in self._ruin(following):
            schedule.insert(following, customer, self.price)
        following.shorten()
        limit = self._worth(now) - heat * math.log(1.0 - self.random.random())
        excess = following.excess_units()
        if self._worth(following) - self.price * excess < limit * 1.002:
            self.quantities.improve(following, self.price)
            excess = following.excess_units()
            self._keep(following, on_better)
            self.overloaded += excess > 0
            if self._worth(following) < limit:
                return following
        return now

    def _ruin(self, state: State) -> list[int]:
        """Take some customers out and name them in the order in which they come back."""
        customers = list(self.ground.customers)
        if not customers:
            return []
        pick = self.random
        count = min(len(customers), pick.randint(1, MOST_RUINED))
        kind = pick.random()
        if kind < 0.7:
            seed = pick.choice(customers)
            pool = [seed, *self.ground.near[seed][: 2 * count]]
            chosen = [seed, *pick.sample(pool[1:], min(count - 1, len(pool) - 1))]
        elif kind < 0.85:
            tours = [tour for routes in state.routes for tour in routes if tour]
            chosen = list(pick.choice(tours)[:MOST_RUINED]) if tours else customers[:count]
        else:
            chosen = pick.sample(customers, count)
        for customer in chosen:
            state.take_out(customer)
        self._order(chosen)
        return chosen

    def _order(self, chosen: list[int]) -> None:
        pick = self.random
        pick.shuffle(chosen)
        kind = pick.random()
        if kind < 0.3:
            chosen.sort(key=lambda k: -sum(self.ground.demand[k]))
        elif kind < 0.5:
            chosen.sort(key=lambda k: -self.ground.problem.distance[0][k])

    def _reprice(self) -> None:
        """Dearer when most states carry too much, cheaper when hardly any does."""
        if self.overloaded > 0.6 * LOOK_EVERY:
            self.price = self.price * 5 // 4 + 1
        elif self.overloaded < 0.3 * LOOK_EVERY:
            self.price = max(1, self.floor // 20, self.price * 9 // 10)
        self.overloaded = 0
