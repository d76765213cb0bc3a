"""The forecast's own tail: a count that the week's one-step forecast thought next to impossible.

The mean is the median of the forecasters' one-step means, so that one of them that has lost its
way cannot hide an outbreak or invent one; the spread is a negative binomial whose dispersion is
what the same forecasts missed by in the past. A forecast follows the level
within weeks, which a regression on past years does not: fewer false alarms where the level moves,
and an outbreak that lasts is soon called normal. That is why it is not the only detector.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from forecasting.core.freq import Floats
from forecasting.core.outbreak.weeks import Survey, count_quantile, deviate

UPPER = 0.99
TRIMMED = 0.98
LEAST_MEAN = 0.3


def expected(members: Mapping[str, Floats]) -> Floats:
    """The median of the members' one-step means, series x weeks."""
    return np.asarray(np.median(list(members.values()), axis=0))


def dispersion(counts: Floats, means: Floats) -> Floats:
    """Per row: variance over mean of what was forecast, at least 1. The largest misses are held
    at their 98 % quantile, because a past outbreak must not excuse the next one."""
    square = (counts - means) ** 2 / np.maximum(means, LEAST_MEAN)
    known = np.isfinite(square)
    most = [
        np.quantile(row[k], TRIMMED) if k.any() else 1 for row, k in zip(square, known, strict=True)
    ]
    held = np.where(known, np.minimum(square, np.array(most)[:, None]), 0.0)
    return np.asarray(np.maximum(1.0, held.sum(1) / np.maximum(known.sum(1), 1)))


def tail(counts: Floats, means: Floats, spread: Floats) -> Survey:
    """counts, means: series x weeks; spread: dispersion per series."""
    wide = spread[:, None] * np.ones_like(means)
    upper = count_quantile(means, wide, UPPER)
    return Survey(means, upper, deviate(counts, means, wide))
