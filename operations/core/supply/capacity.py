"""What is left of money, trucks, cold boxes and fridges while products are planned in turn."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from operations.core.supply.index import Index
from operations.core.supply.network import Budget, Product, expiry_week
from operations.core.supply.tour_room import TourRoom


@dataclass(frozen=True, slots=True)
class Charge:
    """What a product's plan takes, as numbers in the order of `Capacity`'s own."""

    money: tuple[float, ...]
    volume_ml: tuple[float, ...]
    cold_ml: tuple[float, ...]
    chilled_ml: dict[tuple[str, int], float]

    def chilled(self) -> Charge:
        """What it takes of fridges alone."""
        nothing = (0.0,) * len(self.volume_ml)
        return Charge((0.0,) * len(self.money), nothing, nothing, self.chilled_ml)


class Capacity:
    """Residuals that every product draws from; an inactive rule leaves its residual unlimited.

    tours: what a week's routes can bring to a facility, once known.
    """

    def __init__(self, look: Index) -> None:
        self.look = look
        self.money: list[float] = [b.cents for b in look.problem.budgets]
        self.volume_ml = self._fleet("vehicle_volume_kept", "volume_ml")
        self.cold_ml = self._fleet("cold_box_kept", "cold_ml")
        self.tours: TourRoom | None = None
        self._chilled: defaultdict[tuple[str, int], float] = defaultdict(float)
        self._charge_orders_on_the_way()
        for product in look.problem.products:
            if product.cold_chain:
                for place, units in runoff(look, product).items():
                    self.chill(product, place, units)

    def mark(self) -> Charge:
        """All that is taken so far, to tell what a plan takes that is made now."""
        return Charge(
            tuple(self.money), tuple(self.volume_ml), tuple(self.cold_ml), dict(self._chilled)
        )

    def since(self, mark: Charge) -> Charge:
        """What was taken since."""
        chilled = {
            key: ml - mark.chilled_ml.get(key, 0.0)
            for key, ml in self._chilled.items()
            if ml != mark.chilled_ml.get(key, 0.0)
        }
        return Charge(
            _less(mark.money, self.money),
            _less(mark.volume_ml, self.volume_ml),
            _less(mark.cold_ml, self.cold_ml),
            chilled,
        )

    def charge(self, taken: Charge, sign: int = 1) -> None:
        """Take that again, or give it back (sign -1)."""
        for left, units in (
            (self.money, taken.money),
            (self.volume_ml, taken.volume_ml),
            (self.cold_ml, taken.cold_ml),
        ):
            left[:] = [have - sign * each for have, each in zip(left, units, strict=True)]
        for key, ml in taken.chilled_ml.items():
            self._chilled[key] += sign * ml

    def active(self, code: str) -> bool:
        policy = self.look.problem.policies.get(code)
        return policy is None or policy.active

    def _fleet(self, code: str, size: str) -> list[float]:
        problem = self.look.problem
        if not problem.vehicles or not self.active(code):
            return [math.inf] * problem.weeks
        week_ml: float = sum(getattr(v, size) * len(v.days) for v in problem.vehicles)
        return [week_ml] * problem.weeks

    def _charge_orders_on_the_way(self) -> None:
        for order in self.look.problem.on_the_way:
            self.spend(self.look.products[order.product], order.arrival_week, order.due_cents)

    def money_cents(self, product: Product, week: int) -> float:
        """What may still be spent on the product's funding line for orders of this week."""
        if not self.active("budget_kept"):
            return math.inf
        left = [self.money[k] for k in self._budgets(product, week)]
        return max(0, min(left)) if left else math.inf

    def budget_cents(self, budget: Budget) -> float:
        """What is left of one budget."""
        return self.money[self.look.problem.budgets.index(budget)]

    def spend(self, product: Product, week: int, cents: int) -> None:
        for k in self._budgets(product, week):
            self.money[k] -= cents

    def _budgets(self, product: Product, week: int) -> list[int]:
        return [
            k
            for k, budget in enumerate(self.look.problem.budgets)
            if budget.funding_line == product.funding_line
            and budget.start_week <= week < budget.end_week
        ]

    def truck_packs(self, product: Product, week: int) -> int | None:
        """Packs that the week's trucks can still take; None without limit."""
        left = self.volume_ml[week]
        if product.cold_chain:
            left = min(left, self.cold_ml[week])
        return _packs(left, product)

    def facility_packs(self, product: Product, facility: str, week: int) -> int | None:
        """Packs that the known routes can still bring to the facility; None without limit."""
        if self.tours is None:
            return None
        return _packs(self.tours.room_ml(product, facility, week), product)

    def fridge_packs(self, product: Product, facility: str, week: int) -> int | None:
        """Packs that the fridge can take now without being overfull in any later week."""
        room = self.look.facilities[facility].fridge_ml
        if room is None or not product.cold_chain or not self.active("fridge_volume_kept"):
            return None
        later = range(week, self.look.problem.weeks)
        return _packs(room - max(self._chilled[facility, w] for w in later), product)

    def chill(self, product: Product, facility: str, units: list[int], sign: int = 1) -> None:
        """Reserve (or free) the fridge room of these units, week by week."""
        for week, held in enumerate(units):
            self._chilled[facility, week] += sign * held * product.pack_ml / product.pack_units

    def fill_fridges(self, ml: Mapping[tuple[str, int], float]) -> None:
        """What stands in each facility's fridge in each week is known."""
        self._chilled = defaultdict(float, ml)

    def load(self, product: Product, facility: str, week: int, packs: int) -> None:
        volume = packs * product.pack_ml
        self.volume_ml[week] -= volume
        if self.tours is not None:
            self.tours.load(product, facility, week, volume)
        if product.cold_chain:
            self.cold_ml[week] -= volume


def _less(before: Iterable[float], after: Iterable[float]) -> tuple[float, ...]:
    """What is less of each; nothing of what has no limit."""
    return tuple(
        0.0 if old == math.inf else old - new for old, new in zip(before, after, strict=True)
    )


def _packs(left_ml: float, product: Product) -> int | None:
    if left_ml == math.inf or product.pack_ml == 0:
        return None if left_ml > 0 or product.pack_ml == 0 else 0
    return max(0, int((left_ml + 1e-6) // product.pack_ml))


def runoff(look: Index, product: Product) -> dict[str, list[int]]:
    """Units on each facility's shelf before each week's use if nothing were ever delivered."""
    unused = (0,) * look.problem.weeks
    weekly = {lot.facility: unused for lot in look.lots[product.id]}
    weekly.update({d.facility: d.expected_units for d in look.demands[product.id]})
    weekly.pop(look.depot, None)
    return {
        place: shelf_runoff(
            sorted(
                [expiry_week(lot.expiry_day), lot.units]
                for lot in look.lots[product.id]
                if lot.facility == place
            ),
            units,
            0,
        )
        for place, units in weekly.items()
    }


def shelf_runoff(lots: list[list[int]], weekly_units: tuple[int, ...], start: int) -> list[int]:
    """Units before use in each week (0 before `start`); `lots` are [expiry week, units], sorted."""
    lots = [list(lot) for lot in lots]
    held = [0] * start
    for week in range(start, len(weekly_units)):
        lots = [lot for lot in lots if lot[0] > week]
        held.append(sum(units for _, units in lots))
        wanted = weekly_units[week]
        for lot in lots:
            used = min(wanted, lot[1])
            lot[1] -= used
            wanted -= used
    return held
