from dataclasses import replace

import numpy as np
import pytest

from operations.core.supply.capacity import Capacity
from operations.core.supply.columns.answers import Chosen, Part
from operations.core.supply.columns.engine import Region
from operations.core.supply.columns.pool import Pool
from operations.core.supply.columns.together import Together
from operations.core.supply.columns.turns import Turns
from operations.core.supply.draft import Draft, cost, draft, plan_of
from operations.core.supply.index import index
from operations.core.supply.report import judge
from operations.sources.demo_supply import Purse, made_region
from tests.operations.core.supply.region import region


def turns_of(problem):
    """A region's turns after its prices, and all products planned by rules of thumb."""
    found = Region.of(index(problem))
    found.price(lambda: False)
    pool = Pool(len(found.programmes))
    turns = Turns(
        found.look, found.shared, found.programmes, found.prices, Capacity(found.look), {},
        found.team, pool,
    )  # fmt: skip
    return turns, [turns.by_thumb(k) for k in range(len(found.programmes))]


def never():
    return False


def always():
    return True


@pytest.mark.parametrize(
    "problem", [region(1, products=4, trucks=0), made_region(6, 12, Purse.TIGHT, 3)]
)
def test_plans_that_are_priced_and_put_together_cost_less_and_break_no_rule(problem):
    turns, thumb = turns_of(problem)
    together = Together(turns, list(thumb))

    together.run(never, never)

    assert sum(p.cents for p in together.plans) < sum(p.cents for p in thumb)
    drafted = Draft(tuple(p.record for p in together.plans))
    report = judge(replace(problem, vehicles=()), plan_of(drafted, ()))
    assert report.hard == 0


def test_what_is_left_is_what_the_plans_do_not_take():
    problem = made_region(6, 12, Purse.TIGHT, 3)
    turns, thumb = turns_of(problem)
    together = Together(turns, thumb)

    together.run(never, never)

    fresh = Capacity(turns.look)
    for each in together.plans:
        fresh.charge(each.charge)
    assert np.allclose(fresh.money, turns.left.money)
    assert np.allclose(fresh.volume_ml, turns.left.volume_ml)


def test_when_it_is_enough_known_plans_are_put_together_and_none_is_chosen_anew():
    turns, thumb = turns_of(region(1, products=4, trucks=0))
    known = turns.pool.size
    together = Together(turns, list(thumb))

    together.run(never, always)

    assert turns.pool.size == known
    assert together.plans == thumb


def test_when_time_is_over_plans_stay_as_they_are():
    problem = region(1, products=4, trucks=0)
    turns, thumb = turns_of(problem)
    together = Together(turns, list(thumb))

    together.run(always, always)

    assert together.plans == thumb
    assert cost(turns.look, Draft(tuple(p.record for p in thumb)), ()) == cost(
        turns.look, draft(turns.look), ()
    )


def too_good(turns, k):
    """Nothing at all for product k, said to cost a cent: what it lacks is dear."""
    plan = replace(turns.by_thumb(k), chosen=Chosen(), use=np.zeros(turns.shared.size), cents=1.0)
    turns.left.charge(plan.charge, -1)
    turns.pool.add(k, plan)
    return plan


def test_a_plan_that_turns_out_dearer_than_it_was_kept_with_is_offered_no_more():
    turns, thumb = turns_of(region(1, products=4, trucks=0))
    plan = too_good(turns, 0)
    together = Together(turns, list(thumb))

    together.run(never, always)

    assert together.plans == thumb
    assert all(each is not plan for each in turns.pool.taken[0])
    turns.pool.add(0, replace(plan))  # found once more
    offered, _ = turns.pool.best(turns.shared.usual, 5.0, False)
    assert sum(p.cents for p in offered) == pytest.approx(sum(p.cents for p in thumb))


def test_what_is_better_is_found_beside_a_plan_that_only_seemed_so():
    problem = region(1, products=4, trucks=0)
    turns, thumb = turns_of(problem)
    room = turns.shared.usual
    part = Part(np.zeros(len(room)), room, turns.prices.worth)
    better = [turns.choose(k, part) for k in range(1, 4)]
    for plan in better:
        turns.left.charge(plan.charge, -1)
    too_good(turns, 0)
    together = Together(turns, list(thumb))

    together.run(never, always)

    assert together.plans[0] is thumb[0]
    assert sum(p.cents for p in together.plans) < sum(p.cents for p in thumb)
