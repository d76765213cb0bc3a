"""What is used within the life of a unit: which part of a level would rather expire.

The last unit of a level costs its place on the shelf, and, should it expire before anybody asks for
it, its price. It is worth that while the chance that it is asked for before the next order comes
(one less the service level at which the level would end with it) is at least
(1 - service level) * (1 + waste * chance that less than the level is used within a life).
With waste = 0 that is the service level itself (newsvendor); with more, the level of what is used
slowly ends earlier, and what is used quickly keeps its own: marginal analysis for stock that
perishes (Nahmias 1982, "Perishable inventory theory").
"""

from __future__ import annotations

import numpy as np

from forecasting.core.freq import Floats
from forecasting.core.protection.features import Use, usual
from forecasting.core.protection.spans import Spans, used_within

SIZES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
"""Units of usual use a month that part the groups whose lives are compared."""
CHANCES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
TOLERATED = (*CHANCES[::-1], 0.0)
"""Chances that a level's last unit expires, from many to none."""
EARLIEST = 3
LEAST_MONTHS = 6
LEAST_IN_GROUP = 50


def life_use(use: Use, sizes: Floats, life_months: int) -> Floats:
    """units[k, i] that series i uses less than within a life with chance CHANCES[k], known after
    the last month of `use`; infinite where too little is known. sizes[i, t]: `usual` after t.

    From what series of like size used after earlier months, over their usual use then."""
    months, now = use.values.shape[1], sizes[:, use.values.shape[1] - 1]
    found = np.full((len(CHANCES), len(now)), np.inf)
    if months <= LEAST_MONTHS:
        return found
    then, ratio = [], []
    for origin, units, _ in used_within(use.values, Spans.fixed(life_months), EARLIEST):
        then.append(sizes[:, origin])
        ratio.append(units / (sizes[:, origin] * life_months))
    before, group = np.digitize(np.concatenate(then), SIZES), np.digitize(now, SIZES)
    ratios = np.concatenate(ratio)
    for code in np.unique(group):
        mine = before == code
        if mine.sum() < LEAST_IN_GROUP:
            mine = np.ones(len(before), dtype=bool)
        shares = np.asarray(np.quantile(ratios[mine], CHANCES)) * life_months
        found[:, group == code] = shares[:, None] * now[group == code]
    return found


def rungs(service_level: float, waste: float) -> tuple[float, ...]:
    """Service levels, ascending, that a level's last unit may stand for when it expires with the
    chances `TOLERATED`: the last one is `service_level` itself."""
    return tuple(max(0.0, 1 - (1 - service_level) * (1 + waste * c)) for c in TOLERATED)


def worth_keeping(ladder: Floats, life: Floats) -> Floats:
    """level[i]: the highest of ladder[r, i], levels at `rungs`, whose last unit is worth its price:
    the chance that it expires, by life[k, i] of `life_use`, is the tolerated one or less. The
    lowest is always kept."""
    level: Floats = ladder[0]
    for rung, tolerated in zip(ladder[1:], TOLERATED[1:], strict=True):
        fits = rung <= life[CHANCES.index(tolerated) + 1 if tolerated else 0]
        level = np.where(fits, np.maximum(level, rung), level)
    return level


def sizes_by_month(use: Use) -> Floats:
    """sizes[i, t]: the usual use as known after month t."""
    months = range(1, use.values.shape[1] + 1)
    return np.stack([usual(use.until(month)) for month in months], axis=1)
