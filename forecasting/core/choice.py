"""Which forecast a family uses, and which of its series are better off with something simpler.

Chosen on walk-forward windows only. Combinations are plain means: stacking lost to them wherever
it was measured.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from forecasting.core.backtest import quantile_losses, value_losses
from forecasting.core.freq import Bools, Floats
from forecasting.core.prediction import Prediction, average
from forecasting.core.series import Panel

Forecaster = Callable[[Panel, int, tuple[float, ...]], Prediction]
NAIVE = "seasonal_naive"
ANCHORS = (NAIVE, "recent_mean", "kaplan_meier")
"""What anybody could reckon by hand: a member that loses to it has nothing to say."""
LEVEL, SEASONAL = "discounted", "calendar"
"""A level that forgets is an anchor too where a member sees the year, or the best one clearly beats
it; else the level and the week are all there is to see, and it is a member like any other."""
RARE, STEADY = "faded", ("theta", "aggregated", "ets")
"""Where demand comes now and then, levels and seasons are what those that see the zeros must beat:
averaged in, they deny the periods without any and narrow the band."""
BY_STAYS = ("kaplan_meier", "hazard")
"""Members that forecast beds from the patients in them."""
CLEARLY = 2.0
"""Standard errors by which a series must lose to the seasonal naive forecast to be taken from the
family's, and by which those who know the patients must lose."""
BETTER = 1.0
"""Standard errors by which another recipe must beat the mean of all that beat the anchors (the one
standard error rule of Breiman et al. 1984)."""
HAIR = 0.5
"""Standard errors below which a lead says nothing: an anchor that is beaten by less is averaged
with those that beat it, for chance has put them first."""
LEAST_VALUES = 20
LEAST_BLOCKS = 6
"""Series x windows below which nothing is clear."""
LEAST_WINDOWS = 2
"""Of one window alone no recipe replaces the mean of those that beat the anchors: what moved all
series at once makes a recipe look better on every one of them, and no other year says otherwise."""
CREDIT = 0.985
"""A further member may cost this much: of near equals the mean of more is the safer one."""
Recipe = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """family: members whose plain mean is used. per_series: members of series that need another."""

    family: Recipe
    per_series: Mapping[int, Recipe]

    def combine(self, members: Mapping[str, Prediction]) -> Prediction:
        """The chosen forecast of every series."""
        base = average([members[name] for name in self.family])
        mean, quantiles = base.mean.copy(), base.quantiles.copy()
        for recipe in set(self.per_series.values()):
            rows = [row for row, own in self.per_series.items() if own == recipe]
            other = average([members[name] for name in recipe])
            mean[rows], quantiles[rows] = other.mean[rows], other.quantiles[rows]
        return Prediction(mean, quantiles)


def describe(recipe: Recipe) -> str:
    return " + ".join(recipe)


def choose(
    members: Mapping[str, Sequence[Prediction]],
    truths: Sequence[Floats],
    quantiles: tuple[float, ...],
    size: Floats,
) -> Choice:
    """members: per name, its prediction in each window. size: level of each series, to compare.

    The family takes the plain mean of all members that beat every anchor, and with them the best
    anchor where they beat it by a hair (`HAIR`). Another recipe replaces that mean only where it
    is better by more than chance would do (`BETTER` standard errors over series and windows, of
    which there must be `LEAST_WINDOWS`), and of those the recipe with the least loss, half of it
    counted per level and averaged over series, half in units over all of them. Where members know
    the patients, the mean of those of them that the best one does not clearly beat comes first, and
    another recipe has to be clearly better too (`CLEARLY`): a census has few windows to choose by,
    and a series of counts that did better in them was mostly lucky. A series on which the family's
    forecast clearly loses to the seasonal naive one takes the mean of both, or seasonal naive
    itself where even that loses: picking more freely on a handful of values picks noise.
    """

    def found(recipe: Recipe) -> Floats:
        return _window_losses(_mean_of(members, recipe), truths, quantiles)

    losses = {r: found(r) for r in _recipes(members, truths, quantiles, size)}
    naive = _over_windows(losses[(NAIVE,)])
    totals = {r: _total(_over_windows(loss), naive, size) for r, loss in losses.items()}
    knowing = _knowing(losses, totals, size)
    winners, by = knowing, CLEARLY
    if not knowing:
        winners, by = _winners(losses, totals, size, found), BETTER
    if winners not in losses:
        losses[winners] = found(winners)
        totals[winners] = _total(_over_windows(losses[winners]), naive, size)
    better = [r for r in losses if _clearly_better(losses[r], losses[winners], size, by)]
    better = better if len(truths) >= LEAST_WINDOWS else []
    family = min((winners, *better), key=lambda recipe: totals[recipe] * CREDIT ** len(recipe))
    beaten = _clearly_beaten(_mean_of(members, family), members[NAIVE], truths, quantiles)
    if family == (NAIVE,) or not beaten.any():
        return Choice(family, {})
    mixed = (*family, NAIVE) if NAIVE not in family else family
    mixture = quantile_losses(_mean_of(members, mixed), truths, quantiles)
    return Choice(family, _own(beaten, mixture < naive, mixed))


