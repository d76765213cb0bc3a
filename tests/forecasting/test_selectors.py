from __future__ import annotations

from datetime import date, timedelta

import pytest

from forecasting.models import ForecastRun, ForecastSeries
from forecasting.selectors import (
    forecast_quantile,
    forecast_series,
    forecast_weeks,
    quantile_values,
)
from tests.forecasting.records import MONDAY, make_facility, make_network

pytestmark = pytest.mark.django_db


def store(frequency: str, start: date, kind: str = "consumption", **points: list[float]):
    network = make_network()
    run = ForecastRun.objects.create(
        network=network,
        kind=kind,
        as_of=start - timedelta(days=1),
        frequency=frequency,
        horizon=len(points["mean"]),
        model="mizan",
    )
    facility = make_facility(network)
    ForecastSeries.objects.create(
        run=run, unique_id="CHU/X", facility=facility, start=start, points=points, model="mizan"
    )
    return network


def test_days_beyond_the_horizon_repeat_the_weekday_of_its_last_week():
    days = [float(n) for n in range(14)]
    network = store("D", MONDAY, kind="occupancy", mean=days, q90=days)
    found = forecast_quantile(
        network=network,
        kind="occupancy",
        quantile=0.9,
        start=MONDAY + timedelta(days=12),
        days=10,
    )
    assert found == {"CHU/X": [12, 13, 7, 8, 9, 10, 11, 12, 13, 7]}


def test_a_quantile_between_two_stored_ones_lies_between_them():
    points = {"mean": [5.0], "q10": [0.0], "q50": [4.0], "q90": [12.0]}
    assert quantile_values(points, 0.5) == [4]
    assert quantile_values(points, 0.7) == pytest.approx([8])
    assert quantile_values(points, 0.95) == [12]
    assert quantile_values(points, 0.01) == [0]


def test_whole_weeks_of_a_weekly_forecast_are_its_own_values():
    network = store("W-MON", MONDAY, mean=[70.0, 140.0], q90=[90.0, 150.0])
    found = forecast_weeks(network=network, quantile=0.9, start=MONDAY, weeks=3)
    # The third week is beyond the horizon: mean 105 a week, and 15 above it on average.
    assert found["CHU/X"] == pytest.approx([90, 150, 120])
    means = forecast_weeks(network=network, quantile=None, start=MONDAY, weeks=2)
    assert means["CHU/X"] == pytest.approx([70, 140])


def test_after_a_month_without_delivery_there_are_deliveries_again():
    # February and April bring 280 and 300; 580 in the 151 days to the end of May.
    network = store("MS", date(2023, 1, 1), mean=[0.0, 280.0, 0.0, 300.0, 0.0])
    start = date(2023, 6, 5)
    found = forecast_weeks(network=network, quantile=None, start=start, weeks=1)
    assert found["CHU/X"] == pytest.approx([7 * 580 / 151])


def test_a_week_across_two_weekly_steps_takes_its_days_from_both():
    network = store("W-MON", MONDAY, mean=[70.0, 140.0])
    found = forecast_weeks(
        network=network, quantile=None, start=MONDAY + timedelta(days=4), weeks=1
    )
    assert found["CHU/X"] == pytest.approx([3 * 10 + 4 * 20])


def test_a_week_of_a_month_has_its_share_of_the_mean_and_more_of_the_spread():
    # 31 days, mean 310, the 90 % quantile 62 above. A week: 70, and 62 * sqrt(7 / 31) above.
    network = store("MS", MONDAY, mean=[310.0], q90=[372.0])
    found = forecast_weeks(network=network, quantile=0.9, start=MONDAY, weeks=1)
    assert found["CHU/X"] == pytest.approx([70 + 62 * (7 / 31) ** 0.5])


def test_without_a_current_run_there_is_nothing():
    network = store("W-MON", MONDAY, mean=[70.0])
    ForecastRun.objects.update(is_current=False)
    assert forecast_weeks(network=network, quantile=0.9, start=MONDAY, weeks=1) == {}
    assert forecast_series(network=network, kind="consumption", unique_id="CHU/X") is None


def test_one_query_reads_all_series(django_assert_num_queries):
    network = store("W-MON", MONDAY, mean=[70.0])
    with django_assert_num_queries(3):
        forecast_weeks(network=network, quantile=0.5, start=MONDAY, weeks=4)
