"""An equivalent ordered in one step in the place of what lacks: shown, kept, locked, taken back."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from hospital.errors import ApplicationError, Conflict, Forbidden
from hospital.models import Equivalent, Offer, Order, Product, StockLot
from operations.core import snapshot
from operations.core.outcome import Options
from operations.core.supply.solve import solve
from operations.lacking import products_lacking
from operations.models import Finding, OrderLine, Plan
from operations.services import orders_instead, orders_standing
from tests.operations import small_supply
from tests.operations.admin.pages import act, client_of, read
from tests.operations.small_supply import SmallSupply
from tests.operations.sources.records.supply_network import ask, budget, north

__all__ = ["north"]

pytestmark = pytest.mark.django_db

DEAR = 1_000_000
"""Cents for each unit replaced: no plan does that by itself."""


@pytest.fixture
def supply(north: Any) -> SmallSupply:
    """Nobody sells insulin any more; pens are sold, one for two vials, and nobody has any."""
    budget(north, 100_000_000)
    supply = SmallSupply(north)
    insulin = Product.objects.get(code="INS")
    pens = Product.objects.create(
        code="PEN", name="Insulin pen", ven="V", pack_size=10, volume_ml=40, cold_chain=True,
        minimum_life_days=30, funding_line=insulin.funding_line,
    )  # fmt: skip
    Equivalent.objects.create(
        product=insulin, stand_in=pens, units=2, stand_in_units=1, unit_cents=DEAR
    )
    Offer.objects.update(product=pens)
    Offer.objects.exclude(supplier__code="BETA").delete()
    Order.objects.filter(state="placed").delete()
    StockLot.objects.update(quantity=20)
    return supply


@pytest.fixture
def in_stock(supply: SmallSupply) -> None:
    """The depot has all the pens that anybody could ask for."""
    lot = StockLot.objects.filter(facility__code="DEP").get()
    pens = Product.objects.get(code="PEN")
    StockLot.objects.create(
        facility=lot.facility, product=pens, lot="P1", expiry=lot.expiry, quantity=1_000
    )


@pytest.fixture
def plan(supply: SmallSupply, monkeypatch: pytest.MonkeyPatch) -> Plan:
    problem = ask(supply.network).problem
    found = solve(problem, Options(seconds=300, by_work=True)).plan
    assert found is not None
    monkeypatch.setitem(small_supply._plans, snapshot.dumps(problem), found)
    plan = supply.plan()
    assert not OrderLine.objects.filter(plan=plan, product__code="PEN").exists()
    return plan


def instead(plan: Plan, supply: SmallSupply, **how: Any) -> Any:
    how = {"actor": supply.samir, "base_version": plan.edit_version, "reason": "pharmacist"} | how
    return orders_instead(plan=plan, product="INS", stand_in="PEN", **how)


def lacks(plan: Plan) -> int:
    _made = orders_standing(Plan.objects.get(pk=plan.pk))
    return sum(short.units for short in _made.answer.shortages if short.product == "INS")


def test_what_it_would_do_is_said_by_the_judge_and_nothing_is_kept(plan, supply):
    before, version = lacks(plan), plan.edit_version
    assert before > 0
    found = instead(plan, supply, preview=True)
    assert found.changes
    assert found.effect.cost_change > 0  # at its price; less lacks all the same
    assert any(each.rule == "substitution_cost" for each in found.effect.new)
    plan.refresh_from_db()
    assert (lacks(plan), plan.edit_version) == (before, version)
    assert not OrderLine.objects.filter(plan=plan, product__code="PEN").exists()


def test_kept_it_is_ordered_brought_locked_and_on_the_record(plan, supply):
    before = lacks(plan)
    seen = instead(plan, supply, preview=True)
    kept = instead(plan, supply, mark=seen.mark)
    assert kept.effect.cost_change == seen.effect.cost_change
    assert lacks(plan) < before
    lines = OrderLine.objects.filter(plan=plan, product__code="PEN")
    assert lines
    for row in lines:
        assert (row.locked, row.edited, row.suggestion, row.why) == (True, True, 0, "pharmacist")
    event = plan.events.get(action="equivalent ordered")
    assert (event.actor, event.reason) == ("samir", "pharmacist")
    assert len(event.after) == len(seen.changes)
    plan.refresh_from_db()
    assert plan.cost == orders_standing(plan).report.cost == kept.effect.report_after.cost


def test_another_outcome_than_the_one_seen_is_refused_and_so_is_who_may_not(plan, supply):
    with pytest.raises(Conflict, match="came out otherwise"):
        instead(plan, supply, mark="another")
    with pytest.raises(Conflict):
        instead(plan, supply, base_version=plan.edit_version - 1)
    with pytest.raises(Forbidden):
        instead(plan, supply, actor=supply.vera)
    with pytest.raises(ApplicationError, match="INS does not stand in for PEN in this plan"):
        orders_instead(
            plan=plan, product="PEN", stand_in="INS", actor=supply.samir,
            base_version=plan.edit_version,
        )  # fmt: skip


def said_what_lacks(plan):
    for short in orders_standing(plan).report.violations:
        if short.rule == "demand_met":
            Finding.objects.create(
                plan=plan, rule=short.rule, kind="medium", amount=short.amount, cost=short.amount,
                sentence="x", facts=dict(short.facts),
            )  # fmt: skip


def sent_by(shown):
    """What the form of the outcome that is shown sends."""
    part = shown.content.decode().partition('id="instead-shown"')[2]
    return {
        name: unescape(re.search(f'name="{name}" value="([^"]+)"', part).group(1))
        for name in ("base_version", "mark", "instead")
    }


def test_from_the_orders_page_to_the_line_and_back(plan, supply):
    before = lacks(plan)
    said_what_lacks(plan)
    client, page = client_of(supply.samir), reverse("admin:operations_plan_orders", args=[plan.pk])
    assert 'value="INS|PEN"' in client.get(page).content.decode()
    shown = client.post(page, {"instead": "INS|PEN"})
    assert "If Insulin pen (PEN) is ordered for what lacks of Insulin (INS)" in read(shown)
    assert "Units that lack: " in read(shown)
    sent = sent_by(shown)
    unsaid = client.post(page, {**sent, "_instead_keep": "1", "why": " "}, follow=True)
    assert "Say why the equivalent is ordered" in read(unsaid)
    kept = client.post(page, {**sent, "_instead_keep": "1", "why": "none left"}, follow=True)
    assert "Insulin pen (PEN) is ordered for what lacks of Insulin (INS)" in read(kept)
    assert sum(row.units for row in products_lacking(plan)) == lacks(plan) < before
    rows = list(OrderLine.objects.filter(plan=plan, product__code="PEN"))
    act(supply.samir, "operations_orderline", "back", *rows)
    assert {row.packs for row in OrderLine.objects.filter(pk__in=[r.pk for r in rows])} == {0}
    assert sum(row.units for row in products_lacking(plan)) == lacks(plan) == before


def test_what_stands_in_and_is_there_already_is_brought_without_an_order(in_stock, plan, supply):
    before = lacks(plan)
    said_what_lacks(plan)
    client, page = client_of(supply.samir), reverse("admin:operations_plan_orders", args=[plan.pk])

    shown = client.post(page, {"instead": "INS|PEN"})

    assert "No order changes: what stands in is there already, and is brought." in read(shown)
    sent = {**sent_by(shown), "_instead_keep": "1", "why": "none left"}
    kept = read(client.post(page, sent, follow=True))
    said = "Insulin pen (PEN) is brought from what is there for what lacks of Insulin (INS)"
    assert said in kept
    assert sum(row.units for row in products_lacking(plan)) == lacks(plan) < before
    assert not OrderLine.objects.filter(plan=plan, product__code="PEN").exists()
    again = read(client.post(page, {"instead": "INS|PEN"}))
    assert "Nothing changes: what can stand in is there already" in again
