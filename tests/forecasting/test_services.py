from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest

from forecasting.core.options import ModelOptions
from forecasting.models import ForecastKind, ForecastRun, ForecastSeries
from forecasting.selectors import forecast_current, forecast_quantile, forecast_summary
from forecasting.services import forecast_make, forecast_prepare, forecast_store, run_child
from hospital.errors import ApplicationError
from hospital.models import Period
from tests.forecasting.records import (
    MONDAY,
    fill_ward,
    make_facility,
    make_network,
    make_product,
    make_ward,
    use,
)
from tests.forecasting.remembered import in_process

pytestmark = pytest.mark.django_db
DAYS = 120
AS_OF = MONDAY + timedelta(days=DAYS - 1)


def broken(job_dir) -> None:
    raise ApplicationError("no")


@pytest.fixture
def network():
    network = make_network()
    hospital = make_facility(network)
    fill_ward(make_ward(hospital, "MED"), DAYS, seed=1)
    make_ward(hospital, "NEW")
    return network


@pytest.mark.parametrize(
    "kind", [ForecastKind.ADMISSIONS, ForecastKind.DISCHARGES, ForecastKind.OCCUPANCY]
)
def test_a_ward_kind_is_forecast_28_days_ahead_and_beats_seasonal_naive(network, kind):
    run = forecast_make(network=network, kind=kind, as_of=AS_OF, runner=in_process)
    assert run is not None
    assert (run.frequency, run.horizon, run.as_of) == ("D", 28, AS_OF)
    med = run.series.get(unique_id="CHU/MED")
    assert med.start == AS_OF + timedelta(days=1)
    assert med.ward.code == "MED"
    assert med.beats_seasonal_naive
    assert {len(values) for values in med.points.values()} == {28}
    for low, high in zip(med.points["q10"], med.points["q90"], strict=True):
        assert 0 <= low <= high
    assert run.scores[run.model]["wql"] < run.scores["seasonal_naive"]["wql"]


def test_a_ward_without_history_gets_zero_and_a_note(network):
    run = forecast_make(
        network=network, kind=ForecastKind.ADMISSIONS, as_of=AS_OF, runner=in_process
    )
    new = run.series.get(unique_id="CHU/NEW")
    assert new.points["mean"] == [0.0] * 28
    assert str(new.note) == "no history: forecast of zero until records come in"
    assert new.beats_seasonal_naive is None
    assert list(run.notes)[-1] == "1 series have a note of their own"
    assert any("agreed with the other kinds of its ward" in note for note in run.notes)


def test_a_run_keeps_what_it_saw_and_how_every_member_did(network):
    run = forecast_make(
        network=network, kind=ForecastKind.ADMISSIONS, as_of=AS_OF, runner=in_process
    )
    assert (run.first_ds, run.last_ds) == (MONDAY, AS_OF)
    assert (run.history_values, run.options["model"]["trees"]) == (DAYS, ModelOptions().trees)
    tested = {member["name"]: member for member in run.members}
    assert {"seasonal_naive", "recent_mean", "theta", "ets"} <= set(tested)
    assert all(len(member["windows"]) == 1 for member in run.members)
    assert run.scores["seasonal_naive"] == tested["seasonal_naive"]["overall"]
    assert [(b["first"], b["last"]) for b in run.buckets] == [(1, 1), (2, 7), (8, 14), (15, 28)]
    assert list(run.totals)[-1] == AS_OF.isoformat()
    assert run.drivers["level"] > run.drivers["weekday"] > 0
    med = run.series.get(unique_id="CHU/MED")
    first_week = [sum(step) for step in zip(*med.drivers["groups"].values(), strict=True)]
    assert first_week == pytest.approx(med.points["mean"][:7], abs=0.001)
    assert med.seasonal_naive_wql > med.wql
    assert run.series.get(unique_id="CHU/NEW").drivers["groups"] == {"level": [0.0]}


