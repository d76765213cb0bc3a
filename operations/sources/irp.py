"""Inventory routing instances of Archetti et al. (2007) as published for several vehicles.

Line 1: `places periods vehicle_capacity vehicles`. Depot: `id x y stock production holding`.
Each customer: `id x y stock capacity minimum demand holding`. Distances are euclidean, rounded to
an integer; a period's production may be delivered in it; a delivery comes before the demand; the
stock at the end of each period costs, the first stock is free. Costs have two decimals, so all
costs of the problem are in hundredths.

An answer (`.sol`) is plain text: per period a line `Period 1`, per route of it a line
`Route #1: 3 (65) 5 (11)` (customer, units in brackets), at the end `Cost 2027.75`.
Archetti, Bertazzi, Laporte & Speranza (2007), Transportation Science 41(3); DIMACS 12th
implementation challenge (2021-22) for the conventions.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path

from operations.core.errors import UnsupportedInstance
from operations.core.supply.inventory.plan import Plan, Route, Stop
from operations.core.supply.inventory.problem import Customer, Depot, Problem
from operations.core.supply.inventory.report import judge

OBJECTIVE_SCALE = 100
"""Cost units in one unit of the published objective."""
_PERIOD = re.compile(r"Period\s+(\d+)$")
_ROUTE = re.compile(r"Route\s*#\d+\s*:((?:\s*\S+\s*\(\d+\))*)$")
_STOP = re.compile(r"(\S+)\s*\((\d+)\)")
_COST = re.compile(r"Cost\s+\d+(\.\d+)?$")

Line = tuple[int, list[str]]


def read_problem(path: Path) -> Problem:
    """The instance, costs in hundredths; raises UnsupportedInstance for what it does not know."""
    lines = [
        (number, line.split())
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if line.strip()
    ]
    if not lines:
        raise UnsupportedInstance(str(path), None, "the file is empty")
    places, periods, room, vehicles = _integers(path, lines[0], range(4), 4)
    if len(lines) != places + 1:
        what = f"{places} places are announced, {len(lines) - 1} follow"
        raise UnsupportedInstance(str(path), lines[0][0], what)
    depot, customers = lines[1], lines[2:]
    points = [_point(path, depot, 6), *(_point(path, line, 8) for line in customers)]
    stock, made = _integers(path, depot, (3, 4), 6)
    return Problem(
        path.stem,
        periods,
        vehicles,
        room,
        Depot(depot[1][0], stock, (made,) * periods, _hundredths(path, depot)),
        tuple(_customer(path, line, periods) for line in customers),
        tuple(tuple(_way(a, b) for b in points) for a in points),
    )


def _customer(path: Path, line: Line, periods: int) -> Customer:
    stock, capacity, minimum, demand = _integers(path, line, (3, 4, 5, 6), 8)
    holding = _hundredths(path, line)
    return Customer(line[1][0], stock, capacity, minimum, (demand,) * periods, holding)


def _way(a: tuple[float, float], b: tuple[float, float]) -> int:
    return int(math.hypot(a[0] - b[0], a[1] - b[1]) + 0.5) * OBJECTIVE_SCALE


def _point(path: Path, line: Line, count: int) -> tuple[float, float]:
    number, words = line
    if len(words) != count:
        what = f"{len(words)} values instead of {count}"
        raise UnsupportedInstance(str(path), number, what)
    try:
        return float(words[1]), float(words[2])
    except ValueError as error:
        raise UnsupportedInstance(str(path), number, f"not a coordinate: {error}") from error


def _integers(path: Path, line: Line, columns: range | tuple[int, ...], count: int) -> list[int]:
    number, words = line
    if len(words) != count:
        what = f"{len(words)} values instead of {count}"
        raise UnsupportedInstance(str(path), number, what)
    try:
        return [int(words[column]) for column in columns]
    except ValueError as error:
        raise UnsupportedInstance(str(path), number, f"not a whole number: {error}") from error


def _hundredths(path: Path, line: Line) -> int:
    """The line's last value; a third decimal would be lost, so it is refused."""
    try:
        value = Decimal(line[1][-1]) * OBJECTIVE_SCALE
        if value != int(value):
            raise ValueError("more than two decimals")
    except (InvalidOperation, ValueError, OverflowError) as error:
        what = f"not a holding cost in hundredths: {line[1][-1]}"
        raise UnsupportedInstance(str(path), line[0], what) from error
    return int(value)


def read_plan(problem: Problem, path: Path) -> Plan:
    """Routes of a `.sol` file; other lines than periods, routes and the cost are refused."""
    known = {customer.id for customer in problem.customers}
    period, routes = 0, []
    for number, raw in enumerate(path.read_text().splitlines(), 1):
        line = raw.strip()
        if found := _PERIOD.match(line):
            period = int(found.group(1))
            if not 1 <= period <= problem.periods:
                raise UnsupportedInstance(str(path), number, f"there is no period {period}")
        elif found := _ROUTE.match(line):
            stops = tuple(Stop(name, int(units)) for name, units in _STOP.findall(found.group(1)))
            strangers = [stop.customer for stop in stops if stop.customer not in known]
            if strangers:
                raise UnsupportedInstance(str(path), number, f"unknown customer {strangers[0]}")
            if not period:
                raise UnsupportedInstance(str(path), number, "a route before its period")
            if stops:
                routes.append(Route(period, stops))
        elif line and not _COST.match(line):
            what = f"neither period, route nor cost: {raw!r}"
            raise UnsupportedInstance(str(path), number, what)
    return Plan(tuple(routes))


def write_plan(problem: Problem, plan: Plan, path: Path) -> None:
    """All periods in order, their routes numbered from 1, then the objective in its own unit."""
    lines = []
    for period in range(1, problem.periods + 1):
        lines.append(f"Period {period}")
        mine = [route for route in plan.routes if route.period == period]
        for number, route in enumerate(mine, 1):
            stops = " ".join(f"{stop.customer} ({stop.units})" for stop in route.stops)
            lines.append(f"Route #{number}: {stops}")
    cost = judge(problem, plan).cost
    lines.append(f"Cost {cost // OBJECTIVE_SCALE}.{cost % OBJECTIVE_SCALE:02d}")
    path.write_text("\n".join([*lines, ""]))
