"""Outbreak alarms by the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.operations.alarms import alarm
from tests.operations.cast import Region


def test_the_api_reads_and_decides(region: Region, as_: Callable[[Any], Any]) -> None:
    row = alarm(region, None)
    mine = as_(region.basma).get("/api/outbreaks/").json()["results"]
    assert [ward["series"] for ward in mine[0]["scenario"]["wards"]] == ["CHU/MED"]
    assert as_(region.charlie).get("/api/outbreaks/").json()["results"] == []
    say = f"/api/outbreaks/{row.pk}/decide/"
    body = {"after": "confirmed", "why": "culture positive"}
    seen = as_(region.amina).get(f"/api/outbreaks/{row.pk}/")["ETag"]
    assert as_(region.amina).post(say, body, format="json").status_code == 428
    assert as_(region.basma).post(say, body, format="json", HTTP_IF_MATCH=seen).status_code == 403
    found = as_(region.amina).post(say, body, format="json", HTTP_IF_MATCH=seen).json()
    assert found["state"] == "confirmed"
    assert [d["actor"] for d in found["decisions"]] == ["amina"]
    again = as_(region.amina).post(say, body, format="json", HTTP_IF_MATCH=seen)
    assert again.status_code == 412