def test_consumption_is_forecast_per_facility_and_product_12_weeks_ahead(network):
    hospital = network.facilities.get()
    product = make_product()
    for week in range(40):
        use(hospital, product, MONDAY + timedelta(days=7 * week), 50 + 20 * (week % 4), Period.WEEK)
    as_of = MONDAY + timedelta(days=7 * 40 - 1)
    run = forecast_make(
        network=network, kind=ForecastKind.CONSUMPTION, as_of=as_of, runner=in_process
    )
    row = run.series.get()
    assert (row.unique_id, row.product, row.ward) == ("CHU/AMOX", product, None)
    assert (run.frequency, run.horizon, len(row.points["q95"])) == ("W-MON", 12, 12)
    assert 50 <= row.points["q50"][0] <= 110


def test_only_the_newest_run_of_a_kind_is_current(network):
    first = forecast_make(
        network=network, kind=ForecastKind.ADMISSIONS, as_of=AS_OF, runner=in_process
    )
    second = forecast_make(
        network=network, kind=ForecastKind.ADMISSIONS, as_of=AS_OF, runner=in_process
    )
    assert forecast_current(network=network, kind="admissions") == second
    first.refresh_from_db()
    assert not first.is_current
    assert first.data_sha256 == second.data_sha256


def test_a_failed_job_or_a_lost_fence_leaves_the_last_forecast_in_place(network, tmp_path):
    kind = ForecastKind.ADMISSIONS
    kept = forecast_make(network=network, kind=kind, as_of=AS_OF, runner=in_process)
    with pytest.raises(ApplicationError, match="no"):
        forecast_make(network=network, kind=kind, as_of=AS_OF, runner=broken)
    flow = {"network": network, "family": "flow", "as_of": AS_OF, "job_dir": tmp_path}
    forecast_prepare(**flow)
    with pytest.raises(ApplicationError, match="left no answer"):
        forecast_store(**flow)
    in_process(tmp_path)

    def lost() -> None:
        raise RuntimeError("the lease is gone")

    with pytest.raises(RuntimeError, match="lease"):
        forecast_store(**flow, fence=lost)
    assert forecast_current(network=network, kind=kind) == kept
    assert ForecastRun.objects.count() == 3
    assert ForecastSeries.objects.count() == 6


def test_a_child_that_fails_is_quoted(tmp_path):
    with pytest.raises(ApplicationError, match=r"FileNotFoundError.*job.json"):
        run_child(tmp_path)


def test_a_network_without_records_has_nothing_to_forecast(tmp_path):
    empty = make_network("EMPTY")
    asked = {"network": empty, "as_of": AS_OF}
    assert forecast_prepare(**asked, family="flow", job_dir=tmp_path) == 0
    assert forecast_make(**asked, kind=ForecastKind.ADMISSIONS) is None


def test_a_day_that_is_not_over_is_not_seen(network):
    run = forecast_make(
        network=network,
        kind=ForecastKind.ADMISSIONS,
        as_of=date.today() + timedelta(days=30),
        runner=in_process,
    )
    assert run.as_of < date.today() + timedelta(days=1)


def test_planning_reads_days_from_any_start_and_a_summary_counts(network):
    run = forecast_make(
        network=network, kind=ForecastKind.ADMISSIONS, as_of=AS_OF, runner=in_process
    )
    found = forecast_quantile(
        network=network,
        kind="admissions",
        quantile=0.9,
        start=AS_OF + timedelta(days=3),
        days=7,
        unique_ids=["CHU/MED"],
    )
    assert found == {"CHU/MED": run.series.get(unique_id="CHU/MED").points["q90"][2:9]}
    summary = forecast_summary(run=run)
    assert (summary["series"], summary["with_note"], summary["beats_seasonal_naive"]) == (2, 1, 1)


def test_the_parent_never_loads_lightgbm():
    code = (
        "import sys, django; django.setup(); import forecasting.services, forecasting.history,"
        " forecasting.selectors, forecasting.core.jobfiles; sys.exit('lightgbm' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
