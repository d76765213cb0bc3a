"""EARS C1, C2 and C3: the last weeks' mean and spread are the baseline, no years are needed.

Hutwagner, Thompson, Seeman & Treadwell 2003, "The bioterrorism preparedness and response Early
Aberration Reporting System (EARS)", Journal of Urban Health 80; here on weeks instead of days.
"""

from __future__ import annotations

import numpy as np

from forecasting.core.baselines import nan_mean
from forecasting.core.freq import Floats, Ints
from forecasting.core.outbreak.weeks import Survey, Weeks, cells

BASELINE = 7
LAG = 2
C1_LIMIT = C2_LIMIT = 3.0
C3_LIMIT = 2.0
C3_WEEKS = 3
LEAST_KNOWN = 4
LEAST_SPREAD = 0.5
"""Cases; a baseline without any variation would make the next case infinitely unusual."""


def ears_c1(weeks: Weeks, last: int) -> Survey:
    """Baseline: the seven weeks before; alarm beyond three standard deviations."""
    return _simple(weeks, last, np.arange(1, BASELINE + 1), C1_LIMIT)


def ears_c2(weeks: Weeks, last: int) -> Survey:
    """As C1 with a gap of two weeks, so that an outbreak's first weeks are not in its baseline."""
    return _simple(weeks, last, np.arange(LAG + 1, LAG + BASELINE + 1), C2_LIMIT)


def ears_c3(weeks: Weeks, last: int) -> Survey:
    """The excess of C2 over one, added up over three weeks; alarm beyond two."""
    reach = min(last + C3_WEEKS - 1, weeks.periods)
    c2 = ears_c2(weeks, reach)
    excess = np.maximum(np.nan_to_num(c2.score) - 1, 0)
    pad = np.zeros((len(excess), last + C3_WEEKS - 1 - reach))
    excess = np.column_stack([pad, excess])
    score = sum((excess[:, back : back + last] for back in range(C3_WEEKS)), np.zeros(()))
    before = score - excess[:, C3_WEEKS - 1 :]
    expected, spread = c2.expected[:, -last:], _spread(c2, C2_LIMIT)[:, -last:]
    upper = expected + (np.maximum(C3_LIMIT - before, 0) + 1) * spread
    known = np.isfinite(c2.score[:, -last:])
    return Survey(expected, upper, np.where(known, score, np.nan))


def _simple(weeks: Weeks, last: int, offsets: Ints, limit: float) -> Survey:
    history = cells(weeks, last, offsets)
    known = np.isfinite(history).sum(2)
    expected = nan_mean(history, 2)
    square = nan_mean((history - expected[:, :, None]) ** 2, 2) * known / np.maximum(known - 1, 1)
    spread = np.maximum(np.sqrt(square), LEAST_SPREAD)
    expected = np.where(known >= LEAST_KNOWN, expected, np.nan)
    count = weeks.values[:, weeks.periods - last :]
    return Survey(expected, expected + limit * spread, (count - expected) / spread)


def _spread(survey: Survey, limit: float) -> Floats:
    return (survey.upper - survey.expected) / limit
