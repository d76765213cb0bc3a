"""Forecasts that agree, from records to rows: kinds with each other, parts with their totals."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from forecasting.models import ForecastSeries, Level
from forecasting.selectors import forecast_quantile, forecast_summary
from forecasting.services import forecasts_make
from hospital.models import Period, Product
from tests.forecasting.records import (
    MONDAY,
    fill_ward,
    make_facility,
    make_network,
    make_ward,
    moment,
    use,
)
from tests.forecasting.records import make_stay as stay
from tests.forecasting.records import move as moved
from tests.forecasting.remembered import in_process

pytestmark = pytest.mark.django_db
DAYS = 100
AS_OF = MONDAY + timedelta(days=DAYS - 1)


def exact(row: ForecastSeries, column: str = "mean") -> list[Decimal]:
    return [Decimal(str(value)) for value in row.points[column]]


def added(rows: list[ForecastSeries]) -> list[Decimal]:
    return [sum(step, Decimal(0)) for step in zip(*map(exact, rows), strict=True)]


@pytest.fixture
def network():
    network = make_network()
    chu, prov = make_facility(network), make_facility(network, "PROV")
    fill_ward(make_ward(chu, "MED"), DAYS, seed=1)
    fill_ward(make_ward(prov, "MED"), DAYS, seed=2)
    icu = make_ward(chu, "ICU")
    for day in range(0, DAYS - 5, 3):
        here = stay(icu, moment(day), moment(day + 4), f"ICU-{day}")
        moved(here, icu, moment(day), moment(day + 2))
        moved(here, chu.wards.get(code="MED"), moment(day + 2), moment(day + 4))
    return network


def test_what_is_stored_of_a_night_is_one_story_that_adds_up(network):
    runs = {
        run.kind: run
        for run in forecasts_make(network=network, family="flow", as_of=AS_OF, runner=in_process)
    }
    assert set(runs) == {"admissions", "discharges", "occupancy"}
    for run in runs.values():
        wards = list(run.series.all())
        assert len(wards) == forecast_summary(run=run)["series"] == 3
        totals = ForecastSeries.everything.filter(run=run).exclude(level=Level.SERIES)
        assert {(row.level, row.unique_id) for row in totals} == {
            ("facility", "CHU"),
            ("facility", "PROV"),
            ("network", "NOUR"),
        }
        assert exact(totals.get(level="network")) == added(wards)
        chu = totals.get(unique_id="CHU")
        assert (chu.facility.code, chu.ward) == ("CHU", None)
        assert exact(chu) == added([row for row in wards if row.facility.code == "CHU"])
    for name in ("CHU/ICU", "CHU/MED", "PROV/MED"):
        came, went, there = (
            exact(runs[kind].series.get(unique_id=name))
            for kind in ("admissions", "discharges", "occupancy")
        )
        moves = exact(runs["occupancy"].series.get(unique_id=name), "transfers")
        for step in range(1, 28):
            made = there[step - 1] + came[step] - went[step] + moves[step]
            assert there[step] == made
    out, into = (
        exact(runs["occupancy"].series.get(unique_id=name), "transfers")[0]
        for name in ("CHU/ICU", "CHU/MED")
    )
    assert out < 0 < into
    assert out + into == 0


def test_products_add_up_by_facility_class_and_region_and_planning_reads_lines_only(network):
    depots = [make_facility(network, code) for code in ("D1", "D2")]
    for facility, depot in zip(
        network.facilities.filter(code__in=["CHU", "PROV"]), depots, strict=True
    ):
        facility.supplied_by = depot
        facility.save()
        for number, (code, atc) in enumerate((("PARA", "N02BE01"), ("ASA", "N02BA"), ("X", ""))):
            product, _new = Product.objects.get_or_create(code=code, defaults={"atc": atc})
            for week in range(45):
                day = MONDAY + timedelta(days=7 * week)
                use(facility, product, day, 20 + number + (week * 7) % 5, Period.WEEK)
    as_of = MONDAY + timedelta(days=7 * 45 - 1)
    asked = {"network": network, "family": "consumption", "as_of": as_of}
    run, _intervals = forecasts_make(**asked, runner=in_process)
    lines = list(run.series.all())
    totals = {
        (row.level, row.unique_id): row
        for row in ForecastSeries.everything.filter(run=run).exclude(level=Level.SERIES)
    }
    assert set(totals) == {
        *(("facility", code) for code in ("CHU", "PROV")),
        *(("region", code) for code in ("D1", "D2")),
        *(("product", code) for code in ("PARA", "ASA", "X")),
        *(("atc", code) for code in ("N", "N02B", "N02BE01")),
        ("network", "NOUR"),
    }
    painkillers = [row for row in lines if row.product.code in ("PARA", "ASA")]
    assert exact(totals["atc", "N"]) == exact(totals["atc", "N02B"]) == added(painkillers)
    para = [row for row in lines if row.product.code == "PARA"]
    assert exact(totals["atc", "N02BE01"]) == exact(totals["product", "PARA"]) == added(para)
    assert totals["product", "PARA"].facility is None
    assert totals["region", "D1"].facility is None
    assert exact(totals["network", "NOUR"]) == added(lines)
    assert totals["network", "NOUR"].mae is not None
    read = forecast_quantile(network=network, kind="consumption", quantile=0.9, start=as_of, days=3)
    assert set(read) == {row.unique_id for row in lines}
