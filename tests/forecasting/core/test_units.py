"""A pack recorded as units is found, told and mended; what only looks like it is left alone."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.core.errors import BadSeries
from forecasting.core.freq import Freq
from forecasting.core.pipeline import forecast
from forecasting.core.request import ForecastOptions, ForecastRequest
from forecasting.core.series import Panel, validate
from forecasting.core.units import Units, mended, unit_changes
from tests.forecasting.core.frames import long

MONDAY = date(2023, 1, 2)


def weekly(values: np.ndarray, freq: Freq = Freq.WEEKLY) -> Panel:
    return Panel(("CHU/AMOX",), freq, MONDAY, np.atleast_2d(values).astype(float))


def use(mean: float, periods: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).negative_binomial(5, 5 / (5 + mean), periods).astype(float)


@pytest.mark.parametrize("pack", [10, 12, 20, 24, 30, 50, 100, 1000])
@pytest.mark.parametrize("more", [True, False])
def test_a_jump_by_a_pack_that_stays_is_found_where_it_begins(pack, more):
    units = use(900, 80)
    early, late = (units[:50] / pack, units[50:]) if more else (units[:50], units[50:] / pack)
    [change] = unit_changes(weekly(np.concatenate([early, late])))
    assert change.period == pytest.approx(50, abs=1)
    assert change.factor == pytest.approx(pack if more else 1 / pack, rel=0.2)


def test_the_product_s_own_pack_is_looked_for_too():
    values = np.concatenate([use(50, 50), 7 * use(50, 40, seed=2)])
    assert unit_changes(weekly(values)) == []
    [change] = unit_changes(weekly(values), np.array([7.0]))
    assert change.factor == 7


@pytest.mark.parametrize(
    "values",
    [
        use(50, 100),
        np.concatenate([use(50, 60), 3 * use(50, 40)]),  # a true growth
        np.concatenate([use(50, 60), 30 * use(50, 4), use(50, 36)]),  # it does not stay
        np.concatenate([use(50, 60), 30 * use(50, 5)]),  # not yet long enough to know
        np.geomspace(1, 1000, 100),  # it grows, it does not jump
        np.exp(3 + 1.5 * np.sin(np.arange(104) * 2 * np.pi / 52)),  # a season
        np.tile([0, 0, 0, 1, 0, 0, 40, 0], 12),  # rare and lumpy
        np.concatenate([np.tile([0, 0, 1, 0], 15), use(25, 40)]),  # rarely used, then taken up
        np.zeros(80),
    ],
)
def test_what_is_no_change_of_unit_is_left_alone(values):
    assert unit_changes(weekly(values)) == []


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10_000), mean=st.floats(0.3, 500), rate=st.floats(0.1, 1))
def test_chance_alone_makes_no_change(seed, mean, rate):
    generator = np.random.default_rng(seed)
    values = use(mean, 104, seed) * (generator.random(104) < rate)
    assert unit_changes(weekly(values)) == []


def test_the_history_before_is_told_in_the_new_unit():
    panel = weekly(np.concatenate([np.full(20, 3.0), np.full(20, 90.0)]))
    np.testing.assert_allclose(mended(panel, unit_changes(panel)).values, 90)


def asked(units: Units, **more) -> ForecastRequest:
    frame = long(list(np.concatenate([use(40, 150), 30 * use(40, 60, seed=3)])), "CHU/AMOX")
    return ForecastRequest(frame, Freq.DAILY, 7, options=ForecastOptions(units=units, **more))


def test_a_night_goes_on_with_the_level_of_today_and_says_so():
    answer = forecast(asked(Units.MEND))
    [note, *_] = [n for n in map(str, answer.notes["CHU/AMOX"]) if "as if packs" in n]
    assert "since 2023-06-0" in note
    assert re.search(r"about (28|30) times as much as before", note)
    assert "correct the records before that day" in note
    assert 800 < answer.frame["mean"].mean() < 1600


def test_a_file_may_be_refused_with_the_row():
    with pytest.raises(BadSeries, match="give all values in one unit") as caught:
        forecast(asked(Units.REFUSE))
    assert caught.value.series == "CHU/AMOX"
    assert caught.value.row == pytest.approx(150, abs=2)


def test_nothing_is_looked_for_unless_asked():
    assert not any("packs" in n for n in forecast(asked(Units.IGNORE)).notes.get("CHU/AMOX", ()))


def test_the_pack_sizes_come_from_a_column_of_the_frame():
    frame = pd.concat(
        [
            long(list(np.concatenate([use(40, 60), 7 * use(40, 60)])), "a").assign(pack=7),
            long(list(use(40, 120)), "b").assign(pack=np.nan),
        ]
    )
    options = ForecastOptions(units=Units.MEND, pack="pack")
    notes = forecast(ForecastRequest(frame, Freq.DAILY, 7, options=options)).notes
    assert "7 times as much" in str(notes["a"][0])
    assert validate(frame, "D").ids == ("a", "b")
