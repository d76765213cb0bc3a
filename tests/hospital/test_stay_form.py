"""What a stay's form refuses, in the reader's words."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from hospital.models import Facility, Network, Stay, Ward

pytestmark = pytest.mark.django_db

NIGHT = {"admitted_0": "2026-05-02", "admitted_1": "00:30:00"}
"""Half past midnight where the hospital stands: still the first of May in UTC."""


@pytest.fixture
def said(client: Client):
    """What the form says to some of its fields filled in."""
    network = Network.objects.create(code="R", name="Region", time_zone="Africa/Casablanca")
    hospital = Facility.objects.create(network=network, code="H", name="H", kind="provincial")
    ward = Ward.objects.create(facility=hospital, code="W", name="Ward")
    client.force_login(get_user_model().objects.create_superuser("root", password="x"))
    filled = {
        "facility": hospital.pk, "number": "S1", "patients_number": "N-1", "ward": ward.pk,
        "gender": "F", "age_band": "16-64", "urgency": "emergency", **NIGHT,
    }  # fmt: skip
    none = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}
    rows = {
        f"{name}-{field}": number
        for name in ("moves", "forecast_discharge")
        for field, number in none.items()
    }

    def send(language: str = "en", **more: str) -> str:
        found = client.post(
            reverse("admin:hospital_stay_add"),
            filled | rows | more,
            headers={"accept-language": language},
        )
        return "" if found.status_code == 302 else found.content.decode()

    return send


def test_a_discharge_before_the_admission_is_refused_in_words(said) -> None:
    before = {"discharged_0": "2026-05-01", "discharged_1": "12:00:00"}
    assert "The discharge must not be before the admission." in said(**before)
    assert "La sortie ne doit pas précéder l’admission." in said("fr", **before)
    assert not Stay.objects.exists()


def test_a_planned_admission_is_sent_to_the_waiting_list_and_a_discharge_to_come_to_its_field(
    said,
) -> None:
    later = (dt.date.today() + dt.timedelta(days=3)).isoformat()
    assert "on the waiting list (referrals)" in said(admitted_0=later)
    assert "liste d’attente" in said("fr", admitted_0=later)
    leaves = {"discharged_0": later, "discharged_1": "12:00:00"}
    assert "as the expected discharge" in said(**leaves)
    assert not Stay.objects.exists()


def test_nobody_is_expected_to_leave_before_the_day_of_admission(said) -> None:
    remedy = "Patients are expected to leave on the day of admission or later."
    assert remedy in said(expected_discharge="2026-05-01")
    assert said(expected_discharge="2026-05-02") == ""
    assert Stay.objects.count() == 1
