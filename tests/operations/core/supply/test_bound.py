from dataclasses import replace

import pytest

from operations.core.outcome import Options
from operations.core.rule import Kind, Policy
from operations.core.supply.bound import bound, groups
from operations.core.supply.index import index
from operations.core.supply.network import Budget, Offer, OrderLock
from operations.core.supply.report import judge
from operations.core.supply.solve import solve
from tests.operations.core.supply.region import region
from tests.operations.core.supply.small import ASPIRIN, NEED, small

EMPTY = small(lots=(), offers=(Offer("acme", "aspirin", 50, 1),))


def proven(problem):
    look = index(problem)
    return sum(bound(look, products, 5) for products in groups(look))


def test_the_bound_of_the_empty_store_is_worked_out():
    # Weeks 0 and 1 lack 10 units each whatever is ordered (the delivery of week 2 is the next):
    # 20 * 40 * 5 = 4000. The level of week 0 is 70 units; a unit costs 5 to buy and 20 to miss,
    # so all 70 are bought: 350. 20 of them serve weeks 2 and 3; at the week ends 70, 60 and 50
    # are left (weeks 1 to 3): 180 * 5 * 0.004 = 3.6.
    assert proven(EMPTY) == pytest.approx(4_353.6, abs=0.1)
    assert judge(EMPTY, solve(EMPTY, Options(seconds=1)).plan).cost >= 4_354


def test_money_that_does_not_suffice_raises_the_bound():
    # 100 cents buy 20 of the 70 units: 50 are missing from the level at 20 each.
    poor = replace(EMPTY, budgets=(Budget("state", 0, 4, 100),))

    assert proven(poor) == pytest.approx(4_000 + 100 + 50 * 20, abs=2)


def test_a_fixed_order_or_a_rule_that_is_off_may_break_the_budget_and_so_the_bound_forgets_it():
    poor = replace(EMPTY, budgets=(Budget("state", 0, 4, 100),))
    locked = replace(poor, order_locks=(OrderLock("acme", "aspirin", 0, 7),))
    off = replace(poor, policies={"budget_kept": Policy(Kind.HARD, 1, active=False)})

    assert proven(locked) == pytest.approx(proven(EMPTY))
    assert proven(off) == pytest.approx(proven(EMPTY))


def test_products_of_one_budget_are_bounded_together():
    twin = replace(ASPIRIN, id="twin")
    problem = replace(
        EMPTY,
        products=(ASPIRIN, twin),
        demands=(NEED, replace(NEED, product="twin")),
        offers=(*EMPTY.offers, Offer("acme", "twin", 50, 1)),
        budgets=(Budget("state", 0, 4, 100),),
    )

    assert [len(g) for g in groups(index(problem))] == [2]
    assert [len(g) for g in groups(index(replace(problem, budgets=())))] == [1, 1]
    # Together 140 units are wanted and 20 can be paid; weeks 2 and 3 ask for 40, so that 20 more
    # lack at 40 * 5 each.
    assert proven(problem) == pytest.approx(2 * 4_000 + 20 * 200 + 100 + 120 * 20, abs=2)


@pytest.mark.parametrize("seed", range(8))
def test_no_plan_of_a_random_region_costs_less(seed):
    problem = region(seed, products=4, trucks=seed % 2, budget_share=0.4 if seed % 3 else None)

    outcome = solve(problem, Options(seconds=1))

    assert proven(problem) <= judge(problem, outcome.plan).cost
