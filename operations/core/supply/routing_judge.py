"""What a set of tours breaks and costs, told independently of the search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from operations.core.report import Report, judge_with
from operations.core.rule import Kind, Rule, Violation
from operations.core.supply.routing_problem import Call, RoutingPlan, RoutingProblem, Tour, Truck


def judge(problem: RoutingProblem, plan: RoutingPlan) -> Report:
    """Hard breaches are counted; the cost is in the problem's own cost units."""
    return judge_with(RULES, {}, problem, plan)


def _calls(problem: RoutingProblem) -> dict[str, tuple[int, Call]]:
    return {call.id: (row, call) for row, call in enumerate(problem.calls, 1)}


def _truck(problem: RoutingProblem, tour: Tour) -> Truck:
    return next(truck for truck in problem.trucks if truck.id == tour.truck)


def _served(problem: RoutingProblem, plan: RoutingPlan) -> Iterator[Violation]:
    times = Counter(call for tour in plan.tours for call in tour.calls)
    for call in problem.calls:
        if times[call.id] > 1 or (not times[call.id] and not problem.optional):
            yield Violation(
                "calls_served_once",
                abs(times[call.id] - 1),
                f"{call.id} is visited {times[call.id]} times.",
                (call.id,),
            )


def _fleet(problem: RoutingProblem, plan: RoutingPlan) -> Iterator[Violation]:
    used = Counter(tour.truck for tour in plan.tours)
    for truck in problem.trucks:
        if used[truck.id] > truck.count:
            yield Violation(
                "fleet_kept",
                used[truck.id] - truck.count,
                f"{used[truck.id]} tours with truck {truck.id}, there are {truck.count}.",
                (truck.id,),
            )


def _loads(problem: RoutingProblem, plan: RoutingPlan) -> Iterator[Violation]:
    known = _calls(problem)
    for number, tour in enumerate(plan.tours, 1):
        truck = _truck(problem, tour)
        for what, room in (("volume", truck.volume), ("cold", truck.cold)):
            load = sum(getattr(known[call][1], what) for call in tour.calls)
            if load > room:
                yield Violation(
                    "load_kept",
                    load - room,
                    f"Tour {number} carries a {what} of {load}, truck {truck.id} takes {room}.",
                    (truck.id,),
                )


def _times(problem: RoutingProblem, plan: RoutingPlan) -> Iterator[Violation]:
    known = _calls(problem)
    for number, tour in enumerate(plan.tours, 1):
        truck = _truck(problem, tour)
        here, now = 0, max(tour.departure, truck.earliest)
        for name in tour.calls:
            row, call = known[name]
            now = max(now + problem.duration[here][row], call.earliest)
            if now > call.latest:
                text = f"Tour {number} serves {name} at {now}, after {call.latest}."
                yield Violation("times_kept", now - call.latest, text, (name,))
            now, here = now + call.service, row
        now += problem.duration[here][0]
        due = min(truck.latest, problem.depot_latest, tour.departure + truck.shift)
        if now > due:
            text = f"Tour {number} is back at {now}, after {due}."
            yield Violation("times_kept", now - due, text, (truck.id,))


def _way(problem: RoutingProblem, plan: RoutingPlan) -> Iterator[Violation]:
    known = _calls(problem)
    for number, tour in enumerate(plan.tours, 1):
        truck, here, way = _truck(problem, tour), 0, 0
        for name in tour.calls:
            way += problem.distance[here][known[name][0]]
            here = known[name][0]
        cost = truck.fixed_cost + truck.unit_cost * (way + problem.distance[here][0])
        if cost:
            text = f"Tour {number} to {len(tour.calls)} calls costs {cost}."
            yield Violation("way_cost", cost, text, (truck.id,))


RULES = (
    Rule("calls_served_once", "Calls served", Kind.HARD, "visits", "Each waits once.", _served),
    Rule("fleet_kept", "Fleet kept", Kind.HARD, "tours", "There are no more trucks.", _fleet),
    Rule("load_kept", "Load kept", Kind.HARD, "load", "What does not fit stays behind.", _loads),
    Rule("times_kept", "Times kept", Kind.HARD, "time", "Stores close, shifts end.", _times),
    Rule("way_cost", "Cost of the way", Kind.SOFT, "cost", "Fuel, driver and truck.", _way),
)
