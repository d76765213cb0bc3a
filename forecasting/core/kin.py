"""First forecasts of what is new: the level of its kin, scaled to its place, and its own values.

Levels of established series are explained, in logarithms, by what is known of them: facility (its
size), kind of facility, product, ATC class, specialty; each effect is drawn towards zero by how few
series speak for it (ridge, by backfitting). That gives a level to a product at a facility that
never had it, or to a new ward of a known specialty. Its own few values count by how much they vary
against how far kin differ: the empirical Bayes weight of Efron & Morris 1975. The shape over days
and the spread are those of its kin, and the doubt about the level is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from forecasting.core.baselines import nan_mean
from forecasting.core.features import RECIPES
from forecasting.core.freq import Bools, Floats, Ints
from forecasting.core.notes import Fact, Note, Notes
from forecasting.core.prediction import Prediction
from forecasting.core.series import Panel

CLOSE = {
    "product": "the same product",
    "atc3": "the same ATC subgroup",
    "specialty": "the same specialty",
    "atc": "the same ATC group",
}
"""What makes kin, closest first; the place alone does not."""
LEAST_KIN = 2
LEAST_ESTABLISHED = 5
RIDGE = 1.0
YOUNG_COUNT = 6
"""Values at which a young series' own level counts half of an established one's."""
ROUNDS = 12
OWN_GRID = np.linspace(0.025, 0.975, 20)
DOUBT_GRID = np.linspace(0.05, 0.95, 10)
CHUNK = 500
MOST_KIN = 40
"""So many, evenly spread, are looked at for the shape."""


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """What kin say of every series. level: in its unit; doubt: variance of its logarithm; kin:
    how many established series share what is closest; bond: the name of that, "" without kin."""

    level: Floats
    doubt: Floats
    kin: Ints
    bond: tuple[str, ...]


def lend(
    panel: Panel,
    known: Prediction,
    established: Bools,
    young: Bools,
    columns: Mapping[str, Ints],
    quantiles: tuple[float, ...],
) -> tuple[Prediction, Notes]:
    """The forecast with that of young series taken from their kin, and a note for each.

    known: of all series, good for the established ones. columns: per attribute a code per series,
    -1 where nothing is known. A young series without close kin keeps the forecast that it has.
    """
    if established.sum() < LEAST_ESTABLISHED or not young.any():
        return known, {}
    size = usual_levels(panel)
    usable, count = established & (size > 0), panel.observed()
    weight = np.where(usable, 1.0, np.where(young, count / (count + YOUNG_COUNT), 0.0))
    told = kin_levels(size, usable, columns, weight)
    mean, levels = known.mean.copy(), known.quantiles.copy()
    notes: dict[str, tuple[Note, ...]] = {}
    rows = np.array([row for row in np.flatnonzero(young) if told.bond[row]], dtype=np.int64)
    noise = _noise(panel.values[established], told.level)
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        level, doubt, own = _blended(panel.values[part], told, part, noise[part])
        shape = _shape(known, size, established, columns, told, part, quantiles)
        mean[part] = level[:, None] * shape.mean
        levels[part] = level[:, None, None] * _doubted(shape.quantiles, doubt, quantiles)
        notes |= {panel.ids[row]: (_said(panel, told, row, own[n]),) for n, row in enumerate(part)}
    return Prediction(mean, levels).tidy(), notes


def attribute_codes(table: pd.DataFrame, ids: tuple[str, ...]) -> dict[str, Ints]:
    """A code per series and attribute, from one row per series; -1 for an empty one or no row."""
    found = table.drop_duplicates("unique_id").astype(str).set_index("unique_id")
    found = found.reindex(list(ids)).fillna("")
    codes = {}
    for name in found.columns:
        column = found[name].to_numpy(dtype=object)
        labels = pd.factorize(column, sort=True)[0]
        codes[str(name)] = np.where(column == "", -1, labels).astype(np.int64)
    return codes


def usual_levels(panel: Panel) -> Floats:
    """Mean of each series' last month, quarter or year; 0 without history."""
    return np.nan_to_num(nan_mean(panel.values[:, -RECIPES[panel.freq].level :], 1))


def kin_levels(
    size: Floats, established: Bools, columns: Mapping[str, Ints], weight: Floats | None = None
) -> Levels:
    """Levels of all series from those of the established ones (size > 0).

    weight: what each series' own level counts, 1 for the established: many young lines of a new
    facility tell its size between them.
    """
    weight = established.astype(np.float64) if weight is None else np.where(size > 0, weight, 0.0)
    logs = np.log(np.where(weight > 0, size, 1.0))
    middle = float((logs * weight).sum() / weight.sum())
    effects = {name: np.zeros(int(codes.max(initial=-1)) + 2) for name, codes in columns.items()}
    fitted = np.full(len(size), middle)
    for _ in range(ROUNDS):
        for name, codes in columns.items():
            fitted -= effects[name][codes]
            effects[name] = _effect(logs - fitted, weight, codes, effects[name])
            fitted += effects[name][codes]
    doubt = np.full(len(size), float(np.mean((logs - fitted)[established] ** 2)) + 1e-6)
    for name, codes in columns.items():
        seen = np.bincount(np.where(codes < 0, len(effects[name]) - 1, codes), weights=weight)
        seen = np.append(seen[: len(effects[name]) - 1], 0.0)
        spread = float(np.mean(effects[name][seen > 0] ** 2)) if seen.any() else 0.0
        doubt += spread * RIDGE / (RIDGE + seen[codes])
    kin, bond = _closest(established, columns)
    return Levels(np.exp(fitted), doubt, kin, bond)


