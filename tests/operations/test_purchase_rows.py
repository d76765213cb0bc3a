"""Which lines of a plan a supplier gets to read, and what of them."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest

from hospital.errors import ApplicationError
from operations.models import LineState, OrderLine
from operations.plan_files import plan_file, purchases_file
from operations.purchase_rows import purchases
from operations.services import orders_step
from tests.operations.admin.pages import act, client_of, read
from tests.operations.admin.test_orders import page
from tests.operations.small_supply import SmallSupply, line
from tests.operations.sources.records.supply_network import budget, north

__all__ = ["north"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def supply(north: Any) -> SmallSupply:
    budget(north, 10_000_000)
    return SmallSupply(north)


@pytest.fixture
def plan(supply):
    return supply.plan()


def step(plan, supply, to, row=None, **more):
    plan.refresh_from_db()
    return orders_step(
        plan=plan, lines=[(row or line(plan)).pk], to=to, actor=supply.samir,
        base_version=plan.edit_version, **more,
    )  # fmt: skip


def test_nothing_that_is_not_approved_goes_to_a_supplier(plan, supply):
    with pytest.raises(ApplicationError, match="None of these lines is approved"):
        plan_file(plan, "pdf", part="purchases")
    step(plan, supply, LineState.APPROVED)
    (order,) = purchases(plan).orders
    assert [each.product_code for each in order.lines] == [line(plan).product.code]


def test_an_order_has_its_number_from_when_it_is_placed_and_the_one_of_the_records(plan, supply):
    row = line(plan)
    step(plan, supply, LineState.APPROVED)
    (draft,) = purchases(plan).orders
    assert (draft.number, draft.day) == ("", row.order_date)
    assert draft.lines[0].number == ""
    step(plan, supply, LineState.ORDERED)
    (placed,) = purchases(plan).orders
    assert placed.number == f"MZ{plan.pk}-{row.supplier.code}-{placed.day:%Y%m%d}"
    assert placed.lines[0].number == f"MZ{plan.pk}-{row.pk}"
    after = plan.events.filter(action="ordered").get().after
    assert after["order"] == placed.lines[0].number


def test_packs_and_cost_are_the_approved_ones(plan, supply):
    row = line(plan)
    step(plan, supply, LineState.APPROVED, packs={row.pk: row.packs + 2}, reason="Tender")
    (order,) = purchases(plan).orders
    assert order.lines[0].packs == row.packs + 2
    assert order.lines[0].cost_cents == (row.packs + 2) * row.price_cents


def test_a_line_approved_with_no_pack_is_no_order(plan, supply):
    row = line(plan)
    step(plan, supply, LineState.APPROVED, packs={row.pk: 0}, reason="Donated")
    with pytest.raises(ApplicationError, match="None of these lines"):
        purchases(plan)


def test_no_reason_reaches_the_supplier(plan, supply):
    step(plan, supply, LineState.APPROVED, reason="the minister asked")
    content = purchases_file(OrderLine.objects.filter(plan=plan)).content
    text = " ".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(content)).pages)
    assert "minister" not in text
    assert str(line(plan).reason)[:12] not in text


def test_the_orders_page_and_the_list_give_it_and_say_where_there_is_none_yet(plan, supply):
    client = client_of(supply.samir)
    row = line(plan)
    none = client.post(page(plan), {"_purchases": row.supplier.pk}, follow=True)
    assert "None of these lines is approved" in read(none)
    assert "Orders (PDF)" not in none.content.decode()
    step(plan, supply, LineState.APPROVED)
    assert "Orders (PDF)" in client.get(page(plan)).content.decode()
    found = client.post(page(plan), {"_purchases": row.supplier.pk})
    assert found["Content-Type"] == "application/pdf"
    assert f"-{row.supplier.code}-E" in found["Content-Disposition"]
    picked = act(supply.samir, "operations_orderline", "export_purchases", row)
    assert picked["Content-Type"] == "application/pdf"
    assert client_of(supply.vera).post(page(plan), {"_purchases": "1"}).status_code == 403
