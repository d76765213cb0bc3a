from dataclasses import replace

import pytest

from operations.core.outcome import Options
from operations.core.supply.network import Lot
from operations.core.supply.plan import Plan
from operations.core.supply.solve import solve
from tests.operations.core.supply.small import CENTRE, DEPOT, NEED, amounts, deliver, small

CODE = "shortage_shared"

# Two places that need 40 units each; ten packs would serve both.
TWINS = small(
    facilities=(DEPOT, CENTRE, replace(CENTRE, id="other", latitude=33.9)),
    demands=(NEED, replace(NEED, facility="other")),
    offers=(),
    lots=(Lot("L1", "depot", "aspirin", 40, 400),),
)


@pytest.mark.parametrize(("here", "there", "over"), [(2, 2, 0), (3, 1, 5), (4, 0, 15)])
def test_nobody_lacks_more_than_half_a_pack_beyond_their_part(here, there, over):
    lines = (deliver(here), deliver(there, facility="other")) if there else (deliver(here),)

    # 40 units lack in all, 20 each; beyond 25 an essential unit of 5 cents weighs 4 * 5.
    assert amounts(CODE, TWINS, Plan(deliveries=lines)) == [over * 20] * bool(over)


def test_what_lacks_before_the_first_delivery_can_reach_a_place_is_nobodys_part():
    late = replace(CENTRE, id="other", latitude=33.9, delivery_weeks=(2,))
    lots = (Lot("L1", "depot", "aspirin", 60, 400),)
    problem = replace(TWINS, facilities=(DEPOT, CENTRE, late), lots=lots)
    lines = (deliver(4), deliver(2, 2, facility="other"))

    # The late place lacks 20 units before week 2, which nothing can help; after it nobody lacks.
    assert amounts(CODE, problem, Plan(deliveries=lines)) == []


@pytest.mark.parametrize("packs", range(0, 9))
def test_plans_share_what_there_is(packs):
    lots = (Lot("L1", "depot", "aspirin", 10 * packs, 400),)
    problem = replace(TWINS, lots=lots)

    plan = solve(problem, Options(seconds=5)).plan

    assert amounts(CODE, problem, plan) == []
