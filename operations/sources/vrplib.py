"""Solomon's format for vehicle routing with time windows, and answers in CVRPLIB's `.sol`.

Distances and travel times follow the DIMACS convention for these instances: euclidean, truncated
to one decimal (Solomon 1987; DIMACS 12th implementation challenge, 2021-22). All figures of the
problem are therefore in tenths.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

from operations.core.errors import UnsupportedInstance
from operations.core.supply.routing import Call, RoutingPlan, RoutingProblem, Tour, Truck, cost

OBJECTIVE_SCALE = 10
"""Cost units in one unit of the published objective."""
_VEHICLE_WORDS = ["VEHICLE", "NUMBER", "CAPACITY"]
_CUSTOMER_WORDS = ["CUSTOMER", "CUST", "NO.", "XCOORD.", "YCOORD.", "DEMAND"]
_CUSTOMER_WORDS += ["READY", "TIME", "DUE", "DATE", "SERVICE", "TIME"]
_ROUTE = re.compile(r"Route\s*#(\d+)\s*:\s*([\d ]*)$")

Row = tuple[int, int, int, int, int, int, int]
"""number, x, y, demand, ready time, due date, service time"""


def read_problem(path: Path) -> RoutingProblem:
    """The instance in tenths of its units; raises UnsupportedInstance for what it does not know."""
    name, vehicles, capacity, rows = _read(path)
    depot = rows[0]
    calls = tuple(
        Call(
            str(number),
            demand,
            earliest=ready * OBJECTIVE_SCALE,
            latest=due * OBJECTIVE_SCALE,
            service=service * OBJECTIVE_SCALE,
        )
        for number, _, _, demand, ready, due, service in rows[1:]
    )
    matrix = tuple(tuple(tenths(a, b) for b in rows) for a in rows)
    truck = Truck(
        "1",
        vehicles,
        capacity,
        earliest=depot[4] * OBJECTIVE_SCALE,
        latest=depot[5] * OBJECTIVE_SCALE,
    )
    return RoutingProblem(name, calls, (truck,), matrix, matrix, depot[5] * OBJECTIVE_SCALE)


def tenths(a: Row, b: Row) -> int:
    """Distance in tenths, truncated; the small addition keeps exact decimals exact."""
    return int(math.hypot(a[1] - b[1], a[2] - b[2]) * OBJECTIVE_SCALE + 1e-9)


def _read(path: Path) -> tuple[str, int, int, list[Row]]:
    lines = [
        (number, line.split())
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if line.strip()
    ]
    words = [word for _, line in lines[1:3] for word in line]
    if len(lines) < 6 or words != _VEHICLE_WORDS:
        raise UnsupportedInstance(str(path), 1, "a name and a VEHICLE section are expected")
    head = [word for _, line in lines[4:6] for word in line]
    if head != _CUSTOMER_WORDS:
        raise UnsupportedInstance(str(path), lines[4][0], "a CUSTOMER section is expected")
    vehicles, capacity = _integers(path, *lines[3], count=2)
    rows = [_row(path, number, line) for number, line in lines[6:]]
    if not rows or [row[0] for row in rows] != list(range(len(rows))):
        raise UnsupportedInstance(str(path), None, "customers must be numbered from the depot's 0")
    return " ".join(lines[0][1]), vehicles, capacity, rows


def _row(path: Path, number: int, line: list[str]) -> Row:
    a, b, c, d, e, f, g = _integers(path, number, line, count=7)
    return a, b, c, d, e, f, g


def _integers(path: Path, number: int, line: list[str], count: int) -> list[int]:
    try:
        values = [int(word) for word in line]
    except ValueError as error:
        raise UnsupportedInstance(str(path), number, f"not a whole number: {error}") from error
    if len(values) != count:
        raise UnsupportedInstance(str(path), number, f"{len(values)} numbers instead of {count}")
    return values


def read_plan(problem: RoutingProblem, path: Path) -> RoutingPlan:
    """Tours of a `.sol` file; other lines than routes and the cost are refused."""
    known = {call.id for call in problem.calls}
    tours = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        found = _ROUTE.match(line.strip())
        if found is None:
            if line.strip() and not line.lower().startswith("cost"):
                raise UnsupportedInstance(str(path), number, f"neither route nor cost: {line!r}")
            continue
        calls = tuple(found.group(2).split())
        strangers = [call for call in calls if call not in known]
        if strangers:
            raise UnsupportedInstance(str(path), number, f"unknown customer {strangers[0]}")
        if calls:
            tours.append(Tour(problem.trucks[0].id, 0, calls))
    return RoutingPlan(tuple(tours))


def write_plan(problem: RoutingProblem, plan: RoutingPlan, path: Path) -> None:
    """One line a tour, `Route #1: 5 3 9`, then the objective in the instance's own unit."""
    lines = [f"Route #{k}: {' '.join(tour.calls)}" for k, tour in enumerate(plan.tours, 1)]
    lines.append(f"Cost {cost(problem, plan) / OBJECTIVE_SCALE:g}")
    path.write_text("\n".join([*lines, ""]))
