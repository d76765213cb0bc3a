"""One product as a linear programme over its facilities' choices, and as a whole one.

A choice is what a facility gets in every week, in packs. The depot's lots, orders and the network's
level are rows; what other products compete for (trucks, cold boxes, money) enters by its price, or
by what is left of it. GLOP for the linear programme, SCIP for the whole one, through MathOpt.
"""

from __future__ import annotations

import datetime
import math
from collections import Counter
from typing import Any

import numpy as np
from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2
from ortools.math_opt.solvers.gscip import gscip_pb2

from operations.core.errors import SolverFailure
from operations.core.supply.columns.answers import Answer, Chosen, Part
from operations.core.supply.columns.dated import Dated
from operations.core.supply.columns.even import evened
from operations.core.supply.columns.pairs import Visits
from operations.core.supply.columns.rows import Choice, Rows
from operations.core.supply.columns.shared import Shared
from operations.core.supply.columns.simplex import Simplex
from operations.core.supply.columns.supply import weight
from operations.core.supply.index import Index
from operations.core.supply.network import Product

_THREADS = 1
"""HiGHS keeps one scheduler per process: solves with another number would return nothing."""
LIMITS = mathopt.SolveParameters(
    time_limit=datetime.timedelta(seconds=60),
    highs=highs_pb2.HighsOptionsProto(int_options={"threads": _THREADS}),
)
_ROUNDS = 12
_WIDENINGS = 6
_PART = 1e-6
_ROUNDINGS = (1e-6, 0.5, 1 - 1e-6)
_TOLERANCE = 1e-3
"""Part of the cost that a better whole choice must save to be looked for."""
_IDLE_NODES = 2_000
_CLOSE = 1e-4
"""Part of the cost below which a better choice is not looked for."""
_FEW_CUTS = {"separating/maxroundsroot": 3, "separating/maxrounds": 0}
"""SCIP's rounds of cuts: after these the bound moves no more, and plans are found by branching."""
_WORK, _WALL = 1, 2
"""SCIP's clocks."""

OPTIMAL = mathopt.TerminationReason.OPTIMAL


def solved(
    model: mathopt.Model,
    limits: mathopt.SolveParameters,
    solver: mathopt.SolverType = mathopt.SolverType.HIGHS,
) -> Any:
    """The solver's result, or None where it broke."""
    try:
        return mathopt.solve(model, solver, params=limits)
    except (RuntimeError, ValueError, AttributeError):
        return None


def clock_type(by_work: bool) -> int:
    """SCIP's clock of processor time, or the one on the wall."""
    return _WORK if by_work else _WALL


