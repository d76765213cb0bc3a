"""Totals of forecasts over the API: asked for by level, within reach."""

from __future__ import annotations

from typing import Any

import pytest

from forecasting.models import ForecastRun, ForecastSeries
from tests.operations import cast
from tests.operations.cast import Region

ADDRESS = "/api/forecast-series/"


@pytest.fixture
def totals(region: Region) -> dict[str, ForecastSeries]:
    run = ForecastRun.objects.create(
        network=region.north,
        kind="occupancy",
        as_of=cast.NIGHT,
        frequency="D",
        horizon=1,
        model="m",
    )
    rows = (
        ("series", "CHU/MED", region.chu),
        ("facility", "CHU", region.chu),
        ("network", "N", None),
    )
    return {
        name: ForecastSeries.objects.create(
            run=run,
            level=level,
            unique_id=name,
            facility=facility,
            start=cast.MONDAY,
            points={"mean": [7.0]},
            model="m",
        )
        for level, name, facility in rows
    }


def names(client: Any, query: str = "") -> list[str]:
    return [row["unique_id"] for row in client.get(ADDRESS + query).json()["results"]]


def test_lines_are_listed_unless_a_level_is_asked_for(
    region: Region, as_: Any, totals: dict[str, ForecastSeries]
) -> None:
    vera = as_(region.vera)
    assert names(vera) == ["CHU/MED"]
    assert names(vera, "?level=facility") == ["CHU"]
    assert names(vera, "?level=network") == ["N"]
    found = vera.get(f"{ADDRESS}{totals['N'].pk}/").json()
    assert (found["level"], found["points"]) == ("network", {"mean": [7.0]})
    effective = vera.get(f"{ADDRESS}{totals['CHU'].pk}/effective/").json()
    assert effective[0]["computed"] == effective[0]["effective"]


def test_a_facility_s_people_see_no_total_of_others(
    region: Region, as_: Any, totals: dict[str, ForecastSeries]
) -> None:
    basma, charlie = as_(region.basma), as_(region.charlie)
    assert names(basma, "?level=facility") == ["CHU"]
    assert names(basma, "?level=network") == []
    assert basma.get(f"{ADDRESS}{totals['N'].pk}/").status_code == 404
    assert names(charlie, "?level=facility") == []
