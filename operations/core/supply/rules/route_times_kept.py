"""Trucks arrive while the store is open and are back within the shift."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.index import index
from operations.core.supply.network import Facility
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
                {"week": str(week), "day": str(day), "vehicle": vehicle, "times": str(times)},
                variant="sent_twice",
            )
    for route in plan.routes:
        yield from _late(problem, route)


def _late(problem: Problem, route: Route) -> Iterator[Violation]:
    look = index(problem)
    vehicle = look.vehicles[route.vehicle]
    here, now = problem.depot, max(route.departure_minute, vehicle.start_minute)
    if route.day not in vehicle.days:
        text = "the vehicle does not drive on this day."
        yield _breach(route, "not_driving", text, 1)
    for visit in route.visits:
        place = look.facilities[visit.facility]
        now += drive_minutes(problem, road_m(problem, here, place))
        now = max(now, place.opening_minute)
        yield from _visited_late(route, place, visit.arrival_minute, now)
        now += place.service_minutes
        here = place
    now += drive_minutes(problem, road_m(problem, here, problem.depot))
    over = now - route.departure_minute - vehicle.shift_minutes
    if over > 0:
        text = f"is back at {clock(now)}, {counted(over, 'minute')} after the shift's end."
        facts = {"back_clock": str(now), "over": str(over)}
        yield _breach(route, "back_late", text, over, facts)


def _visited_late(route: Route, place: Facility, planned: int, now: int) -> Iterator[Violation]:
    facts = {"facility": place.id, "reached_clock": str(now)}
    if now > place.closing_minute:
        closing = place.closing_minute
        text = f"reaches {place.id} at {clock(now)}, it closes at {clock(closing)}."
        facts |= {"closing_clock": str(closing)}
        yield _breach(route, "closed", text, now - closing, facts)
    if planned < now:
        text = f"cannot be at {place.id} before {clock(now)}, the plan says {clock(planned)}."
        facts |= {"planned_clock": str(planned)}
        yield _breach(route, "too_early", text, now - planned, facts)


def _breach(
    route: Route, variant: str, text: str, minutes: int, facts: dict[str, str] | None = None
) -> Violation:
    facts = facts or {}
    return Violation(
        "route_times_kept",
        minutes,
        f"Week {route.week}, day {route.day}, {route.vehicle}: {text}",
        (facts.get("facility", route.vehicle),),
        {"week": str(route.week), "day": str(route.day), "vehicle": route.vehicle} | facts,
        variant=variant,
    )


RULE = Rule(
    code="route_times_kept",
    label="Route times kept",
    kind=Kind.HARD,
    unit="minutes",
    reason="Stores close, and drivers have a shift.",
    check=check,
)
