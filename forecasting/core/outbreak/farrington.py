"""Farrington's detector, as first published and in its improved form.

Farrington, Andrews, Beale & Catchpole 1996, "A statistical algorithm for the early detection of
outbreaks of infectious disease", JRSS A 159; Noufaily, Enki, Farrington, Garthwaite, Andrews &
Charlett 2013, "An improved algorithm for outbreak detection in multiple surveillance systems",
Statistics in Medicine 32. Both regress the counts of past years on trend and season by
quasi-Poisson, give past outbreaks less weight by their Anscombe residuals, and compare the week's
count with the upper limit of what it predicts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from forecasting.core.freq import Bools, Floats, Ints
from forecasting.core.outbreak.glm import Fit, fit
from forecasting.core.outbreak.weeks import YEAR, Survey, Weeks, cells, count_quantile, deviate

YEARS = 5
HALF_WINDOW = 3
LEVELS = 10
NOT_INCLUDED = 26
"""Weeks before the current one that the improved form leaves out: an outbreak that has begun must
not hide itself."""
LEAST_REFERENCES = 7
CHUNK_CELLS = 12_000
TREND_YEARS = 3
UPPER = 0.995
SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """Per cell: what the regression expects, its standard error, and the dispersion (at least 1).
    NaN where there was too little history."""

    mean: Floats
    error: Floats
    dispersion: Floats

    def latest(self, last: int) -> Baseline:
        start = self.mean.shape[1] - last
        return Baseline(self.mean[:, start:], self.error[:, start:], self.dispersion[:, start:])


@dataclass(frozen=True, slots=True, eq=False)
class _Form:
    """How the two forms differ: whose residuals are outbreaks, and whose trend is kept."""

    offsets: Ints
    levels: Floats
    residual: float
    significant: float | None


def farrington_1996(weeks: Weeks, last: int) -> Survey:
    """Half-window 3, five years back, trend kept where significant, 2/3-power limit."""
    base = _baseline(weeks, last, _form_1996())
    count = weeks.values[:, weeks.periods - last :]
    spread = base.dispersion + base.error**2 / np.maximum(base.mean, 1e-9)
    error = np.sqrt(4 / 9 * base.mean ** (1 / 3) * spread)
    middle = base.mean ** (2 / 3)
    upper = (middle + stats.norm.ppf(UPPER) * error) ** 1.5
    return Survey(base.mean, upper, (count ** (2 / 3) - middle) / np.maximum(error, 1e-9))


def farrington_flexible(weeks: Weeks, last: int) -> Survey:
    """All weeks of five years, ten seasonal levels, weights above 2.58, negative binomial limit."""
    return flexible_survey(weeks, last, flexible_baseline(weeks, last))


def flexible_survey(weeks: Weeks, last: int, base: Baseline) -> Survey:
    """The improved form's verdict on a baseline of at least the last weeks."""
    base = base.latest(last)
    count = weeks.values[:, weeks.periods - last :]
    upper = count_quantile(base.mean, base.dispersion, UPPER)
    return Survey(base.mean, upper, deviate(count, base.mean, base.dispersion))


def flexible_baseline(weeks: Weeks, last: int) -> Baseline:
    """The improved form's regression alone, for those who go on with it."""
    return _baseline(weeks, last, _form_flexible())


def _form_1996() -> _Form:
    middle = np.round(YEAR * np.arange(1, YEARS + 1)).astype(np.int64)
    window = np.arange(-HALF_WINDOW, HALF_WINDOW + 1)
    offsets = (middle[:, None] + window[None, :]).ravel()
    return _Form(offsets, np.ones((len(offsets), 1)), 1.0, SIGNIFICANT)


def _form_flexible() -> _Form:
    longest = round(YEARS * YEAR) + HALF_WINDOW
    offsets = np.arange(NOT_INCLUDED + 1, longest + 1)
    return _Form(offsets, seasonal_levels(offsets), 2.58, None)


def seasonal_levels(offsets: Ints) -> Floats:
    """Offsets x levels, 0 or 1: the first level is the current season, half-window each side."""
    away = offsets % YEAR
    near = np.minimum(away, YEAR - away) <= HALF_WINDOW + 0.5
    rest = (away - HALF_WINDOW - 0.5) / (YEAR - 2 * HALF_WINDOW - 1) * (LEVELS - 1)
    level = np.where(near, 0, 1 + np.clip(rest.astype(np.int64), 0, LEVELS - 2))
    design = (level[:, None] == np.arange(LEVELS)[None, :]).astype(np.float64)
    design[:, 0] = 1.0
    return np.asarray(design)


