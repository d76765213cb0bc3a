from dataclasses import replace

import pytest

from operations.bench_later import still_planned, weeks_later
from operations.core.outcome import Options
from operations.core.rule import Kind, Policy
from operations.core.supply.capacity import Capacity
from operations.core.supply.columns.engine import Region
from operations.core.supply.columns.follow import Follow
from operations.core.supply.columns.standing import Standing, firmly, is_told
from operations.core.supply.draft import Draft, plan_of
from operations.core.supply.index import index
from operations.core.supply.network import Demand, Lot, PreviousDelivery, PreviousOrder, Ven
from operations.core.supply.report import diff, judge
from operations.core.supply.solve import solve
from tests.operations.core.supply.region import region
from tests.operations.core.supply.small import ACME, SMALL, small

TOLD = small(
    offers=(replace(ACME, minimum_order_packs=1, pack_multiple=1),),
    lots=(Lot("L1", "depot", "aspirin", 20, 400),),
    previous=(PreviousOrder("acme", "aspirin", 0, 3),),
    previous_deliveries=tuple(PreviousDelivery("centre", "aspirin", w, 1) for w in (0, 2)),
)


def stood(problem, over=lambda: False):
    """All products as the last plan has them, lived through in turn."""
    found = Region.of(index(problem))
    prices, left = found.price(lambda: False), Capacity(found.look)
    products = [programme.product for programme in found.programmes]
    chosen = Standing(found.look, prices, found.team).choose(products, over)
    return plan_of(
        Draft(
            tuple(
                Follow(found.look, product, left, each).run()
                for product, each in zip(products, chosen, strict=True)
            )
        ),
        (),
    )


def decided(plan):
    return (
        [(o.week, o.packs) for o in plan.orders if not o.on_the_way],
        sorted((d.week, d.packs) for d in plan.deliveries),
    )


def test_what_was_told_stays_though_other_lines_cost_less():
    # Two packs in weeks 0 and 2 would serve all; of the three packs ordered two are of no use.
    assert decided(stood(TOLD)) == ([(0, 3)], [(0, 1), (2, 1)])
    assert decided(stood(replace(TOLD, previous=(), previous_deliveries=()))) != decided(
        stood(TOLD)
    )


def test_what_cannot_come_is_as_near_to_it_as_can_be():
    poor = replace(TOLD, lots=(Lot("L1", "depot", "aspirin", 9, 400),))  # no whole pack is left

    assert decided(stood(poor)) == ([(0, 3)], [(2, 1)])


def test_weeks_that_the_last_plan_does_not_reach_are_planned_by_what_they_need():
    short = replace(TOLD, previous_weeks=2)

    # The told pack of week 0 is used then and 10 units lack; from week 2 on 20 are needed.
    assert decided(stood(short)) == ([(0, 3)], [(0, 1), (2, 2)])


@pytest.mark.parametrize("weeks", [0, 1])
def test_a_plan_that_was_approved_stands_whole(weeks):
    problem = region(4, products=3, centres=3, trucks=0)
    first = solve(problem, Options(seconds=600)).plan
    later = weeks_later(problem, first, weeks)

    plan = stood(later)

    assert judge(later, plan).hard == 0
    assert diff(still_planned(first, weeks), still_planned(plan, 0, 12 - weeks)) == ()


def test_departing_is_dearer_to_a_search_by_a_part_of_all_costs():
    # A two-thousandth of all is 1000, ten lines may depart for it: 100 more for each of them.
    problem = firmly(index(TOLD), 2_000_000).problem

    assert problem.policies["delivery_stability"].weight == 200
    assert problem.policies["plan_stability"].weight == 20
    assert firmly(index(TOLD), 0).problem.policies["delivery_stability"].weight == 100


def test_what_was_told_stays_where_all_costs_so_much_that_its_price_is_a_trifle():
    # The depot has enough: without the order that was told 450 are saved, more than the 30 that
    # departing counts. Beside 50 million for morphine that lacks they are a trifle.
    enough = replace(
        TOLD,
        lots=SMALL.lots,
        previous_deliveries=tuple(replace(each, packs=2) for each in TOLD.previous_deliveries),
    )
    beside = replace(
        enough,
        products=(*TOLD.products, replace(TOLD.products[0], id="morphine", ven=Ven.VITAL)),
        demands=(*TOLD.demands, Demand("centre", "morphine", (25_000,) * 4, (25_000,) * 4)),
    )

    alone, large = (solve(problem, Options(seconds=60)) for problem in (enough, beside))

    assert decided(alone.plan) == ([], [(0, 2), (2, 2)])
    assert [line.week for line in large.plan.orders] == [0]
    for problem, outcome in ((enough, alone), (beside, large)):
        assert outcome.bound <= outcome.cost == judge(problem, outcome.plan).cost


def test_nothing_stands_where_nobody_was_told_or_minds():
    free = {code: Policy(Kind.SOFT, 0) for code in ("delivery_stability", "plan_stability")}

    assert is_told(index(TOLD))
    assert not is_told(index(SMALL))
    assert not is_told(index(replace(TOLD, policies=free)))


def test_out_of_time_nothing_is_looked_for():
    found = Region.of(index(TOLD))
    standing = Standing(found.look, found.price(lambda: True), found.team)

    assert standing.choose([found.programmes[0].product], lambda: True) == [None]
