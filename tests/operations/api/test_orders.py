"""Orders over the API: changed, stepped, out as files of what was filtered, and back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from hospital.login.tokens import token_make
from hospital.models import Order, StockLot
from operations.models import OrderLine, Plan, PlanState
from tests.operations.small_supply import SmallSupply, line
from tests.operations.sources.records.supply_network import north

__all__ = ["north"]

pytestmark = pytest.mark.django_db
LINES = "/api/order-lines/"


@pytest.fixture
def supply(north: Any) -> SmallSupply:
    cache.clear()
    return SmallSupply(north)


@pytest.fixture
def plan(supply: SmallSupply) -> Plan:
    return supply.plan()


def client(user: Any) -> APIClient:
    found = APIClient()
    found.force_authenticate(user)
    return found


def patch(user: Any, row: OrderLine, body: dict[str, Any], version: int = 0, ask: str = "") -> Any:
    where = f"{LINES}{row.pk}/{ask}"
    return client(user).patch(where, body, format="json", HTTP_IF_MATCH=f'"v{version}"')


def test_a_line_is_looked_at_changed_and_shown_with_its_suggestion(plan, supply):
    row = line(plan)
    body = {"packs": row.packs + 5, "supplier": "BETA", "why": "tender"}
    seen = patch(supply.samir, row, body, ask="?preview=1")
    assert seen.status_code == 200
    assert line(plan).packs == row.packs
    done = patch(supply.samir, row, body)
    assert done["ETag"] == '"v1"'
    assert done.data["effect"]["cost_change"] == seen.data["effect"]["cost_change"]
    shown = done.data["line"]
    assert (shown["packs"], shown["suggested_packs"]) == (row.packs + 5, row.packs)
    assert (shown["supplier"], shown["why"]) == ("BETA", "tender")
    assert patch(supply.samir, row, body).status_code == 412


def test_steps_are_taken_by_many_lines_at_once(plan, supply):
    lines = [*OrderLine.objects.values_list("pk", flat=True)]
    body = {"plan": plan.pk, "lines": lines, "to": "approved"}
    step = client(supply.samir).post
    assert step(f"{LINES}step/", body, format="json").status_code == 428
    done = step(f"{LINES}step/", body, format="json", HTTP_IF_MATCH='"v0"')
    assert (done.status_code, done["ETag"]) == (200, '"v1"')
    assert {*OrderLine.objects.values_list("state", flat=True)} == {"approved"}
    assert step(f"{LINES}step/", body, format="json", HTTP_IF_MATCH='"v0"').status_code == 412
    body |= {"to": "ordered", "packs": {}}
    assert step(f"{LINES}step/", body, format="json", HTTP_IF_MATCH='"v1"').status_code == 200


def test_changed_products_are_planned_again_and_other_lines_stay(plan, supply):
    patch(supply.samir, line(plan), {"packs": 200, "why": "tender"})
    ask, body = client(supply.samir).post, {"plan": plan.pk}
    seen = ask(f"{LINES}replan/?preview=1", body, format="json", HTTP_IF_MATCH='"v1"')
    assert (seen.status_code, seen["ETag"], seen.data["products"]) == (200, '"v1"', ["INS"])
    assert seen.data["changes"][0].keys() == {"order", "before", "after"}
    body |= {"mark": seen.data["mark"], "why": "large order"}
    done = ask(f"{LINES}replan/", body, format="json", HTTP_IF_MATCH='"v1"')
    assert (done["ETag"], done.data["changes"]) == ('"v2"', seen.data["changes"])
    assert ask(f"{LINES}replan/", body, format="json", HTTP_IF_MATCH='"v1"').status_code == 412


def test_a_file_has_the_lines_of_the_filters_and_comes_back(plan, supply):
    row = line(plan)
    ask = f"{LINES}export/?format=csv&language=en&plan={plan.pk}&order_date={row.order_date}"
    found = client(supply.samir).get(ask)
    assert found.status_code == 200
    text = found.content.decode("utf-8-sig")
    assert len(text.splitlines()) == 2
    edited = text.replace(f",{row.packs},{row.units},,", f",45,{row.units},,")
    upload = SimpleUploadedFile("orders.csv", edited.encode())
    where, body = f"{LINES}import/", {"plan": plan.pk, "file": upload}
    ask = client(supply.samir).post
    assert ask(where, body, format="multipart").status_code == 428
    upload.seek(0)
    taken = ask(where, body, format="multipart", HTTP_IF_MATCH='"v0"')
    assert taken.status_code == 200, taken.data
    assert [(each["before"], each["after"]) for each in taken.data["cells"]] == [
        (str(row.packs), "45")
    ]
    assert line(plan).packs == 45
    upload.seek(0)
    assert ask(where, body, format="multipart", HTTP_IF_MATCH='"v1"').status_code == 409


def test_bad_cells_are_listed_with_row_column_and_remedy(plan, supply):
    text = client(supply.samir).get(f"{LINES}export/?format=csv&language=en").content
    bad = text.replace(f",{line(plan).packs},".encode(), b",many,")
    body = {"plan": plan.pk, "file": SimpleUploadedFile("orders.csv", bad)}
    where, seen = f"{LINES}import/", f'"v{plan.edit_version}"'
    refused = client(supply.samir).post(where, body, format="multipart", HTTP_IF_MATCH=seen)
    assert refused.status_code == 400
    first = refused.data["extra"]["errors"][0]
    assert (first["column"], first["value"]) == ("planned packs", "many")
    assert "whole number is expected" in first["message"]


def test_readers_and_other_networks_change_nothing(plan, supply):
    row = line(plan)
    assert patch(supply.vera, row, {"packs": 1}).status_code == 403
    assert patch(supply.carla, row, {"packs": 1}).status_code == 404
    body = {"plan": plan.pk, "lines": [row.pk], "to": "approved"}
    for person, code in ((supply.vera, 403), (supply.carla, 400)):
        done = client(person).post(f"{LINES}step/", body, format="json", HTTP_IF_MATCH='"v0"')
        assert done.status_code == code
    assert client(supply.carla).get(f"{LINES}export/?format=csv").status_code == 400


def post(user: Any, where: str, body: dict[str, Any], version: int | None) -> Any:
    seen = {} if version is None else {"HTTP_IF_MATCH": f'"v{version}"'}
    return client(user).post(f"{LINES}{where}/", body, format="json", **seen)


@pytest.fixture
def ordered(plan: Plan, supply: SmallSupply) -> list[OrderLine]:
    lines = list(OrderLine.objects.filter(plan=plan).order_by("pk"))
    for version, to in enumerate(("approved", "ordered")):
        body = {"plan": plan.pk, "lines": [row.pk for row in lines], "to": to}
        assert post(supply.samir, "step", body, version).status_code == 200
    return list(OrderLine.objects.filter(plan=plan).order_by("pk"))


def test_what_came_is_told_by_lot_and_in_parts(plan, supply, ordered):
    row, many = ordered[0], ordered[0].packs
    parts = [
        {"line": row.pk, "packs": 1, "lot": "L1", "expiry": "2040-01-31", "rest_comes": True},
        {"line": row.pk, "packs": 2, "lot": "L2", "expiry": "2040-02-29", "rest_comes": True},
    ]
    body = {"plan": plan.pk, "receipts": parts}
    assert post(supply.samir, "receive", body, None).status_code == 428
    assert post(supply.samir, "receive", body, 1).status_code == 412
    done = post(supply.samir, "receive", body, 2)
    assert (done.status_code, done["ETag"]) == (200, '"v3"'), done.data
    shown = done.data["lines"][0]
    assert (shown["number"], shown["state"], shown["received_packs"]) == (row.number, "ordered", 3)
    size = row.product.pack_size
    stock = StockLot.objects.filter(lot__in=["L1", "L2"]).values_list("lot", "quantity")
    assert dict(stock) == {"L1": size, "L2": 2 * size}

    short = {"plan": plan.pk, "receipts": [{"line": row.pk, "packs": 1}]}
    refused = post(supply.samir, "receive", short, 3)
    assert (refused.status_code, "say why" in refused.data["message"]) == (400, True)
    nameless = {"plan": plan.pk, "receipts": [{"line": row.pk, "lot": "L3"}]}
    assert "enter the expiry" in post(supply.samir, "receive", nameless, 3).data["message"]
    assert post(supply.samir, "receive", {"plan": plan.pk, "receipts": []}, 3).status_code == 400
    gone = {"plan": plan.pk, "receipts": [{"line": row.pk}, {"line": 10**6}]}
    assert "1000000 is not in this plan" in post(supply.samir, "receive", gone, 3).data["message"]
    rest = {"plan": plan.pk, "receipts": [{"line": row.pk}]}
    last = post(supply.samir, "receive", rest, 3)
    assert (last.data["lines"][0]["state"], last.data["lines"][0]["received_packs"]) == (
        "received",
        many,
    )


def test_an_order_that_will_not_come_is_cancelled_with_a_reason(plan, supply, ordered):
    body = {"plan": plan.pk, "lines": [ordered[0].pk]}
    assert post(supply.samir, "cancel", body, 2).status_code == 400
    body["why"] = "the supplier is out of it"
    assert post(supply.samir, "cancel", body, 0).status_code == 412
    done = post(supply.samir, "cancel", body, 2)
    assert (done.status_code, done["ETag"]) == (200, '"v3"'), done.data
    assert done.data.keys() >= {"cost_change", "follows"}
    assert Order.objects.get(number=ordered[0].number).state == "cancelled"
    assert OrderLine.objects.get(pk=ordered[0].pk).state == "reviewed"
    assert post(supply.samir, "cancel", body, 3).status_code == 409


def test_what_came_is_told_by_whoever_supplies_the_network(plan, supply, ordered):
    came = {
        "plan": plan.pk,
        "receipts": [{"line": ordered[0].pk, "lot": "L", "expiry": "2040-01-31"}],
    }
    gone = {"plan": plan.pk, "lines": [ordered[0].pk], "why": "never came"}
    for person, code in ((supply.vera, 403), (supply.carla, 400)):
        assert post(person, "receive", came, 2).status_code == code
        assert post(person, "cancel", gone, 2).status_code == code
    _made, text = token_make(user=supply.samir, name="warehouse", acts=["view"])
    reader = APIClient(HTTP_AUTHORIZATION=f"Token {text}")
    for where, body in (("receive", came), ("cancel", gone)):
        done = reader.post(f"{LINES}{where}/", body, format="json", HTTP_IF_MATCH='"v2"')
        assert done.status_code == 403
    assert not StockLot.objects.filter(lot="L").exists()
    _made, text = token_make(user=supply.samir, name="warehouse", acts=["view", "supply"])
    program = APIClient(HTTP_AUTHORIZATION=f"Token {text}")
    done = program.post(f"{LINES}receive/", came, format="json", HTTP_IF_MATCH='"v2"')
    assert done.status_code == 200, done.data
    assert plan.events.get(action="received").actor == "samir"


def test_what_was_ordered_from_a_replaced_plan_is_received_too(plan, supply, ordered):
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.VOID)
    came = {"plan": plan.pk, "receipts": [{"line": ordered[0].pk}]}
    assert post(supply.samir, "receive", came, 2).status_code == 200
