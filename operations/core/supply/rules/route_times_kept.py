"""Trucks arrive while the store is open and are back within the shift."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation
from operations.core.supply.index import index
from operations.core.supply.plan import Plan, Route
from operations.core.supply.problem import Problem
from operations.core.supply.roads import drive_minutes, road_m
from operations.core.supply.rules.words import clock


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    days = Counter((r.vehicle, r.week, r.day) for r in plan.routes)
    for (vehicle, week, day), times in days.items():
        if times > 1:
            yield Violation(
                "route_times_kept",
                times - 1,
                f"Week {week}, day {day}: {vehicle} is sent out {times} times at once.",
                (vehicle,),
            )
    for route in plan.routes:
        yield from _late(problem, route)


def _late(problem: Problem, route: Route) -> Iterator[Violation]:
    look = index(problem)
    vehicle = look.vehicles[route.vehicle]
    here, now = problem.depot, max(route.departure_minute, vehicle.start_minute)
    where = f"Week {route.week}, day {route.day}, {route.vehicle}"
    if route.day not in vehicle.days:
        yield _breach(f"{where}: the vehicle does not drive on this day.", 1, route.vehicle)
    for visit in route.visits:
        place = look.facilities[visit.facility]
        now += drive_minutes(problem, road_m(problem, here, place))
        now = max(now, place.opening_minute)
        if now > place.closing_minute:
            text = f"{where}: reaches {place.id} at {clock(now)}, it closes at "
            text += f"{clock(place.closing_minute)}."
            yield _breach(text, now - place.closing_minute, place.id)
        if visit.arrival_minute < now:
            text = f"{where}: cannot be at {place.id} before {clock(now)}, the plan says "
            text += f"{clock(visit.arrival_minute)}."
            yield _breach(text, now - visit.arrival_minute, place.id)
        now += place.service_minutes
        here = place
    now += drive_minutes(problem, road_m(problem, here, problem.depot))
    over = now - route.departure_minute - vehicle.shift_minutes
    if over > 0:
        text = f"{where}: is back at {clock(now)}, {over} minutes after the shift's end."
        yield _breach(text, over, route.vehicle)


def _breach(sentence: str, minutes: int, subject: str) -> Violation:
    return Violation("route_times_kept", minutes, sentence, (subject,))


RULE = Rule(
    code="route_times_kept",
    label="Route times kept",
    kind=Kind.HARD,
    unit="minutes",
    reason="Stores close, and drivers have a shift.",
    check=check,
)
