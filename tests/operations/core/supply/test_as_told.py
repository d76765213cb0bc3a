"""Lines that go back to what was told, in the small problem and in a region on tours."""

from dataclasses import replace

import pytest

from operations.bench_later import weeks_later
from operations.core.outcome import Options
from operations.core.rule import Kind, Policy
from operations.core.supply.as_told import AsTold
from operations.core.supply.draft import Draft, cost, plan_of, rank
from operations.core.supply.given import Given
from operations.core.supply.index import Index, index
from operations.core.supply.network import PreviousDelivery, PreviousOrder
from operations.core.supply.plan import Plan
from operations.core.supply.replan import replan
from operations.core.supply.report import diff, judge
from operations.core.supply.solve import solve
from operations.sources.demo_supply import Purse, made_region
from tests.operations.core.supply.small import ACME, deliver, small

TOLD = small(
    previous=(PreviousOrder("acme", "aspirin", 0, 5),),
    previous_deliveries=tuple(PreviousDelivery("centre", "aspirin", week, 2) for week in (0, 2)),
)


def drafted_of(problem, plan):
    look, ranked = index(problem), sorted(problem.products, key=rank)
    return Draft(tuple(Given(look, product, plan).run() for product in ranked))


def gone_back(problem, plan, over=lambda: False, **weights):
    """The plan as it ends, after what must hold for each; weights: of rules, by which it goes."""
    policies = {code: Policy(Kind.SOFT, weight, True) for code, weight in weights.items()}
    look, drafted = Index(replace(problem, policies=policies)), drafted_of(problem, plan)
    found = AsTold(look, drafted, list(plan.routes))
    found.run(1.0, True, over)
    after = plan_of(found.drafted, found.routes)
    report = judge(problem, after)
    assert report.cost == cost(index(problem), found.drafted, found.routes)
    assert report.hard <= judge(problem, plan_of(drafted, plan.routes)).hard
    assert cost(look, found.drafted, found.routes) <= cost(look, drafted, plan.routes)
    return after


def decided(plan):
    return (
        [(o.week, o.packs) for o in plan.orders],
        sorted((d.week, d.packs) for d in plan.deliveries),
    )


def test_what_costs_nothing_goes_back():
    # Four packs at once or twice two are held as long. To order after all would cost 550.
    assert decided(gone_back(TOLD, Plan(deliveries=(deliver(4),)))) == ([], [(0, 2), (2, 2)])


@pytest.mark.parametrize(("order_cents", "orders"), [(290, [(0, 5)]), (310, [])])
def test_what_costs_less_than_departing_goes_back(order_cents, orders):
    # Five packs that are not ordered count 550. Back costs what is asked for an order, 250 for the
    # packs and a few for holding them.
    dear = replace(TOLD, offers=(replace(ACME, order_cost_cents=order_cents),))

    after = gone_back(dear, Plan(deliveries=(deliver(2), deliver(2, week=2))), plan_stability=110)

    assert decided(after) == (orders, [(0, 2), (2, 2)])


def test_nothing_goes_back_once_time_is_over():
    plan = Plan(deliveries=(deliver(4),))

    assert decided(gone_back(TOLD, plan, over=lambda: True)) == ([], [(0, 4)])


def test_where_nothing_was_told_all_stays_as_it_is():
    untold = replace(TOLD, previous=(), previous_deliveries=())

    assert decided(gone_back(untold, Plan(deliveries=(deliver(4),)))) == ([], [(0, 4)])


def test_in_a_region_less_departs_and_trucks_and_money_still_suffice():
    problem = made_region(6, 12, Purse.TIGHT, 1)
    thumb = solve(problem, Options(seconds=0.01, by_work=True)).plan
    better = replan(problem, thumb, [product.id for product in problem.products])

    after = gone_back(weeks_later(problem, better, 0), thumb)

    assert judge(problem, after).hard == 0
    assert len(diff(better, after)) < 0.7 * len(diff(better, thumb))
