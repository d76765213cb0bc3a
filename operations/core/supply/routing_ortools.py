"""The second router: OR-Tools routing, guided local search, where PyVRP is not installed."""

from __future__ import annotations

from typing import Any

from operations.core.outcome import Options
from operations.core.supply.routing import RoutingPlan, RoutingProblem, Tour

_PENALTY = 10


def search(problem: RoutingProblem, options: Options) -> RoutingPlan | None:
    """Tours within `options.seconds`, or None where none was found."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    fleet = [truck for truck in problem.trucks for _ in range(truck.count)]
    manager = pywrapcp.RoutingIndexManager(len(problem.calls) + 1, len(fleet), 0)
    model = pywrapcp.RoutingModel(manager)
    _costs(problem, manager, model)
    _loads(problem, manager, model)
    _times(problem, manager, model)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    first = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.first_solution_strategy = first
    guided = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.local_search_metaheuristic = guided
    parameters.time_limit.FromMilliseconds(max(100, int(options.seconds * 1000)))
    answer = model.SolveWithParameters(parameters)
    return _plan(problem, manager, model, answer) if answer else None


def _costs(problem: RoutingProblem, manager: Any, model: Any) -> None:
    fleet = [truck for truck in problem.trucks for _ in range(truck.count)]
    for number, truck in enumerate(fleet):

        def metres(a: int, b: int, unit: int = truck.unit_cost) -> int:
            return int(unit * problem.distance[manager.IndexToNode(a)][manager.IndexToNode(b)])

        model.SetArcCostEvaluatorOfVehicle(model.RegisterTransitCallback(metres), number)
        model.SetFixedCostOfVehicle(truck.fixed_cost, number)
    if problem.optional:
        dearest = max(t.fixed_cost + t.unit_cost * max(map(max, problem.distance)) for t in fleet)
        for k in range(1, len(problem.calls) + 1):
            model.AddDisjunction([manager.NodeToIndex(k)], _PENALTY * dearest)


def _loads(problem: RoutingProblem, manager: Any, model: Any) -> None:
    fleet = [truck for truck in problem.trucks for _ in range(truck.count)]
    for name in ("volume", "cold"):
        loads = [0, *(getattr(call, name) for call in problem.calls)]

        def load(a: int, loads: list[int] = loads) -> int:
            return int(loads[manager.IndexToNode(a)])

        rooms = [getattr(truck, name) for truck in fleet]
        call = model.RegisterUnaryTransitCallback(load)
        model.AddDimensionWithVehicleCapacity(call, 0, rooms, True, name)


def _times(problem: RoutingProblem, manager: Any, model: Any) -> None:
    fleet = [truck for truck in problem.trucks for _ in range(truck.count)]
    service = [0, *(call.service for call in problem.calls)]

    def minutes(a: int, b: int) -> int:
        here, there = manager.IndexToNode(a), manager.IndexToNode(b)
        return int(problem.duration[here][there] + service[here])

    end = problem.depot_latest
    model.AddDimension(model.RegisterTransitCallback(minutes), end, end, False, "time")
    time = model.GetDimensionOrDie("time")
    for k, call in enumerate(problem.calls, 1):
        time.CumulVar(manager.NodeToIndex(k)).SetRange(call.earliest, min(call.latest, end))
    for number, truck in enumerate(fleet):
        time.CumulVar(model.Start(number)).SetRange(truck.earliest, min(truck.latest, end))
        time.SetSpanUpperBoundForVehicle(min(truck.shift, end), number)
        model.AddVariableMaximizedByFinalizer(time.CumulVar(model.Start(number)))


def _plan(problem: RoutingProblem, manager: Any, model: Any, answer: Any) -> RoutingPlan:
    fleet = [truck for truck in problem.trucks for _ in range(truck.count)]
    time = model.GetDimensionOrDie("time")
    tours = []
    for number, truck in enumerate(fleet):
        at, calls = answer.Value(model.NextVar(model.Start(number))), []
        while not model.IsEnd(at):
            calls.append(problem.calls[manager.IndexToNode(at) - 1].id)
            at = answer.Value(model.NextVar(at))
        if calls:
            departure = answer.Value(time.CumulVar(model.Start(number)))
            tours.append(Tour(truck.id, departure, tuple(calls)))
    return RoutingPlan(tuple(tours))
