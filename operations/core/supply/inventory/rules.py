"""What a delivery plan must respect and what it costs, each rule told once and alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation
from operations.core.supply.inventory.plan import Plan
from operations.core.supply.inventory.problem import Customer, Problem


def _delivered(plan: Plan) -> Counter[tuple[str, int]]:
    """Units per customer and period."""
    units: Counter[tuple[str, int]] = Counter()
    for route in plan.routes:
        for stop in route.stops:
            units[stop.customer, route.period] += stop.units
    return units


def _stocks(
    problem: Problem, customer: Customer, delivered: Counter[tuple[str, int]]
) -> Iterator[tuple[int, int, int]]:
    """(period, stock after the delivery, stock at the period's end)."""
    stock = customer.stock_units
    for period in range(1, problem.periods + 1):
        filled = stock + delivered[customer.id, period]
        stock = filled - customer.demand_units[period - 1]
        yield period, filled, stock


def _depot_stocks(problem: Problem, plan: Plan) -> Iterator[tuple[int, int]]:
    """(period, stock at its end)."""
    out: Counter[int] = Counter()
    for (_, period), units in _delivered(plan).items():
        out[period] += units
    stock = problem.depot.stock_units
    for period, made in enumerate(problem.depot.made_units, 1):
        stock += made - out[period]
        yield period, stock


def _minimum(problem: Problem, plan: Plan) -> Iterator[Violation]:
    delivered = _delivered(plan)
    for customer in problem.customers:
        for period, _, stock in _stocks(problem, customer, delivered):
            if stock < customer.minimum_units:
                yield Violation(
                    "stock_above_minimum",
                    customer.minimum_units - stock,
                    f"{customer.id} ends period {period} with a stock of {stock}, "
                    f"the minimum is {customer.minimum_units}.",
                    (customer.id,),
                )


def _capacity(problem: Problem, plan: Plan) -> Iterator[Violation]:
    delivered = _delivered(plan)
    for customer in problem.customers:
        for period, filled, _ in _stocks(problem, customer, delivered):
            if filled > customer.capacity_units:
                yield Violation(
                    "stock_within_capacity",
                    filled - customer.capacity_units,
                    f"{customer.id} would hold {filled} after the delivery of period {period}, "
                    f"its store takes {customer.capacity_units}.",
                    (customer.id,),
                )


def _depot(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for period, stock in _depot_stocks(problem, plan):
        if stock < 0:
            yield Violation(
                "depot_stock_kept",
                -stock,
                f"By the end of period {period}, {-stock} more have left {problem.depot.id} "
                "than it had.",
                (problem.depot.id,),
            )


def _load(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for route in plan.routes:
        load = sum(stop.units for stop in route.stops)
        if load > problem.vehicle_units:
            names = tuple(stop.customer for stop in route.stops)
            yield Violation(
                "vehicle_capacity_kept",
                load - problem.vehicle_units,
                f"Period {route.period}: the route to {', '.join(names)} carries {load}, "
                f"a vehicle takes {problem.vehicle_units}.",
                names,
            )


def _fleet(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for period, used in sorted(Counter(route.period for route in plan.routes).items()):
        if used > problem.vehicles:
            yield Violation(
                "fleet_kept",
                used - problem.vehicles,
                f"Period {period} has {used} routes, there are {problem.vehicles} vehicles.",
            )


def _once(problem: Problem, plan: Plan) -> Iterator[Violation]:
    visits = Counter((route.period, s.customer) for route in plan.routes for s in route.stops)
    for (period, name), times in sorted(visits.items()):
        if times > 1:
            yield Violation(
                "visited_once",
                times - 1,
                f"{name} is visited {times} times in period {period}.",
                (name,),
            )


def _way(problem: Problem, plan: Plan) -> Iterator[Violation]:
    row = {customer.id: number for number, customer in enumerate(problem.customers, 1)}
    for route in plan.routes:
        here, cost = 0, 0
        for stop in route.stops:
            cost += problem.distance[here][row[stop.customer]]
            here = row[stop.customer]
        cost += problem.distance[here][0]
        if cost:
            text = f"Period {route.period}: a route to {len(route.stops)} stops costs {cost}."
            yield Violation("routing_cost", cost, text)


def _holding(problem: Problem, plan: Plan) -> Iterator[Violation]:
    delivered = _delivered(plan)
    held = {problem.depot.id: sum(max(0, stock) for _, stock in _depot_stocks(problem, plan))}
    price = {problem.depot.id: problem.depot.holding_cost}
    for customer in problem.customers:
        stocks = _stocks(problem, customer, delivered)
        held[customer.id] = sum(max(0, stock) for _, _, stock in stocks)
        price[customer.id] = customer.holding_cost
    for name, units in held.items():
        if units * price[name] > 0:
            text = f"{name} holds {units} unit-periods, which cost {units * price[name]}."
            yield Violation("holding_cost", units * price[name], text, (name,))


RULES: tuple[Rule, ...] = (
    Rule("stock_above_minimum", "Stock above the minimum", Kind.HARD, "units",
         "What runs out cannot be dispensed.", _minimum),
    Rule("stock_within_capacity", "Stock within the capacity", Kind.HARD, "units",
         "What does not fit cannot be stored.", _capacity),
    Rule("depot_stock_kept", "Depot stock kept", Kind.HARD, "units",
         "Nothing leaves that is not there.", _depot),
    Rule("vehicle_capacity_kept", "Vehicle capacity kept", Kind.HARD, "units",
         "What does not fit stays behind.", _load),
    Rule("fleet_kept", "Fleet kept", Kind.HARD, "routes", "There are no more vehicles.", _fleet),
    Rule("visited_once", "Visited once", Kind.HARD, "visits",
         "A customer receives goods once a period.", _once),
    Rule("routing_cost", "Cost of the way", Kind.SOFT, "cost", "Fuel, driver and truck.", _way),
    Rule("holding_cost", "Cost of holding", Kind.SOFT, "cost",
         "Stock binds money, room and cold.", _holding),
)  # fmt: skip
