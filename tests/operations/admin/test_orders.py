"""An officer's page beside a supply plan, and what is done with its lines in the list."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import strip_tags

from hospital.models import Offer
from operations.export_rows import procurement
from operations.exports.procurement import to_csv
from operations.models import ExportLog, OrderLine, Plan, PlanEvent, Run
from operations.services import OrderChange, orders_change, orders_standing
from operations.services.beginnings import as_kept
from tests.operations.admin.pages import act, client_of, read, words
from tests.operations.small_supply import SmallSupply, line
from tests.operations.sources.records.supply_network import budget, north

__all__ = ["north"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def supply(north: Any) -> SmallSupply:
    budget(north, 10_000_000)
    return SmallSupply(north)


@pytest.fixture
def plan(supply: SmallSupply) -> Plan:
    return supply.plan()


def page(plan: Plan) -> str:
    return reverse("admin:operations_plan_orders", args=[plan.pk])


def upload(text: bytes) -> dict[str, Any]:
    return {"_look": "1", "file": SimpleUploadedFile("orders.csv", text)}


def test_totals_by_supplier_budgets_and_what_changes_cost(plan, supply):
    client = client_of(supply.samir)
    change = client.get(reverse("admin:operations_plan_change", args=[plan.pk]))
    assert page(plan) in change.content.decode()
    found = client.get(page(plan))
    rows = found.context["suppliers"]
    assert sum(row["lines"] for row in rows) == OrderLine.objects.count()
    assert all(row["suggested"] == row["planned"] for row in rows)
    assert found.context["budgets"][0]["line"] == "STATE"
    assert "What people changed costs +0.00 against the plan as it was made" in " ".join(
        read(found).split()
    )
    assert client_of(supply.vera).get(page(plan)).status_code == 403
    # A supplier's name leads to that supplier's lines.
    [link, *_others] = re.findall(r'href="([^"]*supplier__[^"]*)"', found.content.decode())
    assert client.get(unescape(link)).status_code == 200


def test_how_orders_travel_is_a_column_where_a_supplier_sends_by_several_ways(plan, supply):
    listed = reverse("admin:operations_orderline_changelist")
    client = client_of(supply.samir)
    OrderLine.objects.update(mode="sea")
    assert "transport" not in heads(client.get(listed))
    assert "transport" not in heads(client.get(page(plan)))
    acme = Offer.objects.get(supplier__code="ACME")
    Offer.objects.create(
        supplier=acme.supplier, product=acme.product, price_cents=9_000, mode="air",
    )  # fmt: skip
    found = client.get(listed)
    assert heads(found).index("transport") == heads(found).index("supplier") + 1
    assert "(sea)" not in read(found)
    found = client.get(page(plan))
    assert "transport" in heads(found)
    assert {row["modes"] for row in found.context["suppliers"]} == {"sea"}
    flown = line(plan)
    flown.pk, flown.mode = None, "air"
    flown.save()
    modes = [row["modes"] for row in client.get(page(plan)).context["suppliers"]]
    assert any(each.startswith("air 1, sea ") for each in modes)


def heads(response: Any) -> list[str]:
    cells = re.findall(r"<th[^>]*scope=\"col\".*?</th>", response.content.decode(), re.S)
    return [strip_tags(each).strip().lower() for each in cells]


def test_the_plan_is_made_again_around_what_is_fixed(plan, supply):
    response = client_of(supply.samir).post(page(plan), {"_again": "1"}, follow=True)
    run = Run.objects.get(kind="supply")
    assert (run.scope, run.start, run.asked_by) == ("NORTH", plan.start, supply.samir)
    assert "A plan around what is fixed is being made" in words(response)


def test_changed_products_are_planned_again_first_shown_then_kept(plan, supply):
    client, row = client_of(supply.samir), line(plan)
    change = OrderChange(row.pk, {"packs": 200}, None, "tender")
    orders_change(plan=plan, changes=[change], actor=supply.samir, base_version=0)
    found = client.post(page(plan), {"_replan": "1"})
    assert found.context["replanned"].changes
    lines = {*OrderLine.objects.values_list("pk", flat=True)}
    body = {"_replan_keep": "1", "base_version": "1", "mark": found.context["replanned"].mark}
    assert "Cost −" in words(client.post(page(plan), body, follow=True))
    assert {*OrderLine.objects.values_list("pk", flat=True)} != lines
    assert "changed this plan first" in words(client.post(page(plan), body))


def test_an_edited_file_is_shown_first_and_kept_on_a_click(plan, supply):
    client, row = client_of(supply.samir), line(plan)
    text = to_csv(procurement(plan)).replace(f",{row.packs},".encode(), b",45,", 1)
    text = text.replace(b",45,", f",{row.packs},".encode(), 1).replace(
        f"{row.units},{row.packs},{row.units}".encode(), f"{row.units},45,{row.units}".encode(), 1
    )
    found = client.post(page(plan), upload(text))
    (cell,) = found.context["cells"]
    assert (cell["before"], cell["after"]) == (row.packs, 45)
    assert "Nothing is kept yet" in words(found)
    assert line(plan).packs == row.packs
    body = {"_keep": "1", "changes": found.context["changes"], "base_version": "0"}
    done = client.post(page(plan), body, follow=True)
    assert "1 changed." in words(done)
    assert "Cost " in words(done)
    assert line(plan).packs == 45
    assert "Somebody changed this plan first" in words(client.post(page(plan), body))


def test_a_bad_file_shows_rows_and_remedies_and_a_broken_button_nothing(plan, supply):
    client = client_of(supply.samir)
    text = to_csv(procurement(plan)).replace(b",ACME,", b",?,").replace(b"ACME,", b"GAMMA,")
    found = client.post(page(plan), upload(text))
    assert "There is no supplier “GAMMA”; use its code." in read(found)
    assert "Choose the file" in words(client.post(page(plan), {"_look": "1"}))
    body = {"_keep": "1", "changes": '[[1, {"packs": "x"}, null, ""]]', "base_version": "0"}
    assert "Choose one of the ways offered." in words(client.post(page(plan), body))


def test_lines_are_reviewed_approved_ordered_and_received_from_the_list(plan, supply):
    rows = [*OrderLine.objects.all()]
    name = "operations_orderline"
    came = {"_received": "1", "versions": f"{plan.pk}:3"} | {f"packs-{r.pk}": r.packs for r in rows}
    for action in ("step_reviewed", "step_approved", "step_ordered", "receive"):
        more = came if action == "receive" else {}
        response = act(supply.samir, name, action, *rows, **more)
        assert f"{len(rows)} changed." in words(response)
    assert {*OrderLine.objects.values_list("state", flat=True)} == {"received"}
    assert PlanEvent.objects.filter(plan=plan, action="approved").count() == len(rows)
    refused = act(supply.samir, name, "step_approved", *rows)
    assert "cannot become approved" in words(refused)


@pytest.mark.parametrize("fmt", ["csv", "xlsx", "pdf"])
def test_the_lines_on_the_screen_are_exported(plan, supply, fmt):
    row = line(plan)
    response = act(supply.samir, "operations_orderline", f"export_{fmt}", row)
    number = ExportLog.objects.get().pk
    assert f"orders-NORTH-v1-E{number}.{fmt}" in response["Content-Disposition"]
    if fmt == "csv":
        assert len(response.content.decode("utf-8-sig").splitlines()) == 2


def test_a_long_one_is_followed_as_a_run_and_its_answer_kept(plan, supply, monkeypatch):
    monkeypatch.setattr("operations.services.replans.AT_ONCE", 0)
    change = OrderChange(line(plan).pk, {"packs": 200}, None, "tender")
    orders_change(plan=plan, changes=[change], actor=supply.samir, base_version=0)
    client = client_of(supply.samir)
    asked = client.post(page(plan), {"_replan": "1"})
    run = Run.objects.get(params__replan__plan=plan.pk)
    assert asked.url == f"{page(plan)}?replan={run.pk}#replanned"
    followed = client.get(asked.url)
    assert reverse("admin:operations_run_live", args=[run.pk]) in followed.content.decode()
    plan.refresh_from_db()
    Run.objects.update(state="done", incumbent=as_kept(orders_standing(plan).answer))
    answered = client.get(asked.url)
    assert "No order changes." in read(answered)
    sent = {
        "_replan_keep": "1",
        "replan": run.pk,
        "mark": answered.context["replanned"].mark,
        "base_version": plan.edit_version,
    }
    assert client.post(page(plan), sent).url == page(plan)
    assert PlanEvent.objects.filter(plan=plan, action="planned again").exists()
    assert "has changed since this was asked" in words(client.get(asked.url))


def test_reasons_of_the_list_are_read_whole_with_one_tick(plan, supply):
    page = (
        client_of(supply.samir)
        .get(reverse("admin:operations_orderline_changelist"))
        .content.decode()
    )
    assert 'id="reasons-whole"' in page
    assert "operations/whole.js" in page
    assert re.search(r'<body class="[^"]*\bmizan-whole"', page)
