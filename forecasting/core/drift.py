"""Whether a forecast still does what it promised: error, coverage, and what comes in.

Each test asks for two things: that the difference is more than chance would do, and that it is
large enough to matter. Thousands of series are looked at every night, so the bar is higher for one
series than for a whole family. Days that follow each other err alike, which makes chance look
smaller than it is: hence standard errors by day, a least number of days, and the second condition.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.stats import binom

from forecasting.core.baselines import nan_mean
from forecasting.core.freq import Bools, Floats, Freq, Ints
from forecasting.core.ledger import Ledger
from forecasting.core.series import Panel

LEAST = {Freq.DAILY: 14, Freq.WEEKLY: 6, Freq.MONTHLY: 4}
"""Periods that must have come before errors say anything."""
RECENT = {Freq.DAILY: 28, Freq.WEEKLY: 8, Freq.MONTHLY: 3}
"""The last periods, as one block, against blocks of the year before."""
SILENCE = {Freq.DAILY: 3, Freq.WEEKLY: 2, Freq.MONTHLY: 2}
LEAST_BLOCKS = 3
NOMINAL = 0.8


@dataclass(frozen=True, slots=True)
class Bar:
    """ratio: how many times the promised error; errors: standard errors; odds: of the binomial
    test, two-sided; points: of coverage off 0.8."""

    ratio: float
    errors: float
    odds: float
    points: float


SERIES = Bar(ratio=1.5, errors=3.0, odds=0.001, points=0.15)
FAMILY = Bar(ratio=1.2, errors=2.0, odds=0.001, points=0.08)
BETTER = 1.05
"""Seasonal naive must be better by a twentieth."""
HIGHER, LOWER = 1.25, 0.75
"""Outside all blocks of the year before by a quarter."""
LEAST_EXPECTED = 10.0
"""Silence is told where at least so much would have been expected in it."""
PSI_LIMIT = 0.25
"""The usual reading of the population stability index: above a quarter the population changed."""
BINS = 10
MOST_VALUES = 200_000


@dataclass(frozen=True, slots=True)
class Drift:
    """code: as `FindingCode`; row: the series, None for all of them; weight: worst first."""

    code: str
    row: int | None
    weight: float
    facts: dict[str, float | int] = field(default_factory=dict)


def watch(panel: Panel, ledger: Ledger) -> list[Drift]:
    """All that went, in no order."""
    return [*_errors(ledger), *_coverage(ledger), *_silences(panel), *_shifts(panel), *_psi(panel)]


def _errors(ledger: Ledger) -> list[Drift]:
    found: list[Drift] = []
    for code, other, ratio in (
        ("worse_than_promised", ledger.promised, None),
        ("loses_to_naive", ledger.naive, BETTER),
    ):
        found += _beyond(ledger, code, ledger.error, other, ratio or SERIES.ratio, SERIES.errors)
        ours, theirs = (_together(each, ledger.error) for each in (ledger.error, other))
        for one in _beyond(ledger, code, ours, theirs, ratio or FAMILY.ratio, FAMILY.errors):
            truth = float(np.nansum(np.where(np.isnan(ledger.error), np.nan, ledger.truth)))
            facts = one.facts | ({"truth": truth / one.facts["periods"]} if truth > 0 else {})
            found.append(Drift(code, None, one.weight, facts))
    return found


def _together(values: Floats, error: Floats) -> Floats:
    """All series as one row; NaN in periods of which nothing was forecast."""
    total = np.nansum(values, axis=0, keepdims=True)
    return np.where(np.isfinite(error).any(axis=0, keepdims=True), total, np.nan)


def _beyond(
    ledger: Ledger, code: str, error: Floats, other: Floats, ratio: float, errors: float
) -> list[Drift]:
    """Rows whose error exceeds the other by the ratio and by so many standard errors."""
    apart = error - other
    count = (~np.isnan(apart)).sum(axis=1)
    mean = nan_mean(apart, 1)
    square = np.where(np.isnan(apart), 0, (apart - mean[:, None]) ** 2).sum(axis=1)
    chance = np.sqrt(square / np.maximum(count - 1, 1) / np.maximum(count, 1))
    live, was = nan_mean(error, 1), nan_mean(other, 1)
    gone = (count >= LEAST[ledger.freq]) & (live > ratio * was) & (mean > errors * chance)
    return [
        Drift(
            code,
            int(row),
            float(mean[row] * count[row]),
            {"live": float(live[row]), "was": float(was[row]), "periods": int(count[row])},
        )
        for row in np.flatnonzero(gone)
    ]


def _coverage(ledger: Ledger) -> list[Drift]:
    count = (~np.isnan(ledger.inside)).sum(axis=1)
    held = np.nansum(ledger.inside, axis=1).astype(np.int64)
    enough = count >= LEAST[ledger.freq]
    rows = np.flatnonzero(enough & off_nominal(held, count, SERIES))
    found = [_held("coverage_off", int(row), int(held[row]), int(count[row])) for row in rows]
    periods = int((~np.isnan(ledger.inside)).any(axis=0).sum())
    total, of = held.sum(keepdims=True), count.sum(keepdims=True)
    if periods >= LEAST[ledger.freq] and off_nominal(total, of, FAMILY)[0]:
        found.append(_held("coverage_off", None, int(total[0]), int(of[0])))
    return found


def _held(code: str, row: int | None, held: int, count: int) -> Drift:
    facts: dict[str, float | int] = {"held": held, "values": count}
    return Drift(code, row, abs(held / count - NOMINAL) * count, facts)


def off_nominal(held: Ints, count: Ints, bar: Bar) -> Bools:
    """Exact two-sided binomial test of the 80 % band, and that it is off by more than points."""
    below, above = binom.cdf(held, count, NOMINAL), binom.sf(held - 1, count, NOMINAL)
    odds = np.minimum(1.0, 2 * np.minimum(below, above))
    apart = np.abs(held / np.maximum(count, 1) - NOMINAL)
    return np.asarray((count > 0) & (odds < bar.odds) & (apart > bar.points))


def _year_before(panel: Panel) -> Floats:
    """blocks[i, b]: means of the blocks of the year before the last one."""
    size = RECENT[panel.freq]
    count = (min(panel.periods, panel.freq.year + size) - size) // size
    if count < LEAST_BLOCKS:
        return np.full((len(panel.ids), 1), np.nan)
    part = panel.values[:, panel.periods - (count + 1) * size : panel.periods - size]
    return np.asarray(part.reshape(len(panel.ids), count, size).mean(axis=2))


def _shifts(panel: Panel) -> list[Drift]:
    """Series whose last block lies outside all blocks of the year before: a season does not."""
    size = RECENT[panel.freq]
    blocks, new = _year_before(panel), nan_mean(panel.values[:, -size:], 1)
    highest, lowest, usual = blocks.max(axis=1), blocks.min(axis=1), blocks.mean(axis=1)
    counts = 3 * np.sqrt(np.maximum(usual, 0) / size)
    up = (new > HIGHER * highest) & (new - highest > counts)
    down = (new < LOWER * lowest) & (lowest - new > counts) & ~_silent(panel)[0]
    return [
        Drift(
            "input_shift",
            int(row),
            float(abs(new[row] - usual[row]) / max(usual[row], 1e-9)),
            {"now": float(new[row]), "was": float(usual[row]), "periods": size},
        )
        for row in np.flatnonzero(up | down)
    ]


def _silent(panel: Panel) -> tuple[Bools, Ints, Floats]:
    """Which series fell silent, since how many periods, and the usual value of one."""
    year = panel.values[:, -panel.freq.year :]
    run = np.zeros(len(panel.ids), dtype=np.int64)
    longest = np.zeros_like(run)
    for column in year.T:
        longest = np.where(column == 0, longest, np.maximum(longest, run))
        run = np.where(column == 0, run + 1, 0)
    known = (~np.isnan(year)).sum(axis=1) - run
    usual = np.where(known > 0, np.nansum(year, axis=1) / np.maximum(known, 1), 0.0)
    enough = (run >= SILENCE[panel.freq]) & (run > 2 * longest)
    return enough & (usual * run >= LEAST_EXPECTED), run, usual


def _silences(panel: Panel) -> list[Drift]:
    silent, run, usual = _silent(panel)
    return [
        Drift(
            "silent",
            int(row),
            float(usual[row] * run[row]),
            {"periods": int(run[row]), "usual": float(usual[row])},
        )
        for row in np.flatnonzero(silent)
    ]


def _psi(panel: Panel) -> list[Drift]:
    """All series together: their last block, in units of their own year, against that year."""
    size = RECENT[panel.freq]
    count = min(panel.periods - size, panel.freq.year)
    if count < LEAST_BLOCKS * size:
        return []
    before = panel.values[:, -count - size : -size]
    level = nan_mean(before, 1)[:, None]
    level = np.where(level > 0, level, np.nan)
    index = stability(before / level, panel.values[:, -size:] / level)
    if index <= PSI_LIMIT:
        return []
    return [Drift("input_shift", None, index, {"psi": index, "periods": size})]


def stability(before: Floats, after: Floats) -> float:
    """Population stability index over deciles of `before`: sum of (a - b) ln(a / b)."""
    old, new = (each[~np.isnan(each)] for each in (before, after))
    if not len(old) or not len(new):
        return 0.0
    old = old[:: max(1, len(old) // MOST_VALUES)]
    edges = np.unique(np.quantile(old, np.linspace(0, 1, BINS + 1)[1:-1]))
    shares = [
        (np.bincount(np.searchsorted(edges, each, side="left"), minlength=len(edges) + 1) + 0.5)
        / (len(each) + 0.5 * (len(edges) + 1))
        for each in (old, new)
    ]
    return float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())
