"""How likely a ward is to need more beds than it has."""

from __future__ import annotations

from datetime import timedelta
from statistics import NormalDist

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from forecasting.models import ForecastKind
from forecasting.selectors import occupancy_risk, series_risk
from forecasting.selectors.risk import chance_above
from hospital.models import Bed, Room, Ward
from tests.forecasting.records import make_facility, make_network, make_ward
from tests.forecasting.stored import store_run, store_series

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95)
POINTS = {"q05": 16.7, "q10": 17.4, "q50": 20.0, "q90": 22.6, "q95": 23.3, "mean": 20.0}


def test_the_quantiles_of_a_normal_distribution_give_it_back() -> None:
    normal = NormalDist(20, 4)
    quantiles = {level: normal.inv_cdf(level) for level in LEVELS}
    for value in (8.5, 15.5, 20.5, 24.5, 33.5):
        assert chance_above(quantiles, value) == pytest.approx(1 - normal.cdf(value), abs=1e-9)


def test_at_a_quantile_its_level_is_the_answer() -> None:
    assert chance_above({0.1: 3.0, 0.5: 8.0, 0.9: 20.0}, 8.0) == pytest.approx(0.5)
    assert chance_above({0.1: 3.0, 0.5: 8.0, 0.9: 20.0}, 20.0) == pytest.approx(0.1)


def test_an_empty_ward_never_runs_over_and_a_constant_one_only_below_its_constant() -> None:
    nothing = dict.fromkeys(LEVELS, 0.0)
    assert chance_above(nothing, 0.5) == 0.0
    assert chance_above(dict.fromkeys(LEVELS, 7.0), 6.5) == 1.0
    assert chance_above(dict.fromkeys(LEVELS, 7.0), 7.5) == 0.0


def test_mostly_empty_is_read_above_the_zeros() -> None:
    found = chance_above({0.1: 0.0, 0.5: 0.0, 0.9: 1.0, 0.95: 2.0}, 1.0)
    assert found == pytest.approx(0.1)


@given(
    st.lists(st.floats(0, 500), min_size=len(LEVELS), max_size=len(LEVELS)),
    st.floats(-10, 600),
    st.floats(0, 50),
)
def test_it_is_a_probability_and_falls_with_the_beds(
    values: list[float], beds: float, more: float
) -> None:
    quantiles = dict(zip(LEVELS, sorted(values), strict=True))
    fewer, plenty = chance_above(quantiles, beds), chance_above(quantiles, beds + more)
    assert 0 <= plenty <= fewer <= 1


@pytest.fixture
def ward(db: None) -> Ward:
    return make_ward(make_facility(make_network()))


def beds(ward: Ward, count: int) -> None:
    room = Room.objects.create(ward=ward, code="1", capacity=count)
    Bed.objects.bulk_create(Bed(room=room, code=str(number)) for number in range(count))


def forecast(ward: Ward, days: int = 3):
    today = timezone.now().date()
    run = store_run(ward.facility.network, ForecastKind.OCCUPANCY, "D", today, days)
    points = {name: [value] * days for name, value in POINTS.items()}
    return store_series(run, ward.facility, today, ward=ward, **points)


def test_a_ward_of_twenty_beds_that_expects_twenty_patients(ward: Ward) -> None:
    beds(ward, 20)
    series = forecast(ward)
    found = series_risk(series)
    assert [risk.beds for risk in found] == [20, 20, 20]
    assert found[0].day == series.start
    # Normal with a deviation of two: P(X > 20.5).
    assert found[0].chance == pytest.approx(0.40, abs=0.01)


def test_days_before_the_forecast_and_beyond_its_horizon_are_not_told(ward: Ward) -> None:
    beds(ward, 20)
    start = forecast(ward).start + timedelta(days=1)
    network = ward.facility.network
    early = occupancy_risk(network=network, start=start - timedelta(days=3), days=4)["CHU/MED"]
    assert [risk.day for risk in early] == [start - timedelta(days=1), start]
    assert len(occupancy_risk(network=network, start=start, days=9)["CHU/MED"]) == 2
    assert occupancy_risk(network=network, start=start + timedelta(days=5), days=9) == {}


def test_a_ward_without_beds_has_none_to_run_out_of(ward: Ward) -> None:
    assert series_risk(forecast(ward)) == []


def test_without_a_forecast_nothing_is_told(ward: Ward) -> None:
    beds(ward, 20)
    today = timezone.now().date()
    assert occupancy_risk(network=ward.facility.network, start=today, days=7) == {}


def test_an_older_forecast_and_other_kinds_say_nothing_about_beds(ward: Ward) -> None:
    beds(ward, 20)
    old = forecast(ward)
    forecast(ward)
    old.run.refresh_from_db()
    assert series_risk(old) == []
    today = timezone.now().date()
    run = store_run(ward.facility.network, ForecastKind.ADMISSIONS, "D", today, 3)
    assert series_risk(store_series(run, ward.facility, today, ward=ward, mean=[3.0] * 3)) == []
