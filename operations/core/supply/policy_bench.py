"""Ordering rules side by side on a real history: the frontier of fill against stock and waste.

Reads monthly logistics records (CSV: year, month, site_code, product_code, stock_distributed);
a missing month counts as none used. Series with at least 30 reports are replayed.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from operations.core.errors import UnsupportedInstance
from operations.core.supply.simulate import (
    Floats,
    OrderRule,
    Replayed,
    msupply,
    openlmis,
    quantile_base_stock,
    replay,
)

COLUMNS = ("year", "month", "site_code", "product_code", "stock_distributed")
FEWEST_REPORTS = 30
AT_FILL = 0.97
LEADS = (1, 2)
MONTHS_OF_STOCK = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12)
LEVELS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995, 0.998, 0.9995)


def benchmark_rows(files: Sequence[Path | str], seed: int = 1) -> list[dict[str, Any]]:
    """Every rule's frontier at lead times of one and two months, then each at equal fill.

    `seed` is not used: nothing is drawn. Raises UnsupportedInstance for a file without the columns.
    """
    del seed
    rows = []
    for file in files:
        demand = read_history(Path(file))
        for lead in LEADS:
            for policy, rules in _rules(lead).items():
                found = [(name, replay(demand, rule, lead)) for name, rule in rules]
                rows += [_row(policy, lead, result, parameter=name) for name, result in found]
                equal = at_fill([result for _, result in found], AT_FILL)
                if equal is not None:
                    rows.append(_row(policy, lead, equal, at_fill=AT_FILL))
    return rows


def _rules(lead: int) -> dict[str, list[tuple[str, OrderRule]]]:
    return {
        "openlmis": [(f"max {m:g}", openlmis(m)) for m in MONTHS_OF_STOCK],
        "msupply": [(f"min {m / 2:g} max {m:g}", msupply(m / 2, m)) for m in MONTHS_OF_STOCK],
        "quantile": [(f"level {q:g}", quantile_base_stock(q, lead)) for q in LEVELS],
    }


def _row(policy: str, lead: int, result: Replayed, **more: Any) -> dict[str, Any]:
    return {"policy": policy, "lead_time_months": lead, **asdict(result), **more}


def at_fill(frontier: Sequence[Replayed], fill: float) -> Replayed | None:
    """The frontier read at `fill`, on a straight line between its neighbours; None outside it."""
    points = sorted(frontier, key=lambda result: result.fill)
    for low, high in pairwise(points):
        if low.fill <= fill <= high.fill and high.fill > low.fill:
            share = (fill - low.fill) / (high.fill - low.fill)
            below, above = asdict(low), asdict(high)
            return Replayed(**{k: below[k] + share * (above[k] - below[k]) for k in below})
    return None


def read_history(path: Path) -> Floats:
    """Units used, series x months in order of site, product and month."""
    used: defaultdict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise UnsupportedInstance(str(path), 1, f"no column {missing[0]}")
        for number, row in enumerate(reader, 2):
            try:
                month = 12 * int(row["year"]) + int(row["month"])
                units = max(0.0, float(row["stock_distributed"] or 0))
            except ValueError as error:
                raise UnsupportedInstance(str(path), number, str(error)) from error
            used[row["site_code"], row["product_code"]][month] = units
    return _matrix(path, used)


def _matrix(path: Path, used: dict[tuple[str, str], dict[int, float]]) -> Floats:
    kept = [months for _, months in sorted(used.items()) if len(months) >= FEWEST_REPORTS]
    if not kept:
        raise UnsupportedInstance(str(path), None, f"no series has {FEWEST_REPORTS} months")
    first = min(min(months) for months in kept)
    last = max(max(months) for months in kept)
    return np.array([[months.get(m, 0.0) for m in range(first, last + 1)] for months in kept])
