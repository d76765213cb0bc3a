"""No feature knows what came after its origin.

Everything after the origin is changed (values, and what signals said) and every feature is looked
at by name. Values known ahead are the one exception, and only as far as they were known: they are
about the target's date and are meant to be seen.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.core.calendar import CalendarSpec
from forecasting.core.features import History, Rows
from forecasting.core.freq import Freq
from forecasting.core.recursive import _changes, _features
from forecasting.core.series import Panel
from tests.forecasting.core.frames import MONDAY, panel

PERIODS = {Freq.DAILY: 900, Freq.WEEKLY: 220, Freq.MONTHLY: 70}
HORIZON = {Freq.DAILY: 14, Freq.WEEKLY: 8, Freq.MONTHLY: 6}
REACH = 3
"""How far ahead the flu column was known."""
SERIES = 4
CALENDAR = CalendarSpec("MA")


def history(freq: Freq) -> Panel:
    """A ward, one that opened late, a rare one and one that is mostly closed; flu and rain beside
    them, flu known a little ahead; rain has gaps."""
    periods, ahead = PERIODS[freq], HORIZON[freq]
    generator = np.random.default_rng(7)
    values = panel(series=SERIES, periods=periods, freq=freq).values.copy()
    values[1, : periods // 2] = np.nan
    values[2] *= generator.random(periods) < 0.2
    values[3, periods // 3 :] = 0
    flu = generator.random((SERIES, periods + ahead))
    rain = np.where(generator.random(flu.shape) < 0.3, np.nan, flu * 10)
    static = {"kind": np.array([0, 1, 1, -1])}
    known, reach = {"flu": flu, "rain": rain}, {"flu": REACH, "rain": 0}
    return Panel(tuple("abcd"), freq, MONDAY, values, known, static, reach)


def changed_after(truth: Panel, origin: int, seed: int) -> Panel:
    """The same up to the origin; afterwards other values, and signals that say something else."""
    generator = np.random.default_rng(seed)
    values = truth.values.copy()
    later = values[:, origin + 1 :]
    later[:] = generator.choice([0.0, 1.0, 1e6], later.shape)
    known = {}
    for name, column in truth.known.items():
        other = column.copy()
        other[:, origin + 1 :] = generator.choice(
            [np.nan, -50.0, 50.0], other[:, origin + 1 :].shape
        )
        known[name] = other
    return replace(truth, values=values, known=known)


def rows_at(origin: int, horizon: int) -> Rows:
    steps = np.tile(np.arange(1, horizon + 1), SERIES)
    series = np.repeat(np.arange(SERIES), horizon)
    return Rows(series, np.full(len(series), origin), steps)


def features(truth: Panel, origin: int) -> dict[str, np.ndarray]:
    horizon = HORIZON[truth.freq]
    return dict(History(truth, CALENDAR, horizon).columns(rows_at(origin, horizon)))


@cache
def before_and_after(freq: Freq) -> list[tuple[dict[str, np.ndarray], dict[str, np.ndarray]]]:
    """At an early, a middle and the last origin that leaves something to change."""
    truth = history(freq)
    origins = (PERIODS[freq] // 4, PERIODS[freq] // 2 + 3, PERIODS[freq] - 2)
    return [
        (features(truth, origin), features(changed_after(truth, origin, origin), origin))
        for origin in origins
    ]


NAMES = [(freq, name) for freq in Freq for name in features(history(freq), PERIODS[freq] - 1)]


@pytest.mark.parametrize(("freq", "name"), [each for each in NAMES if each[1] != "known_flu"])
def test_a_feature_does_not_know_what_comes(freq, name):
    for before, after in before_and_after(freq):
        np.testing.assert_array_equal(before[name], after[name])


@pytest.mark.parametrize("freq", list(Freq))
def test_what_is_known_ahead_is_seen_as_far_as_it_was_known(freq):
    truth, origin, horizon = history(freq), PERIODS[freq] // 2, HORIZON[freq]
    found = features(truth, origin)["known_flu"].reshape(SERIES, horizon)
    ahead = truth.known["flu"][:, origin + 1 : origin + 1 + REACH]
    np.testing.assert_array_equal(found[:, :REACH], ahead)
    assert np.isnan(found[:, REACH:]).all()
    assert "known_rain" not in features(truth, origin)


@pytest.mark.parametrize("freq", list(Freq))
def test_a_changed_past_is_noticed(freq):
    """The test would be worth nothing if the features never changed."""
    truth, origin = history(freq), PERIODS[freq] // 2
    other = changed_after(truth, origin - 5, 1)
    before, after = features(truth, origin), features(other, origin)
    moved = {name for name in before if not np.array_equal(before[name], after[name], True)}
    assert {"log_level", "last_0", "signal_flu_last", "signal_rain_mean", "deviation"} <= moved


@settings(max_examples=25, deadline=None)
@given(freq=st.sampled_from(list(Freq)), at=st.floats(0, 1), seed=st.integers(0, 1000))
def test_at_any_origin_and_whatever_comes(freq, at, seed):
    truth = history(freq)
    origin = int(at * (PERIODS[freq] - 2))
    before, after = features(truth, origin), features(changed_after(truth, origin, seed), origin)
    for name in before.keys() - {"known_flu"}:
        np.testing.assert_array_equal(before[name], after[name], err_msg=name)


@pytest.mark.parametrize("freq", list(Freq))
def test_the_level_does_not_know_what_comes(freq):
    truth, series = history(freq), np.arange(SERIES)
    origin = np.full(SERIES, PERIODS[freq] // 2)
    other = changed_after(truth, int(origin[0]), 3)
    levels = [History(each, CALENDAR, 1).level(series, origin) for each in (truth, other)]
    np.testing.assert_array_equal(*levels)


def recursive_names(freq: Freq) -> list[str]:
    return list(_features(np.log1p(history(freq).values), freq.season))


@pytest.mark.parametrize(
    ("freq", "name"), [(freq, name) for freq in Freq for name in recursive_names(freq)]
)
def test_a_feature_of_the_next_change_does_not_know_it(freq, name):
    truth = history(freq)
    for end in (freq.season + 2, PERIODS[freq] // 2, PERIODS[freq] - 1):
        other = changed_after(truth, end - 1, end)
        at = recursive_names(freq).index(name)
        found = [
            _changes(np.log1p(each.values), freq.season, end)[0][:, at] for each in (truth, other)
        ]
        np.testing.assert_array_equal(*found)
