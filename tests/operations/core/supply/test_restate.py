from dataclasses import replace

from operations.core.outcome import Options
from operations.core.supply.plan import Plan
from operations.core.supply.report import judge
from operations.core.supply.restate import restate
from operations.core.supply.solve import solve
from tests.operations.core.supply.region import region
from tests.operations.core.supply.small import SMALL, TRUCK, deliver, route, short, small


def test_a_plan_nobody_touched_states_what_it_stated():
    problem = region(6, products=3)
    plan = solve(problem, Options(seconds=0.5)).plan

    again = restate(problem, plan)

    assert again.routes == plan.routes
    assert set(again.shortages) == set(plan.shortages)
    assert set(again.wastes) == set(plan.wastes)


def test_fewer_packs_show_as_shortage_and_not_as_a_false_statement():
    plan = Plan(deliveries=(deliver(3),), shortages=short(0, 0, 0, 10))
    edited = replace(plan, deliveries=(deliver(1),))

    assert judge(SMALL, edited).hard == 2  # weeks 1 and 2 lack what the plan does not state
    again = restate(SMALL, edited)
    assert again.shortages == short(0, 10, 10, 10)
    assert judge(SMALL, again).hard == 0


def test_more_packs_go_onto_the_truck_that_comes_by_and_overfill_it_openly():
    problem = small(vehicles=(TRUCK,))
    edited = Plan(deliveries=(deliver(3),), routes=(route(500),))

    again = restate(problem, edited)

    assert again.routes[0].visits[0].volume_ml == 1_500
    assert not [v for v in judge(problem, again).violations if v.rule == "vehicle_volume_kept"]
    over = restate(replace(problem, vehicles=(replace(TRUCK, volume_ml=1_400),)), edited)
    found = judge(replace(problem, vehicles=(replace(TRUCK, volume_ml=1_400),)), over)
    assert [v.amount for v in found.violations if v.rule == "vehicle_volume_kept"] == [100]