def _winners(
    losses: Mapping[Recipe, Floats],
    totals: Mapping[Recipe, float],
    size: Floats,
    found: Callable[[Recipe], Floats],
) -> Recipe:
    """All members that beat every anchor, best first; the best anchor where none does, and beside
    them where their mean is only a hair ahead. found: the window losses of any recipe."""
    alone = sorted((r for r in totals if len(r) == 1), key=lambda recipe: totals[recipe])
    anchors = set(ANCHORS)
    if (RARE,) in totals:
        anchors.update(STEADY)
    level = losses.get((LEVEL,))
    if level is not None and (
        (SEASONAL,) in totals or _clearly_better(losses[alone[0]], level, size, CLEARLY)
    ):
        anchors.add(LEVEL)
    anchor = next(recipe for recipe in alone if recipe[0] in anchors)
    better = tuple(r[0] for r in alone if totals[r] < totals[anchor])
    if better and not _by_a_hair(found(better), losses[anchor], size):
        return better
    return better + anchor


def _knowing(
    losses: Mapping[Recipe, Floats], totals: Mapping[Recipe, float], size: Floats
) -> Recipe:
    """Members that know the patients, best first, without those that the best of them clearly
    beats (a model confidence set, Hansen, Lunde & Nason 2011); none where nobody knows them."""
    alone = sorted((r for r in totals if len(r) == 1), key=lambda recipe: totals[recipe])
    knowing = [recipe for recipe in alone if recipe[0] in BY_STAYS]
    kept = (
        r
        for r in knowing
        if r == knowing[0] or not _clearly_better(losses[knowing[0]], losses[r], size, CLEARLY)
    )
    return tuple(recipe[0] for recipe in kept)


def _window_losses(
    given: Sequence[Prediction], truths: Sequence[Floats], quantiles: tuple[float, ...]
) -> Floats:
    """losses[i, w]: of series i in window w, in its unit."""
    pairs = zip(given, truths, strict=True)
    return np.stack([quantile_losses([one], [truth], quantiles) for one, truth in pairs], axis=1)


def _over_windows(losses: Floats) -> Floats:
    known = ~np.isnan(losses)
    total = np.where(known, losses, 0).sum(axis=1)
    return np.where(known.any(axis=1), total / np.maximum(known.sum(axis=1), 1), np.nan)


def _clearly_better(ours: Floats, theirs: Floats, size: Floats, by: float = BETTER) -> bool:
    """Whether the loss per level is less by so many standard errors of the difference."""
    lead = _lead(ours, theirs, size)
    return lead is not None and lead > by


def _by_a_hair(ours: Floats, theirs: Floats, size: Floats) -> bool:
    """Whether the loss per level is less by so little that it decides nothing."""
    lead = _lead(ours, theirs, size)
    return lead is not None and lead <= HAIR


def _lead(ours: Floats, theirs: Floats, size: Floats) -> float | None:
    """By how many standard errors of the difference the loss per level is less, series and windows
    together; None of too few of them to tell."""
    saved = ((theirs - ours) / np.where(size > 0, size, np.nan)[:, None]).ravel()
    saved = saved[np.isfinite(saved)]
    if len(saved) < LEAST_BLOCKS:
        return None
    mean, error = float(saved.mean()), float(saved.std() / np.sqrt(len(saved)))
    return mean / max(error, 1e-12)


def _clearly_beaten(
    ours: Sequence[Prediction],
    naive: Sequence[Prediction],
    truths: Sequence[Floats],
    quantiles: tuple[float, ...],
) -> Bools:
    """Series whose loss exceeds the naive one's by `CLEARLY` standard errors of the difference."""
    differences = np.concatenate(
        [
            value_losses(mine, truth, quantiles) - value_losses(other, truth, quantiles)
            for mine, other, truth in zip(ours, naive, truths, strict=True)
        ],
        axis=1,
    )
    count = (~np.isnan(differences)).sum(axis=1)
    mean = np.nansum(differences, axis=1) / np.maximum(count, 1)
    square = np.nansum(differences**2, axis=1) / np.maximum(count, 1)
    error = np.sqrt(np.maximum(square - mean**2, 0) / np.maximum(count, 1))
    return np.asarray((count >= LEAST_VALUES) & (mean > CLEARLY * error) & (mean > 0))


def _own(beaten: Bools, mixture_wins: Bools, mixed: Recipe) -> dict[int, Recipe]:
    return {int(row): mixed if mixture_wins[row] else (NAIVE,) for row in np.flatnonzero(beaten)}


def _recipes(
    members: Mapping[str, Sequence[Prediction]],
    truths: Sequence[Floats],
    quantiles: tuple[float, ...],
    size: Floats,
) -> list[Recipe]:
    """Each member alone, every pair and triple, best first."""
    losses = {n: quantile_losses(given, truths, quantiles) for n, given in members.items()}
    totals: dict[Recipe, float] = {
        (name,): _total(loss, losses[NAIVE], size) for name, loss in losses.items()
    }
    ranked = sorted(members, key=lambda name: totals[(name,)])
    return [recipe for count in (1, 2, 3) for recipe in combinations(ranked, count)]


def _mean_of(members: Mapping[str, Sequence[Prediction]], recipe: Recipe) -> list[Prediction]:
    return [average(parts) for parts in zip(*(members[name] for name in recipe), strict=True)]


def _total(loss: Floats, naive: Floats, size: Floats) -> float:
    """Loss relative to seasonal naive: mean of the one per level and the one in units."""
    told = np.isfinite(loss) & (size > 0)
    levelled = _over((loss[told] / size[told]).sum(), (naive[told] / size[told]).sum())
    return 0.5 * levelled + 0.5 * _over(loss[told].sum(), naive[told].sum())


def _over(ours: float, naive: float) -> float:
    """A flawless naive forecast cannot be divided by; nothing beats it."""
    return float(ours / naive) if naive > 0 else 1.0 + float(ours > 0)