def _effect(rest: Floats, weight: Floats, codes: Ints, like: Floats) -> Floats:
    """Shrunk mean of what is left per code; the last place, for unknown codes, stays zero."""
    inside = codes >= 0
    total = np.bincount(codes[inside], weights=(rest * weight)[inside], minlength=len(like))
    count = np.bincount(codes[inside], weights=weight[inside], minlength=len(like))
    return np.asarray(total / (count + RIDGE), dtype=np.float64)


def _closest(established: Bools, columns: Mapping[str, Ints]) -> tuple[Ints, tuple[str, ...]]:
    """By series how many established ones share its closest attribute that enough share."""
    kin = np.zeros(len(established), dtype=np.int64)
    bond = np.full(len(established), "", dtype=object)
    for name in CLOSE:
        if name in columns:
            codes = columns[name]
            count = np.bincount(
                codes[established & (codes >= 0)], minlength=int(codes.max(initial=-1)) + 2
            )
            count[-1] = 0
            new = (bond == "") & (count[codes] >= LEAST_KIN)
            kin[new], bond[new] = count[codes][new], name
    return kin, tuple(bond)


def _noise(values: Floats, level: Floats) -> Floats:
    """How much one value varies around each of these levels, squared, over the level squared.

    Counts vary by the root of their level, sizes of orders with it: a straight line through the
    logarithms of what established series do tells which it is.
    """
    own = nan_mean(values, 1)
    apart = nan_mean((values - own[:, None]) ** 2, 1)
    told = (own > 0) & (apart > 0)
    if told.sum() < LEAST_ESTABLISHED:
        return np.ones(len(level))
    x, y = np.log(own[told]), np.log(apart[told] / own[told] ** 2)
    away = x - x.mean()
    slope = np.clip((away * y).sum() / max(float((away**2).sum()), 1e-12), -1.0, 0.0)
    line = y.mean() + slope * (np.log(np.maximum(level, 1e-9)) - x.mean())
    return np.asarray(np.exp(line), dtype=np.float64)


def _blended(
    values: Floats, told: Levels, rows: Ints, noise: Floats
) -> tuple[Floats, Floats, Floats]:
    """Levels between kin and own values, the doubt that is left, and the own values' weight."""
    count = (~np.isnan(values)).sum(axis=1)
    own = np.nan_to_num(nan_mean(values, 1))
    doubt = told.doubt[rows]
    apart = np.expm1(doubt)  # of a lognormal level, over its squared mean
    weight = apart / (apart + noise / np.maximum(count, 1))
    weight = np.where(count > 0, weight, 0.0)
    return weight * own + (1 - weight) * told.level[rows], doubt * (1 - weight), weight


def _shape(
    known: Prediction,
    size: Floats,
    established: Bools,
    columns: Mapping[str, Ints],
    told: Levels,
    rows: Ints,
    quantiles: tuple[float, ...],
) -> Prediction:
    """What kin are forecast, per unit of their level, on average over them."""
    usable = established & (size > 0)
    ratio = 1 / np.where(usable, size, 1.0)
    mean = np.zeros((len(rows), known.mean.shape[1]))
    levels = np.zeros((len(rows), *known.quantiles.shape[1:]))
    for number, row in enumerate(rows):
        codes = columns[told.bond[row]]
        kin = usable & (codes == codes[row])
        mean[number] = (known.mean[kin] * ratio[kin, None]).mean(axis=0)
        levels[number] = _pooled(known.quantiles[kin] * ratio[kin, None, None], quantiles)
    return Prediction(mean, levels)


def _pooled(levels: Floats, quantiles: tuple[float, ...]) -> Floats:
    """Quantiles[h, k] of what kin[i, h, k] may be all together; the zeros of many stay zeros."""
    some = levels[:: -(-len(levels) // MOST_KIN)]
    grid = _between(some, quantiles)
    flat = np.moveaxis(grid, 0, 1).reshape(grid.shape[1], -1)
    return np.asarray(np.quantile(flat, quantiles, axis=1).T)


def _between(levels: Floats, quantiles: tuple[float, ...]) -> Floats:
    """Quantiles[..., k] at the even grid, straight between; the ends hold beyond."""
    places = np.interp(OWN_GRID, quantiles, range(len(quantiles)))
    low = np.floor(places).astype(np.int64)
    high = np.minimum(low + 1, len(quantiles) - 1)
    below = levels[..., low]
    return np.asarray(below + (places - low) * (levels[..., high] - below))


def _doubted(levels: Floats, doubt: Floats, quantiles: tuple[float, ...]) -> Floats:
    """Quantiles[i, h, k] per unit of a level that is itself in doubt: of the product of the two."""
    own = _between(levels, quantiles)
    normal = np.array([NormalDist().inv_cdf(share) for share in DOUBT_GRID])
    factor = np.exp(np.sqrt(doubt)[:, None] * normal[None, :])
    mixed = own[:, :, :, None] * factor[:, None, None, :]
    flat = mixed.reshape(*levels.shape[:2], -1)
    return np.asarray(np.moveaxis(np.quantile(flat, quantiles, axis=2), 0, 2))


def _said(panel: Panel, told: Levels, row: int, own: float) -> Note:
    count = int((~np.isnan(panel.values[row])).sum())
    facts: dict[str, Fact] = {"kin": int(told.kin[row]), "bond_word": told.bond[row]}
    whom = f"{told.kin[row]} series of {CLOSE[told.bond[row]]}, scaled to its place"
    if not count:
        return Note("level_of_kin", f"no history: level from {whom}", facts)
    facts |= {"count": count, "noun_word": panel.freq.noun, "own_percent": f"{100 * own:.0f}"}
    return Note(
        "level_of_kin_and_own",
        f"{count} {panel.freq.noun} of history: level from {whom}, weighed {100 * own:.0f} % with "
        "its own values",
        facts,
    )
