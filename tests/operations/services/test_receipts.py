"""What comes of a placed order: received by lot into the stock, in parts, or cancelled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from hospital.errors import ApplicationError, Conflict, Forbidden
from hospital.models import Order, Product, StockLot
from operations.models import LineState, OrderLine, Plan
from operations.services import Receipt, orders_cancel, orders_receive, orders_step
from operations.services.order_steps import today_of
from tests.operations.small_supply import SmallSupply, line, plan, supply
from tests.operations.sources.records.supply_network import ask, north

__all__ = ["north", "plan", "supply"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(plan: Plan, supply: SmallSupply) -> OrderLine:
    """A line that is ordered."""
    for to in (LineState.APPROVED, LineState.ORDERED):
        orders_step(
            plan=plan, lines=[line(plan).pk], to=to, actor=supply.samir,
            base_version=plan.edit_version,
        )  # fmt: skip
    return line(plan)


def later(plan: Plan, days: int) -> date:
    return today_of(plan) + timedelta(days=days)


def receive(plan: Plan, supply: SmallSupply, row: OrderLine, packs: int | None = None, **how: Any):
    asked = {
        "actor": how.pop("actor", supply.samir),
        "base_version": how.pop("base_version", plan.edit_version),
        "reason": how.pop("reason", ""),
    }
    return orders_receive(plan=plan, receipts=[Receipt(row.pk, packs, **how)], **asked)


def order(row: OrderLine) -> Order:
    return Order.objects.get(number=row.number)


def test_what_came_is_in_stock_and_the_next_plan_counts_it_once(plan, supply, row):
    due = [each.id for each in ask(supply.network).problem.on_the_way]
    assert row.number in due
    receive(plan, supply, row, lot="L77", expiry=later(plan, 400))
    lot = StockLot.objects.get(lot="L77")
    assert (lot.facility, lot.product) == (row.facility, row.product)
    assert (lot.quantity, lot.expiry) == (row.packs * row.product.pack_size, later(plan, 400))
    asked = ask(supply.network).problem
    assert row.number not in [each.id for each in asked.on_the_way]
    assert [each.units for each in asked.lots if each.id.endswith("/L77")] == [lot.quantity]
    row.refresh_from_db()
    assert (row.state, row.received_packs) == ("received", row.packs)
    event = plan.events.get(action="received")
    assert (event.actor, event.after["lot"]) == ("samir", "L77")


def test_a_part_is_received_and_the_rest_stays_on_its_way(plan, supply, row):
    receive(plan, supply, row, 1, lot="A", expiry=later(plan, 400), rest_comes=True)
    row.refresh_from_db()
    assert (row.state, row.received_packs) == ("ordered", 1)
    part = Order.objects.get(number=f"{row.number}-1")
    assert (part.packs, part.state, order(row).packs, order(row).state) == (
        1, "received", row.packs - 1, "placed",
    )  # fmt: skip
    on_the_way = {each.id: each.packs for each in ask(supply.network).problem.on_the_way}
    assert on_the_way[row.number] == row.packs - 1
    receive(plan, supply, row, lot="B", expiry=later(plan, 300))
    row.refresh_from_db()
    assert (row.state, row.received_packs) == ("received", row.packs)
    assert {*StockLot.objects.filter(lot__in="AB").values_list("lot", "quantity")} == {
        ("A", row.product.pack_size), ("B", (row.packs - 1) * row.product.pack_size),
    }  # fmt: skip


def test_what_came_is_what_is_paid(plan, supply, row):
    with pytest.raises(ApplicationError, match="say why"):
        receive(plan, supply, row, row.packs - 1)
    receive(plan, supply, row, row.packs - 1, reason="one broken")
    assert (order(row).packs, order(row).state) == (row.packs - 1, "received")


def test_more_of_a_lot_that_is_there_is_added_to_it(plan, supply, row):
    StockLot.objects.create(
        facility=row.facility, product=row.product, lot="L77", expiry=later(plan, 400), quantity=5
    )
    with pytest.raises(ApplicationError, match="in stock with the expiry"):
        receive(plan, supply, row, lot="L77", expiry=later(plan, 300))
    receive(plan, supply, row, lot="L77", expiry=later(plan, 400))
    found = StockLot.objects.get(lot="L77")
    assert found.quantity == 5 + row.packs * row.product.pack_size


def test_what_cannot_be_is_said_and_nothing_is_kept(plan, supply, row):
    stock = StockLot.objects.count()
    with pytest.raises(ApplicationError, match="enter the expiry of lot A"):
        receive(plan, supply, row, lot="A")
    with pytest.raises(ApplicationError, match="lot A expired on"):
        receive(plan, supply, row, lot="A", expiry=later(plan, 0))
    with pytest.raises(ApplicationError, match="nothing came of it"):
        receive(plan, supply, row, 0)
    with pytest.raises(Forbidden):
        receive(plan, supply, row, actor=supply.vera)
    with pytest.raises(Conflict):
        receive(plan, supply, row, base_version=0)
    row.refresh_from_db()
    assert (row.state, StockLot.objects.count()) == ("ordered", stock)


def test_a_lot_that_lives_shorter_than_is_asked_for_needs_a_reason(plan, supply, row):
    Product.objects.update(minimum_life_days=90)
    with pytest.raises(ApplicationError, match="lives 80 days more, and 90 are asked for"):
        receive(plan, supply, row, lot="A", expiry=later(plan, 80))
    receive(plan, supply, row, lot="A", expiry=later(plan, 80), reason="used in a month")
    assert StockLot.objects.filter(lot="A").exists()


def test_an_order_that_will_not_come_is_cancelled_and_decided_anew(plan, supply, row):
    def cancel(reason: str) -> Any:
        return orders_cancel(
            plan=plan, lines=[row.pk], actor=supply.samir, base_version=plan.edit_version,
            reason=reason,
        )  # fmt: skip

    with pytest.raises(ApplicationError, match="say why the order is cancelled"):
        cancel("")
    cancel("out of production")
    row.refresh_from_db()
    assert (row.state, row.approved_packs, order(row).state) == ("reviewed", None, "cancelled")
    assert not row.locked, "a night may order it from somebody else"
    assert row.number not in [each.id for each in ask(supply.network).problem.on_the_way]
    with pytest.raises(Conflict, match="only what is ordered can be cancelled"):
        cancel("again")
    for to in (LineState.APPROVED, LineState.ORDERED):
        orders_step(
            plan=plan, lines=[row.pk], to=to, actor=supply.samir, base_version=plan.edit_version
        )
    assert (order(row).state, order(row).packs) == ("placed", row.packs)


def test_of_a_part_that_came_the_rest_is_cancelled(plan, supply, row):
    receive(plan, supply, row, 1, rest_comes=True)
    orders_cancel(
        plan=plan, lines=[row.pk], actor=supply.samir, base_version=plan.edit_version, reason="war"
    )
    row.refresh_from_db()
    assert (row.state, row.received_packs, order(row).state) == ("received", 1, "cancelled")


def test_what_was_ordered_is_received_after_a_night_replaced_its_plan(plan, supply, row):
    Plan.objects.filter(pk=plan.pk).update(state="void")
    plan.refresh_from_db()
    with pytest.raises(Conflict, match="replaced by a newer one"):
        orders_step(
            plan=plan, lines=[row.pk], to=LineState.REVIEWED, actor=supply.samir,
            base_version=plan.edit_version,
        )  # fmt: skip
    receive(plan, supply, row, 1, lot="A", expiry=later(plan, 400), rest_comes=True)
    orders_step(
        plan=plan, lines=[row.pk], to=LineState.RECEIVED, actor=supply.samir,
        base_version=plan.edit_version,
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.state, row.received_packs, order(row).state) == ("received", row.packs, "received")


def test_what_was_ordered_is_cancelled_after_a_night_replaced_its_plan(plan, supply, row):
    Plan.objects.filter(pk=plan.pk).update(state="void")
    plan.refresh_from_db()
    orders_cancel(
        plan=plan, lines=[row.pk], actor=supply.samir, base_version=plan.edit_version, reason="war"
    )
    assert order(row).state == "cancelled"
    assert plan.events.filter(action="order cancelled", actor="samir").exists()


def test_what_is_placed_later_than_planned_is_expected_as_much_later(plan, supply):
    row = line(plan)
    orders_step(
        plan=plan, lines=[row.pk], to=LineState.APPROVED, actor=supply.samir, base_version=0
    )
    late = timedelta(days=21)
    day = today_of(plan) - late
    OrderLine.objects.filter(pk=row.pk).update(
        order_date=day, arrival_date=day + timedelta(days=49)
    )
    Plan.objects.filter(pk=plan.pk).update(start=day - timedelta(days=day.weekday()))
    plan = Plan.objects.get(pk=plan.pk)
    orders_step(plan=plan, lines=[row.pk], to=LineState.ORDERED, actor=supply.samir, base_version=1)
    assert order(row).expected == day + timedelta(days=49) + late
