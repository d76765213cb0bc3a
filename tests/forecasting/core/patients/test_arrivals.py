from __future__ import annotations

import numpy as np
import pytest

from forecasting.core.patients.arrivals import expected_arrivals, level_variance

WEEK = np.array([6.0, 6, 6, 6, 6, 2, 3])


def test_a_week_that_never_changes_is_repeated():
    found = expected_arrivals(np.tile(WEEK, 60)[None, :] * 50, 10)
    np.testing.assert_allclose(found[0], np.tile(WEEK, 2)[:10] * 50, rtol=0.01)


def test_after_a_jump_three_weeks_bring_the_level_half_the_way():
    counts = np.append(np.full(364, 10.0), np.full(21, 20.0))
    assert expected_arrivals(counts[None, :], 1)[0, 0] == pytest.approx(15, rel=0.02)


def test_a_ward_with_few_arrivals_leans_on_the_week_of_its_family():
    busy, quiet = np.tile(WEEK, 60) * 20, np.zeros(420)
    quiet[-3] = 1
    found = expected_arrivals(np.stack([busy, quiet]), 7)
    np.testing.assert_allclose(found[1] / found[1].sum(), WEEK / WEEK.sum(), rtol=0.15)


def test_nobody_came_nobody_is_expected():
    assert (expected_arrivals(np.zeros((2, 100)), 7) == 0).all()


def test_arrivals_of_a_steady_level_add_little_beyond_chance_and_a_wandering_level_much():
    generator = np.random.default_rng(1)
    stay = 0.8 ** np.arange(14)[None, :]
    steady = generator.poisson(20, (1, 700)).astype(float)
    waves = 20 * np.exp(np.repeat(generator.normal(0, 0.4, 50), 14))
    wild = generator.poisson(waves)[None, :].astype(float)
    calm, rough = level_variance(steady, stay, 14), level_variance(wild, stay, 14)
    chance = 20 * stay.sum()
    assert calm[0, -1] < 0.3 * chance < rough[0, -1]


def test_what_the_level_adds_never_shrinks_with_the_days_ahead():
    counts = np.random.default_rng(2).poisson(3, (4, 400)).astype(float)
    found = level_variance(counts, 0.7 ** np.arange(14)[None, :].repeat(4, 0), 14)
    assert (np.diff(found, axis=1) >= 0).all()


def test_a_history_too_short_for_a_past_forecast_adds_nothing():
    assert (level_variance(np.ones((1, 40)), np.ones((1, 14)), 14) == 0).all()
