"""`manage.py benchmark policy`: the learned levels beside the rules of the systems in use.

A real history of monthly use is replayed with lost sales, first-expired-first-out and a shelf life
of twelve months; the first months (a year, or more where only later ones are to count) fill the
shelves. Levels are learned walk-forward: each month from the months before it. Lead times are one
month, two, and where a file of real ones is given, drawn from it for each order, in months as they
are and scaled to a mean of two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from forecasting.core.censoring import Used as Recorded
from forecasting.core.censoring import repaired
from forecasting.core.protection.features import Use
from forecasting.core.protection.levels import walked_high, walked_levels, without
from forecasting.core.protection.options import ProtectionOptions
from forecasting.core.protection.spans import Spans
from operations.core.supply.frontier import Compared, Interval, compare
from operations.core.supply.policy_bench import BASELINE, level_rules, lived, peer_rules
from operations.core.supply.simulate import Ints, Lived, fill_by, measure
from operations.sources.lmis import History, read_history
from operations.sources.scms import read_lead_days

FILLS = (0.95, 0.97)
FIXED_LEADS = (1, 2)
SCALED_MONTHS = 2.0
DAYS = 30.44
SERVICE_LEVELS = (0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.965, 0.98, 0.988, 0.994, 0.997)
PARTS = ("groups", "memory", "ease", "life", "averaging")
PRICES = (1.0, 0.5)
"""Exponents on a lost unit beside the usual one: in units only, and nearer to shares."""
LEARNED = "learned"


@dataclass(frozen=True, slots=True, eq=False)
class Leads:
    """A name, the chances that levels are learned with, and what each order really takes."""

    name: str
    spans: Spans
    months: int | Ints


def benchmark_rows(
    files: Sequence[Path],
    leads_file: Path | None = None,
    seed: int = 1,
    parts: bool = False,
    burn_in_months: int = 12,
    behind_stockouts: bool = False,
) -> Iterator[dict[str, Any]]:
    """Each rule at equal fill for each history and lead time, then its frontier. parts: also the
    learned levels with one part left out. behind_stockouts: the demand behind months that ended
    without stock is estimated and replayed in place of what was handed out. Raises
    UnsupportedInstance for a file it cannot read."""
    for file in files:
        history = read_history(file)
        if behind_stockouts:
            history = uncensored(history)
        for leads in _leads(history, leads_file, seed):
            asked = parts and leads.name == "1"
            yield from _rows(history, leads, seed, asked, burn_in_months)


def uncensored(history: History) -> History:
    """The history with the demand estimated behind months that ended with an empty shelf, though
    no day was recorded as out; months without a report stay without use."""
    series, month = np.nonzero(history.reported)
    found = repaired(
        Recorded(
            units=history.used[series, month],
            days=np.full(len(series), round(DAYS)),
            out=np.zeros(len(series), dtype=np.int64),
            left=history.left[series, month],
            series=series,
            kin=history.groups["product"][series],
            first=month * round(DAYS),
            phase=(history.first_month + month) % 12,
        )
    )
    used = np.zeros(history.used.shape)
    used[series, month] = np.round(found.units)
    return replace(history, used=used)


def _leads(history: History, file: Path | None, seed: int) -> Iterator[Leads]:
    for months in FIXED_LEADS:
        yield Leads(f"{months}", Spans.fixed(months), months)
    if file is None:
        return
    days = np.array([d for mode in read_lead_days(file).values() for d in mode])
    for name, share in (("real, mean 2", SCALED_MONTHS * DAYS / days.mean()), ("real", 1.0)):
        months = np.maximum(1, np.round(days * share / DAYS)).astype(np.int64)
        taken, count = np.unique(months, return_counts=True)
        spans = Spans(tuple(taken.tolist()), tuple((count / count.sum()).tolist()))
        drawn = np.random.default_rng(seed).choice(months, history.used.shape)
        yield Leads(name, spans, drawn)


def _rows(
    history: History, leads: Leads, seed: int, parts: bool, burn_in_months: int
) -> Iterator[dict[str, Any]]:
    options = ProtectionOptions(seed=seed)
    rules = peer_rules(leads.spans.mean)
    for name, levels in _learned(history, leads.spans, options, parts):
        rules[name] = level_rules(levels)
    lives = lived(history.used, rules, leads.months, burn_in_months)
    frontiers = {policy: list(settings.values()) for policy, settings in lives.items()}
    for fill in FILLS:
        for policy, found in compare(frontiers, BASELINE, fill, seed).items():
            if found.at is not None:
                yield _equal(policy, leads.name, fill, found)
    for policy, settings in lives.items():
        for name, each in settings.items():
            yield _row(policy, leads.name, parameter=name, **asdict(measure(each))) | (
                {"worst_product_fill": _worst(each, history)}
            )


def _learned(
    history: History, spans: Spans, options: ProtectionOptions, parts: bool
) -> Iterator[tuple[str, dict[float, Any]]]:
    use = Use(history.used, history.reported, history.groups, history.first_month)
    high = walked_high(use, spans, options)

    def levels(asked: ProtectionOptions, high: Any) -> dict[float, Any]:
        found = walked_levels(use, spans, SERVICE_LEVELS, asked, high)
        return dict(zip(SERVICE_LEVELS, found, strict=True))

    yield LEARNED, levels(options, high)
    if not parts:
        return
    for part in PARTS:
        left = without(part, options)
        heads = high if left.seeds == options.seeds else walked_high(use, spans, left)
        yield f"{LEARNED}, no {part}", levels(left, heads)
    for price in PRICES:
        priced = replace(options, price=price)
        yield f"{LEARNED}, price {price:g}", levels(priced, walked_high(use, spans, priced))


def _worst(each: Lived, history: History) -> float:
    return min(fill_by(each, history.groups["product"]).values())


def _row(policy: str, leads: str, **more: Any) -> dict[str, Any]:
    return {"policy": policy, "lead_time_months": leads, **more}


def _equal(policy: str, leads: str, fill: float, found: Compared) -> dict[str, Any]:
    assert found.at is not None
    return _row(
        policy,
        leads,
        at_fill=fill,
        **asdict(found.at),
        mos_95=_told(found.mos),
        less_stock=found.less_stock,
        less_stock_95=_told(found.less_stock_range),
        less_waste=found.less_waste,
        p10_gain_95=_told(found.p10_gain_range),
    )


def _told(interval: Interval | None) -> str:
    return "-" if interval is None else f"{interval.low:.3g}..{interval.high:.3g}"
