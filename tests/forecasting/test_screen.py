"""The page of one forecast: chosen among its run's, measured beside seasonal naive, and overridden
step by step beside the computed values."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import translation

from forecasting.models import ForecastOverride, ForecastSeries
from forecasting.selectors import screen
from forecasting.selectors.fan import series_fan
from hospital.models import CalendarDay, Facility, Ward
from tests.forecasting.stored import store_series
from tests.forecasting.test_override_admin import client, page, series, tomorrow

__all__ = ["series"]
pytestmark = pytest.mark.django_db


def shown(series: ForecastSeries) -> str:
    return reverse("admin:forecasting_forecastseries_change", args=[series.pk])


def kept(series: ForecastSeries, name: str = "basma", **more: Any) -> Any:
    sent = {"_steps": "1", "reason": "the bus strike", **more}
    return client(name).post(page(series), sent, follow=True)


def step(ahead: int = 0) -> str:
    return f"step-{(tomorrow() + timedelta(days=ahead)).isoformat()}"


def test_numbers_beside_some_steps_take_their_means_place(series: ForecastSeries) -> None:
    kept(series, **{step(0): "12.5", step(1): "", step(3): "8"})
    rows = ForecastOverride.objects.order_by("first_day")
    assert [(row.number, row.way, row.reason) for row in rows] == [
        (12.5, "value", "the bus strike"),
        (8.0, "value", "the bus strike"),
    ]
    assert all(row.first_day == row.last_day for row in rows)
    days = screen.days(series, None)
    assert [day.read for day in days[:4]] == [12.5, 10.0, 10.0, 8.0]
    assert [day.overridden for day in days[:2]] == [True, False]


def test_a_decimal_comma_is_read_as_the_language_writes_it(series: ForecastSeries) -> None:
    basma = client("basma")
    with translation.override("fr"):
        basma.cookies["django_language"] = "fr"
        basma.post(page(series), {"_steps": "1", "reason": "grève", step(): "12,5"})
    assert ForecastOverride.objects.get().number == 12.5


@pytest.mark.parametrize(
    ("sent", "said"),
    [({"reason": ""}, "Say why"), ({step(1): "many"}, "is not a number")],
)
def test_what_cannot_be_keeps_nothing_at_all(
    series: ForecastSeries, sent: dict[str, str], said: str
) -> None:
    response = kept(series, **{step(0): "12", **sent})
    assert said in response.content.decode()
    assert not ForecastOverride.objects.exists()


def test_who_may_not_override_reads_the_same_figures_without_fields(series: ForecastSeries) -> None:
    assert step(0) in client("basma").get(shown(series)).content.decode()
    page_of_vera = client("vera").get(shown(series)).content.decode()
    assert "Step by step" in page_of_vera
    assert step(0) not in page_of_vera
    assert kept(series, "vera", **{step(0): "12"}).status_code == 403
    assert client("charlie").get(shown(series)).status_code == 302  # it is not there


def test_the_others_of_its_run_are_chosen_within_reach(series: ForecastSeries) -> None:
    other = store_series(series.run, series.facility, tomorrow(), mean=[1.0] * 7)
    elsewhere = Facility.objects.get(code="PROV")
    store_series(series.run, elsewhere, tomorrow(), mean=[1.0] * 7)
    basma = client("basma")
    found = screen.siblings(series, User.objects.get(username="basma"))
    assert [name for _pk, name in found] == ["CHU/MED · MED", other.unique_id]
    choose = reverse("admin:forecasting_forecastseries_choose")
    assert basma.get(choose, {"series": other.pk}).url == shown(other)
    assert basma.get(choose, {"series": "x"}).status_code == 404


def test_the_test_s_figures_stand_beside_seasonal_naive(series: ForecastSeries) -> None:
    assert screen.measures(series) == []
    series.mae, series.wape, series.seasonal_naive_mae = 2.0, 0.1, 4.0
    series.coverage80 = 0.81
    series.run.scores = {"mizan": {"wape": 0.12}, "seasonal_naive": {"wape": 0.24}}
    wape, mae, loss, band = screen.measures(series)
    assert (wape.own, wape.naive, wape.better) == ("10.0 %", "20.0 %", True)
    assert (wape.family, wape.family_naive) == ("12.0 %", "24.0 %")
    assert (mae.own, mae.naive) == ("2", "4")
    assert (loss.own, loss.better) == ("-", None)
    assert band.own == "81.0 %"


def test_steps_say_which_days_are_holidays(series: ForecastSeries) -> None:
    CalendarDay.objects.create(
        network=series.run.network, date=tomorrow(), kind="holiday", name="Feast"
    )
    days = screen.days(series, series_fan(series))
    assert days[0].marks == ("holiday",)


def test_the_page_asks_no_more_for_a_longer_horizon(
    series: ForecastSeries, django_assert_max_num_queries: Any
) -> None:
    series.points = {name: values * 8 for name, values in series.points.items()}
    series.save()
    basma = client("basma")
    with django_assert_max_num_queries(22):
        assert basma.get(shown(series)).status_code == 200


def test_a_series_is_listed_and_headed_by_the_name_of_what_it_is_of(series: ForecastSeries) -> None:
    Ward.objects.filter(pk=series.ward_id).update(name="Internal medicine")
    basma = client("basma")
    listed = basma.get(reverse("admin:forecasting_forecastseries_changelist"), {"q": "internal"})
    assert [row.called for row in listed.context["cl"].result_list] == ["Internal medicine"]
    assert '<strong dir="auto">Internal medicine</strong>' in (
        basma.get(shown(series)).content.decode()
    )
