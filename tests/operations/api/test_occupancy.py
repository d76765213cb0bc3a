"""Expected discharges and the risk of a full ward, by the API."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from forecasting.models import ExpectedDischarge, ForecastSeries
from hospital.models import Bed, Patient, Room, Stay
from tests.forecasting.stored import store_patient, store_run, store_series
from tests.operations.cast import Region

ADDRESS = "/api/expected-discharges/"


def today() -> date:
    return timezone.now().date()


@pytest.fixture
def series(region: Region) -> ForecastSeries:
    run = store_run(region.north, "occupancy", "D", today(), 7)
    points = {"mean": [1.0] * 7, "q10": [0.0] * 7, "q50": [1.0] * 7, "q90": [3.0] * 7}
    return store_series(run, region.chu, today(), ward=region.ward, **points)


@pytest.fixture
def expected(region: Region, series: ForecastSeries) -> ExpectedDischarge:
    patient = Patient.objects.create(network=region.north, pseudonym="p-here")
    stay = Stay.objects.create(
        facility=region.chu,
        number="HERE",
        patient=patient,
        ward=region.ward,
        gender="F",
        age_band="16-64",
        admitted=datetime.now(UTC) - timedelta(days=3),
    )
    return store_patient(series.run, stay)


def test_when_a_patient_is_expected_to_leave(
    region: Region, as_: Any, expected: ExpectedDischarge
) -> None:
    (row,) = as_(region.basma).get(ADDRESS, {"stay__number": "HERE"}).json()["results"]
    assert (row["number"], row["ward"]) == ("HERE", "CHU/MED")
    assert row["likely"] == expected.likely.isoformat()
    assert row["chances"][2] == 0.5
    assert row["entered"] is None
    soon = as_(region.basma).get(ADDRESS, {"likely__lte": today().isoformat()}).json()
    assert soon["results"] == []


def test_patients_of_another_hospital_are_not_there(
    region: Region, as_: Any, expected: ExpectedDischarge
) -> None:
    assert as_(region.charlie).get(ADDRESS).json()["results"] == []
    assert as_(region.charlie).get(f"{ADDRESS}{expected.pk}/").status_code == 404
    assert as_(region.amina).get(f"{ADDRESS}{expected.pk}/").status_code == 200
    assert as_(region.nobody).get(f"{ADDRESS}{expected.pk}/").status_code in (403, 404)


def test_nobody_writes_what_is_computed(
    region: Region, as_: Any, expected: ExpectedDischarge
) -> None:
    assert as_(region.amina).delete(f"{ADDRESS}{expected.pk}/").status_code in (403, 405)
    assert as_(region.amina).patch(f"{ADDRESS}{expected.pk}/", {}).status_code in (403, 405)


def test_how_likely_a_ward_needs_more_beds_than_it_has(
    region: Region, as_: Any, series: ForecastSeries
) -> None:
    room = Room.objects.create(ward=region.ward, code="two", capacity=2)
    Bed.objects.bulk_create(Bed(room=room, code=code) for code in "AB")
    answer = as_(region.basma).get(f"/api/forecast-series/{series.pk}/risk/")
    assert answer.status_code == 200
    risk = answer.json()
    assert [day["beds"] for day in risk] == [2] * len(risk)
    assert 0.1 < risk[0]["chance"] < 0.25
    assert as_(region.charlie).get(f"/api/forecast-series/{series.pk}/risk/").status_code == 404
