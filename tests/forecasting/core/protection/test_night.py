from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from forecasting.core.backtest import windows
from forecasting.core.freq import Freq
from forecasting.core.prediction import Prediction
from forecasting.core.protection import night
from forecasting.core.protection.night import added_up, blocks_of, independent, learn_intervals
from forecasting.core.protection.options import (
    ADDED,
    BOTH,
    LEARNED,
    LENGTHS,
    LEVELS,
    SQUARED,
    ProtectionOptions,
)
from forecasting.core.series import Panel

QUICK = ProtectionOptions(seeds=1, trees=20, leaves=6, least_in_leaf=20, retrain_months=12)
ASKED = (0.1, 0.5, 0.8, 0.9, 0.95)
WEEKS = 104
SPREAD = np.array([-13.0, 0, 9, 13, 17])
"""Of a week's use around its mean of 30, where bad weeks come together."""


def together(series=24, weeks=WEEKS):
    """Ten, or fifty, a week for eight weeks on end: what one week uses, the next one uses too."""
    draw = np.random.default_rng(1)
    turns = draw.choice([10.0, 50.0], (series, weeks // 8 + 1))
    values = np.repeat(turns, 8, axis=1)[:, :weeks] + draw.integers(-2, 3, (series, weeks))
    return panel(values)


def panel(values, freq=Freq.WEEKLY):
    products = {"product": np.arange(len(values)) % 3}
    return Panel(tuple(map(str, range(len(values)))), freq, date(2024, 1, 1), values, {}, products)


def answered(panel, horizon=12):
    """Every week alike, with a week's right spread, whenever it is asked."""
    shape = (len(panel.ids), horizon)
    return Prediction(np.full(shape, 30.0), np.tile(30 + SPREAD, (*shape, 1)))


def learn(panel, horizon=12, options=QUICK):
    cut = list(windows(panel, horizon, 2, 60))
    said = [answered(panel, horizon) for _ in cut]
    return learn_intervals(panel, cut, said, answered(panel, horizon), ASKED, options)


@pytest.fixture(scope="module")
def learned():
    return learn(together())


def test_bad_weeks_that_come_together_are_learned_and_used(learned):
    losses = {score.name: score.wql for score in learned.scores}

    assert learned.used
    assert set(losses) == {LEARNED, BOTH, ADDED, SQUARED}
    assert losses[learned.scores[0].name] < 0.9 * min(losses[ADDED], losses[SQUARED])
    assert (learned.windows, learned.values) == (2, 2 * 24 * len(LENGTHS))


def test_quantiles_rise_with_the_service_level_and_with_the_interval(learned):
    assert learned.quantiles.shape == (24, len(LENGTHS), len(LEVELS))
    assert (np.diff(learned.quantiles, axis=1) >= -1e-9).all()
    assert (np.diff(learned.quantiles, axis=2) >= -1e-9).all()


def test_what_loses_to_the_weeks_put_together_is_not_used(monkeypatch):
    monkeypatch.setattr(night, "_learned", lambda use, *_: np.zeros((len(use.values), 3, 3)))

    found = learn(together())

    assert not found.used
    assert found.scores[0].name in (ADDED, SQUARED)
    assert found.quantiles[0, 0, 2] >= independent(answered(together()), ASKED, 4)[0, 0, 2]


def test_nothing_that_came_after_a_window_began_is_in_its_answer(learned):
    known = together()
    later = replace(known, values=known.values.copy())
    later.values[:, -12:] = 500

    found = learn(later)

    before = {score.name: score.by_window[0] for score in learned.scores}
    assert {score.name: score.by_window[0] for score in found.scores} == before
    assert found.scores[0].by_window[1] != learned.scores[0].by_window[1]


def test_the_same_seed_says_the_same(learned):
    assert np.array_equal(learn(together()).quantiles, learned.quantiles)


def test_blocks_end_with_the_last_week_and_leave_out_the_first_ones():
    values = np.arange(1.0, 11.0)[None]
    values[0, :3] = np.nan

    use = blocks_of(panel(values))

    assert use.values.tolist() == [[3 * 0 + 4 + 5 + 6, 7 + 8 + 9 + 10]]
    assert use.reported.tolist() == [[True, True]]
    assert (use.months_a_year, use.first_month) == (13, 0)


def test_a_month_is_a_block():
    use = blocks_of(panel(np.ones((1, 5)), Freq.MONTHLY))

    assert use.values.shape == (1, 5)
    assert use.months_a_year == 12


def test_weeks_are_put_together_as_sums_or_as_independent():
    said = answered(together(1))

    # 17 above 30 in each of four weeks: 4 * 47 added up, 120 + 17 * the root of four independent.
    assert added_up(said, ASKED, 4)[0, 0, 2] == 188
    assert independent(said, ASKED, 4)[0, 0, 2] == 154


@pytest.mark.parametrize(
    ("given", "horizon"),
    [
        (together(weeks=70), 12),  # too short to be walked through
        (together(), 8),  # windows shorter than the longest interval
        (panel(np.zeros((24, WEEKS))), 12),  # nothing was used
        (panel(np.ones((24, WEEKS)), Freq.DAILY), 12),  # days have no blocks
    ],
)
def test_what_cannot_be_learned_or_tested_is_left_alone(given, horizon):
    assert learn(given, horizon) is None


def test_every_feature_has_a_name():
    from forecasting.core.protection.features import feature_names, features

    use = blocks_of(together())

    assert len(feature_names(use)) == features(use).shape[1]
