"""Packs that reach another price tier cost what so many cost: on lists, orders and records."""

from __future__ import annotations

import pytest

from hospital.models import Offer, OfferTier, Order
from operations.export_rows import procurement
from operations.models import LineState, Plan
from operations.purchase_rows import purchases
from operations.services import OrderChange, orders_change, orders_step
from tests.operations.small_supply import SmallSupply, line, supply
from tests.operations.sources.records.supply_network import north

__all__ = ["north", "supply"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(supply: SmallSupply) -> Plan:
    """From 1,000 packs on every supplier asks for one cent a pack."""
    for offer in Offer.objects.all():
        OfferTier.objects.create(offer=offer, from_packs=1_000, price_cents=1)
    return supply.plan()


def test_more_approved_than_planned_are_paid_at_their_own_tier(plan, supply):
    row = line(plan)
    assert row.packs < 1_000
    change = OrderChange(row.pk, approved_packs=1_000, why="a gift")
    orders_change(plan=plan, changes=[change], actor=supply.samir, base_version=0)
    (told,) = [each for each in procurement(plan).lines if each.key.endswith(f"L{row.pk}")]
    assert (told.approved_cost_cents, told.cost_cents) == (1_000, row.cost_cents)
    (paper,) = purchases(plan).orders[0].lines
    assert (paper.price_cents, paper.cost_cents) == (1, 1_000)
    orders_step(plan=plan, lines=[row.pk], to=LineState.ORDERED, actor=supply.samir, base_version=1)
    assert Order.objects.get(number=row.number).price_cents == 1


def test_what_was_suggested_stays_at_its_own_price(plan, supply):
    row = line(plan)
    change = OrderChange(row.pk, {"packs": 1_000}, why="a gift")
    orders_change(plan=plan, changes=[change], actor=supply.samir, base_version=0)
    (told,) = [each for each in procurement(plan).lines if each.key.endswith(f"L{row.pk}")]
    assert (told.cost_cents, told.suggested_cost_cents) == (1_000, row.cost_cents)
