"""What products compete for: room on the week's trucks and in their cold boxes, and money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from operations.core.supply.capacity import Charge
from operations.core.supply.columns.supply import active, weight
from operations.core.supply.index import Index
from operations.core.supply.network import Product
from operations.core.supply.roads import road_m

Use = list[tuple[int, float]]
"""(row, amount of it) for one unit of a variable."""


_FILLED = 0.97
"""Part of the trucks that tours fill where none has shown otherwise."""
_LEAST_FILLED = 0.8


class Shared:
    """One row for each week's volume and cold volume (in litres) and each budget (in cents).

    room: how much there is; an inactive rule has no row, and money that fixed orders may overdraw
    has none either, since the plan then may cost less than a bound within the budget.
    """

    def __init__(self, look: Index) -> None:
        self.look = look
        self.filled = _FILLED
        self.room: Any = []
        self.volume = self._fleet("vehicle_volume_kept", "volume_ml")
        self.cold = self._fleet("cold_box_kept", "cold_ml")
        self.budgets = self._budgets()
        self.room = np.array(self.room, dtype=float)

    @property
    def size(self) -> int:
        return len(self.room)

    def _row(self, room: float) -> int:
        self.room.append(room)
        return len(self.room) - 1

    def _fleet(self, code: str, size: str) -> list[int]:
        problem = self.look.problem
        if not problem.vehicles or not active(self.look, code):
            return []
        litres = sum(getattr(v, size) * len(v.days) for v in problem.vehicles) / 1000
        return [self._row(litres) for _ in range(problem.weeks)]

    def _budgets(self) -> list[tuple[int, Any]]:
        problem, products = self.look.problem, self.look.products
        if not active(self.look, "budget_kept"):
            return []
        locked = {products[lock.product].funding_line for lock in problem.order_locks}
        found = []
        for budget in problem.budgets:
            if budget.funding_line in locked:
                continue
            due = sum(
                order.due_cents
                for order in problem.on_the_way
                if budget.start_week <= order.arrival_week < budget.end_week
                and products[order.product].funding_line == budget.funding_line
            )
            found.append((self._row(max(0, budget.cents - due)), budget))
        return found

    @property
    def usual(self) -> Any:
        """What a plan should count on: loads of many sizes do not fill every truck to the top."""
        room = self.room.copy()
        room[self.volume] *= self.filled
        room[self.cold] *= _FILLED
        return room

    def expect(self, carried: Mapping[int, tuple[int, int]]) -> None:
        """From tours of weeks that had more to bring than they could: what tours fill."""
        if carried and self.volume:
            litres = sum(volume for volume, _ in carried.values()) / 1000
            part = litres / max(1.0, sum(self.room[self.volume[week]] for week in carried))
            self.filled = min(_FILLED, max(_LEAST_FILLED, part))

    def lessen(self, carried: Mapping[int, tuple[int, int]]) -> None:
        """Weeks whose tours could not bring all: from now on they have room for what these brought,
        volume and cold volume in millilitres."""
        for week, sizes in carried.items():
            kinds = (self.volume, self.cold), sizes, (self.filled, _FILLED)
            for rows, ml, part in zip(*kinds, strict=True):
                if rows:
                    self.room[rows[week]] = min(self.room[rows[week]], ml / 1000 / part)

    def taken(self, charge: Charge) -> Any:
        """What a plan has taken of every row, by what was charged for it."""
        use = np.zeros(self.size)
        use[self.volume] = np.array(charge.volume_ml)[: len(self.volume)] / 1000
        use[self.cold] = np.array(charge.cold_ml)[: len(self.cold)] / 1000
        numbers = {id(budget): k for k, budget in enumerate(self.look.problem.budgets)}
        for row, budget in self.budgets:
            use[row] = charge.money[numbers[id(budget)]]
        return use

    def transport(self, product: Product, week: int) -> Use:
        """What a pack takes of the week's trucks."""
        use: Use = []
        if self.volume:
            use.append((self.volume[week], product.pack_ml / 1000))
        if self.cold and product.cold_chain:
            use.append((self.cold[week], product.pack_ml / 1000))
        return use

    def money(self, product: Product, week: int, cents: int) -> Use:
        return [
            (row, float(cents))
            for row, budget in self.budgets
            if budget.funding_line == product.funding_line
            and budget.start_week <= week < budget.end_week
        ]

    def carry(self, product: Product, places: list[str]) -> Any:
        """Cents that bringing a pack to each place costs at least: its part of a full truck's day
        and of the way there and back (no tour is shorter than the way to its farthest stop)."""
        problem, price = self.look.problem, weight(self.look, "transport_cost")
        found = np.zeros(len(places))
        if not problem.vehicles or not active(self.look, "vehicle_volume_kept"):
            return found
        for f, place in enumerate(places):
            metres = 2 * road_m(problem, problem.depot, self.look.facilities[place])
            cents = min(
                (v.cost_per_day_cents + metres * v.cost_per_km_cents / 1000) / max(1, v.volume_ml)
                for v in problem.vehicles
            )
            found[f] = price * cents * product.pack_ml
        return found
