from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation

from forecasting.models import ForecastSeries
from forecasting.selectors.drivers import driver_change, driver_sentence, explained_steps, step_day
from forecasting.selectors.words import number, percent, recipe, signed
from tests.forecasting.records import MONDAY, make_facility, make_network, make_ward
from tests.forecasting.stored import store_run, store_series

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make_ward(make_facility(make_network()))


def explained(ward, start: date, frequency: str = "D", **groups: list[float]) -> ForecastSeries:
    run = store_run(ward.facility.network, "admissions", frequency, start, 3)
    steps = len(groups["level"])
    series = store_series(run, ward.facility, start, ward=ward, mean=[1.0] * steps)
    series.drivers = {"steps": list(range(1, steps + 1)), "groups": groups}
    series.save()
    return series


def test_a_forecast_is_told_as_its_level_and_what_moves_it(ward):
    series = explained(ward, MONDAY, level=[38.0], weekday=[4.0], ramadan=[-1.0], school=[0.02])
    assert driver_sentence(series) == (
        "41 expected on Monday, 1 Jan 2024: 38 is the usual level; +4 because it is a Monday; "
        "−1 for Ramadan."
    )


def test_small_parts_are_told_together(ward):
    series = explained(
        ward, MONDAY, level=[100.0], holiday=[0.9], place=[1.2], recent=[-9.0], season=[-1.0]
    )
    assert driver_sentence(series).endswith(
        "100 is the usual level; −9 because it has been quieter lately; +1.1 in small parts."
    )


@pytest.mark.parametrize(
    ("frequency", "when"), [("W-MON", "in the week from 1 Jan 2024"), ("MS", "January 2024")]
)
def test_weeks_and_months_are_named_as_such(ward, frequency, when):
    series = explained(ward, MONDAY, frequency, level=[8.0, 8.0], season=[2.0, 3.0])
    assert driver_sentence(series).startswith(f"10 expected {when}: 8 is the usual level")
    assert [step.mean for step in explained_steps(series)] == [10.0, 11.0]


def test_a_forecast_without_drivers_says_nothing(ward):
    series = explained(ward, MONDAY, level=[1.0])
    series.drivers = {}
    assert (driver_sentence(series), driver_change(series)) == ("", None)


def test_what_changed_is_the_difference_on_the_same_days(ward):
    explained(ward, MONDAY, level=[30.0, 30.0, 30.0], weekday=[4.0, 1.0, -2.0])
    now = explained(
        ward,
        MONDAY + timedelta(days=1),
        level=[31.0, 31.0],
        weekday=[1.0, -2.0],
        recent=[2.5, 3.5],
    )
    change = driver_change(now)
    assert change.since == MONDAY - timedelta(days=1)
    assert change.parts == {"level": 1.0, "weekday": 0.0, "recent": 3.0}
    assert change.change == 4.0
    assert change.sentence == (
        "+4 since the records of 31 Dec 2023: +3 because it has been busier lately; +1 in the "
        "usual level."
    )


def test_the_same_forecast_again_is_told_as_no_change(ward):
    explained(ward, MONDAY, level=[30.0, 30.0])
    now = explained(ward, MONDAY + timedelta(days=1), level=[30.0])
    assert driver_change(now).sentence == "As forecast on the records of 31 Dec 2023."


def test_another_model_is_a_reason_too(ward):
    before = explained(ward, MONDAY, level=[30.0, 30.0])
    now = explained(ward, MONDAY + timedelta(days=1), level=[33.0])
    now.model = before.model = "ets + theta"
    before.save()
    now.run.features = ["school"]
    assert driver_change(now).sentence.endswith("The model reads other features now.")
    now.model = "theta + ets"
    assert driver_change(now).sentence.endswith("The model reads other features now.")
    now.model = "lightgbm"
    assert driver_change(now).sentence.endswith("level. It is made by LightGBM now.")


def test_another_week_has_nothing_to_be_compared_with(ward):
    explained(ward, MONDAY, "W-MON", level=[30.0])
    now = explained(ward, MONDAY + timedelta(days=7), "W-MON", level=[33.0])
    assert driver_change(now) is None


def test_sentences_speak_another_language_s_numbers(ward):
    series = explained(ward, MONDAY, level=[38.25])
    with translation.override("fr"):
        assert "38,2" in driver_sentence(series)


def test_steps_begin_their_days():
    assert step_day("D", MONDAY, 3) == date(2024, 1, 3)
    assert step_day("W-MON", MONDAY, 2) == date(2024, 1, 8)
    assert step_day("MS", date(2024, 11, 1), 3) == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "-"),
        (0, "0"),
        (0.004, "0"),
        (4.0, "4"),
        (4.25, "4.25"),
        (12.34, "12.3"),
        (250, "250"),
    ],
)
def test_figures_are_short(value, text):
    assert number(value) == text


def test_signs_shares_and_names():
    assert (signed(-2.5), signed(3), signed(-0.001)) == ("−2.5", "+3", "0")
    assert (percent(0.805), percent(None)) == ("80.5 %", "-")
    assert recipe("ets + seasonal_naive + new") == "ETS + seasonal naive + new"
