"""Log-in, schema, and pages that do not ask the database more as rows grow."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command

from tests.operations import cast
from tests.operations.cast import Region

JSON = "application/json"
LISTS = ["plans", "runs", "shift-assignments", "order-lines", "findings", "staff", "forecasts"]


def test_a_token_opens_the_api(region: Region, client: Any) -> None:
    answer = client.post("/api/token/", {"username": "amina", "password": "a long password"}, JSON)
    token = answer.json()["token"]
    found = client.get("/api/plans/", headers={"Authorization": f"Token {token}"})
    assert found.status_code == 200


def test_a_session_opens_it_too(region: Region, client: Any) -> None:
    client.force_login(region.amina)
    assert client.get("/api/plans/").status_code == 200


def test_a_stranger_is_told_how_to_log_in(db: None, client: Any) -> None:
    answer = client.get("/api/plans/")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")


def test_guessing_is_slowed_down(region: Region, client: Any) -> None:
    body = {"username": "amina", "password": "wrong"}
    answers = [client.post("/api/token/", body, JSON).status_code for _ in range(21)]
    assert answers[0] == 400
    assert answers[-1] == 429
    cache.clear()


def test_the_schema_is_valid_and_without_warnings(db: None) -> None:
    out = io.StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=out)
    assert "/api/runs/{id}/stop/" in out.getvalue()


def test_the_documentation_needs_no_other_host(region: Region, as_: Any) -> None:
    page = as_(region.vera).get("/api/docs/").content.decode()
    assert "swagger-ui" in page
    assert "https://" not in page.replace("https://github.com", "")


@pytest.mark.parametrize("address", LISTS)
def test_a_page_asks_little(
    address: str, region: Region, as_: Any, django_assert_max_num_queries: Any
) -> None:
    for at in range(8):
        made = cast.plan(
            family="staffing", scope=region.ward.scope, facility=region.chu, version=at + 2
        )
        made.shiftassignments.create(staff=region.nurses[0], date=cast.MONDAY, shift=region.morning)
    client = as_(region.amina)
    with django_assert_max_num_queries(8):
        assert client.get(f"/api/{address}/").status_code == 200


def test_pages_follow_each_other(region: Region, as_: Any) -> None:
    client = as_(region.amina)
    first = client.get("/api/plans/?page_size=3").json()
    second = client.get(first["next"]).json()
    assert (len(first["results"]), len(second["results"])) == (3, 1)
    assert "count" not in first
