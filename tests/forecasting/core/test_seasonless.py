from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecasting.core.baselines import seasonal_naive
from forecasting.core.calendar import CalendarSpec
from forecasting.core.freq import Freq
from forecasting.core.members import fit_members
from forecasting.core.options import ModelOptions
from forecasting.core.recursive import predict_recursive, train_recursive
from forecasting.core.request import ForecastOptions, ForecastRequest
from forecasting.core.seasonless import own_seasons
from forecasting.core.series import Panel
from tests.forecasting.core.frames import counts, panel

PLAIN = CalendarSpec("")
LEVELS = (0.1, 0.5, 0.9)


def unlike(series: int = 60, months: int = 72) -> Panel:
    """Three large series, each with its peak in a month of its own, among small ones with none."""
    found = panel(series=series, periods=months, freq=Freq.MONTHLY)
    phase = np.arange(months)[None, :] - np.arange(3)[:, None] * 5
    usual = np.full((series, months), 15.0)
    usual[:3] = 3000 * (1 + 0.4 * np.sin(2 * np.pi * phase / 12))
    return replace(found, values=np.random.default_rng(1).poisson(usual).astype(float))


def test_what_is_taken_out_is_put_back_in_the_months_it_belongs_to():
    history = unlike(series=3, months=66)
    effect = own_seasons(history, PLAIN)
    flat = effect.remove(history)
    assert np.ptp(flat.values, axis=1).max() < 0.3 * np.ptp(history.values, axis=1).min()
    back = effect.restore(seasonal_naive(flat, 12, LEVELS), history)
    assert back.mean == pytest.approx(seasonal_naive(history, 12, LEVELS).mean)
    assert back.quantiles[:, :, 1] == pytest.approx(back.mean)


def test_a_history_of_less_than_two_seasons_has_none_to_take_out():
    assert own_seasons(panel(series=3, periods=20, freq=Freq.MONTHLY), PLAIN).none
    assert not own_seasons(unlike(), PLAIN).none


def test_no_later_month_is_looked_at():
    whole, changed = unlike(), unlike()
    changed.values[:, 60:] = 7.0
    first, second = (own_seasons(each.until(60), PLAIN) for each in (whole, changed))
    np.testing.assert_array_equal(first.indices, second.indices)


def asked() -> ForecastRequest:
    frame = counts(series=2, periods=30, freq=Freq.MONTHLY)
    options = ForecastOptions(calendar=PLAIN, model=ModelOptions(rows=2_000))
    return ForecastRequest(frame, Freq.MONTHLY, 12, LEVELS, options=options)


def test_large_series_with_seasons_of_their_own_are_foretold_better_than_by_the_model_alone():
    whole = unlike()
    known, truth = whole.until(60), whole.values[:, 60:]
    member = fit_members(known, asked(), lambda *_: None, only=("recursive",))["recursive"]
    model = train_recursive(known, asked().options.model)
    assert model is not None
    alone = predict_recursive(model, known, 12, LEVELS)
    ours, plain = (
        np.abs(truth[:3] - found.mean[:3]).mean()
        for found in (member.forecast(known, 12, LEVELS), alone)
    )
    assert ours < 0.8 * plain


def test_the_parts_of_the_recursive_member_add_up_to_its_forecast():
    known = unlike(series=8).until(60)
    member = fit_members(known, asked(), lambda *_: None, only=("recursive",))["recursive"]
    assert member.explain is not None
    parts = member.explain(known, np.array([1, 6, 12]))
    mean = member.forecast(known, 12, LEVELS).mean[:, [0, 5, 11]]
    np.testing.assert_allclose(sum(parts.values()), mean, rtol=1e-6)
