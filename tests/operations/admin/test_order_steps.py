"""Order lines are taken a step on as the list was seen, and what came is entered on a page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from hospital.errors import NotFound
from hospital.models import Order, StockLot
from operations import doors
from operations.models import LineState, OrderLine, Plan
from operations.services import OrderChange, Receipt, orders_change, orders_step
from operations.services.order_steps import today_of
from tests.operations.admin.pages import act, client_of, read, words
from tests.operations.small_supply import SmallSupply, line, plan, supply
from tests.operations.sources.records.supply_network import north

__all__ = ["north", "plan", "supply"]

pytestmark = pytest.mark.django_db
NAME = "operations_orderline"
LIST = f"admin:{NAME}_changelist"


@pytest.fixture
def ordered(plan: Plan, supply: SmallSupply) -> list[OrderLine]:
    rows = [*OrderLine.objects.filter(plan=plan).order_by("pk")]
    for version, to in enumerate((LineState.APPROVED, LineState.ORDERED)):
        orders_step(
            plan=plan, lines=[row.pk for row in rows], to=to, actor=supply.samir,
            base_version=version,
        )  # fmt: skip
    return [*OrderLine.objects.filter(plan=plan).order_by("pk")]


def shown(supply: SmallSupply) -> str:
    page = client_of(supply.samir).get(reverse(LIST))
    return str(page.context["action_form"].fields["seen"].initial)


def entered(rows: list[OrderLine], versions: str, **cells: Any) -> dict[str, Any]:
    sent = {f"packs-{row.pk}": row.packs for row in rows}
    return {"_received": "1", "versions": versions, **sent, **cells}


def test_nobody_approves_another_quantity_than_the_list_showed(plan, supply):
    row, seen = line(plan), shown(supply)
    change = OrderChange(row.pk, {"packs": 10 * row.packs}, why="a slip")
    orders_change(plan=plan, changes=[change], actor=supply.samir, base_version=0)
    refused = act(supply.samir, NAME, "step_approved", row, seen=seen)
    assert "Changed since you opened the list" in words(refused)
    assert line(plan).state == "suggested"
    done = act(supply.samir, NAME, "step_approved", row, seen=shown(supply))
    assert "1 changed." in words(done)


def test_a_second_click_finds_the_lines_where_the_first_put_them(plan, supply):
    row, seen = line(plan), shown(supply)
    for said in ("1 changed.", "1 was so already."):
        assert said in words(act(supply.samir, NAME, "step_approved", row, seen=seen))
    assert plan.events.filter(action="approved").count() == 1


def test_what_came_is_entered_by_packs_lot_and_expiry(plan, supply, ordered):
    first, second, *_others = ordered
    asked = act(supply.samir, NAME, "receive", first, second)
    assert "What was received" in read(asked)
    version = asked.context["versions"]
    day = (today_of(plan) + timedelta(days=300)).isoformat()
    cells = {f"lot-{first.pk}": "L1", f"expiry-{first.pk}": "soon"}
    wrong = act(supply.samir, NAME, "receive", first, second, **entered(ordered, version, **cells))
    assert "write the expiry as a day" in words(wrong)
    assert 'value="L1"' in wrong.content.decode(), "what was typed is still there"
    cells[f"expiry-{first.pk}"] = day
    sent = entered(ordered, version, **cells)
    done = act(supply.samir, NAME, "receive", first, second, **sent)
    assert "2 changed." in words(done)
    assert "1 line without a lot" in words(done)
    assert StockLot.objects.get(lot="L1").quantity == first.packs * first.product.pack_size
    again = act(supply.samir, NAME, "receive", first, second, **sent)
    assert "only what is ordered can be received" in words(again)
    assert StockLot.objects.get(lot="L1").quantity == first.packs * first.product.pack_size


def test_what_was_ordered_from_a_plan_that_is_replaced_by_now_is_received(plan, supply, ordered):
    Plan.objects.filter(pk=plan.pk).update(state="void")
    newer = supply.plan()
    OrderLine.objects.filter(pk=ordered[1].pk).update(plan=newer)
    rows = ordered[:2]
    versions = act(supply.samir, NAME, "receive", *rows).context["versions"]
    assert len(versions.split()) == 2
    stale = versions.replace(f"{newer.pk}:0", f"{newer.pk}:7")
    refused = act(supply.samir, NAME, "receive", *rows, **entered(rows, stale))
    assert "Somebody changed this plan first" in words(refused)
    assert not OrderLine.objects.filter(state="received").exists(), "all of it or nothing"
    done = act(supply.samir, NAME, "receive", *rows, **entered(rows, versions))
    assert "2 changed." in words(done)
    assert Order.objects.get(number=ordered[0].number).state == "received"


def test_an_order_is_cancelled_from_the_list_by_who_says_why(plan, supply, ordered):
    assert "say why" in words(act(supply.samir, NAME, "cancel", ordered[0]))
    done = act(supply.samir, NAME, "cancel", ordered[0], reason="bankrupt")
    assert "1 changed." in words(done)
    assert Order.objects.get(number=ordered[0].number).state == "cancelled"


def test_the_list_begins_a_reason_with_what_decided_it(plan, supply):
    page = client_of(supply.samir).get(reverse(LIST)).content.decode()
    facts = [each.facts for row in OrderLine.objects.all() for each in row.reason.messages]
    assert any("why_word" in each for each in facts)
    assert "<summary><strong>" in page


def test_what_came_of_a_line_that_is_gone_by_now_is_told_and_nothing_is_lost(plan, supply, ordered):
    gone, *rest = rows = ordered[:2]
    page = act(supply.samir, NAME, "receive", *rows)
    versions, number = page.context["versions"], gone.number
    assert f'name="name-{gone.pk}" value="{gone.product} ({number})"' in page.content.decode()
    cells = {f"lot-{gone.pk}": "L-7", f"expiry-{gone.pk}": "2031-01-31"} | {
        f"name-{gone.pk}": f"{gone.product} ({number})", f"lot-{rest[0].pk}": "L-8",
        f"expiry-{rest[0].pk}": "2031-01-31",
    }  # fmt: skip
    sent = entered(rows, versions, **cells)
    OrderLine.objects.filter(pk=gone.pk).delete()
    refused = act(supply.samir, NAME, "receive", *rows, **sent)
    assert f"{number}): {gone.packs} · L-7 · 2031-01-31" in words(refused)
    assert f'name="lot-{rest[0].pk}" maxlength="60" size="14" value="L-8"' in (
        refused.content.decode()
    )
    assert not StockLot.objects.filter(lot__in=["L-7", "L-8"]).exists()
    with pytest.raises(NotFound, match=str(gone.pk)):
        doors.orders_receive(
            user=supply.samir, receipts=[Receipt(gone.pk, 1)], versions={}, reason=""
        )
    act(supply.samir, NAME, "receive", *rest, **sent)
    assert StockLot.objects.filter(lot="L-8").exists()
