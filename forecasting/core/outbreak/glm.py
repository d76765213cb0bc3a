"""Quasi-Poisson regressions that share one design, thousands at a time.

McCullagh & Nelder 1989, chapters 2 and 9: iteratively reweighted least squares with the log link.
All cells have the same design matrix, so that each step is two matrix products instead of a loop.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.core.freq import Floats

STEPS = 25
TOLERANCE = 1e-6
"""Of the fitted means; the coefficient of a level without a case has no limit."""
RIDGE = 1e-7
MOST_ETA = 16.0
CHUNK_CELLS = 4_000


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Cells x ... : coefficients, fitted means of the rows, hat values, the inverse information
    (unscaled) and the dispersion as it was estimated, not yet held above 1."""

    beta: Floats
    mean: Floats
    hat: Floats
    inverse: Floats
    dispersion: Floats

    def at(self, point: Floats) -> tuple[Floats, Floats]:
        """Mean and its standard error where the design's row is `point`."""
        mean = np.exp(np.clip(self.beta @ point, -MOST_ETA, MOST_ETA))
        variance = np.einsum("i,cij,j->c", point, self.inverse, point)
        return mean, mean * np.sqrt(np.maximum(variance * self.dispersion, 0))


def fit(design: Floats, counts: Floats, weights: Floats) -> Fit:
    """Fit counts[c] on design (rows x columns) with weights[c]; weight 0 leaves a row out.

    Counts are cells x rows and hold no NaN where the weight is positive.
    """
    parts = [
        _fit(design, counts[start : start + CHUNK_CELLS], weights[start : start + CHUNK_CELLS])
        for start in range(0, max(len(counts), 1), CHUNK_CELLS)
    ]
    names = ("beta", "mean", "hat", "inverse", "dispersion")
    return Fit(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _fit(design: Floats, counts: Floats, weights: Floats) -> Fit:
    rows, columns = design.shape
    y = np.where(weights > 0, counts, 0.0)
    squares = (design[:, :, None] * design[:, None, :]).reshape(rows, -1)
    mean = (
        np.maximum(y, 0.0)
        + 0.1
        + (y * weights).sum(1, keepdims=True) / np.maximum(weights.sum(1, keepdims=True), 1e-9)
    )
    eta, beta = np.log(mean / 2), np.zeros((len(y), columns))
    mean = np.exp(eta)
    for _ in range(STEPS):
        working = weights * mean
        inverse = _invert(working @ squares, columns)
        pull = (working * eta + weights * (y - mean)) @ design
        beta = np.einsum("cij,cj->ci", inverse, pull)
        eta = np.clip(beta @ design.T, -MOST_ETA, MOST_ETA)
        before, mean = mean, np.exp(eta)
        if np.max(np.abs(mean - before) / (mean + 0.1), initial=0.0) < TOLERANCE:
            break
    working = weights * mean
    inverse = _invert(working @ squares, columns)
    hat = working * (inverse.reshape(len(y), columns**2) @ squares.T)
    pearson = (weights * (y - mean) ** 2 / mean).sum(1)
    used = (weights > 0).sum(1) - _rank(design, weights)
    return Fit(beta, mean, np.clip(hat, 0, 0.999), inverse, pearson / np.maximum(used, 1))


def _invert(information: Floats, columns: int) -> Floats:
    """With a breath of ridge: a level without one count has no finite estimate."""
    square = information.reshape(-1, columns, columns)
    size = np.maximum(np.trace(square, axis1=1, axis2=2) / columns, 1e-3)
    return np.asarray(np.linalg.inv(square + (RIDGE * size)[:, None, None] * np.eye(columns)))


def _rank(design: Floats, weights: Floats) -> Floats:
    """Columns that have a row: a level outside the history costs no degree of freedom."""
    told = (weights > 0).astype(np.float64) @ (design != 0).astype(np.float64) > 0
    return np.asarray(told.sum(1), dtype=np.float64)
