"""Who will come: arrivals a day, by a level that forgets and the week's own shape.

The level is a discounted mean, half of it the last three weeks; the shape is each weekday's share
over a year, leaning on the family's where a series has few arrivals. On five public sets of daily
counts it foretold the sum of the next 14 days as well as, or better than, the mean of the same
weekdays, exponential smoothing and Theta.
"""

from __future__ import annotations

import numpy as np

from forecasting.core.freq import Floats

HALF_LIFE_DAYS = 21
SHAPE_DAYS = 364
LEANING = 20.0
"""Arrivals on a weekday that count as much as the family's shape."""
ORIGINS, ORIGIN_STEP = 26, 7
OWN = 0.5
"""Weight of a series' own past errors beside those of the family."""


def expected_arrivals(counts: Floats, horizon: int, half_life: float = HALF_LIFE_DAYS) -> Floats:
    """Arrivals per series and day ahead, from counts[series, day] to today, NaN where unknown."""
    known = ~np.isnan(counts)
    values, shape, days = np.where(known, counts, 0.0), _shape(counts), counts.shape[1]
    weight = 0.5 ** (np.arange(days)[::-1] / half_life)
    usual = (shape[:, np.arange(days) % 7] * known) @ weight
    level = values @ weight / np.where(usual > 0, usual, 1.0)
    return np.asarray(level[:, None] * shape[:, (days + np.arange(horizon)) % 7])


def _shape(counts: Floats) -> Floats:
    """shape[series, day % 7]: mean 1 over a week of the family; 1 for days without any arrivals."""
    recent = counts[:, -SHAPE_DAYS:]
    phase = np.arange(counts.shape[1] - recent.shape[1], counts.shape[1]) % 7
    days = np.stack([(~np.isnan(recent[:, phase == at])).sum(axis=1) for at in range(7)], axis=1)
    seen = np.stack([np.nansum(recent[:, phase == at], axis=1) for at in range(7)], axis=1)
    rates = seen.sum(axis=0) / np.maximum(days.sum(axis=0), 1)
    family = rates / rates.mean() if rates.any() else np.ones(7)
    rate = seen.sum(axis=1, keepdims=True) / np.maximum(days.sum(axis=1, keepdims=True), 1)
    return np.asarray((seen + LEANING * family) / (days * rate + LEANING))


def level_variance(counts: Floats, stay: Floats, horizon: int) -> Floats:
    """Variance of the beds filled by new arrivals beyond what chance arrivals would give.

    stay[i, n]: share of arrivals of series i still there after n nights. Per series and day ahead,
    measured on past origins with the same arithmetic; it never shrinks with the days ahead.
    """
    days = counts.shape[1]
    origins = [days - horizon - ORIGIN_STEP * back for back in range(ORIGINS)]
    origins = [origin for origin in origins if origin >= 2 * HALF_LIFE_DAYS]
    if not origins:
        return np.zeros((len(counts), horizon))
    keep = _kernel(stay, horizon)
    square = np.zeros((len(counts), horizon))
    chance, beds = np.zeros_like(square), np.zeros_like(square)
    for origin in origins:
        told = expected_arrivals(counts[:, :origin], horizon)
        error = counts[:, origin : origin + horizon] - told
        square += np.einsum("id,idh->ih", error, keep) ** 2
        chance += np.einsum("id,idh->ih", told, keep**2)
        beds += np.einsum("id,idh->ih", told, keep) ** 2
    excess = np.maximum(square - chance, 0) / len(origins)
    size = beds / len(origins)
    shared = np.maximum((square - chance).sum(axis=0), 0) / np.maximum(beds.sum(axis=0), 1e-12)
    mixed = OWN * excess + (1 - OWN) * shared[None, :] * size
    return np.asarray(np.maximum.accumulate(mixed, axis=1))


def _kernel(stay: Floats, horizon: int) -> Floats:
    """keep[i, d, h]: share of those who come on day d + 1 still there on day h + 1."""
    nights = np.arange(horizon)[None, :] - np.arange(horizon)[:, None]
    return np.where(nights >= 0, stay[:, np.maximum(nights, 0)], 0.0)
