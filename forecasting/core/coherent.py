"""One family with its totals: forecast apart, agreed with each other, as far as that helps.

Totals are series of their own with quantiles of their own. How far parts and totals move towards
each other is settled on the walk-forward windows: by the variance of past errors, by levels alone,
or not at all (totals are then the sums of the parts as they are). Whatever is chosen, the totals
that are answered are the sums of the parts that are answered, to the last decimal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from forecasting.core.backtest import quantile_losses
from forecasting.core.baselines import nan_mean
from forecasting.core.freq import Floats, Ints
from forecasting.core.members import OnProgress
from forecasting.core.options import STATISTICAL
from forecasting.core.pipeline import Worked, work
from forecasting.core.prediction import Prediction
from forecasting.core.reconcile import Hierarchy, hierarchy, recentred, reconcile
from forecasting.core.request import ForecastRequest
from forecasting.core.series import Fill, Panel
from forecasting.core.units import Units

BY_ERROR, BY_LEVEL, AS_SUMS = "errors", "levels", "sums"
LEAST_VARIANCE = 1e-6
HARMLESS = 1.01
"""A hundredth of the loss tells nothing on a few windows; beyond it agreeing has done harm."""


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """A kind's parts and totals. totals: of the distinct ones, None where there is none.

    nodes: where each row of the totals stands among the tree's names.
    """

    parts: Worked
    tree: Hierarchy
    totals: Worked | None
    nodes: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """All series of a worked family on its last windows: what was forecast, and what came.

    means[w][i, h], truths[w][i, h]; a series too short to be tested is the mean of what it had.
    """

    means: tuple[Floats, ...]
    truths: tuple[Floats, ...]


def work_family(request: ForecastRequest, say: OnProgress) -> Family:
    """Forecast the parts, and the totals that the request's places make."""
    parts = work(request, say)
    tree = _tree(request.places, parts.panel)
    if not tree.distinct.any():
        return Family(parts, tree, None, np.empty(0, dtype=np.int64))
    totals = work(_total_request(request, parts, tree), say)
    position = {name: number for number, name in enumerate(tree.names)}
    nodes = np.array([position[name] for name in totals.panel.ids], dtype=np.int64)
    return Family(parts, tree, totals, nodes)


def _tree(places: pd.DataFrame | None, panel: Panel) -> Hierarchy:
    """The levels in the order of the parts; a part without a place belongs to no total."""
    if places is None:
        return hierarchy({}, len(panel.ids))
    table = places.astype(str).set_index("unique_id").reindex(list(panel.ids)).fillna("")
    return hierarchy({str(name): table[name].tolist() for name in table.columns}, len(panel.ids))


def _total_request(request: ForecastRequest, parts: Worked, tree: Hierarchy) -> ForecastRequest:
    panel, count = parts.panel, len(tested_windows(parts))
    known = tree.sums((~np.isnan(panel.values)).astype(np.float64)) > 0
    values = np.where(known, tree.sums(np.nan_to_num(panel.values)), np.nan)[tree.distinct]
    names = np.array(tree.names, dtype=object)[tree.distinct]
    row, column = np.nonzero(~np.isnan(values))
    frame = pd.DataFrame(
        {"unique_id": names[row], "ds": panel.dates()[column], "y": values[row, column]}
    )
    options = replace(
        request.options,
        windows=count or None,
        fill=Fill.ZERO,
        static=(),
        known=(),
        units=Units.IGNORE,
        pack="",
        members=STATISTICAL,
    )
    return replace(
        request,
        frame=frame,
        ids=tuple(names),
        options=options,
        future=None,
        stays=None,
        places=None,
        attributes=None,
        notes={},
    )


def tested_windows(worked: Worked) -> tuple[int, ...]:
    """The cutoffs of its windows: how many periods were known."""
    if worked.modelled is None:
        return ()
    return tuple(window.train.periods for window in worked.modelled.tested.windows)


def looks(worked: Worked, cutoffs: Sequence[int]) -> Looks:
    """What all series were forecast at these cutoffs, which are the last of its windows."""
    horizon = worked.request.horizon
    means, truths = [], []
    for back, cutoff in zip(range(len(cutoffs), 0, -1), cutoffs, strict=True):
        known = worked.panel.values[:, :cutoff]
        mean = np.repeat(np.nan_to_num(nan_mean(known, 1))[:, None], horizon, axis=1)
        if worked.modelled is not None:
            mean[~worked.simple] = worked.modelled.tested.chosen[-back].mean
        means.append(mean)
        truths.append(np.nan_to_num(worked.panel.values[:, cutoff : cutoff + horizon]))
    return Looks(tuple(means), tuple(truths))


