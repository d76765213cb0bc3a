"""What a run had seen last of each series and total, for the picture beside the forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from forecasting.core.freq import Floats, Freq

if TYPE_CHECKING:
    import pandas as pd

    from forecasting.core.series import Panel

PERIODS = {Freq.DAILY: 56, Freq.WEEKLY: 52, Freq.MONTHLY: 24}
"""Twice the horizon or more: a season to compare with, and no more than a page shows."""


def recent_values(panel: Panel, places: pd.DataFrame | None) -> dict[str, list[float | None]]:
    """By the core's name of a series (its id) or total (LEVEL:CODE): the last periods' values, None
    where there was nothing yet. A total is what its parts had."""
    last = panel.values[:, -PERIODS[panel.freq] :]
    found = {name: _listed(row) for name, row in zip(panel.ids, last, strict=True)}
    if places is None:
        return found
    labels = places.astype(str).set_index("unique_id").reindex(list(panel.ids)).fillna("")
    for level in labels.columns:
        codes = labels[level].to_numpy(dtype=object)
        for code in set(codes.tolist()) - {""}:
            found[f"{level}:{code}"] = _listed(_sum(last[codes == code]))
    return found


def _sum(parts: Floats) -> Floats:
    """Nothing where no part has begun."""
    known = ~np.isnan(parts)
    return np.where(known.any(axis=0), np.nansum(parts, axis=0), np.nan)


def _listed(values: Floats) -> list[float | None]:
    return [None if np.isnan(value) else round(value, 4) for value in values.tolist()]
