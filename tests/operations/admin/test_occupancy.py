"""Expected discharges and full wards in the admin."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forecasting.models import ExpectedDischarge, ForecastSeries
from hospital.models import Bed, Patient, Room, Stay
from tests.forecasting.stored import store_patient, store_run, store_series
from tests.operations.admin.pages import client_of
from tests.operations.cast import Region

LIST = "admin:forecasting_expecteddischarge_changelist"
ONE = "admin:forecasting_expecteddischarge_change"


@pytest.fixture
def series(region: Region) -> ForecastSeries:
    today = timezone.now().date()
    run = store_run(region.north, "occupancy", "D", today, 7)
    points = {"mean": [9.0] * 7, "q10": [7.0] * 7, "q50": [9.0] * 7, "q90": [11.0] * 7}
    return store_series(run, region.chu, today, ward=region.ward, **points)


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


def test_the_list_and_the_page_of_a_patient(region: Region, expected: ExpectedDischarge) -> None:
    for page in (reverse(LIST), reverse(ONE, args=[expected.pk])):
        found = client_of(region.basma).get(page).content.decode()
        assert "HERE" in found
        assert "CHU/MED" in found


def test_another_hospital_sees_no_patient(region: Region, expected: ExpectedDischarge) -> None:
    assert "HERE" not in client_of(region.charlie).get(reverse(LIST)).content.decode()
    page = reverse(ONE, args=[expected.pk])
    assert client_of(region.charlie).get(page).status_code == 302
    assert client_of(region.nobody).get(reverse(LIST)).status_code == 403


def test_it_stands_beside_the_stay_and_cannot_be_written(
    region: Region, expected: ExpectedDischarge
) -> None:
    page = reverse("admin:hospital_stay_change", args=[expected.stay_id])
    found = client_of(region.admin).get(page).content.decode()
    assert "forecast_discharge-0" in found
    assert 'name="forecast_discharge-0-likely"' not in found


def test_a_stay_that_is_saved_keeps_its_forecast(
    region: Region, expected: ExpectedDischarge
) -> None:
    """The read-only line beside it has a form of its own that asks for nothing."""
    page = reverse("admin:hospital_stay_change", args=[expected.stay_id])
    client = client_of(region.admin)
    form = client.get(page).context["adminform"].form
    sent = {name: form.initial.get(name) or "" for name in form.fields}
    sent["seen"] = form["seen"].value()
    sent |= {"admitted_0": "2026-01-02", "admitted_1": "10:00", "expected_discharge": "2030-01-02"}
    sent |= {f"moves-{key}": 0 for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
    sent |= {f"forecast_discharge-{key}": 0 for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
    del sent["equipment"]
    answer = client.post(page, sent)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    expected.refresh_from_db()
    assert str(Stay.objects.get(pk=expected.stay_id).expected_discharge) == "2030-01-02"


def test_a_ward_s_series_says_how_likely_it_runs_over(
    region: Region, series: ForecastSeries
) -> None:
    page = reverse("admin:forecasting_forecastseries_change", args=[series.pk])
    client = client_of(region.basma)
    room = Room.objects.create(ward=region.ward, code="nine", capacity=9)
    Bed.objects.bulk_create(Bed(room=room, code=str(number)) for number in range(9))
    found = client.get(page).content.decode()
    assert "chance of more" in found
    assert "37 %" in found


def test_the_list_asks_no_more_for_more_patients(
    region: Region, expected: ExpectedDischarge
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client_of(region.basma).get(reverse(LIST))
        return len(asked)

    few = queries()
    for number in range(20):
        stay = Stay.objects.get(pk=expected.stay_id)
        stay.pk, stay.number = None, f"MORE{number}"
        stay.save()
        store_patient(expected.run, stay)
    assert queries() == few
