"""Learned intervals as runs of their own kind: kept, judged, told, and never overridden."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta

import numpy as np
import pytest
from django.urls import reverse

from forecasting.core.family import forecast_family
from forecasting.core.jobfiles import read_job, write_answers
from forecasting.core.protection import answer as intervals
from forecasting.core.protection.answer import NONE
from forecasting.core.walkforward import BucketScore
from forecasting.models import (
    ForecastFinding,
    ForecastKind,
    Frequency,
)
from forecasting.selectors import forecast_effective
from forecasting.selectors.card import forecast_card
from forecasting.selectors.findings import finding_sentence
from forecasting.selectors.screen import may_be_overridden
from forecasting.services import facts, forecasts_make, override_set
from forecasting.services.watch import forecast_watch
from hospital.errors import ApplicationError
from hospital.models import Consumption, Period
from tests.forecasting.records import MONDAY, make_facility, make_network, make_product
from tests.forecasting.stored import store_run, store_series

pytestmark = pytest.mark.django_db
WEEKS = 104


class Everybody:
    is_authenticated = is_active = is_superuser = True


@pytest.fixture
def network():
    return make_network()


def use(hospital):
    """Ten, or fifty, a week for eight weeks on end: bad weeks come together."""
    draw = np.random.default_rng(1)
    products = [make_product(f"P{number}") for number in range(24)]
    weeks = [MONDAY + timedelta(days=7 * week) for week in range(WEEKS)]
    Consumption.objects.bulk_create(
        Consumption(
            facility=hospital, product=product, period=Period.WEEK, first_day=week,
            quantity=quantity,
        )
        for product in products
        for week, quantity in zip(
            weeks, np.repeat(draw.choice([10, 50], WEEKS // 8), 8).tolist(), strict=True
        )
    )  # fmt: skip


def quickly(job_dir):
    """The child's work with the two plainest members: what is tested is what is kept of it."""
    few = {
        kind: replace(asked, options=replace(asked.options, members=("seasonal_naive", "theta")))
        for kind, asked in read_job(job_dir).items()
    }
    write_answers(job_dir, forecast_family(few))


def scored(run, **wql):
    """The run with a test of these losses."""
    told = {name: asdict(replace(NONE, wql=loss)) for name, loss in wql.items()}
    run.scores = told
    run.members = [
        {"name": name, "overall": told[name], "windows": [told[name]] * 3}
        for name in sorted(wql, key=wql.get)
    ]
    run.buckets = [
        asdict(BucketScore(n, n, 9, None, None, 0.3, None, None, None, None, {"0.8": 0.79}))
        for n in (1, 2, 3)
    ]
    run.model = run.members[0]["name"] if wql else "independent"
    run.save()
    return run


def of_intervals(network, **wql):
    return scored(store_run(network, "protection", Frequency.WEEK, MONDAY, 3), **wql)


def test_a_night_keeps_both_kinds_of_the_same_records(network, monkeypatch):
    few = replace(intervals.NIGHT, trees=20, leaves=6, least_in_leaf=20, retrain_months=12)
    for module in (intervals, facts):
        monkeypatch.setattr(module, "NIGHT", few)
    use(make_facility(network))

    last = MONDAY + timedelta(days=7 * WEEKS - 1)
    runs = forecasts_make(network=network, family="consumption", as_of=last, runner=quickly)

    periods, whole = runs
    assert [run.kind for run in runs] == ["consumption", "protection"]
    assert whole.is_current
    assert (whole.data_sha256, whole.last_ds) == (periods.data_sha256, periods.last_ds)
    assert (whole.horizon, whole.options["model"]["trees"]) == (3, few.trees)
    assert whole.features[0] == "size"
    assert set(whole.scores) == {whole.model, "independent", "added_up"}
    assert whole.series.count() == 24
    row = whole.series.select_related("product").order_by("unique_id").first()
    assert (row.unique_id, row.product.code, row.model) == ("CHU/P0", "P0", whole.model)
    assert row.points["days"] == [28, 56, 84]


def test_steps_of_intervals_all_begin_on_the_first_day(network):
    run, hospital = of_intervals(network), make_facility(network)
    series = store_series(
        run, hospital, MONDAY, product=make_product(),
        mean=[40.0, 80.0, 120.0], q95=[50.0, 95.0, 140.0], days=[28.0, 56.0, 84.0],
    )  # fmt: skip

    steps = forecast_effective(series=series)

    assert [(step.first, step.days) for step in steps] == [(MONDAY, 28), (MONDAY, 56), (MONDAY, 84)]
    assert [step.computed["q95"] for step in steps] == [50, 95, 140]
    assert not may_be_overridden(series)


def test_nobody_overrides_an_interval_of_its_own(network):
    with pytest.raises(ApplicationError, match="nothing that is forecast"):
        override_set(
            network=network, kind=ForecastKind.PROTECTION, unique_id="*", first_day=MONDAY,
            last_day=MONDAY, way="factor", number=2, reason="war", today=MONDAY,
        )  # fmt: skip


def test_the_card_says_what_is_used_and_against_what_it_was_tested(network):
    run = of_intervals(
        network, **{"lightgbm + independent": 0.3, "lightgbm": 0.31, "independent": 0.33,
                    "added_up": 0.35},
    )  # fmt: skip

    card = forecast_card(run=run, user=Everybody())

    assert card.why == (
        "LightGBM + independent periods is used: on 3 walk-forward windows its weighted quantile "
        "loss is 0.300, that of the best that can be said without learning (independent periods) "
        "0.330 (9.1 % less)."
    )
    assert card.horizon == "intervals from the first day ahead: 4 weeks; 8 weeks; 12 weeks"
    assert [row.words for row in card.buckets] == ["4 weeks", "8 weeks", "12 weeks"]
    assert [(row.name, row.used, row.anchor) for row in card.members] == [
        ("LightGBM + independent periods", True, False),
        ("LightGBM", True, False),
        ("independent periods", True, True),
        ("periods' quantiles added up", False, False),
    ]


def test_what_lost_its_test_is_a_finding_and_the_card_says_what_plans_do(network):
    run = of_intervals(network, independent=0.3, lightgbm=0.31, added_up=0.35)

    forecast_watch(run=run, panel=None)

    found = ForecastFinding.objects.get()
    assert (found.kind, found.unique_id) == ("protection", "")
    assert finding_sentence(found) == (
        "LightGBM lost to independent periods on the last 3 test windows and is not used."
    )
    assert forecast_card(run=run, user=Everybody()).why.startswith("What was learned is not used:")


def test_an_untested_run_says_so(network):
    assert "too short" in forecast_card(run=of_intervals(network), user=Everybody()).why


def test_pages_of_intervals_set_them_beside_periods_and_offer_no_override(network, admin_client):
    run = of_intervals(network, **{"lightgbm": 0.3, "independent": 0.33, "added_up": 0.35})
    series = store_series(
        run, make_facility(network), MONDAY, product=make_product(),
        mean=[40.0, 80.0, 120.0], q95=[50.0, 95.0, 140.0], days=[28.0, 56.0, 84.0],
    )  # fmt: skip

    where = reverse("admin:forecasting_forecastrun_card", args=[run.pk])
    card = admin_client.get(where).content.decode()
    where = reverse("admin:forecasting_forecastseries_change", args=[series.pk])
    page = admin_client.get(where).content.decode()

    assert "against independent periods" in card
    assert "12 weeks" in card
    assert "Units used over whole intervals" in page
    assert reverse("admin:forecasting_forecastseries_override", args=[series.pk]) not in page
    assert "too little history" not in page