def _baseline(weeks: Weeks, last: int, form: _Form) -> Baseline:
    """A number of rows at a time: five years of weeks behind every cell are a lot of memory."""
    chunk = max(1, CHUNK_CELLS // max(last, 1))
    parts = [
        _chunk(weeks.rows(np.arange(start, min(start + chunk, len(weeks.ids)))), last, form)
        for start in range(0, max(len(weeks.ids), 1), chunk)
    ]
    fields = ("mean", "error", "dispersion")
    return Baseline(*(np.concatenate([getattr(part, name) for part in parts]) for name in fields))


def _chunk(weeks: Weeks, last: int, form: _Form) -> Baseline:
    history = cells(weeks, last, form.offsets).reshape(-1, len(form.offsets))
    known = np.isfinite(history)
    now = np.abs(form.offsets % YEAR - YEAR / 2) >= YEAR / 2 - HALF_WINDOW - 0.5
    told = (known & now).sum(1) >= LEAST_REFERENCES
    mean, error, dispersion = (np.full(len(history), np.nan) for _ in range(3))
    level = np.append(1.0, np.zeros(form.levels.shape[1] - 1))
    flat = _reweighted(form.levels, history[told], form)
    found = (*flat.at(level), flat.dispersion)
    for values, part in zip((mean, error, dispersion), found, strict=True):
        values[told] = part
    long = told & _spans(known, form.offsets)
    slope = _reweighted(_with_trend(form), history[long], form)
    ahead = (*slope.at(np.append(level, 0.0)), slope.dispersion)
    kept = _trend_kept(slope, ahead[0], history[long], form)
    for values, part in zip((mean, error, dispersion), ahead, strict=True):
        values[np.flatnonzero(long)[kept]] = part[kept]
    shape = (len(weeks.ids), last)
    held = np.maximum(dispersion, 1.0)
    return Baseline(mean.reshape(shape), error.reshape(shape), held.reshape(shape))


def _spans(known: Bools, offsets: Ints) -> Bools:
    """A trend needs three years; two of them would be read as one year's accident."""
    return np.asarray(known[:, offsets > (TREND_YEARS - 1) * YEAR + HALF_WINDOW].any(1))


def _with_trend(form: _Form) -> Floats:
    """Years before now as one more column: 0 now, so that its coefficient is not needed there."""
    return np.column_stack([form.levels, -form.offsets / YEAR])


def _trend_kept(found: Fit, ahead: Floats, history: Floats, form: _Form) -> Bools:
    """Never beyond what was ever counted; in the first form also only where significant."""
    kept = ahead <= np.nanmax(history, axis=1, initial=0.0)
    if form.significant is not None:
        error = np.sqrt(found.inverse[:, -1, -1] * np.maximum(found.dispersion, 1e-9))
        wald = np.abs(found.beta[:, -1]) / np.maximum(error, 1e-12)
        kept &= 2 * stats.norm.sf(wald) < form.significant
    return np.asarray(kept)


def _reweighted(design: Floats, history: Floats, form: _Form) -> Fit:
    """Fit, weigh past outbreaks down by their Anscombe residuals, fit again."""
    known = np.isfinite(history).astype(np.float64)
    first = fit(design, history, known)
    weights = anscombe_weights(first, history, form.residual) * known
    return fit(design, history, weights)


def anscombe_weights(found: Fit, counts: Floats, above: float) -> Floats:
    """residual ** -2 where the standardised Anscombe residual is above the limit, else 1; scaled
    to the number of weeks. Unknown counts weigh 0."""
    y, mean = np.nan_to_num(counts), np.maximum(found.mean, 1e-9)
    held = np.maximum(found.dispersion, 1.0)[:, None]
    residual = 1.5 * (y ** (2 / 3) * mean ** (-1 / 6) - np.sqrt(mean))
    residual = residual / np.sqrt(held * (1 - found.hat))
    weight = np.where(residual > above, np.maximum(residual, 1e-9) ** -2.0, 1.0)
    weight = np.where(np.isfinite(counts), weight, 0.0)
    number = np.isfinite(counts).sum(1, keepdims=True)
    return np.asarray(weight * number / np.maximum(weight.sum(1, keepdims=True), 1e-9))
