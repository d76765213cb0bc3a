from dataclasses import replace

import pytest

from operations.core.outcome import Options
from operations.core.supply.network import Lot
from operations.core.supply.plan import Plan
from operations.core.supply.report import judge
from operations.core.supply.solve import solve
from tests.operations.core.supply.small import CENTRE, DEPOT, NEED, amounts, deliver, small

CODE = "transfer_of_surplus"

# The centre uses 30 of its 60 units before day 21; its neighbour has nothing and uses 10 a week.
NEIGHBOURS = small(
    facilities=(DEPOT, CENTRE, replace(CENTRE, id="other", latitude=33.9)),
    demands=(NEED, replace(NEED, facility="other")),
    offers=(),
    lots=(Lot("old", "centre", "aspirin", 60, 21),),
    transfer_pack_cents=20,
)


def handed(packs):
    return deliver(packs, lot="old", facility="other", origin="centre")


@pytest.mark.parametrize(("packs", "over"), [(2, 0), (3, 0), (4, 10)])
def test_a_place_gives_what_it_would_not_use_before_it_expires(packs, over):
    plan = Plan(deliveries=(handed(packs),))

    assert amounts(CODE, NEIGHBOURS, plan) == [over] * bool(over)


def test_more_than_a_place_holds_cannot_be_given():
    assert amounts("stock_conserved", NEIGHBOURS, Plan(deliveries=(handed(7),)))[0] == 10


def test_what_would_expire_is_handed_to_whoever_uses_it_in_time():
    outcome = solve(NEIGHBOURS, Options(seconds=5))

    # Three weeks of the neighbour's use come from the centre, and no more expires there.
    lines = outcome.plan.deliveries
    assert sum(line.units for line in lines if line.origin == "centre") == 30
    assert outcome.plan.wastes == ()
    assert judge(NEIGHBOURS, outcome.plan).cost == outcome.cost
    assert judge(NEIGHBOURS, outcome.plan).hard == 0
    assert outcome.bound <= outcome.cost


def test_where_nothing_is_handed_on_nothing_is():
    outcome = solve(replace(NEIGHBOURS, transfer_pack_cents=None), Options(seconds=5))

    assert outcome.plan.deliveries == ()
