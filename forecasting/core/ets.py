"""Exponential smoothing with damped trend and season, for a whole panel at once.

Holt 1957, Winters 1960, Gardner & McKenzie 1985, in the innovations form of Hyndman et al. 2008,
"Forecasting with Exponential Smoothing". Instead of searching the best constants series by series,
a small grid of them runs over all series side by side, and each series takes the mean of the grid
weighed by its likelihood and by what suits its family (`pooling`), which begins with Akaike's
penalty (Burnham & Anderson 2002): steadier than the winner on short histories, and thousands of
series cost seconds. Half of the weight comes from errors of one step and half from errors half a
horizon ahead: what follows best from day to day overshoots a fortnight on (Kourentzes, Li &
Strauss 2019, "Unconditional multistep estimation"). Of a large family a sample tries the whole
grid, and the others what suits anybody in it. Seasons longer than a dozen periods keep fixed
ratios.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from forecasting.core.baselines import error_quantiles, nan_mean
from forecasting.core.freq import Bools, Floats, Ints
from forecasting.core.pooling import Prior, learn_prior, posterior, sample
from forecasting.core.prediction import Prediction
from forecasting.core.seasonal import Season, seasonal_indices
from forecasting.core.series import Panel

ALPHAS = (0.01, 0.03, 0.06, 0.1, 0.2, 0.35, 0.55, 0.8)
TRENDS = ((0.0, 1.0), (0.08, 0.9), (0.08, 0.98), (0.25, 0.9))
"""Pairs of beta (of alpha) and damping."""
GAMMAS = (0.0, 0.06, 0.15, 0.3)
LONGEST_SEASON = 12
CELLS = 4_000_000
"""Series x grid x periods held at once: some 30 MB."""
LEAST_SHARE = 1e-3
"""An entry that suits fewer of a large family's sample is not tried on the rest."""


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    alpha: Floats
    beta: Floats
    phi: Floats
    gamma: Floats

    @property
    def parameters(self) -> Floats:
        """How many constants each entry spends beyond its level."""
        return np.asarray(1.0 + 2 * (self.beta > 0) + (self.gamma > 0), dtype=np.float64)

    def only(self, kept: Bools) -> _Grid:
        """The entries that are kept."""
        return _Grid(self.alpha[kept], self.beta[kept], self.phi[kept], self.gamma[kept])


@dataclass(frozen=True, slots=True, eq=False)
class _Beliefs:
    """What is believed of each entry of the grid, from errors of one step and from far ones."""

    near: Floats
    far: Floats


