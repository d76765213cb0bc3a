"""The pages on which people override: what they show, who may, what is refused in place."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forecasting.models import ForecastOverride, ForecastSeries
from forecasting.services import override_set
from hospital.models import Role
from tests.forecasting.records import make_facility, make_network, make_ward
from tests.forecasting.stored import store_run, store_series
from tests.forecasting.test_overrides import person

pytestmark = pytest.mark.django_db


def tomorrow() -> date:
    return timezone.now().date() + timedelta(days=2)


@pytest.fixture
def series() -> ForecastSeries:
    network = make_network()
    facility = make_facility(network)
    run = store_run(network, "occupancy", "D", tomorrow(), 7)
    found = store_series(
        run, facility, tomorrow(), ward=make_ward(facility), mean=[10.0] * 7, q90=[14.0] * 7
    )
    person("basma", Role.PLANNER, network, facility)
    person("vera", Role.VIEWER, network)
    person("charlie", Role.PLANNER, network, make_facility(network, "PROV"))
    return found


def client(name: str) -> Client:
    found = Client()
    found.force_login(User.objects.get(username=name))
    return found


def page(series: ForecastSeries) -> str:
    return reverse("admin:forecasting_forecastseries_override", args=[series.pk])


def body(**changes: Any) -> dict[str, Any]:
    day = tomorrow().isoformat()
    usual = {
        "unique_id": "CHU/MED", "first_day": day, "last_day": day, "way": "value", "number": "40",
        "reason": "the bus strike",
    }  # fmt: skip
    return usual | changes


def test_the_number_is_shown_beside_the_computed_one(series):
    as_basma = client("basma")
    answer = as_basma.post(page(series), body(), follow=True)
    assert "read the overridden values" in str(next(iter(answer.context["messages"])))
    shown = answer.content.decode()
    assert "<s>10.0</s> <strong>40.0</strong>" in shown
    assert "<s>14.0</s> <strong>48.0</strong>" in shown
    assert "the bus strike" in shown
    assert ForecastOverride.objects.get().author == "basma"
    own = as_basma.get(reverse("admin:forecasting_forecastseries_change", args=[series.pk]))
    assert page(series) in own.content.decode()
    assert "<s>10</s> <strong>40</strong>" in own.content.decode()
    assert "the bus strike" in own.content.decode()


def test_a_refusal_is_shown_on_the_form_with_what_was_typed(series):
    answer = client("basma").post(page(series), body(first_day="2020-01-01"))
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "An override starts today" in shown
    assert "the bus strike" in shown
    answer = client("basma").post(page(series), body(number="many"))
    assert "Enter a number." in answer.content.decode()
    assert not ForecastOverride.objects.exists()


def test_who_may_only_look_sees_the_table_and_no_form(series):
    as_vera = client("vera")
    shown = as_vera.get(page(series)).content.decode()
    assert "Computed, and what plans read" in shown
    assert 'name="reason"' not in shown
    assert as_vera.post(page(series), body()).status_code == 403
    assert not ForecastOverride.objects.exists()


def test_another_hospital_s_series_is_not_there(series):
    as_charlie = client("charlie")
    assert as_charlie.get(page(series)).status_code == 404
    assert as_charlie.post(page(series), body()).status_code == 404
    row = _said(series)
    for name in ("change", "withdraw"):
        where = reverse(f"admin:forecasting_forecastoverride_{name}", args=[row.pk])
        assert as_charlie.get(where).status_code in (302, 404)
    listed = as_charlie.get(reverse("admin:forecasting_forecastoverride_changelist"))
    assert "CHU/MED" not in listed.content.decode()


def test_who_plans_one_hospital_is_not_offered_the_network(series):
    basma = client("basma").get(page(series)).context["form"].fields["unique_id"].choices
    assert [value for value, _label in basma] == ["CHU/MED", "CHU"]
    person("amina", Role.PLANNER, series.run.network)
    amina = client("amina").get(page(series)).context["form"].fields["unique_id"].choices
    assert [value for value, _label in amina] == ["CHU/MED", "CHU", "*"]
    answer = client("basma").post(page(series), body(unique_id="*", way="factor"))
    assert "Select a valid choice" in answer.content.decode()


def _said(series: ForecastSeries) -> ForecastOverride:
    return override_set(
        network=series.run.network, kind="occupancy", unique_id="CHU/MED", first_day=tomorrow(),
        last_day=tomorrow(), way="value", number=40, reason="r",
        actor=User.objects.get(username="basma"),
    )  # fmt: skip


def test_an_override_is_taken_back_with_a_reason(series):
    row = _said(series)
    where = reverse("admin:forecasting_forecastoverride_withdraw", args=[row.pk])
    assert client("vera").post(where, {"why": "no"}).status_code == 403
    as_basma = client("basma")
    assert "This field is required" in as_basma.post(where, {"why": ""}).content.decode()
    answer = as_basma.post(where, {"why": "the strike is off"}, follow=True)
    assert "the strike is off" in answer.content.decode()
    row.refresh_from_db()
    assert row.withdrawn_by == "basma"
    assert as_basma.get(where).status_code == 403


def test_the_list_says_whether_overriding_helps(series):
    row = _said(series)
    where = reverse("admin:forecasting_forecastoverride_changelist")
    assert "Does overriding help?" not in client("basma").get(where).content.decode()
    ForecastOverride.objects.filter(pk=row.pk).update(
        mae=3.1, computed_mae=4.0, bias=1, computed_bias=-2, scored_steps=1
    )
    shown = client("basma").get(where).content.decode()
    assert "Does overriding help?" in shown
    assert "3.10" in shown
    assert "4.00" in shown
    assert "Does overriding help?" not in client("charlie").get(where).content.decode()


def test_nobody_rewrites_an_override(series):
    row = _said(series)
    as_admin = Client()
    as_admin.force_login(User.objects.create_superuser("root"))
    change = reverse("admin:forecasting_forecastoverride_change", args=[row.pk])
    assert as_admin.post(change, {"number": 1}).status_code == 403
    delete = reverse("admin:forecasting_forecastoverride_delete", args=[row.pk])
    assert as_admin.post(delete, {"post": "yes"}).status_code == 403
    assert as_admin.get(reverse("admin:forecasting_forecastoverride_add")).status_code == 403
