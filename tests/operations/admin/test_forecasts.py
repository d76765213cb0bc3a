"""Forecasts and their findings in the admin, the API and on the first page: who reads what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from forecasting.models import ForecastFinding, ForecastRun, ForecastSeries
from operations.web.home import home
from tests.operations import cast
from tests.operations.admin.pages import client_of
from tests.operations.cast import Region


def finding(region: Region, name: str = "", facility: Any = None, **changes: Any) -> Any:
    return ForecastFinding.objects.create(
        network=changes.pop("network", region.north),
        kind="occupancy",
        unique_id=name,
        facility=facility,
        code=changes.pop("code", "silent"),
        facts={"periods": 4, "usual": 7.0, "frequency": "D"},
        since=cast.NIGHT,
        last_seen=cast.NIGHT,
        **changes,
    )


def night(region: Region, back: int, level: float) -> ForecastSeries:
    as_of = cast.NIGHT - timedelta(days=back)
    run = ForecastRun.objects.create(
        network=region.north,
        kind="occupancy",
        as_of=as_of,
        last_ds=as_of,
        is_current=not back,
        frequency="D",
        horizon=2,
        model="lightgbm",
        scores={"lightgbm": {"wape": 0.125, "coverage80": 0.81}, "seasonal_naive": {"wape": 0.2}},
    )
    return ForecastSeries.objects.create(
        run=run,
        unique_id="CHU/MED",
        facility=region.chu,
        ward=region.ward,
        start=as_of + timedelta(days=1),
        points={"mean": [level + 2] * 2},
        model="lightgbm",
        drivers={"steps": [1, 2], "groups": {"level": [level] * 2, "recent": [2.0, 2.0]}},
    )


@pytest.fixture
def doubts(region: Region) -> dict[str, Any]:
    return {
        "med": finding(region, "CHU/MED", region.chu),
        "sur": finding(region, "PROV/SUR", region.prov),
        "north": finding(region, code="records_late"),
        "south": finding(region, network=region.south, code="coverage_off"),
        "over": finding(region, "CHU/OLD", region.chu, closed=cast.NIGHT),
    }


def read(user: Any, doubts: dict[str, Any]) -> set[str]:
    page = reverse("admin:forecasting_forecastfinding_changelist")
    rows = client_of(user).get(page, {"state": "open"}).context["cl"].result_list
    names = {row.pk: name for name, row in doubts.items()}
    return {names[row.pk] for row in rows}


def test_findings_are_read_by_the_people_of_their_place(region: Region, doubts: Any) -> None:
    assert read(region.admin, doubts) == {"med", "sur", "north", "south"}
    assert read(region.vera, doubts) == {"med", "sur", "north"}
    assert read(region.basma, doubts) == {"med", "north"}
    assert read(region.charlie, doubts) == {"south"}
    page = reverse("admin:forecasting_forecastfinding_change", args=[doubts["sur"].pk])
    assert client_of(region.vera).get(page).status_code == 200
    assert client_of(region.basma).get(page).status_code == 302
    assert client_of(region.nobody).get(page).status_code == 403
    assert client_of(region.admin).post(page, {}).status_code == 403


def test_the_first_page_shows_open_findings_within_reach(region: Region, doubts: Any) -> None:
    def shown(user: Any) -> list[int]:
        return [each.pk for each, _sentence in home(user).doubts]

    assert shown(region.basma) == [doubts["north"].pk, doubts["med"].pk]
    assert shown(region.charlie) == [doubts["south"].pk]
    assert shown(region.nobody) == []
    page = client_of(region.basma).get("/").content.decode()
    assert "Nothing came in for 4 days, where 7 each were usual." in page
    assert "PROV/SUR" not in page


def test_a_series_that_was_given_another_forecast_presses_nobody(region: Region) -> None:
    finding(region, "CHU/MED", region.chu, code="not_used")
    family = finding(region, code="not_used")
    assert [each.pk for each, _sentence in home(region.basma).doubts] == [family.pk]


def test_of_many_findings_the_first_page_has_some_and_leads_to_the_others(region: Region) -> None:
    for number in range(15):
        finding(region, f"CHU/W{number}", region.chu)
    assert len(home(region.basma).doubts) == 12
    page = client_of(region.basma).get("/").content.decode()
    assert "/forecasting/forecastfinding/?state=open" in page


def test_the_first_page_says_how_good_each_forecast_is(region: Region) -> None:
    night(region, 0, 10)
    (line,) = home(region.basma).forecasts
    assert (line.wape, line.naive, line.coverage) == (0.125, 0.2, 0.81)
    assert home(region.charlie).forecasts == []


def test_a_list_of_findings_asks_at_most_fifteen_questions(
    region: Region, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        finding(region, f"CHU/W{number}", region.chu)
    client = client_of(region.amina)
    with django_assert_max_num_queries(15):
        client.get(reverse("admin:forecasting_forecastfinding_changelist"))


def test_a_series_page_says_what_it_is_made_of_and_what_changed(region: Region) -> None:
    night(region, 1, 10)
    series = night(region, 0, 14)
    page = reverse("admin:forecasting_forecastseries_change", args=[series.pk])
    text = client_of(region.basma).get(page).content.decode()
    assert "16 expected on Monday" in text
    assert "+2 because it has been busier lately" in text
    assert "+4 in the usual level" in text


def test_the_api_gives_findings_and_drivers_in_words(region: Region, doubts: Any) -> None:
    night(region, 1, 10)
    series = night(region, 0, 14)
    client = client_of(region.basma)
    rows = client.get("/api/forecast-findings/?closed__isnull=true").json()["results"]
    assert {row["id"] for row in rows} == {doubts["med"].pk, doubts["north"].pk}
    assert rows[-1]["sentence"] or rows[0]["sentence"]
    told = client.get(f"/api/forecast-series/{series.pk}/drivers/").json()
    assert told["sentence"].startswith("16 expected on Monday")
    assert told["steps"][0]["parts"] == {"level": 14.0, "recent": 2.0}
    assert told["changed"]["change"] == 4.0
    foreign = client_of(region.charlie)
    assert foreign.get(f"/api/forecast-series/{series.pk}/drivers/").status_code == 404
    assert foreign.get(f"/api/forecast-findings/{doubts['med'].pk}/").status_code == 404
