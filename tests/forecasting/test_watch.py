from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from forecasting.core.freq import Freq
from forecasting.core.series import Panel
from forecasting.models import ForecastFinding, ForecastRun, ForecastSeries
from forecasting.selectors.findings import finding_sentence, findings_open
from forecasting.services.watch import (
    MOST_SERIES,
    Found,
    findings_keep,
    forecast_prune,
    forecast_watch,
)
from tests.forecasting.records import MONDAY, make_facility, make_network, make_ward
from tests.forecasting.stored import store_run, store_series

pytestmark = pytest.mark.django_db
NIGHTS = 30
HISTORY = 70
WEEK = np.array([10.0, 11, 12, 11, 10, 6, 5])


@pytest.fixture
def network():
    return make_network()


def keep(network, as_of, *found, kind="admissions"):
    findings_keep(network=network, kind=kind, as_of=as_of, found=found)


def silent(name="CHU/MED", periods=5):
    return Found("silent", name, {"periods": periods, "usual": 7.0, "frequency": "D"})


def test_a_finding_opens_once_stays_itself_and_closes_when_it_is_over(network):
    make_facility(network)
    keep(network, MONDAY, silent(periods=5))
    keep(network, MONDAY + timedelta(days=1), silent(periods=6))
    keep(network, MONDAY + timedelta(days=1), silent(periods=6))
    finding = ForecastFinding.objects.get()
    assert (finding.since, finding.last_seen) == (MONDAY, MONDAY + timedelta(days=1))
    assert (finding.closed, finding.facility.code) == (None, "CHU")
    assert finding_sentence(finding) == "Nothing came in for 6 days, where 7 each were usual."
    keep(network, MONDAY + timedelta(days=2))
    finding.refresh_from_db()
    assert finding.closed == MONDAY + timedelta(days=2)
    keep(network, MONDAY + timedelta(days=9), silent())
    assert ForecastFinding.objects.filter(closed__isnull=True).get().since > finding.since


def test_a_night_closes_only_findings_of_its_own_kind_and_network(network):
    other = make_network("OTHER")
    keep(network, MONDAY, silent())
    keep(other, MONDAY, silent())
    keep(network, MONDAY, kind="occupancy")
    keep(network, MONDAY + timedelta(days=1))
    assert ForecastFinding.objects.filter(closed__isnull=True).get().network == other


def test_of_many_series_the_worst_are_listed_and_all_are_counted(network):
    found = [Found("silent", f"CHU/W{n}", {"periods": 3, "usual": n}, weight=n) for n in range(60)]
    keep(network, MONDAY, *found)
    listed = ForecastFinding.objects.exclude(unique_id="")
    assert listed.count() == MOST_SERIES
    assert not listed.filter(unique_id="CHU/W9").exists()
    whole = ForecastFinding.objects.get(unique_id="")
    assert finding_sentence(whole) == "It is so for 60 series; the 50 worst are listed."


