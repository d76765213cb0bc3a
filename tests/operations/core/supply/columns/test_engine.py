from dataclasses import replace

import numpy as np
import pytest

from operations.core.rule import Kind, Policy
from operations.core.supply.bound import bound, groups
from operations.core.supply.capacity import Capacity
from operations.core.supply.columns import engine, prices
from operations.core.supply.columns.engine import Region
from operations.core.supply.draft import cost, draft, plan_of
from operations.core.supply.index import index
from operations.core.supply.network import (
    Budget,
    DeliveryLock,
    Lot,
    Offer,
    OrderLock,
    PreviousOrder,
)
from operations.core.supply.report import judge
from operations.sources.demo_supply import Purse, made_region
from tests.operations.core.supply.region import region
from tests.operations.core.supply.small import (
    ASPIRIN,
    CENTRE,
    DEPOT,
    NEED,
    SMALL,
    TRUCK,
    small,
)


def planned(problem):
    """The region, its draft, and what the draft costs with the least that transport costs."""
    found = Region.of(index(problem))
    found.price(lambda: False)
    drafted = found.choose(Capacity(found.look), lambda: False)
    return found, drafted, cost(found.look, drafted, ()) + found.carried_cents(drafted)


def test_the_small_problem_is_proven():
    # Holding is 6 cents wherever the units are; the two places round up to 7.
    found, _, cents = planned(SMALL)

    assert found.prices.bound == pytest.approx(6.0, abs=0.01)
    assert cents == 7


@pytest.mark.parametrize("seed", range(6))
def test_the_plan_is_lawful_costs_what_the_judge_says_and_no_less_than_the_bound(seed):
    share = 0.4 if seed % 2 else None
    problem = region(seed, products=5, centres=4, trucks=0, weeks=8, budget_share=share)

    found, drafted, cents = planned(problem)

    report = judge(problem, plan_of(drafted, ()))
    assert report.cost == cents
    assert report.hard == 0
    proven = found.sharpen(lambda: False)
    assert found.prices.bound <= proven <= cents
    assert proven <= cost(found.look, draft(found.look), ()) + 1e-6


@pytest.mark.parametrize("seed", range(4))
def test_the_bound_is_at_least_that_of_the_flow_programme(seed):
    problem = region(seed, products=3, centres=3, trucks=0)
    look = index(problem)

    found, _, _ = planned(problem)

    flow = sum(bound(look, products, 5) for products in groups(look))
    assert found.prices.bound >= flow - 1e-3 * abs(flow) - 2


@pytest.mark.parametrize("purse", list(Purse))
def test_a_made_region_is_planned_better_than_by_rules_of_thumb(purse):
    problem = made_region(6, 12, purse)

    found, _, cents = planned(problem)

    thumb = draft(found.look)
    assert cents < cost(found.look, thumb, ()) + found.carried_cents(thumb)
    assert found.prices.bound <= cents


def test_fridges_that_are_shared_out_meanwhile_add_nothing_to_what_is_proven():
    # Two cold products whose short lots fill one fridge: each alone has it whole.
    cold = replace(ASPIRIN, cold_chain=True, funding_line="")
    goods = (cold, replace(cold, id="insulin"))
    stock = [
        Lot(f"{p.id}{k}", "depot", p.id, 80, day) for p in goods for k, day in enumerate((21, 400))
    ]
    need = replace(NEED, expected_units=(20,) * 4, quantile_units=(20,) * 4)
    problem = small(
        products=goods,
        demands=tuple(replace(need, product=p.id) for p in goods),
        lots=tuple(stock),
        offers=(),
    )
    fresh, used = Region.of(index(problem)), Region.of(index(problem))
    for found in (fresh, used):
        found.price(lambda: False)
    used.choose(Capacity(used.look), lambda: False)

    assert used.sharpen(lambda: False) == pytest.approx(fresh.sharpen(lambda: False))


def test_money_for_one_minimum_goes_where_it_is_worth_most():
    vital = replace(ASPIRIN, id="insulin", ven="vital")
    offers = (Offer("acme", "aspirin", 50, 1, 5), Offer("acme", "insulin", 50, 1, 5))
    problem = small(
        products=(ASPIRIN, vital),
        demands=(NEED, replace(NEED, product="insulin")),
        offers=offers,
        lots=(),
        budgets=(Budget("state", 0, 4, 5 * 50),),
    )

    _, drafted, _ = planned(problem)

    ordered = [(o.product, o.packs) for r in drafted.records for o in r.orders]
    assert ordered == [("insulin", 5)]


def test_room_on_trucks_that_does_not_suffice_has_a_price_and_is_kept():
    need = replace(NEED, expected_units=(150,) * 4, quantile_units=(150,) * 4)
    truck = replace(TRUCK, days=(0,))  # 20 packs of 500 ml; 30 are needed in each of two weeks
    lots = (Lot("L1", "depot", "aspirin", 10_000, 400),)
    problem = small(demands=(need,), lots=lots, offers=(), vehicles=(truck,))

    found, drafted, _ = planned(problem)

    sent = dict.fromkeys(range(4), 0)
    for line in drafted.records[0].deliveries:
        sent[line.week] += line.packs
    assert max(sent.values()) == 19  # as full as trucks usually are
    assert found.prices.worth[0] > 0


