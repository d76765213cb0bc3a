"""A signal that means something helps; one that is late, gappy or absent breaks nothing."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest

from forecasting.core.feasts import CalendarSpec
from forecasting.core.features import History, Rows
from forecasting.core.freq import Freq, period_dates
from forecasting.core.options import ModelOptions
from forecasting.core.pipeline import forecast
from forecasting.core.request import ForecastOptions, ForecastRequest
from forecasting.core.series import validate
from tests.forecasting.core.frames import MONDAY, counts

DAYS, AHEAD, WARDS = 300, 14, 4
HOT = 30.0


def weather(days: int = DAYS + AHEAD) -> np.ndarray:
    """Heat waves of a few days that nothing announces."""
    generator = np.random.default_rng(4)
    waves = np.repeat(generator.random(days // 3 + 1) < 0.3, 3)[:days]
    return 20 + 15 * waves + generator.normal(0, 1, days)


def admissions(heat: np.ndarray) -> pd.DataFrame:
    """Twice as many patients on a hot day."""
    generator = np.random.default_rng(5)
    mean = 15 * np.where(heat[:DAYS] > HOT, 2.0, 1.0)
    frames = [
        pd.DataFrame(
            {
                "unique_id": f"w{ward}",
                "ds": period_dates(MONDAY, DAYS, Freq.DAILY),
                "y": generator.poisson(mean).astype(float),
                "heat": heat[:DAYS],
            }
        )
        for ward in range(WARDS)
    ]
    return pd.concat(frames, ignore_index=True)


def ahead(heat: np.ndarray, days: int = AHEAD) -> pd.DataFrame:
    dates = period_dates(MONDAY, DAYS + days, Freq.DAILY)[DAYS:]
    names = [f"w{ward}" for ward in range(WARDS)]
    return pd.DataFrame(
        {
            "unique_id": np.repeat(names, days),
            "ds": np.tile(dates, WARDS),
            "heat": np.tile(heat[DAYS : DAYS + days], WARDS),
        }
    )


def asked(frame: pd.DataFrame, future: pd.DataFrame | None, known=("heat",)) -> ForecastRequest:
    model = ModelOptions(trees=40)
    options = ForecastOptions(windows=2, known=known, calendar=CalendarSpec(""), model=model)
    return ForecastRequest(frame, Freq.DAILY, AHEAD, options=options, future=future)


@cache
def error_without() -> float:
    """What the same histories give when nobody says a word about the weather."""
    answer = forecast(asked(admissions(weather()), None, known=()))
    assert answer.family is not None
    assert answer.family.mae is not None
    return answer.family.mae


def test_weather_that_is_known_ahead_makes_the_forecast_better():
    heat = weather()
    answer = forecast(asked(admissions(heat), ahead(heat)))
    assert answer.family.mae < 0.8 * error_without()
    assert "known_heat" in answer.features
    means = answer.frame[answer.frame["unique_id"] == "w0"]["mean"].to_numpy()
    hot = heat[DAYS:] > HOT
    assert hot.any()
    assert means[hot].mean() > 1.5 * means[~hot].mean()


def test_weather_nobody_knows_ahead_is_not_used_as_if_somebody_did():
    """Scored on windows with the weather of their days, it would look as good as it cannot be."""
    heat = weather()
    answer = forecast(asked(admissions(heat), None))
    assert "known_heat" not in answer.features
    assert answer.family.mae > 0.95 * error_without()


def test_three_days_known_ahead_help_for_three_days():
    heat = weather()
    panel = validate(admissions(heat), "D", known=("heat",), future=ahead(heat, 3), horizon=AHEAD)
    assert panel.reach == {"heat": 3}
    steps = np.arange(1, AHEAD + 1)
    rows = Rows(np.zeros(AHEAD, dtype=np.int64), np.full(AHEAD, DAYS - 1), steps)
    found = dict(History(panel, CalendarSpec(""), AHEAD).columns(rows))["known_heat"]
    np.testing.assert_allclose(found[:3], heat[DAYS : DAYS + 3])
    assert np.isnan(found[3:]).all()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda heat: np.full_like(heat, np.nan),
        lambda heat: np.where(np.arange(len(heat)) > DAYS - 30, np.nan, heat),
        lambda heat: np.where(np.random.default_rng(1).random(len(heat)) < 0.8, np.nan, heat),
        lambda heat: np.where(np.arange(len(heat)) < DAYS, np.nan, heat),
        lambda heat: np.full_like(heat, 7.0),
    ],
    ids=["absent", "late", "gaps", "only ahead", "constant"],
)
def test_a_night_goes_on_whatever_becomes_of_a_signal(spoil):
    heat = spoil(weather())
    answer = forecast(asked(admissions(heat), ahead(heat)))
    values = answer.frame.drop(columns=["unique_id", "ds"]).to_numpy()
    assert np.isfinite(values).all()
    assert answer.family.mae < 1.1 * error_without()


def test_one_that_is_some_days_late_still_says_its_last_value():
    frame = counts(1, 60).assign(flu=np.arange(60.0))
    frame.loc[frame.index[-5:], "flu"] = np.nan
    panel = validate(frame, "D", known=("flu",))
    rows = Rows(np.zeros(1, dtype=np.int64), np.array([59]), np.array([1]))
    found = dict(History(panel, CalendarSpec(""), 1).columns(rows))
    assert found["signal_flu_last"].tolist() == [54]
    assert found["signal_flu_mean"].tolist() == [53.5]  # 53 and 54 of the last seven days
    frame.loc[frame.index[-8:], "flu"] = np.nan
    panel = validate(frame, "D", known=("flu",))
    assert np.isnan(dict(History(panel, CalendarSpec(""), 1).columns(rows))["signal_flu_last"])


def test_months_have_signals_too():
    frame = counts(5, 60, Freq.MONTHLY).assign(rain=1.0)
    options = ForecastOptions(windows=2, known=("rain",), model=ModelOptions(trees=10))
    answer = forecast(ForecastRequest(frame, Freq.MONTHLY, 3, options=options))
    assert answer.frame["ds"].iloc[0].date() == date(2023, 1, 1)
    assert "signal_rain_mean" in answer.features or answer.model != "lightgbm"
