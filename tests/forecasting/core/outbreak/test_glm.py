"""The shared-design regression against one cell at a time, written out."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.core.outbreak.glm import fit


def by_hand(design, y, weight):
    """Newton's method on the weighted Poisson likelihood, as in a textbook."""
    beta = np.zeros(design.shape[1])
    beta[0] = np.log(np.average(y, weights=weight) + 1e-9)
    for _ in range(100):
        mean = np.exp(design @ beta)
        information = design.T @ (design * (weight * mean)[:, None])
        beta = beta + np.linalg.solve(information, design.T @ (weight * (y - mean)))
    mean = np.exp(design @ beta)
    inverse = np.linalg.inv(design.T @ (design * (weight * mean)[:, None]))
    hat = np.array([w * m * x @ inverse @ x for x, w, m in zip(design, weight, mean, strict=True)])
    freedom = (weight > 0).sum() - design.shape[1]
    return beta, hat, (weight * (y - mean) ** 2 / mean).sum() / freedom, inverse


@pytest.mark.core
def test_many_cells_are_fitted_as_each_would_be_alone():
    generator = np.random.default_rng(3)
    design = np.column_stack([np.ones(40), np.linspace(-1, 0, 40), np.arange(40) % 4 == 0])
    counts = generator.poisson(np.exp(1.5 + design[:, 1]), (5, 40)).astype(float)
    weights = generator.uniform(0.2, 1.0, (5, 40))
    weights[2, :7] = 0
    found = fit(design, counts, weights)
    for cell in range(5):
        beta, hat, dispersion, inverse = by_hand(design, counts[cell], weights[cell])
        assert found.beta[cell] == pytest.approx(beta, abs=1e-5)
        assert found.hat[cell] == pytest.approx(hat, abs=1e-5)
        assert found.dispersion[cell] == pytest.approx(dispersion, rel=1e-5)
        mean, error = found.at(np.array([1.0, 0.0, 0.0]))
        assert mean[cell] == pytest.approx(np.exp(beta[0]), rel=1e-5)
        expected = np.exp(beta[0]) * np.sqrt(inverse[0, 0] * dispersion)
        assert error[cell] == pytest.approx(expected, rel=1e-4)


@pytest.mark.core
def test_a_level_without_a_single_case_does_not_run_away():
    design = np.column_stack([np.ones(20), np.arange(20) < 10])
    counts = np.where(np.arange(20) < 10, 0.0, 5.0)[None, :]
    found = fit(design, counts, np.ones((1, 20)))
    mean, _ = found.at(np.array([1.0, 1.0]))
    assert mean[0] < 1e-3
    assert found.at(np.array([1.0, 0.0]))[0][0] == pytest.approx(5.0)


@pytest.mark.core
def test_no_cells_give_an_empty_fit():
    found = fit(np.ones((4, 1)), np.empty((0, 4)), np.empty((0, 4)))
    assert found.beta.shape == (0, 1)
