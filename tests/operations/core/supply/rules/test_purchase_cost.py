from dataclasses import replace

import pytest

from operations.core.supply.network import Tier
from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import ACME, SMALL, amounts, broken, order, small

CODE = "purchase_cost"


@pytest.mark.parametrize(("packs", "cents"), [(99, 99 * 50), (100, 100 * 40), (101, 101 * 40)])
def test_from_a_tier_on_every_pack_costs_its_price(packs, cents):
    problem = small(offers=(replace(ACME, tiers=(Tier(100, 40),)),))

    assert amounts(CODE, problem, Plan((order(packs),))) == [cents]


def test_an_order_on_the_way_is_paid_already():
    assert amounts(CODE, SMALL, Plan((order(5, on_the_way="po1"),))) == []


def test_the_sentence_tells_the_money():
    [found] = broken(CODE, SMALL, Plan((order(50),)))

    assert found.sentence == "Week 0: 50 packs of aspirin from acme cost 25.00."
