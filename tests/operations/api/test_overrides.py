"""Overriding a forecast by the API."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from forecasting.models import ForecastOverride, ForecastSeries
from tests.forecasting.stored import store_run, store_series
from tests.operations.cast import Region

ADDRESS = "/api/forecast-overrides/"


def soon() -> date:
    return timezone.now().date() + timedelta(days=2)


@pytest.fixture
def series(region: Region) -> ForecastSeries:
    run = store_run(region.north, "admissions", "D", soon(), 7)
    return store_series(run, region.chu, soon(), ward=region.ward, mean=[4.0] * 7)


def body(**changes: Any) -> dict[str, Any]:
    usual = {
        "kind": "admissions", "unique_id": "CHU/MED", "first_day": soon().isoformat(),
        "last_day": soon().isoformat(), "way": "factor", "number": 1.5, "reason": "flu",
    }  # fmt: skip
    return usual | changes


def test_set_read_and_withdraw(region: Region, as_: Any, series: ForecastSeries) -> None:
    basma = as_(region.basma)
    made = basma.post(ADDRESS, body(), format="json")
    assert made.status_code == 201
    found = basma.get(made["Location"]).json()
    assert (found["author"], found["computed"]["series"]) == ("basma", {"CHU/MED": [4.0]})
    steps = basma.get(f"/api/forecast-series/{series.pk}/effective/").json()
    assert [step["effective"]["mean"] for step in steps[:2]] == [6.0, 4.0]
    assert [step["overridden"] for step in steps[:2]] == [True, False]
    again = f"{ADDRESS}{found['id']}/withdraw/"
    why = {"why": "over"}
    assert basma.post(again, why, format="json").status_code == 428
    seen = made["ETag"]
    withdrawn = basma.post(again, why, format="json", HTTP_IF_MATCH=seen)
    assert withdrawn.json()["withdrawn_by"] == "basma"
    assert basma.post(again, why, format="json", HTTP_IF_MATCH=seen).status_code == 412
    twice = basma.post(again, why, format="json", HTTP_IF_MATCH=withdrawn["ETag"])
    assert twice.status_code == 409
    steps = basma.get(f"/api/forecast-series/{series.pk}/effective/").json()
    assert not any(step["overridden"] for step in steps)


def test_refusals_are_sentences(region: Region, as_: Any, series: ForecastSeries) -> None:
    amina = as_(region.amina)
    answer = amina.post(ADDRESS, body(unique_id="CHU/NONE"), format="json")
    assert answer.status_code == 400
    assert "knows no CHU/NONE" in answer.json()["message"]
    assert amina.post(ADDRESS, body(reason=""), format="json").status_code == 400
    assert amina.put(f"{ADDRESS}1/", body(), format="json").status_code == 405


def test_only_who_plans_there(region: Region, as_: Any, series: ForecastSeries) -> None:
    assert as_(region.vera).post(ADDRESS, body(), format="json").status_code == 403
    assert as_(region.samir).post(ADDRESS, body(), format="json").status_code == 403
    foreign = as_(region.charlie).post(ADDRESS, body(), format="json")
    assert foreign.status_code == 400  # Charlie's network has no CHU.
    named = as_(region.charlie).post(ADDRESS, body(network="NORTH"), format="json")
    assert named.status_code == 404
    assert as_(region.basma).post(ADDRESS, body(unique_id="*"), format="json").status_code == 403
    assert not ForecastOverride.objects.exists()


def test_another_hospital_s_overrides_are_not_there(
    region: Region, as_: Any, series: ForecastSeries
) -> None:
    made = as_(region.basma).post(ADDRESS, body(), format="json").json()["id"]
    charlie = as_(region.charlie)
    assert charlie.get(ADDRESS).json()["results"] == []
    assert charlie.get(f"{ADDRESS}{made}/").status_code == 404
    assert charlie.get(f"/api/forecast-series/{series.pk}/effective/").status_code == 404
    gone = charlie.post(f"{ADDRESS}{made}/withdraw/", {"why": "mine"}, format="json")
    assert gone.status_code == 404
    ForecastOverride.objects.update(mae=1, computed_mae=2, bias=0, computed_bias=1)
    assert charlie.get(f"{ADDRESS}records/").json() == []
    [record] = as_(region.vera).get(f"{ADDRESS}records/").json()
    assert (record["author"], record["overrides"], record["better"]) == ("basma", 1, 1)
