"""What no client should send is refused in words: never an error of ours."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from tests.operations.cast import Region

DEEP = "[" * 100_000
MOMENTS = (
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-01-01T00:00:00+20:20",
    "2026-02-30", "now", "", "\x00", "2026-01-01T00:00:00" + "0" * 500,
)  # fmt: skip
NUMBERS = ("99999999999999999999", "-1", "1e400", "NaN", "\x00", "१", "", "null", "1.5")


@pytest.mark.parametrize(
    "body", [DEEP, "{" * 5_000, "NaN", "1e400", '{"reason": "\\ud800", "why": "\\ud800"}', "\xff"]
)
def test_bodies(body: str, region: Region, as_: Any) -> None:
    client = as_(region.amina)
    client.raise_request_exception = False
    for where in (
        f"plans/{region.roster.pk}/publish", f"rosters/{region.roster.pk}/judge", "runs",
        "shift-swaps", "forecast-overrides",
    ):  # fmt: skip
        answer = client.post(
            f"/api/{where}/",
            body.encode("latin-1"),
            content_type="application/json",
            HTTP_IF_MATCH='"v0"',
        )
        assert 400 <= answer.status_code < 500, (where, answer.content[:200])


def asked_alone(client: Any, address: str, query: dict[str, str]) -> Any:
    """As in production, where a statement that fails spoils no other request."""
    with transaction.atomic():
        answer = client.get(address, query)
        transaction.set_rollback(True)
    return answer


def test_queries(region: Region, as_: Any) -> None:
    client, wrong = as_(region.amina), []
    client.raise_request_exception = False
    asked = [("stays", "admitted__gte", value) for value in MOMENTS]
    asked += [("runs", "for_date__lte", value) for value in MOMENTS]
    asked += [("findings", "plan", value) for value in NUMBERS]
    asked += [("plans", name, value) for name in ("page_size", "cursor") for value in NUMBERS]
    asked += [("staff", "number", value) for value in (*NUMBERS, "x" * 5_000)]
    for address, name, value in asked:
        answer = asked_alone(client, f"/api/{address}/", {name: value})
        if answer.status_code >= 500:
            wrong.append((address, name, value))
    for pk in NUMBERS:
        answer = asked_alone(client, f"/api/plans/{pk or 'x'}/", {})
        if answer.status_code >= 500:
            wrong.append(("plans", "pk", pk))
    assert not wrong