class Programme(Rows):
    """One product's model solved; prices and limits of what is shared change between solves."""

    def __init__(
        self, look: Index, product: Product, shared: Shared, visits: Visits | None = None
    ) -> None:
        self._simplex: Simplex | None = None
        self._priced: Any = None
        self.dated: Dated | None = None
        self.placed: list[float] = []
        """How far each order is placed in the last answer."""
        super().__init__(look, product, shared, visits)

    def _enter(self, choice: Choice, cost: float, lacking: Any, drops: Any) -> None:
        super()._enter(choice, cost, lacking, drops)
        if self.dated is not None:
            self.dated.enter(choice)

    def price(self, prices: Any) -> None:
        """Cents a unit of each shared row."""
        if self._priced is not None and np.array_equal(prices, self._priced):
            return
        self._priced = prices.copy()
        for variable, cents, use in self.base:
            total = cents + sum(prices[row] * amount for row, amount in use)
            self.model.objective.set_linear_coefficient(variable, total)

    def solve(self, prices: Any, rounds: int = _ROUNDS) -> Answer:
        """Choices are added until none is better; the bound holds after any round."""
        self.price(prices)
        bound = -math.inf
        for _ in range(rounds):
            result = self._optimum()
            duals = result.dual_values
            packs, drops, value = self.best(*self._dual_prices(duals))
            gain = value - np.array(duals(self.one))
            objective = result.objective_value()
            bound = max(bound, objective + float(np.minimum(gain, 0.0).sum()))
            done = objective - bound <= _CLOSE * abs(objective + self.constant) + 1e-6
            if done and self._lacks(result):
                self.share_shortage()
            elif done or not self.add(packs, drops, np.flatnonzero(gain < -1e-7).tolist()):
                break
        self.placed = result.variable_values([taken for _, _, taken in self.orders])
        use = self._use(result)
        cost = objective - float(use @ prices)
        return Answer(cost + self.constant, bound + self.constant, use)

    def _optimum(self) -> Any:
        """GLOP from where it left off; where numbers trouble it, HiGHS from the start."""
        if self._simplex is None:
            self._simplex = Simplex(self.model)
        found = self._simplex.optimum()
        if found is not None:
            return found
        self._simplex.close()
        self._simplex = None
        result = solved(self.model, LIMITS)
        if result is None or result.termination.reason is not OPTIMAL:
            raise SolverFailure(
                f"product {self.product.id}: neither GLOP nor HiGHS found an optimum"
            )
        return result

    def _lacks(self, result: Any) -> bool:
        """Whether shortage is to be shared and is not yet."""
        if self.parts or len(self.pairs.places) < 2 or not weight(self.look, "shortage_shared"):
            return False
        values = result.variable_values([choice.variable for choice in self.choices])
        short = sum(v * choice.short for v, choice in zip(values, self.choices, strict=True))
        return bool(short > self.product.pack_units)

    def _dual_prices(self, duals: Any) -> tuple[Any, ...]:
        """Cents a pack by (facility and) week, a unit short by week, a pack carried past an expiry,
        a unit short by facility, and a unit thrown away at an expiry."""
        ship = np.array(duals(self.ship))
        full = -np.array(duals(self.room)) if self.room else np.zeros(0)
        blame = np.zeros(len(self.pairs.places))
        if self.parts:
            blame = np.array(duals(self.parts)) - duals(self.part_of_all)
        weeks = self.look.problem.weeks
        for i, end in enumerate(self.expiry):
            ship[:end] -= full[i]
        short = np.full(weeks, self.short)
        for week, row in self.level.items():
            short[:week] -= duals(row)
        discard = np.full((len(self.pairs.places), len(self.expiry)), self.discard)
        for i, end in enumerate(self.expiry):
            by = self.gone_by[int(end)]
            discard[:, i] += sum(duals(row) for week, row in self.level.items() if by <= week)
        if self.dated is not None:
            room, spoilt = self.dated.prices(duals)
            ship, discard = ship - room, discard - spoilt
        return ship, short, full, blame, discard

    def _use(self, result: Any) -> Any:
        use = np.zeros(self.shared.size)
        values = result.variable_values([variable for variable, _, _ in self.base])
        for value, (_, _, rows) in zip(values, self.base, strict=True):
            for row, amount in rows:
                use[row] += amount * value
        return use

    def whole(
        self, part: Part, seconds: float, by_work: bool = False, enough: float = 0.0
    ) -> Chosen | None:
        """The best whole choices within a part of every shared row; None without any. by_work:
        the seconds are of processor time. enough: cents that better choices must save to be looked
        for."""
        self.price(np.zeros(self.shared.size))
        rows, beyond = self._limit_shared(part)
        self.dated = Dated.of(self)
        for choice in self.choices:
            choice.variable.upper_bound = 0.0 if choice.closed else 1.0
        self._widen()
        self._integer(True)
        result = self._branch(seconds, by_work, enough)
        chosen = None if result is None else self._shared_out(self._chosen(result), part)
        self._integer(False)
        for choice in self.choices:
            choice.variable.upper_bound = 0.0 if choice.closed else math.inf
        for constraint in rows:
            self.model.delete_linear_constraint(constraint)
        for variable in beyond:
            self.model.delete_variable(variable)
        self.dated.leave()
        self.dated = None
        return chosen

    def _shared_out(self, chosen: Chosen, part: Part) -> Chosen:
        """The choices as evenly as packs allow, with no more of what is shared beyond the own part
        than is paid for."""
        return evened(self, chosen, np.minimum(part.own, part.most) - self.use_of(chosen))

    def _branch(self, seconds: float, by_work: bool, enough: float) -> Any:
        """SCIP's best whole choices, which it finds far sooner than HiGHS; it ends by itself once
        many nodes bring nothing better. Its full presolve takes half of the time and saves none."""
        limits = mathopt.SolveParameters(
            time_limit=datetime.timedelta(seconds=max(0.05, seconds)),
            relative_gap_tolerance=_TOLERANCE,
            absolute_gap_tolerance=enough,
            threads=1,
            gscip=gscip_pb2.GScipParameters(
                presolve=gscip_pb2.GScipParameters.FAST,
                int_params={"timing/clocktype": clock_type(by_work), **_FEW_CUTS},
                long_params={"limits/stallnodes": _IDLE_NODES},
            ),
        )
        result = solved(self.model, limits, mathopt.SolverType.GSCIP)
        feasible = result is not None and result.has_primal_feasible_solution()
        return result if feasible else None

    def _limit_shared(self, part: Part) -> tuple[list[Any], list[Any]]:
        """Rows for what the variables take of what is shared, and what is taken beyond the own part
        at its price."""
        rows: dict[int, Any] = {}
        beyond = []
        for variable, _, use in self.base:
            for row, amount in use:
                if row not in rows:
                    own, most = max(0.0, float(part.own[row])), max(0.0, float(part.most[row]))
                    rows[row] = self.model.add_linear_constraint(ub=min(own, most))
                    if most > own:
                        more = self.model.add_variable(lb=0, ub=most - own)
                        self.model.objective.set_linear_coefficient(more, float(part.worth[row]))
                        rows[row].set_coefficient(more, -1)
                        beyond.append(more)
                rows[row].set_coefficient(variable, float(amount))
        return list(rows.values()), beyond

    def _integer(self, whole: bool) -> None:
        for choice in self.choices:
            choice.variable.integer = whole
        for _, steps, taken in self.orders:
            steps.integer = taken.integer = whole
        for given in self.given.values():
            given.integer = whole
        if self.dated is not None:
            self.dated.integer(whole)

    def _widen(self) -> None:
        """More choices where whole packs, or what is left of what is shared, ask for others than
        the linear programme did: those that its prices now call for, and mixes of it rounded."""
        for _ in range(_WIDENINGS):
            known = len(self.choices)
            try:
                result = self._optimum()
            except SolverFailure:
                return  # nothing fits what is left, or no more is to be had of the solvers
            duals = result.dual_values
            packs, drops, value = self.best(*self._dual_prices(duals))
            gain = value - np.array(duals(self.one))
            new = self._round_mixes(result)
            new += self.add(packs, drops, np.flatnonzero(gain < -1e-7).tolist())
            for choice in self.choices[known:]:
                choice.variable.upper_bound = 1.0
            if not new:
                return

    def _round_mixes(self, result: Any) -> int:
        """Where a facility's best is a mix of choices: what has come by each week, rounded."""
        values = np.array(result.variable_values([choice.variable for choice in self.choices]))
        mixes: dict[int, Any] = {}
        for k in np.flatnonzero((values > _PART) & (values < 1 - _PART)).tolist():
            choice = self.choices[k]
            mixes[choice.pair] = mixes.get(choice.pair, 0.0) + values[k] * choice.packs
        new = 0
        for part in (None, *_ROUNDINGS):
            packs = np.zeros(self.pairs.net.shape, dtype=np.int64)
            for pair, mix in mixes.items():
                come = np.cumsum(mix)
                down = np.floor(mix + _PART)
                packs[pair] = down if part is None else np.diff(np.floor(come + part), prepend=0)
            only = [pair for pair in mixes if self.fits(pair, packs[pair])]
            new += self.add(packs, np.zeros_like(packs), only)
        return new

    @property
    def worth_of_room(self) -> float:
        """Cents that a millilitre of packs which do not come costs in shortage."""
        return self.short * self.product.pack_units / max(1, self.product.pack_ml)

    @property
    def wants(self) -> Any:
        """The rows of what is shared that the product may take from."""
        rows = {row for _, _, use in self.base for row, _ in use}
        return np.isin(np.arange(self.shared.size), list(rows))

    def use_of(self, chosen: Chosen) -> Any:
        """What the choices take of every shared row."""
        use = np.zeros(self.shared.size)
        sent: Counter[int] = Counter()
        for (_, week), packs in chosen.packs.items():
            sent[week] += packs
        for (_, week), packs in chosen.given.items():
            sent[week] -= packs
        for week, packs in sent.items():
            for row, amount in self.shared.transport(self.product, week):
                use[row] += amount * packs
        for chance, packs in chosen.orders:
            for row, amount in self.shared.money(self.product, chance.week, chance.price_cents):
                use[row] += amount * packs
        return use

    def _chosen(self, result: Any) -> Chosen:
        values = result.variable_values()
        chosen = Chosen()
        for choice in self.choices:
            if values[choice.variable] > 0.5:
                for week in np.flatnonzero(choice.packs).tolist():
                    place = self.pairs.places[choice.pair]
                    chosen.packs[place, week] = int(choice.packs[week])
        for chance, steps, _ in self.orders:
            packs = round(values[steps]) * chance.step
            if packs:
                chosen.orders.append((chance, packs))
        chosen.surplus = self.surplus
        if self.dated is not None:
            chosen.dated = self.dated.chosen(values)
        for key, given in self.given.items():
            if packs := math.floor(values[given] + 1e-6):
                chosen.given[key] = packs
        return chosen
