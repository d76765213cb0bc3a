from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from forecasting.core.seasonal import seasonal_indices

PATTERN = np.array([1.6, 1.2, 1.0, 0.8, 0.9, 1.0, 0.5])


def family(series: int, weeks: int, mean: float, seed: int = 1) -> np.ndarray:
    """Poisson counts of series that share one weekly pattern."""
    generator = np.random.default_rng(seed)
    return generator.poisson(mean * np.tile(PATTERN, (series, weeks))).astype(float)


def off(indices: np.ndarray) -> float:
    return float(np.abs(indices - PATTERN).mean())


def test_a_clear_season_is_found_as_it_is():
    found = seasonal_indices(family(1, 40, 500), 7)
    assert found.indices[0] == pytest.approx(PATTERN, abs=0.03)
    assert found.spent[0] <= 6


def test_what_a_small_series_is_unsure_of_its_kin_tell_it():
    small = family(1, 6, 3)
    alone = seasonal_indices(small, 7)
    among = seasonal_indices(np.vstack([small, family(200, 6, 3, seed=2)]), 7)
    assert off(among.indices[0]) < 0.6 * off(alone.indices[0])


def test_a_series_that_really_differs_keeps_its_own_season():
    other = np.random.default_rng(3).poisson(800 * np.tile(PATTERN[::-1], (1, 30))).astype(float)
    found = seasonal_indices(np.vstack([family(50, 30, 800), other]), 7).indices
    assert found[-1] == pytest.approx(PATTERN[::-1], abs=0.05)


def test_there_is_hardly_a_season_in_noise_and_none_in_less_than_two_of_them():
    noise = np.random.default_rng(5).poisson(50, (1, 100)).astype(float)
    assert np.abs(seasonal_indices(noise, 7).indices - 1).max() < 0.05
    assert (seasonal_indices(np.tile([1.0, 9.0], (1, 6)), 7).indices == 1).all()


def test_a_series_without_two_seasons_of_its_own_takes_that_of_its_kin():
    values = family(60, 30, 200)
    values[0, :-9] = np.nan
    assert seasonal_indices(values, 7).indices[0] == pytest.approx(PATTERN, abs=0.03)


def test_the_more_of_a_season_is_its_own_the_wider_its_errors_are_taken():
    sure = seasonal_indices(family(1, 10, 5000), 7)
    unsure = seasonal_indices(family(1, 10, 1), 7)
    assert sure.widening(70)[0] > unsure.widening(70)[0] >= 1


@settings(max_examples=40, deadline=None)
@given(
    arrays(np.float64, (4, 30), elements=st.floats(0, 1e6)),
    st.integers(0, 25),
)
def test_indices_are_positive_and_finite_whatever_the_history(values, late):
    values[0, :late] = np.nan
    found = seasonal_indices(values, 7)
    assert np.isfinite(found.indices).all()
    assert (found.indices > 0).all()
    assert ((found.spent >= 0) & (found.spent <= 6)).all()
    assert np.isfinite(found.widening(30)).all()
