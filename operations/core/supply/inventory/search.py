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
HOTTEST, COLDEST = 0.002, 0.00003
"""Temperatures as a share of the first cost."""
MOST_RUINED = 10
SHUN = 0.2
"""Share of the periods that a customer is not offered on a whim."""
HOPE_FOR_ROUTES, HOPE_FOR_UNITS = 1.02, 1.002
"""Costs above the limit at which improving routes, then quantities, may still bring it down."""
LOOK_EVERY = 50
"""Changed states after which the price of overload follows how many states were overloaded."""


class Search:
    """best: the cheapest state so far of those with the least excess (mostly none).

    dear: a price at which a unit too much never pays; price: what the search goes by now.
    """

    def __init__(self, ground: Ground, seed: int) -> None:
        self.ground = ground
        self.quantities = Quantities(ground)
        self.random = random.Random(seed)  # noqa: S311  (a search, not a secret)
        farthest = max(max(row) for row in ground.problem.distance)
        unit = 2 * farthest // ground.problem.vehicle_units + max(ground.price)
        self.dear = 1 + 10 * (2 * farthest + max(ground.price) * ground.periods)
        self.price = self.floor = 1 + unit
        self.best: State | None = None
        self.best_key: tuple[int, int] = (0, 0)
        self.seen = self.overloaded = 0

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
                if self.seen >= LOOK_EVERY:
                    self._reprice()
            length *= 2
            now = (self.best or now).copy()

    def _first(self) -> State:
        state = State(self.ground)
        order = sorted(self.ground.customers, key=lambda k: -sum(self.ground.demand[k]))
        for customer in order:
            schedule.insert(state, customer, self.dear)
        state.shorten()
        self.quantities.improve(state, self.dear)
        return state

    def _keep(self, state: State, on_better: Callable[[State, int, int], None]) -> None:
        excess = state.excess_units()
        cost = state.cost()
        if self.best is None or (excess, cost) < self.best_key:
            self.best, self.best_key = state.copy(), (excess, cost)
            on_better(state, cost, excess)

    def _step(self, now: State, heat: float, on_better: Callable[[State, int, int], None]) -> State:
        """The state to go on from: the changed one where it is good enough, else `now`."""
        following = now.copy()
        for customer in self._ruin(following):
            schedule.insert(following, customer, self.price, self._whim())
        limit = sum(now.worth(self.price)) - heat * math.log(1.0 - self.random.random())
        if following.worth(self.price)[0] > limit * HOPE_FOR_ROUTES:
            return now
        following.shorten()
        if following.worth(self.price)[0] > limit * HOPE_FOR_UNITS:
            return now
        self.quantities.improve(following, self.price)
        self._keep(following, on_better)
        cost, excess = following.worth(self.price)
        self.seen += 1
        self.overloaded += excess > 0
        if excess and (self.best_key[0] or cost < self.best_key[1]):
            self._repair(following, on_better)
        return following if cost + excess < limit else now

    def _repair(self, state: State, on_better: Callable[[State, int, int], None]) -> None:
        """Try whether other quantities alone bring a promising state within its vehicles."""
        state = state.copy()
        self.quantities.improve(state, self.dear)
        self._keep(state, on_better)

    def _whim(self) -> schedule.Whim:
        """Half of the time none."""
        pick = self.random.random
        if pick() < 0.5:
            return schedule.Whim()
        periods = range(self.ground.periods)
        shunned = frozenset(period for period in periods if pick() < SHUN)
        return schedule.Whim(shunned, pick() < 0.5)

    def _ruin(self, state: State) -> list[int]:
        """Take some customers out and name them in the order in which they come back."""
        customers = list(self.ground.customers)
        if not customers:
            return []
        pick = self.random
        count = min(len(customers), pick.randint(1, pick.randint(1, MOST_RUINED)))
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
        self.seen = self.overloaded = 0