def nights(network, off: float):
    """A month of nightly runs seven days ahead, and the run of the night after."""
    facility = make_facility(network)
    ward = make_ward(facility)
    for night in range(NIGHTS + 1):
        start = MONDAY + timedelta(days=HISTORY + night)
        run = store_run(network, "admissions", "D", start, 7)
        run.last_ds = run.as_of
        run.save()
        point = np.roll(WEEK, -((HISTORY + night) % 7)) + off
        bands = {"q10": point - 9, "q50": point, "q90": point + 9}
        points = {name: values.tolist() for name, values in bands.items()}
        series = store_series(run, facility, start, ward=ward, mean=point.tolist(), **points)
        ForecastSeries.objects.filter(pk=series.pk).update(mae=1.0)
    values = np.tile(WEEK, (HISTORY + NIGHTS) // 7 + 1)[None, : HISTORY + NIGHTS]
    noise = np.random.default_rng(1).normal(0, 1, values.shape)
    return run, Panel(("CHU/MED",), Freq.DAILY, MONDAY, np.maximum(values + noise, 0))


def test_what_came_is_held_against_what_was_forecast_and_promised(network):
    run, panel = nights(network, off=5)
    forecast_watch(run=run, panel=panel)
    forecast_watch(run=run, panel=panel)
    codes = set(ForecastFinding.objects.values_list("unique_id", "code"))
    expected = {"worse_than_promised", "loses_to_naive"}
    assert codes == {(name, code) for name in ("", "CHU/MED") for code in expected}
    family = ForecastFinding.objects.get(unique_id="", code="worse_than_promised")
    assert finding_sentence(family).startswith("Over the last 28 days the forecast was off by 5")
    assert "promised 10." in finding_sentence(family)
    assert ForecastFinding.objects.get(unique_id="CHU/MED", code="loses_to_naive").facility


def test_a_forecast_that_holds_brings_no_finding(network):
    run, panel = nights(network, off=0)
    ForecastSeries.objects.update(points={}, mae=None)
    forecast_watch(run=run, panel=panel)
    assert not ForecastFinding.objects.exists()


def test_what_breaks_while_looking_back_loses_no_forecast(network, caplog):
    run, panel = nights(network, off=0)
    ForecastSeries.objects.update(points={"q10": [1], "q50": [1, 2], "q90": [3]})
    forecast_watch(run=run, panel=panel)
    assert "could not be looked at" in caplog.text
    assert run.series.exists()


def test_series_and_families_that_lost_their_test_are_told(network):
    facility = make_facility(network)
    run = store_run(network, "admissions", "D", MONDAY, 1)
    run.model = "seasonal_naive"
    run.members = [{"name": n, "windows": [{}] * 3} for n in ("seasonal_naive", "ets")]
    run.save()
    row = store_series(run, facility, MONDAY, ward=make_ward(facility), mean=[1.0])
    ForecastSeries.objects.filter(pk=row.pk).update(model="ets + seasonal_naive")
    forecast_watch(run=run, panel=Panel((), Freq.DAILY, MONDAY, np.empty((0, 0))))
    family, series = ForecastFinding.objects.order_by("unique_id")
    assert finding_sentence(family) == (
        "ETS lost to seasonal naive on the last 3 test windows and is not used here; "
        "seasonal naive is."
    )
    assert series.facts["used"] == "ets + seasonal_naive"


def test_a_family_that_agreeing_made_worse_than_naive_is_told(network):
    run = store_run(network, "admissions", "D", MONDAY, 1)
    run.model, run.scores = "ets", {"ets": {"wql": 0.21}, "seasonal_naive": {"wql": 0.21}}
    none = Panel((), Freq.DAILY, MONDAY, np.empty((0, 0)))
    forecast_watch(run=run, panel=none)
    assert not ForecastFinding.objects.exists()
    run.scores["ets"]["wql"] = 0.22
    forecast_watch(run=run, panel=none)
    assert finding_sentence(ForecastFinding.objects.get()) == (
        "Agreed with totals and other kinds, its quantile loss in the test is 0.220, that of "
        "seasonal naive 0.210."
    )


def test_records_that_grow_after_their_night_arrive_late(network):
    runs = []
    for night in range(5):
        run = store_run(network, "admissions", "D", MONDAY + timedelta(days=night), 1)
        run.last_ds = run.as_of
        run.totals = {(run.as_of - timedelta(days=back)).isoformat(): 100 for back in (2, 1)}
        run.totals[run.as_of.isoformat()] = 80
        run.save()
        runs.append(run)
    run.totals = {(run.as_of - timedelta(days=back)).isoformat(): 100 for back in range(9)}
    forecast_watch(run=run, panel=Panel((), Freq.DAILY, MONDAY, np.empty((0, 0))))
    (finding,) = ForecastFinding.objects.all()
    assert finding_sentence(finding) == (
        "Records arrive late: in each of 4 days a share of 20.0 % was not there yet on the night "
        "after."
    )


def test_old_series_go_runs_and_their_scores_stay(network):
    facility = make_facility(network)
    ward = make_ward(facility)
    today = date(2026, 6, 1)
    for back, last in ((60, 60), (20, 20), (20, 20), (1, 1), (0, 0)):
        start = today - timedelta(days=last - 1)
        run = store_run(network, "admissions", "D", start, 7)
        run.as_of = run.last_ds = today - timedelta(days=back)
        run.save()
        store_series(run, facility, start, ward=ward, mean=[1.0] * 7)
    assert forecast_prune(run=run) == 2
    kept = [each.series.count() for each in ForecastRun.objects.order_by("pk")]
    assert kept == [0, 0, 1, 1, 1]
    assert forecast_prune(run=run) == 0


def test_a_week_s_own_nights_keep_the_newest_and_last_night_s(network):
    facility = make_facility(network)
    sunday = date(2026, 5, 31)
    for night in range(4):
        run = store_run(network, "consumption", "W-MON", sunday + timedelta(days=1), 12)
        run.as_of, run.last_ds = sunday + timedelta(days=night), sunday
        run.save()
        store_series(run, facility, run.last_ds + timedelta(days=1), mean=[1.0] * 12)
    forecast_prune(run=run)
    assert [each.series.count() for each in ForecastRun.objects.order_by("pk")] == [0, 0, 1, 1]


def test_open_findings_begin_with_whole_families(network, django_user_model):
    keep(network, MONDAY, silent())
    keep(network, MONDAY + timedelta(days=1), silent(), Found("records_late", "", {"share": 0.1}))
    admin = django_user_model.objects.create_superuser("admin")
    assert [each.code for each in findings_open(admin)] == ["records_late", "silent"]
