from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecasting.core import ets as module
from forecasting.core import pooling
from forecasting.core.ets import ets
from forecasting.core.freq import Freq
from forecasting.core.series import validate
from tests.forecasting.core.frames import counts, long, panel

LEVELS = (0.1, 0.5, 0.9)


def of(values: list[float]):
    return validate(long(values), Freq.DAILY)


def test_a_constant_series_stays_what_it_is():
    found = ets(of([5.0] * 60), 7, LEVELS)
    assert found.mean == pytest.approx(np.full((1, 7), 5.0))
    assert found.quantiles == pytest.approx(np.full((1, 7, 3), 5.0))


def test_a_weekday_pattern_comes_back_on_its_weekdays():
    # Twelve weeks of 10 .. 10, 30 on the seventh day: the next seventh day is the high one.
    found = ets(of(([10.0] * 6 + [30.0]) * 12), 7, LEVELS)
    assert found.mean[0].argmax() == 6
    assert found.mean[0, 6] > 2 * found.mean[0, :6].max()


def test_a_level_that_has_moved_is_followed():
    generator = np.random.default_rng(1)
    values = generator.normal(np.where(np.arange(100) < 70, 50.0, 90.0), 2)
    assert ets(of(list(values)), 3, LEVELS).mean == pytest.approx(np.full((1, 3), 90.0), abs=3)


def test_a_trend_is_followed_but_damped():
    # It grows by one a day and ends at 160: on as before would be 170 after ten days.
    values = 60 + np.arange(100) + np.random.default_rng(1).normal(0, 0.5, 100)
    found = ets(of(list(values)), 10, LEVELS)
    assert 160 < found.mean[0, 9] < 170.5
    assert (np.diff(found.mean[0]) > 0).all()


def test_the_band_widens_and_holds_what_comes():
    everything = panel(series=40, periods=200)
    found = ets(everything.until(186), 14, LEVELS)
    truth = everything.values[:, 186:]
    inside = (truth >= found.quantiles[:, :, 0]) & (truth <= found.quantiles[:, :, 2])
    assert 0.7 < inside.mean() < 0.9
    width = found.quantiles[:, :, 2] - found.quantiles[:, :, 0]
    assert (width[:, 7] >= width[:, 0]).all()


def test_a_series_that_begins_late_is_forecast_from_its_own_beginning():
    early = long([3.0] * 100, "a")
    late = long([8.0] * 40, "b", first=early.ds.iloc[60].date())
    found = ets(validate(pd.concat([early, late]), Freq.DAILY), 5, LEVELS)
    assert found.mean[1] == pytest.approx(np.full(5, 8.0))


def test_series_are_forecast_alike_side_by_side_and_in_parts(monkeypatch):
    whole = ets(panel(series=5), 7, LEVELS)
    monkeypatch.setattr(module, "CELLS", 1)
    assert ets(panel(series=5), 7, LEVELS).quantiles == pytest.approx(whole.quantiles)


def test_nothing_after_the_cutoff_is_seen():
    frame = counts(periods=120)
    known = validate(frame, Freq.DAILY).until(100)
    frame.loc[frame.groupby("unique_id").cumcount() >= 100, "y"] = 9999.0
    changed = validate(frame, Freq.DAILY).until(100)
    assert (ets(known, 7, LEVELS).mean == ets(changed, 7, LEVELS).mean).all()


def test_the_spread_ahead_is_that_of_the_textbook():
    # Simple smoothing with alpha 1/2: the variance grows by a quarter with each further step.
    grid = module._Grid(*(np.array([value]) for value in (0.5, 0.0, 1.0, 0.0)))
    assert module._growth(grid, 4)[0].tolist() == [1.0, 1.25, 1.5, 1.75]


def test_of_a_large_family_the_rest_is_forecast_as_the_sample_would_be(monkeypatch):
    # Thirty wards of steady counts: what suits ten of them suits the others.
    family = panel(series=30, periods=120)
    whole = ets(family, 7, LEVELS)
    monkeypatch.setattr(pooling, "SAMPLE", 10)
    assert ets(family, 7, LEVELS).mean == pytest.approx(whole.mean, rel=0.03)


def test_a_noisy_series_forgets_as_slowly_as_its_kin():
    # All have one level for ever; the last ends on three high days, which alone it would follow.
    values = np.random.default_rng(3).poisson(20, (30, 60)).astype(float)
    values[29, -3:] = 32
    family = validate(pd.concat([long(list(v), f"ward {n:02}") for n, v in enumerate(values)]), "D")
    alone, among = ets(family.rows([29]), 7, LEVELS), ets(family, 7, LEVELS)
    assert abs(among.mean[29].mean() - 20) < abs(alone.mean[0].mean() - 20)
