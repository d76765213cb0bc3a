from __future__ import annotations

import numpy as np
import pytest

from forecasting.core import pooling
from forecasting.core.pooling import learn_prior, posterior, sample, shrunk

EVEN = np.ones(2)


def test_a_series_that_tells_nothing_is_given_what_suits_its_kin():
    # Nine series are sure of the second candidate; the tenth finds both alike. Of four series'
    # worth of even belief and nine votes, the second has (2 + 9) / 13.
    likelihood = np.array([[-50.0, 0.0]] * 9 + [[0.0, 0.0]])
    prior = learn_prior(likelihood, np.arange(10), EVEN)
    assert posterior(likelihood, prior.others)[9] == pytest.approx([2 / 13, 11 / 13])


def test_a_series_that_is_sure_keeps_its_own():
    likelihood = np.array([[-50.0, 0.0]] * 9 + [[0.0, -50.0]])
    prior = learn_prior(likelihood, np.arange(10), EVEN)
    assert posterior(likelihood, prior.others)[9, 0] > 0.999


def test_a_series_alone_is_left_with_what_was_believed_at_first():
    # However often it is asked, its own voice does not become a belief about itself.
    base = np.array([3.0, 1.0])
    prior = learn_prior(np.array([[0.0, 2.0]]), np.arange(1), base)
    assert prior.others[0] == pytest.approx([0.75, 0.25])


def test_series_nobody_learned_from_take_the_usual():
    likelihood = np.array([[-50.0, 0.0]] * 8)
    prior = learn_prior(likelihood, np.arange(0, 16, 2), EVEN)
    found = prior.of(np.array([1, 2, 3]))
    assert found[0].tolist() == found[2].tolist() == prior.usual.tolist()
    assert found[1].tolist() == prior.others[1].tolist()
    assert found.sum(axis=1) == pytest.approx(np.ones(3))


def test_a_large_family_is_learned_from_a_part_of_it(monkeypatch):
    monkeypatch.setattr(pooling, "SAMPLE", 4)
    assert sample(3).tolist() == [0, 1, 2]
    assert sample(10).tolist() == [0, 3, 6, 9]


def test_what_lies_no_farther_from_none_than_chance_is_none():
    assert shrunk(np.array([1.0, -1.0]), np.array([4.0, 4.0])).tolist() == [0.0, 0.0]


def test_what_is_known_well_is_kept_and_what_is_not_follows_the_family():
    found = shrunk(np.array([2.0, 2.0, -2.0]), np.array([0.01, 4.0, 0.01]))
    assert found[0] == pytest.approx(2.0, rel=0.01)
    assert found[2] == pytest.approx(-2.0, rel=0.01)
    # Two of three lie 2 from none, for sure: so does the third, but for its own doubt.
    assert found[1] == pytest.approx(1.0, rel=0.01)
