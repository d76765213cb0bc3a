"""Made regions through the very `solve` that the nightly run uses, and what people ask of the plan.

Rows: the plan and its bound; how stock for seven tenths of the need is shared; what a night without
new data changes; one edit; how the time grows.
"""

from __future__ import annotations

import resource
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from statistics import fmean
from typing import Any

from operations.bench_later import still_planned, weeks_later
from operations.core.outcome import Options, Outcome
from operations.core.supply.capacity import Capacity
from operations.core.supply.columns.engine import Region
from operations.core.supply.columns.rows import Rows
from operations.core.supply.columns.shared import Shared
from operations.core.supply.distribution import Claim, share
from operations.core.supply.index import index
from operations.core.supply.network import OrderLock
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem
from operations.core.supply.replan import replan
from operations.core.supply.report import diff, judge
from operations.core.supply.solve import solve
from operations.sources.demo_supply import Purse, made_region

GROWTH = (100, 30, 10, 3, 1)
FEW_PACKS = 10
"""Facilities that need fewer packs in all cannot be served to a few percent."""


def benchmark_rows(
    products: int, facilities: int, tight: bool, options: Options
) -> Iterator[dict[str, Any]]:
    """One row after the other, as they are measured."""
    purse = Purse.TIGHT if tight else Purse.SLACK
    problem = made_region(products, facilities, purse, options.seed)
    outcome = solve(problem, options)
    yield _plan_row(problem, outcome, purse)
    if outcome.plan is not None:
        yield _short_dated(problem, outcome.plan)
        yield _edit_row(problem, outcome.plan)
        yield _night_row(problem, outcome.plan, options)
    yield _shortage_row(products, facilities, options)
    yield from _growth_rows(products, facilities, purse, options.seed)


def _plan_row(problem: Problem, outcome: Outcome[Plan], purse: Purse) -> dict[str, Any]:
    assert outcome.plan is not None
    assert outcome.cost is not None
    report = judge(problem, outcome.plan)
    cost = max(1.0, outcome.cost)
    packs = dict(outcome.losses)
    return {
        "region": f"{len(problem.products)}x{len(problem.facilities) - 1}",
        "purse": str(purse),
        "pairs": len(problem.demands),
        "cost": report.cost,
        "judged_alike": report.cost == outcome.cost,
        "hard": report.hard,
        "bound": outcome.bound,
        "gap_percent": 100 * (outcome.gap or 0.0),
        "packs_and_orders_percent": 100 * packs.get("packs and orders", 0.0) / cost,
        "routes_percent": 100 * packs.get("routes", 0.0) / cost,
        "transport_percent": 100 * report.cost_by_rule.get("transport_cost", 0) / cost,
        "first_s": outcome.first_seconds,
        "seconds": outcome.seconds,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "notes": len(outcome.notes),
    }


def _short_dated(problem: Problem, plan: Plan) -> dict[str, Any]:
    """Packs that facilities would let expire, worth what others can use before; what is moved."""
    look = index(problem)
    shared = Shared(look)
    usable = moved = 0
    for product in problem.products:
        rows = Rows(look, product, shared)
        price = product.unit_price_cents * product.pack_units
        for expiry in {spare.expiry for spare in rows.surplus}:
            spare = sum(s.packs for s in rows.surplus if s.expiry == expiry)
            unserved = rows.pairs.unserved(expiry)
            room = sum(
                int(unserved[f, rows.pairs.first[f] :].sum()) // product.pack_units
                for f in range(len(rows.pairs.places))
            )
            usable += min(spare, room) * price
    for line in plan.deliveries:
        if line.origin:
            moved += line.units * look.products[line.product].unit_price_cents
    return {
        "short_dated_usable": usable,
        "short_dated_moved_percent": 100 * moved / usable if usable else None,
    }


def _edit_row(problem: Problem, plan: Plan) -> dict[str, Any]:
    """One more pack in the dearest order line, then its product planned anew."""
    line = max((o for o in plan.orders if not o.on_the_way), key=lambda o: o.price_cents)
    lock = OrderLock(line.supplier, line.product, line.week, line.packs + 1, line.mode)
    changed = replace(problem, order_locks=(lock,))
    started = time.monotonic()
    after = replan(changed, plan, [line.product])
    seconds = time.monotonic() - started
    others = sum(change.product != line.product for change in diff(plan, after))
    return {"edit_seconds": seconds, "other_lines_changed": others}