def variances(seen: Looks, without: int | None = None) -> Floats:
    """Mean squared error per series over all windows but one; NaN where there is no other."""
    errors = [
        (mean - truth) ** 2
        for number, (mean, truth) in enumerate(zip(seen.means, seen.truths, strict=True))
        if number != without
    ]
    if not errors:
        return np.full(seen.means[0].shape[0] if seen.means else 0, np.nan)
    return np.asarray(np.maximum(np.concatenate(errors, axis=1).mean(axis=1), LEAST_VARIANCE))


@dataclass(frozen=True, slots=True, eq=False)
class Agreed:
    """How a family was agreed, the parts' means, and what they would have been in the windows."""

    way: str
    parts: Floats
    windows: tuple[Floats, ...]


def agree(family: Family) -> Agreed:
    """Move parts and totals towards each other the way that the windows favour."""
    parts, totals = family.parts, family.totals
    cutoffs = common_cutoffs([parts, totals]) if totals is not None else tested_windows(parts)
    seen = looks(parts, cutoffs)
    ways = {AS_SUMS: seen.means}
    if totals is None or not cutoffs:
        return Agreed(AS_SUMS, parts.prediction.mean, ways[AS_SUMS])
    above = looks(totals, cutoffs)
    for way in (BY_LEVEL, BY_ERROR) if len(cutoffs) > 1 else (BY_LEVEL,):
        ways[way] = tuple(
            _moved(family, way, seen.means[n], above.means[n], seen, above, n)
            for n in range(len(cutoffs))
        )
    best = _favoured(family, ways)
    mean = parts.prediction.mean
    if best != AS_SUMS:
        mean = _moved(family, best, mean, totals.prediction.mean, seen, above, None)
    return Agreed(best, mean, ways[best])


def common_cutoffs(works: Sequence[Worked]) -> tuple[int, ...]:
    """The newest windows that all of them were tested on."""
    each = [tested_windows(worked) for worked in works]
    count = min((len(cutoffs) for cutoffs in each), default=0)
    newest = {cutoffs[len(cutoffs) - count :] for cutoffs in each}
    return newest.pop() if len(newest) == 1 else ()


def _moved(
    family: Family,
    way: str,
    parts: Floats,
    totals: Floats,
    seen: Looks,
    above: Looks,
    without: int | None,
) -> Floats:
    """The parts' means after reconciliation, weights learned without the window looked at."""
    tree = family.tree
    level = parts.mean(axis=1)
    wide = np.full((len(tree.names), parts.shape[1]), np.nan)
    wide[family.nodes] = totals
    doubt = np.full(len(tree.names), np.inf)
    if way == BY_LEVEL:
        own, doubt[family.nodes] = level, tree.sums(level)[family.nodes]
    else:
        own = np.where(family.parts.simple, level, variances(seen, without))
        doubt[family.nodes] = variances(above, without)
    assert family.totals is not None
    doubt[family.nodes[family.totals.simple]] = np.inf
    return reconcile(tree, parts, np.nan_to_num(wide), np.where(level > 0, own, 0.0), doubt)


def _favoured(family: Family, ways: Mapping[str, Sequence[Floats]]) -> str:
    """The way of least loss, of those that make neither parts nor totals worse (`HARMLESS`)."""
    assert family.totals is not None
    losses = {}
    for way, means in ways.items():
        sums = [family.tree.sums(mean)[family.nodes] for mean in means]
        losses[way] = (
            window_loss(family.parts, means),
            window_loss(family.totals, sums),
        )
    plain = losses[AS_SUMS]
    ratios = {
        way: tuple(mine / base if base > 0 else 1.0 for mine, base in zip(loss, plain, strict=True))
        for way, loss in losses.items()
    }
    harmless = [way for way, ratio in ratios.items() if max(ratio) <= HARMLESS]
    return min(harmless, key=lambda way: sum(ratios[way]))


def window_loss(worked: Worked, means: Sequence[Floats]) -> float:
    """Quantile loss on the windows with quantiles around these means, per level of each series
    and in units, half and half; relative figures of the same windows can be compared."""
    if worked.modelled is None or not means:
        return 0.0
    predictions = recentred_windows(worked, means)
    truths = [window.truth for window in worked.modelled.tested.windows[-len(means) :]]
    loss = quantile_losses(predictions, truths, worked.request.levels)
    level = np.nan_to_num(nan_mean(worked.modelled.panel.values, 1))
    told = np.isfinite(loss) & (level > 0)
    share = float((loss[told] / level[told]).mean()) if told.any() else 0.0
    return share * float(level[told].sum()) + float(loss[told].sum())


def recentred_windows(worked: Worked, means: Sequence[Floats]) -> list[Prediction]:
    """The tested predictions of the last windows around other means (of all series)."""
    assert worked.modelled is not None
    chosen = worked.modelled.tested.chosen
    last = chosen[len(chosen) - len(means) :]
    return [
        recentred(prediction, mean[~worked.simple])
        for prediction, mean in zip(last, means, strict=True)
    ]
