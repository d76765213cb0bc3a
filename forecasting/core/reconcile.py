"""Series that add up: totals over wards, facilities, products and classes, and their sums.

Totals are forecast as series of their own, because a total is steadier than its parts; then all
forecasts are moved as little as possible, each against the variance of its own errors, until they
agree: MinT with diagonal weights (Wickramasuriya, Athanasopoulos & Hyndman 2019, "Optimal Forecast
Reconciliation Through Trace Minimization"). Solved in its dual form, one unknown per total, so that
ten thousand parts under a few hundred totals cost a fraction of a second. Parts that would fall
below zero are held at zero and the rest is solved again (Wickramasuriya, Turlach & Hyndman 2020).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from forecasting.core.freq import Bools, Floats, Ints
from forecasting.core.prediction import Prediction

DECIMALS = 4
"""What is stored; sums are exact in these."""
PASSES = 20
WIDEST = 2.0
"""A quantile is scaled with its mean up to this factor, and moved by the rest."""


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One way of adding up: codes[i] is the position in `keys` that part i belongs to, -1 none."""

    name: str
    keys: tuple[str, ...]
    codes: Ints


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """parts: how many series are added up. levels: in which ways, crossing each other or not."""

    parts: int
    levels: tuple[Level, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Of all totals, LEVEL:KEY, level by level: the order of every array of totals."""
        return tuple(f"{level.name}:{key}" for level in self.levels for key in level.keys)

    @cached_property
    def distinct(self) -> Bools:
        """Totals of at least two parts that are not the same parts as an earlier total."""
        seen: set[bytes] = set()
        flags = []
        for level in self.levels:
            for position in range(len(level.keys)):
                members = np.flatnonzero(level.codes == position)
                flags.append(len(members) > 1 and members.tobytes() not in seen)
                seen.add(members.tobytes())
        return np.array(flags, dtype=bool)

    @cached_property
    def twins(self) -> Ints:
        """Per total that is not distinct: the distinct total of the same parts, or -1 - part."""
        first: dict[bytes, int] = {}
        found, number = [], 0
        for level in self.levels:
            for position in range(len(level.keys)):
                members = np.flatnonzero(level.codes == position)
                own = -1 - int(members[0]) if len(members) == 1 else number
                found.append(first.setdefault(members.tobytes(), own))
                number += 1
        return np.array(found, dtype=np.int64)

    def sums(self, values: Floats) -> Floats:
        """values[i, ...] of the parts added up per total."""
        blocks = []
        for level in self.levels:
            block = np.zeros((len(level.keys), *values.shape[1:]), dtype=values.dtype)
            inside = level.codes >= 0
            np.add.at(block, level.codes[inside], values[inside])
            blocks.append(block)
        return np.concatenate(blocks) if blocks else np.zeros((0, *values.shape[1:]))

    def spread(self, values: Floats) -> Floats:
        """Per part the sum of values[t, h] of the totals that it belongs to: the transpose."""
        found = np.zeros((self.parts, values.shape[1]))
        start = 0
        for level in self.levels:
            end = start + len(level.keys)
            inside = level.codes >= 0
            found[inside] += values[start:end][level.codes[inside]]
            start = end
        return found

    def crossed(self, weight: Floats) -> Floats:
        """m[s, t]: the weight of the parts that totals s and t have in common."""
        rows = []
        for one in self.levels:
            row = []
            for other in self.levels:
                both = (one.codes >= 0) & (other.codes >= 0)
                shape = (len(one.keys), len(other.keys))
                cells = one.codes[both] * shape[1] + other.codes[both]
                count = np.bincount(cells, weights=weight[both], minlength=shape[0] * shape[1])
                row.append(count.reshape(shape))
            rows.append(row)
        return np.block(rows) if rows else np.zeros((0, 0))

    @cached_property
    def sizes(self) -> Floats:
        """How many parts each total has."""
        return self.sums(np.ones(self.parts))


def hierarchy(columns: Mapping[str, Sequence[str]], parts: int) -> Hierarchy:
    """From one label per part and column; an empty label belongs to no total of its column."""
    levels = []
    for name, labels in columns.items():
        texts = np.array([str(label) for label in labels], dtype=object)
        keys = tuple(sorted({text for text in texts if text}))
        if not keys:
            continue
        position = {key: number for number, key in enumerate(keys)}
        codes = np.array([position.get(text, -1) for text in texts], dtype=np.int64)
        levels.append(Level(name, keys, codes))
    return Hierarchy(parts, tuple(levels))


def reconcile(
    tree: Hierarchy, parts: Floats, totals: Floats, part_variance: Floats, total_variance: Floats
) -> Floats:
    """The parts, moved so that they agree with the totals as far as each is to be believed.

    parts[i, h], totals[t, h], variances of their errors [i] and [t]; a total with an infinite
    variance says nothing. Never negative. The totals to go with them are their sums.
    """
    told = np.isfinite(total_variance) & tree.distinct
    if not told.any() or not tree.parts:
        return np.maximum(parts, 0)
    found = _agreed(tree, told, parts, totals, part_variance, total_variance)
    for step in np.flatnonzero((found < 0).any(axis=0)):
        one, free = found[:, step : step + 1], part_variance.copy()
        base, wanted = parts[:, step : step + 1].copy(), totals[:, step : step + 1]
        for _ in range(PASSES):
            below = one[:, 0] < 0
            if not below.any():
                break
            free[below], base[below] = 0.0, 0.0
            one = _agreed(tree, told, base, wanted, free, total_variance)
        found[:, step] = one[:, 0]
    return np.maximum(found, 0)


def _agreed(
    tree: Hierarchy, told: Bools, parts: Floats, totals: Floats, weight: Floats, variance: Floats
) -> Floats:
    gap = (totals - tree.sums(parts))[told]
    matrix = tree.crossed(weight)[np.ix_(told, told)]
    matrix[np.diag_indices_from(matrix)] += np.maximum(variance[told], 1e-9)
    pull = np.zeros(totals.shape)
    pull[told] = np.linalg.solve(matrix, gap)
    return np.asarray(parts + weight[:, None] * tree.spread(pull))


def rounded(values: Floats) -> Ints:
    """In units of the last decimal that is stored, never negative."""
    return np.asarray(np.rint(np.maximum(values, 0) * 10**DECIMALS), dtype=np.int64)


def exact(tree: Hierarchy, parts: Floats) -> tuple[Floats, Floats]:
    """Parts as they are stored, and totals that are their sums to the last decimal."""
    units = rounded(parts)
    totals = tree.sums(units.astype(np.float64))  # whole numbers below 2**53 add up exactly
    return units / 10**DECIMALS, totals / 10**DECIMALS


def recentred(prediction: Prediction, mean: Floats) -> Prediction:
    """The same shape around another mean: zeros stay zero, order is kept, nothing is negative."""
    old = prediction.mean
    ratio = np.where(old > 0, mean / np.where(old > 0, old, 1), 1.0)
    ratio = np.clip(ratio, 1 / WIDEST, WIDEST)
    moved = prediction.quantiles * ratio[:, :, None] + (mean - old * ratio)[:, :, None]
    return Prediction(mean, Prediction(mean, moved).tidy().quantiles)
