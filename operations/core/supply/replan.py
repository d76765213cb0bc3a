"""A plan after one product's data or locks changed: only that product's lines are made anew.

Every other line, and every tour, stays as it is; the product takes what they leave of trucks,
fridges and money. Where tours are known, weeks without a visit bring nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import add

import numpy as np

from operations.core.errors import SolverFailure
from operations.core.outcome import OnProgress, Options, Outcome, Progress, Status
from operations.core.stopwatch import Stopwatch
from operations.core.supply.capacity import Capacity
from operations.core.supply.columns.answers import Part
from operations.core.supply.columns.follow import Follow
from operations.core.supply.columns.programme import Programme
from operations.core.supply.columns.shared import Shared
from operations.core.supply.columns.turns import fridge_units
from operations.core.supply.forward import Forward, Record
from operations.core.supply.index import Index, index
from operations.core.supply.network import Demand, Product
from operations.core.supply.plan import Plan, StandIn
from operations.core.supply.problem import Problem
from operations.core.supply.report import judge
from operations.core.supply.restate import reloaded, restate
from operations.core.supply.room_left import room_left, without

_SECONDS = 1.5


def replan(problem: Problem, plan: Plan, products: list[str]) -> Plan:
    """The plan with these products, one after the other, planned anew for the problem as it is."""
    look = index(problem)
    for product in products:
        plan = planned_anew(look, plan, product)
    return plan


def solve(
    problem: Problem,
    options: Options,
    on_progress: OnProgress[Plan] | None = None,
    *,
    known: Plan,
    products: Sequence[str],
) -> Outcome[Plan]:
    """The same as a run does it: told of product by product, and ended between two of them."""
    watch, look = Stopwatch(options.by_work), index(problem)
    plan, cost = known, float(judge(problem, known).cost)
    for product in products:
        if options.stop.is_set():
            break
        plan = restate(problem, planned_anew(look, plan, product))
        cost = float(judge(problem, plan).cost)
        if on_progress is not None:
            on_progress(Progress(watch.seconds, cost, None, plan))
    return Outcome(Status.FEASIBLE, plan, cost, None, watch.seconds)


def asked_instead(problem: Problem, plan: Plan, product: str, stand_in: str) -> Plan:
    """The plan with all that lacks of a product asked of an equivalent, which is planned anew as if
    it were used by as much more. Whether that is dearer is for whoever asks to weigh."""
    look = index(problem)
    tie = look.equivalent[product, stand_in]
    asked = {
        (s.facility, s.week): s.units for s in restate(problem, plan).shortages
        if s.product == product
    }  # fmt: skip
    kept = []
    for line in plan.stand_ins:
        if (line.product, line.stand_in) == (product, stand_in):
            place = line.facility, line.week
            asked[place] = asked.get(place, 0) + line.units
        else:
            kept.append(line)
    more = [
        StandIn(facility, product, stand_in, week, units, tie.needed(units))
        for (facility, week), units in sorted(asked.items())
    ]
    made = planned_anew(look, replace(plan, stand_ins=(*kept, *more)), stand_in)
    return restate(problem, made)


def planned_anew(look: Index, plan: Plan, product: str) -> Plan:
    """The plan with this product's lines made anew, as if it were used by what it stands in for as
    well; what follows from them for others is not stated again."""
    asked = [line for line in plan.stand_ins if line.stand_in == product]
    if asked:
        look = index(_used_by_more(look.problem, product, asked))
    return _replan_one(look, plan, look.products[product])


def _used_by_more(problem: Problem, product: str, asked: list[StandIn]) -> Problem:
    """Others' lack added to the use where they lack; the spread of the use stays."""
    extra: dict[str, list[int]] = {}
    for line in asked:
        weekly = extra.setdefault(line.facility, [0] * problem.weeks)
        weekly[line.week] += line.stand_in_units
    known = {d.facility: d for d in problem.demands if d.product == product}
    nothing = (0,) * problem.weeks
    more = {
        place: _raised(known.get(place) or Demand(place, product, nothing, nothing), weekly)
        for place, weekly in extra.items()
    }
    kept = (d for d in problem.demands if d.product != product or d.facility not in more)
    return replace(problem, demands=(*kept, *more.values()))


def _raised(demand: Demand, extra: list[int]) -> Demand:
    interval, weeks = demand.interval_quantile_units, demand.interval_weeks
    return replace(
        demand,
        expected_units=tuple(map(add, demand.expected_units, extra)),
        quantile_units=tuple(map(add, demand.quantile_units, extra)),
        interval_quantile_units=None if interval is None else interval + sum(extra[:weeks]),
        shorter=tuple(replace(s, units=s.units + sum(extra[: s.weeks])) for s in demand.shorter),
    )


def _replan_one(look: Index, plan: Plan, product: Product) -> Plan:
    others = without(plan, product.id)
    record = planned(look, product, room_left(look, others, plan, product))
    return _with(look, others, record)


def _with(look: Index, others: Plan, record: Record) -> Plan:
    plan = replace(
        others,
        orders=(*others.orders, *record.orders),
        deliveries=(*others.deliveries, *record.deliveries),
        shortages=(*others.shortages, *record.shortages),
        wastes=(*others.wastes, *record.wastes),
    )
    return replace(plan, routes=reloaded(look.problem, plan))


def planned(
    look: Index, product: Product, left: Capacity, seconds: float = _SECONDS, by_work: bool = False
) -> Record:
    """The product by columns, or by rules of thumb where those find nothing in time; what it takes
    of `left` is charged to it."""
    shared = Shared(look)
    rooms = [*left.volume_ml] * bool(shared.volume) + [*left.cold_ml] * bool(shared.cold)
    room = np.array([ml / 1000 for ml in rooms] + [left.budget_cents(b) for _, b in shared.budgets])
    visits = None if left.tours is None else left.tours.places
    programme = Programme(look, product, shared, visits)
    programme.limit(fridge_units(programme, left))
    try:
        programme.solve(np.zeros(shared.size))
        chosen = programme.whole(Part.only(room), seconds, by_work)
    except SolverFailure:
        chosen = None
    if chosen is None:
        return Forward(look, product, left).run()
    return Follow(look, product, left, chosen).run()