def ets(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
    """Level, damped trend and multiplicative season, smoothed and averaged over the grid."""
    values, grid, lead = panel.values, _grid(panel.freq.season), (horizon + 1) // 2
    season = seasonal_indices(values, panel.freq.season)

    def runs(rows: Ints, grid: _Grid) -> Iterator[tuple[Ints, _Run]]:
        size = max(1, CELLS // (len(grid.alpha) * panel.periods))
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            yield part, _smooth(values[part], season.rows(part), grid, lead)

    rows = sample(len(values))
    tried: list[tuple[Ints, _Run]] = []
    near, far = _learn_priors(_kept_if_whole(runs(rows, grid), len(values), tried), rows, grid)
    kept = np.ones(len(grid.alpha), dtype=bool)
    if len(rows) < len(values):
        kept = (near.usual + far.usual) / 2 >= LEAST_SHARE
        grid = grid.only(kept)
    parts = []
    for part, run in tried or runs(np.arange(len(values)), grid):
        beliefs = _Beliefs(near.of(part)[:, kept], far.of(part)[:, kept])
        parts.append(_forecast(run, season.rows(part), grid, beliefs, horizon, quantiles))
    mean = np.concatenate([part.mean for part in parts])
    return Prediction(mean, np.concatenate([part.quantiles for part in parts])).tidy()


def _kept_if_whole(
    runs: Iterator[tuple[Ints, _Run]], count: int, kept: list[tuple[Ints, _Run]]
) -> Iterator[_Run]:
    """The runs one by one; what holds all series at once is kept, to be used again."""
    for part, run in runs:
        if len(part) == count:
            kept.append((part, run))
        yield run


def _learn_priors(runs: Iterator[_Run], rows: Ints, grid: _Grid) -> tuple[Prior, Prior]:
    """What suits a family, by errors of one step and by far ones."""
    told = [_likelihoods(run) for run in runs]
    near, far = (np.concatenate(each) for each in zip(*told, strict=True))
    base = np.exp(-grid.parameters)
    return learn_prior(near, rows, base), learn_prior(far, rows, base)


def _grid(lag: int) -> _Grid:
    gammas = GAMMAS if lag <= LONGEST_SEASON else (0.0,)
    rows = [(a, a * b, p, g * (1 - a)) for a, (b, p), g in product(ALPHAS, TRENDS, gammas)]
    return _Grid(*np.array(rows).T)


def _forecast(
    run: _Run,
    start: Season,
    grid: _Grid,
    beliefs: _Beliefs,
    horizon: int,
    quantiles: tuple[float, ...],
) -> Prediction:
    periods, lag = run.errors.shape[2], start.indices.shape[1]
    near, far = _likelihoods(run)
    weight = (posterior(near, beliefs.near) + posterior(far, beliefs.far)) / 2
    steps = np.arange(1, horizon + 1)
    damp = np.cumsum(grid.phi[None, :] ** steps[:, None], axis=0)
    flat = run.level[:, :, None] + run.trend[:, :, None] * damp.T[None, :, :]
    flat = np.maximum(flat, 0.2 * run.level[:, :, None])
    each = flat * run.season[:, :, (periods + steps - 1) % lag]
    point = np.einsum("sp,sph->sh", weight, each)
    apart = np.einsum("sp,sph->sh", weight, (each - point[:, None, :]) ** 2)
    growth = weight @ _growth(grid, horizon)
    errors = np.einsum("sp,spt->st", weight, run.errors)
    noise = np.maximum(np.nan_to_num(nan_mean(errors[:, lag:] ** 2, 1)), 1e-12)
    wider = np.sqrt(growth + apart / noise[:, None]) * start.widening(periods)[:, None]
    spread = error_quantiles(errors[:, lag:], quantiles)
    return Prediction(point, point[:, :, None] + spread[:, None, :] * wider[:, :, None])


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """Where each series stands with each entry of the grid; errors[s, p, t] of one step.

    lead, far, told: steps ahead of the far errors, the sum of their squares, and how many.
    """

    level: Floats
    trend: Floats
    season: Floats
    errors: Floats
    lead: int
    far: Floats
    told: Ints


def _smooth(values: Floats, known: Season, grid: _Grid, lead: int) -> _Run:
    count, periods = values.shape
    shape = (count, len(grid.alpha))
    index, lag = known.indices, known.indices.shape[1]
    phases = np.arange(periods) % lag
    first = nan_mean((values / index[:, phases])[:, : max(lag, 4)], 1)
    level = np.tile(first[:, None], (1, shape[1]))
    trend = np.zeros(shape)
    season = np.tile(index[:, None, :], (1, shape[1], 1))
    errors = np.full((periods, *shape), np.nan)
    far, told = np.zeros(shape), np.zeros((count, 1), dtype=np.int64)
    ahead = np.cumsum(grid.phi ** np.arange(1, lead + 1)[:, None], axis=0)[-1]
    before: deque[Floats] = deque(maxlen=lead)
    for period in range(periods):
        now = values[:, period, None]
        level = np.where(np.isnan(level), now, level)
        base, ratio = level + grid.phi * trend, season[:, :, phases[period]]
        before.append(level + ahead * trend)
        if period >= lag + lead - 1:
            missed = now - before[0] * ratio
            known_now = ~np.isnan(missed[:, :1])
            far += np.where(known_now, missed, 0) ** 2
            told += known_now
        errors[period] = now - base * ratio
        error = _known(errors[period])
        step = error / np.maximum(ratio, 0.05)
        level, trend = base + grid.alpha * step, grid.phi * trend + grid.beta * step
        if lag <= LONGEST_SEASON:
            held = np.maximum(_known(base), 0.05 * np.abs(_known(level)) + 1e-9)
            moved = np.clip(ratio + grid.gamma * error / held, 0.05, 20)
            season[:, :, phases[period]] = moved
    return _Run(
        level, trend, season, np.ascontiguousarray(np.moveaxis(errors, 0, 2)), lead, far, told
    )


def _known(values: Floats) -> Floats:
    """0 where nothing is known; `nan_to_num` does the same at several times the cost."""
    return np.where(np.isnan(values), 0.0, values)


def _likelihoods(run: _Run) -> tuple[Floats, Floats]:
    """Logarithms of the likelihood of each entry for each series, from errors of one step and from
    far ones, of which overlapping ones count as fewer."""
    known = ~np.isnan(run.errors)
    square = (np.where(known, run.errors, 0.0) ** 2).sum(axis=2)
    far = -0.5 * run.told / np.sqrt(run.lead) * np.log(np.maximum(run.far, 1e-9))
    return -0.5 * known.sum(axis=2) * np.log(np.maximum(square, 1e-9)), far


def _growth(grid: _Grid, horizon: int) -> Floats:
    """Variance of the error h steps ahead over that of one step (Hyndman 2008, table 6.1)."""
    steps = np.arange(1, horizon)
    damp = np.cumsum(grid.phi[:, None] ** steps[None, :], axis=1)
    moved = (grid.alpha[:, None] + grid.beta[:, None] * damp) ** 2
    growth = np.concatenate([np.ones((len(moved), 1)), 1 + np.cumsum(moved, axis=1)], axis=1)
    return np.asarray(growth, dtype=np.float64)
