from dataclasses import replace

import numpy as np
import pytest

from operations.core.supply.capacity import Capacity
from operations.core.supply.columns.answers import Part
from operations.core.supply.columns.dated import Dated
from operations.core.supply.columns.follow import Follow
from operations.core.supply.columns.programme import Programme
from operations.core.supply.columns.setups import settled, sharpened
from operations.core.supply.columns.shared import Shared
from operations.core.supply.draft import Draft, cost
from operations.core.supply.index import index
from operations.core.supply.network import Budget, Lot
from operations.core.supply.plan import Plan, Waste
from operations.core.supply.report import judge
from operations.sources.demo_supply import Purse, made_region
from tests.operations.core.supply.small import ASPIRIN, deliver, short, small

PURSE = Budget("state", 0, 4, 100_000)


def made(**changes):
    problem = small(**changes)
    shared = Shared(index(problem))
    return Programme(index(problem), ASPIRIN, shared), np.zeros(shared.size)


def in_time():
    return False


def best(programme):
    """What the best whole plan costs, as it is lived through."""
    chosen = programme.whole(Part.only(programme.shared.room), 10)
    look, product = programme.look, programme.product
    record = Follow(look, product, Capacity(look), chosen).run()
    return cost(look, Draft((record,)), ())


def test_an_order_costs_its_whole_price_or_nothing():
    # 30 units there; what lacks is worth five packs, which the linear programme buys in part.
    programme, free = made(lots=(Lot("L1", "depot", "aspirin", 30, 400),), budgets=(PURSE,))
    loose = programme.solve(free).bound

    found = settled(programme, free, in_time)

    assert loose < found.bound - 100
    assert found.bound == pytest.approx(best(programme), abs=2)  # holding is rounded up by place
    assert found.bound == pytest.approx(found.cost, abs=1e-3)


def test_at_a_price_that_no_pack_is_worth_none_is_bought():
    programme, free = made(lots=(), budgets=(PURSE,))

    assert settled(programme, free, in_time).use[0] >= 250
    assert settled(programme, free + 1e6, in_time).use[0] == 0


def test_out_of_time_the_linear_programmes_bound_stands_and_the_programme_is_what_it_was():
    programme, free = made(lots=(), budgets=(PURSE,))
    loose = programme.solve(free).bound

    assert settled(programme, free, lambda: True).bound == pytest.approx(loose, rel=1e-4)
    settled(programme, free, in_time)
    assert programme.solve(free).bound == pytest.approx(loose, rel=1e-4)


def test_whole_packs_that_expire_must_find_who_uses_them_in_the_bound():
    # 72 packs that last for four weeks, among thirty places that use a part of one each.
    look = index(replace(made_region(20, 30, Purse.TIGHT, 2), vehicles=(), budgets=()))
    programme, free = Programme(look, look.products["P0017"], Shared(look)), np.zeros(0)
    loose = settled(programme, free, in_time).bound

    found = sharpened(programme, free, in_time)

    assert 1.3 * loose < found <= best(programme)
    assert programme.dated is None
    assert settled(programme, free, in_time).bound == pytest.approx(loose)


def test_own_lots_may_wait_for_what_is_used_in_their_place():
    # The centre's own 20 units last until week 2, the depot's until week 1: sent at once they are
    # used first, and ten of the own are used in week 2.
    lots = (Lot("OWN", "centre", "aspirin", 20, 21), Lot("L1", "depot", "aspirin", 20, 14))
    problem = small(lots=lots, offers=())
    plan = Plan(
        deliveries=(deliver(2),),
        shortages=short(0, 0, 0, 10),
        wastes=(Waste("centre", "aspirin", "OWN", 3, 10),),
    )
    report = judge(problem, plan)
    assert not report.hard
    programme, free = made(lots=lots, offers=())

    assert sharpened(programme, free, in_time) <= report.cost
    # As the plan's own programme reckons, which is what a bound must not do:
    programme.dated = Dated.of(programme)
    assert settled(programme, free, in_time).bound > report.cost
