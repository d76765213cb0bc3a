from dataclasses import replace

import pytest

from operations.core.supply.network import Tier
from operations.core.supply.packs import (
    affordable_packs,
    order_price_cents,
    orderable_packs,
    packs_up,
    tier_from_packs,
)
from tests.operations.core.supply.small import ACME

TIERED = replace(ACME, tiers=(Tier(20, 40),))


@pytest.mark.parametrize(("units", "packs"), [(-5, 0), (0, 0), (1, 1), (10, 1), (11, 2)])
def test_packs_hold_at_least_the_units(units, packs):
    assert packs_up(units, 10) == packs


@pytest.mark.parametrize(("packs", "allowed"), [(0, 0), (1, 5), (5, 5), (6, 10)])
def test_minimum_and_multiple_only_ever_add(packs, allowed):
    assert orderable_packs(packs, ACME, minimum=True, multiple=True) == allowed


@pytest.mark.parametrize(("packs", "tier", "cents"), [(19, 0, 950), (20, 20, 800), (21, 20, 840)])
def test_a_tier_prices_the_whole_line(packs, tier, cents):
    assert tier_from_packs(TIERED, packs) == tier
    assert order_price_cents(TIERED, packs) == cents


@pytest.mark.parametrize(
    ("money", "packs"), [(249, 0), (250, 5), (499, 5), (500, 10), (799, 15), (800, 20)]
)
def test_money_buys_the_largest_allowed_line(money, packs):
    # 15 packs cost 750; 20 cost 800 at the tier's price.
    assert affordable_packs(TIERED, 20, money, minimum=True, multiple=True) == packs
