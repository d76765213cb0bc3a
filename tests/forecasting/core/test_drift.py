from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from forecasting.core.drift import FAMILY, SERIES, off_nominal, stability, watch
from forecasting.core.freq import Freq
from forecasting.core.ledger import Past, compare
from forecasting.core.series import Panel
from tests.forecasting.core.frames import MONDAY

WEEK = np.array([10.0, 11, 12, 11, 10, 6, 5])
DAYS = 28 * 14 + 28
"""The year before in blocks, and the last one."""


def ward(rows: int = 1, noise: float = 1.0, seed: int = 1) -> np.ndarray:
    generator = np.random.default_rng(seed)
    values = np.tile(WEEK, DAYS // 7) + generator.normal(0, noise, (rows, DAYS))
    return np.maximum(np.round(values), 0)


def nightly(values: np.ndarray, off: float, width: float = 3.0, promised: float = 1.0):
    """A forecast every night for seven days ahead: the pattern, and always `off` too high."""
    panel = Panel(tuple(f"w{row}" for row in range(len(values))), Freq.DAILY, MONDAY, values)
    pasts = []
    for first in range(DAYS - 35, DAYS):
        point = np.tile(np.roll(WEEK, -(first % 7)) + off, (len(values), 1))
        told = np.full(len(values), promised)
        pasts.append(Past(first, point, point - width, point + width, told))
    return panel, compare(panel, pasts)


def codes(found, row):
    return {drift.code for drift in found if drift.row == row}


def test_a_forecast_that_does_what_it_promised_is_left_in_peace():
    assert watch(*nightly(ward(rows=3), off=0, width=1.3)) == []


def test_error_beyond_what_was_promised_and_beyond_naive_is_told_for_series_and_family():
    found = watch(*nightly(ward(), off=4, width=9))
    assert codes(found, 0) >= {"worse_than_promised", "loses_to_naive"}
    assert codes(found, None) >= {"worse_than_promised", "loses_to_naive"}
    told = next(d for d in found if d.code == "worse_than_promised" and d.row == 0)
    assert told.facts["live"] == pytest.approx(4, abs=0.4)
    assert (told.facts["was"], told.facts["periods"]) == (1.0, 28)


def test_an_error_of_few_days_says_nothing_yet():
    panel, _ = nightly(ward(), off=4)
    point = np.tile(WEEK + 4, (1, 2))[:, :13]
    past = Past(DAYS - 13, point, point - 9, point + 9, np.ones(1))
    assert watch(panel, compare(panel, [past])) == []


def test_the_ledger_counts_each_forecast_of_a_day_and_takes_the_newest_band():
    values = np.arange(1.0, 43)[None, :]
    panel = Panel(("a",), Freq.DAILY, MONDAY, values)
    old = Past(40, np.full((1, 7), 40.0), np.full((1, 7), 30.0), np.full((1, 7), 50.0), np.ones(1))
    new = Past(41, np.full((1, 7), 45.0), np.full((1, 7), 44.0), np.full((1, 7), 46.0), np.ones(1))
    ledger = compare(panel, [new, old])
    # Day 41 was forecast once (1 off), day 42 twice (2 and 3 off); naive is the week before: 7 off.
    assert ledger.pairs[0, -3:].tolist() == [0, 1, 2]
    assert ledger.error[0, -2:].tolist() == [1, 2.5]
    assert ledger.naive[0, -2:].tolist() == [7, 7]
    assert ledger.inside[0, -2:].tolist() == [1, 0]


def test_naive_sees_nothing_after_its_origin():
    values = np.arange(100.0)[None, :]
    panel = Panel(("a",), Freq.DAILY, MONDAY, values)
    flat = np.zeros((1, 14))
    ledger = compare(panel, [Past(80, flat, flat, flat, np.ones(1))])
    # Steps 1 to 7 repeat days 73 to 79, and so do steps 8 to 14.
    assert ledger.naive[0, 8:22].tolist() == [7.0] * 7 + [14.0] * 7


@given(count=st.integers(1, 300), share=st.floats(0, 1))
def test_coverage_is_tested_exactly(count, share):
    held = round(share * count)
    odds = binomtest(held, count, 0.8).pvalue
    told = off_nominal(np.array([held]), np.array([count]), SERIES)[0]
    apart = abs(held / count - 0.8) > SERIES.points
    if told:
        assert apart
        assert odds < 2 * SERIES.odds
    elif apart:
        assert odds > SERIES.odds / 2


def test_coverage_at_its_boundary():
    # Of 28 days, P(held <= 15) = 0.00126 and P(held <= 14) = 0.00036: only the second is twice
    # below one in a thousand.
    held, count = np.array([14, 15, 28]), np.array([28, 28, 28])
    assert off_nominal(held, count, SERIES).tolist() == [True, False, False]
    # Of many values a point is never chance, and still too little to matter.
    assert off_nominal(np.array([79_000]), np.array([100_000]), FAMILY).tolist() == [False]
    assert off_nominal(np.array([71_900]), np.array([100_000]), FAMILY).tolist() == [True]
    assert off_nominal(np.array([0]), np.array([0]), SERIES).tolist() == [False]


def test_a_band_that_holds_too_little_is_told():
    found = watch(*nightly(ward(), off=0, width=0.3))
    (told,) = [drift for drift in found if drift.row == 0]
    assert told.code == "coverage_off"
    assert told.facts["values"] == 28
    assert told.facts["held"] / 28 < 0.65


def test_a_ward_that_falls_silent_is_told_once_and_not_as_a_shift_too():
    values = ward(rows=2)
    values[0, -20:] = 0
    found = watch(*nightly(values, off=0))
    silent = [drift for drift in found if drift.code == "silent"]
    assert [drift.row for drift in silent] == [0]
    assert silent[0].facts["periods"] == 20
    assert silent[0].facts["usual"] == pytest.approx(WEEK.mean(), abs=0.3)
    assert "input_shift" not in codes(found, 0)


def test_a_series_that_is_often_zero_is_not_silent():
    values = ward()
    values[0, ::28] = 0
    values[0, 5::28] = 0
    values[0, 100:103] = 0
    values[0, -5:] = 0
    assert "silent" not in codes(watch(*nightly(values, off=0)), 0)


@pytest.mark.parametrize(("factor", "told"), [(1.15, False), (1.6, True), (0.5, True)])
def test_a_new_level_is_told_when_no_month_of_the_year_before_was_like_it(factor, told):
    values = ward()
    values[0, -28:] = np.round(values[0, -28:] * factor)
    assert ("input_shift" in codes(watch(*nightly(values, off=0)), 0)) is told


def test_a_season_is_no_shift():
    wave = 1 + 0.5 * np.sin(2 * np.pi * np.arange(DAYS) / 364)
    assert "input_shift" not in codes(watch(*nightly(ward() * wave, off=0)), 0)


def test_stability_is_zero_for_the_same_and_large_for_another_population():
    generator = np.random.default_rng(3)
    before = generator.normal(1, 0.2, 5_000)
    assert stability(before, generator.normal(1, 0.2, 5_000)) < 0.02
    assert stability(before, generator.normal(1.3, 0.2, 5_000)) > 0.25
    assert stability(before, np.empty(0)) == 0
    assert stability(np.zeros(50), np.zeros(50)) == pytest.approx(0)


@pytest.mark.parametrize("values", [np.empty((0, 0)), np.empty((0, 400)), np.full((1, 1), 3.0)])
def test_without_a_history_nothing_went(values):
    panel = Panel(tuple(str(row) for row in range(len(values))), Freq.DAILY, MONDAY, values)
    assert watch(panel, compare(panel, [])) == []
