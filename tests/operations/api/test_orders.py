"""Orders over the API: changed, stepped, out as files of what was filtered, and back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from operations.models import OrderLine, Plan
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
