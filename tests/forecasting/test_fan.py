"""The picture of a series: what came joins what is expected, bands lie in each other."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from forecasting.core.freq import Freq
from forecasting.core.series import Panel
from forecasting.selectors.fan import series_fan
from forecasting.services.recent import recent_values
from hospital.models import CalendarDay, DayKind
from tests.forecasting.records import make_facility, make_network
from tests.forecasting.stored import store_run, store_series

START = date(2026, 1, 10)
ONE = timedelta(days=1)


@pytest.fixture
def series(db):
    network = make_network()
    run = store_run(network, "occupancy", "D", START, 3)
    found = store_series(
        run,
        make_facility(network),
        START,
        mean=[10.0, 11.0, 12.0],
        q10=[6.0, 6.0, 6.0],
        q25=[8.0, 8.0, 8.0],
        q50=[10.0, 11.0, 12.0],
        q75=[12.0, 13.0, 14.0],
        q90=[16.0, 17.0, 20.0],
    )
    found.recent = [None, 9.0, 8.0]
    return found


def points(line: str) -> list[tuple[float, float]]:
    return [tuple(map(float, each.split(","))) for each in line.split()]


def test_what_came_ends_where_the_forecast_begins(series):
    fan = series_fan(series)
    came, median = points(fan.came), points(fan.median)
    assert len(came) == 2  # before the series began there is nothing
    assert came[1][0] - came[0][0] == pytest.approx(median[1][0] - median[0][0], abs=0.2)
    assert came[-1][0] < float(fan.now) < median[0][0]
    assert [dot.day for dot in fan.dots[:2]] == [START - 2 * ONE, START - ONE]


def test_bands_lie_in_each_other_and_zero_is_in_sight(series):
    fan = series_fan(series)
    wide, narrow = (sorted(y for _, y in points(each)) for each in (fan.wide, fan.narrow))
    assert wide[0] < narrow[0]
    assert narrow[-1] < wide[-1] < fan.base
    assert float(fan.up[0].at) == fan.base
    assert fan.up[-1].value >= 20
    assert fan.ends == ((START, 10.0, 6.0, 16.0), (START + 2 * ONE, 12.0, 6.0, 20.0))
    assert fan.read == ""


def test_holidays_and_ramadan_are_shaded(series):
    network = series.run.network
    CalendarDay.objects.create(network=network, date=START, kind=DayKind.HOLIDAY)
    CalendarDay.objects.create(network=network, date=START + ONE, kind=DayKind.HOLIDAY)
    CalendarDay.objects.create(
        network=network, date=START - 60 * ONE, last_date=START - ONE, kind=DayKind.RAMADAN
    )
    shades = {shade.kind: shade for shade in series_fan(series).shades}
    assert (shades["holiday"].first, shades["holiday"].last) == (START, START + ONE)
    assert (shades["ramadan"].first, shades["ramadan"].last) == (START - 2 * ONE, START - ONE)


def test_a_series_without_steps_has_no_picture(series):
    series.points = {}
    assert series_fan(series) is None


def test_what_a_run_saw_last_is_kept_with_its_totals():
    values = np.array([[1.0] * 70, [np.nan] * 69 + [2.0]])
    panel = Panel(("A/X", "B/X"), Freq.DAILY, START, values)
    places = pd.DataFrame({"unique_id": ["A/X", "B/X"], "network": ["N", "N"], "facility": "AB"})
    places["facility"] = ["A", ""]
    found = recent_values(panel, places)
    assert found["A/X"] == [1.0] * 56
    assert found["B/X"] == [None] * 55 + [2.0]
    assert found["network:N"] == [1.0] * 55 + [3.0]
    assert found["facility:A"] == [1.0] * 56
    assert set(found) == {"A/X", "B/X", "network:N", "facility:A"}