def test_short_dated_lots_are_sent_where_they_are_used_in_time():
    # 40 units are used before day 28; the lot of 60 that expires then serves all of them.
    lots = (Lot("old", "depot", "aspirin", 60, 28), Lot("new", "depot", "aspirin", 60, 400))
    _, drafted, _ = planned(small(lots=lots, offers=()))

    record = drafted.records[0]
    assert {line.lot for line in record.deliveries} == {"old"}
    assert record.shortages == []


def test_what_officers_fixed_is_kept():
    problem = small(
        order_locks=(OrderLock("acme", "aspirin", 0, 3),),
        delivery_locks=(DeliveryLock("centre", "aspirin", 1, 3),),
    )
    _, drafted, _ = planned(problem)

    record = drafted.records[0]
    assert [o.packs for o in record.orders] == [3]
    assert (1, 3) in [(d.week, d.packs) for d in record.deliveries]


def test_of_two_orders_alike_the_last_plans_is_kept():
    # Five packs may come from either supplier at the same price.
    offers = tuple(Offer(name, "aspirin", 50, 1) for name in ("acme", "best"))

    def ordered(supplier):
        before = (PreviousOrder(supplier, "aspirin", 0, 7),)
        _, drafted, cents = planned(small(lots=(), offers=offers, previous=before))
        assert cents == judge(small(lots=(), offers=offers, previous=before),
                              plan_of(drafted, ())).cost  # fmt: skip
        return [(o.supplier, o.packs) for o in drafted.records[0].orders]

    assert ordered("acme") == [("acme", 7)]
    assert ordered("best") == [("best", 7)]


@pytest.mark.parametrize(
    ("told", "weeks", "packs"), [("aspirin", 2, 1), ("aspirin", 4, 0), ("insulin", 4, 0)]
)
def test_orders_of_weeks_that_the_last_plan_covers_and_no_others_have_a_price_for_departing(
    told, weeks, packs
):
    # The centre lacks ten units in week 3, which an order of week 2 brings: 2,000 cents a pack.
    problem = small(
        products=(ASPIRIN, replace(ASPIRIN, id="insulin")),
        facilities=(DEPOT, replace(CENTRE, delivery_weeks=(0, 1, 2, 3))),
        lots=(Lot("L1", "depot", "aspirin", 30, 400),),
        offers=(Offer("acme", "aspirin", 50, 1),),
        order_weeks=(2,),
        previous=(PreviousOrder("acme", told, 0, 0),),
        previous_weeks=weeks,
        policies={
            "plan_stability": Policy(Kind.SOFT, 9_999),
            "safety_stock_held": Policy(Kind.SOFT, 0),
        },
    )

    found, drafted, cents = planned(problem)

    assert sum(o.packs for o in drafted.records[0].orders) == packs
    assert found.prices.bound <= cents < 9_999


@pytest.mark.parametrize(("most", "begun"), [(99, True), (0, False)])
def test_the_last_plan_is_begun_with_where_prices_know_whole_orders(monkeypatch, most, begun):
    asked = []

    class Standing(engine.Standing):
        def choose(self, products, over):
            asked.append(len(products))
            return super().choose(products, over)

    monkeypatch.setattr(engine, "Standing", Standing)
    monkeypatch.setattr(engine, "_MOST_ORDERS", most)

    planned(small(previous=(PreviousOrder("acme", "aspirin", 0, 4),)))

    assert bool(asked) == begun


def test_out_of_time_the_rest_is_planned_by_rules_of_thumb():
    problem = region(1, products=3, trucks=0)
    found = Region.of(index(problem))
    found.price(lambda: True)

    drafted = found.choose(Capacity(found.look), lambda: True)

    thumb = draft(found.look)
    assert [r.orders for r in drafted.records] == [r.orders for r in thumb.records]
    assert judge(problem, plan_of(drafted, ())).hard == 0
    assert np.isfinite(found.prices.bound)


def test_a_product_that_many_sell_is_proven_like_others_and_chosen_by_prices_in_part(monkeypatch):
    problem = region(1, products=5, centres=4, trucks=0)
    found = Region.of(index(problem))
    in_part = prices.find_prices(found.programmes, found.shared, lambda: False).bound

    def proven(most):
        monkeypatch.setattr(engine, "_MOST_ORDERS", most)
        return planned(problem)

    (many, _, cents), (few, _, _) = map(proven, (0, 99))
    assert many.prices.mix is None
    assert few.prices.mix is not None
    assert in_part < many.prices.bound == pytest.approx(few.prices.bound)
    assert many.prices.bound <= cents