def _night_row(problem: Problem, before: Plan, options: Options) -> dict[str, Any]:
    """The same records a night later, and what the plan leads to a week later, with the plan
    approved: lines that another plan has otherwise, in the weeks that both cover."""
    row: dict[str, Any] = {}
    for name, weeks in (("night", 0), ("week", 1)):
        later = weeks_later(problem, before, weeks)
        old = still_planned(before, weeks)
        after = solve(later, options).plan
        assert after is not None
        new = still_planned(after, 0, problem.weeks - weeks)
        lines = len(old.orders) + len(old.deliveries)
        row[f"{name}_lines"] = lines
        row[f"{name}_lines_changed_percent"] = 100 * len(diff(old, new)) / lines
    return row


def _shortage_row(products: int, facilities: int, options: Options) -> dict[str, Any]:
    problem = replace(
        made_region(products, facilities, Purse.SHORT, options.seed), vehicles=(), budgets=()
    )
    outcome = solve(problem, options)
    assert outcome.plan is not None
    worst, even = _fills(problem, outcome.plan)
    possible = _as_even_as_packs(problem)
    return {
        "shortage_gap_percent": 100 * (outcome.gap or 0.0),
        "fill_mean": fmean(even) if even else None,
        "fill_least_to_mean": fmean(worst) if worst else None,
        "fill_least_to_mean_of_packs": fmean(possible) if possible else None,
        "products": len(worst),
    }


def _fills(problem: Problem, plan: Plan) -> tuple[list[float], list[float]]:
    """By product: least fill over mean fill of facilities that need some packs, and the mean."""
    look = index(problem)
    need: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for demand in problem.demands:
        weeks = look.facilities[demand.facility].delivery_weeks
        wanted = sum(demand.expected_units[min(weeks, default=0) :])
        if wanted >= FEW_PACKS * look.products[demand.product].pack_units:
            need[demand.product][demand.facility] = wanted
    short: defaultdict[tuple[str, str], int] = defaultdict(int)
    for lack in plan.shortages:
        if lack.week >= min(look.facilities[lack.facility].delivery_weeks, default=0):
            short[lack.product, lack.facility] += lack.units
    worst, mean = [], []
    for product, places in need.items():
        fills = [1 - short[product, place] / wanted for place, wanted in places.items()]
        if len(fills) > 1 and fmean(fills):
            worst.append(min(fills) / fmean(fills))
            mean.append(fmean(fills))
    return worst, mean


def _as_even_as_packs(problem: Problem) -> list[float]:
    """By product: least fill over mean fill, were all the depot's packs shared out at once, each
    to whoever has least (exact for the least fill); no week or expiry stands in the way."""
    look = index(problem)
    found = []
    for product in problem.products:
        pack, claims = product.pack_units, []
        for demand in look.demands[product.id]:
            first = min(look.facilities[demand.facility].delivery_weeks, default=0)
            lots = (lot for lot in look.lots[product.id] if lot.facility == demand.facility)
            held = sum(lot.units for lot in lots) - sum(demand.expected_units[:first])
            need = sum(demand.expected_units[first:])
            claims.append(Claim(demand.facility, max(0, held), need, need))
        packs = sum(
            lot.units // pack for lot in look.lots[product.id] if lot.facility == look.depot
        )
        given = share(claims, packs, pack)
        fills = [
            min(1.0, (claim.stock_units + given[claim.facility] * pack) / claim.expected_units)
            for claim in claims
            if claim.expected_units >= FEW_PACKS * pack
        ]
        if len(fills) > 1 and fmean(fills):
            found.append(min(fills) / fmean(fills))
    return found


def _growth_rows(
    products: int, facilities: int, purse: Purse, seed: int
) -> Iterator[dict[str, Any]]:
    """Prices and choices without routes, on ever more products."""
    for part in GROWTH:
        count = max(3, products // part)
        look = index(made_region(count, facilities, purse, seed))
        started = time.monotonic()
        region = Region.of(look)
        rounds = region.price(lambda: False).rounds
        priced = time.monotonic()
        region.choose(Capacity(look), lambda: False)
        yield {
            "growth_products": count,
            "pairs": len(look.problem.demands),
            "rounds": rounds,
            "prices_s": priced - started,
            "choices_s": time.monotonic() - priced,
        }
