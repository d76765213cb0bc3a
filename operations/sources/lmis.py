"""Monthly logistics records: what each site used of each product, as national systems export it.

CSV with columns year, month, site_code, product_code and stock_distributed (units); region and
stock_end where they are there. A month without a row counts as nothing used, and is
known as not reported.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from operations.core.errors import UnsupportedInstance

COLUMNS = ("year", "month", "site_code", "product_code", "stock_distributed")
FEWEST_REPORTS = 30
NOTHING = (0.0, np.nan)
Key = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Series by site and product. used[i, t] in units; reported[i, t]; left[i, t]: units
    at the month's end, NaN where nobody said; groups: codes of site, product and region by series;
    first_month: of the year, 0 for January."""

    series: tuple[Key, ...]
    used: NDArray[np.float64]
    reported: NDArray[np.bool_]
    left: NDArray[np.float64]
    groups: dict[str, NDArray[np.int64]]
    first_month: int


def read_history(path: Path) -> History:
    """Series with at least 30 reports, by site and product. Raises UnsupportedInstance naming the
    line for another file."""
    used: defaultdict[Key, dict[int, tuple[float, float]]] = defaultdict(dict)
    regions: dict[str, str] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise UnsupportedInstance(str(path), 1, f"no column {missing[0]}")
        for number, row in enumerate(reader, 2):
            try:
                month = 12 * int(row["year"]) + int(row["month"]) - 1
                units = max(0.0, float(row["stock_distributed"] or 0))
                left = float(row.get("stock_end") or np.nan)
            except ValueError as error:
                raise UnsupportedInstance(str(path), number, str(error)) from error
            used[row["site_code"], row["product_code"]][month] = units, left
            regions[row["site_code"]] = row.get("region") or ""
    kept = {key: months for key, months in sorted(used.items()) if len(months) >= FEWEST_REPORTS}
    if not kept:
        raise UnsupportedInstance(str(path), None, f"no series has {FEWEST_REPORTS} months")
    return _history(kept, regions)


def _history(kept: dict[Key, dict[int, tuple[float, float]]], regions: dict[str, str]) -> History:
    first = min(min(months) for months in kept.values())
    last = max(max(months) for months in kept.values())
    span = range(first, last + 1)
    return History(
        series=tuple(kept),
        used=np.array([[months.get(m, NOTHING)[0] for m in span] for months in kept.values()]),
        reported=np.array([[m in months for m in span] for months in kept.values()]),
        left=np.array([[months.get(m, NOTHING)[1] for m in span] for months in kept.values()]),
        groups={
            "site": _codes([site for site, _ in kept]),
            "product": _codes([product for _, product in kept]),
            "region": _codes([regions[site] for site, _ in kept]),
        },
        first_month=first % 12,
    )


def _codes(names: list[str]) -> NDArray[np.int64]:
    return np.unique(np.array(names), return_inverse=True)[1].astype(np.int64)
