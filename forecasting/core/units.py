"""A series that is counted in another unit from some day on: packs where it was tablets.

Found where the typical value jumps at once, by a factor that packs come in, and stays there: the
logarithms of a long stretch before and of all that came after hardly overlap. The history before
the jump is then told in the new unit, so that a season learned in packs goes on in tablets; what
is forecast is in the unit that the records have now. Where the jump was a true one (a new clinic),
the level is right all the same, and the note says what to look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd

from forecasting.core.errors import BadSeries
from forecasting.core.freq import Dates, Floats, Freq
from forecasting.core.notes import Note, Notes, figure
from forecasting.core.series import Panel

FACTORS = (10.0, 12.0, 20.0, 24.0, 28.0, 30.0, 50.0, 60.0, 100.0, 500.0, 1000.0)
"""What packs usually hold."""
LEAST_FACTOR = 6.0
"""A product's own smaller pack is not told from a season or an outbreak."""
NEAR = 0.18
"""How far the logarithm of a jump may be from that of a pack."""
LEAST_VALUES = {Freq.DAILY: 28, Freq.WEEKLY: 8, Freq.MONTHLY: 5}
"""Values that are not zero, on either side of a jump."""
APART = 4.0
"""Robust standard deviations between the two sides."""
MOST_OFTEN = 1.5
"""Ratio of the shares of periods with use, before and after."""
OVERLAP = 0.1
"""Share of values that may lie on the wrong side of the middle."""


class Units(StrEnum):
    """What to do about a change of unit: nothing, say it and mend it, or refuse the frame."""

    IGNORE = "ignore"
    MEND = "mend"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class UnitChange:
    """From period `period` on, series `series` (position) is `factor` times what it was before."""

    series: int
    period: int
    factor: float


def unit_changes(panel: Panel, packs: Floats | None = None) -> list[UnitChange]:
    """The clearest change of each series, if it has one. packs[i]: units in the pack of series i,
    NaN where nobody knows."""
    if panel.periods < 2 * LEAST_VALUES[panel.freq]:
        return []
    logs = np.log(np.where(panel.values > 0, panel.values, np.nan))
    found = []
    for series, period in _suspects(logs, LEAST_VALUES[panel.freq]):
        own = float(packs[series]) if packs is not None else float("nan")
        factor = _factor(logs[series], period, LEAST_VALUES[panel.freq], own)
        if factor is not None:
            found.append(UnitChange(series, period, factor))
    return found


def _suspects(logs: Floats, least: int) -> list[tuple[int, int]]:
    """Per series the split with the clearest difference of means, where it could be a pack."""
    known = ~np.isnan(logs)
    count = np.cumsum(known, axis=1).astype(np.float64)
    total = np.cumsum(np.nan_to_num(logs), axis=1)
    before, after = count[:, :-1], count[:, -1:] - count[:, :-1]
    fits = (before >= least) & (after >= least) & known[:, 1:]
    left = total[:, :-1] / np.maximum(before, 1)
    right = (total[:, -1:] - total[:, :-1]) / np.maximum(after, 1)
    weight = before * after / np.maximum(before + after, 1)
    gain = np.where(fits, weight * (right - left) ** 2, 0.0)
    at = gain.argmax(axis=1)
    rows = np.arange(len(logs))
    wide = fits[rows, at] & (np.abs(right - left)[rows, at] > np.log(LEAST_FACTOR) - NEAR)
    return [(int(row), int(at[row]) + 1) for row in np.flatnonzero(wide)]


def _factor(logs: Floats, period: int, least: int, pack: float) -> float | None:
    """The pack that explains the jump at `period`, above or below 1; None where none does."""
    left, right = _known(logs[:period]), _known(logs[period:])
    if not _as_often(logs, period):
        return None
    jump = float(np.median(right) - np.median(left))
    spread = np.concatenate([left - np.median(left), right - np.median(right)])
    if abs(jump) < APART * 1.4826 * float(np.median(np.abs(spread))):
        return None
    middle = (np.median(right) + np.median(left)) / 2
    wrong = (left > middle, right < middle) if jump > 0 else (left < middle, right > middle)
    if max(side.mean() for side in wrong) > OVERLAP:
        return None
    at_once = float(np.median(right[: least // 2]) - np.median(left[-(least // 2) :]))
    if abs(at_once - jump) > np.log(2):
        return None
    size = _pack_near(abs(jump), pack)
    return None if size is None else size if jump > 0 else 1 / size


def _pack_near(jump: float, own: float) -> float | None:
    """The product's own pack if it is as large as the jump (a logarithm), else a usual one."""
    usual = min(FACTORS, key=lambda size: abs(jump - np.log(size)))
    for size in (own, usual):
        if size >= LEAST_FACTOR and abs(jump - np.log(size)) <= NEAR:
            return size
    return None


def _as_often(logs: Floats, period: int) -> bool:
    """Whether there are values as often before as after: another unit does not make use more
    frequent, a product that takes on does."""
    used = ~np.isnan(logs)
    first = int(np.argmax(used))
    before, after = used[first:period].mean(), used[period:].mean()
    return bool(max(before, after) <= MOST_OFTEN * min(before, after))


def _known(logs: Floats) -> Floats:
    return logs[~np.isnan(logs)]


def mended(panel: Panel, changes: Sequence[UnitChange]) -> Panel:
    """The panel with everything before each change told in the unit after it."""
    values = panel.values.copy()
    for change in changes:
        values[change.series, : change.period] *= change.factor
    return replace(panel, values=values)


def change_notes(panel: Panel, changes: Sequence[UnitChange]) -> Notes:
    """Per series a note: since when, how much, what was done and what would mend it."""
    dates = panel.dates()
    return {panel.ids[change.series]: (_note(change, dates),) for change in changes}


def _note(change: UnitChange, dates: Dates) -> Note:
    factor = figure(change.factor)
    return Note(
        "unit_grew" if change.factor > 1 else "unit_shrank",
        f"{_told(change, dates)}: the history before was taken {factor:,} times; if the unit "
        "changed, correct the records before that day",
        {"since_date": str(dates[change.period]), "times": _times(change), "factor": factor},
    )


def _times(change: UnitChange) -> int | float:
    return figure(change.factor if change.factor > 1 else 1 / change.factor)


def refuse_changes(frame: pd.DataFrame, panel: Panel, changes: Sequence[UnitChange]) -> None:
    """Raise BadSeries for the first change, naming the row with which it begins."""
    for change in changes[:1]:
        name, day = panel.ids[change.series], panel.dates()[change.period]
        own = frame["unique_id"].astype(str) == name
        days = pd.to_datetime(frame["ds"]).to_numpy().astype("datetime64[D]")
        row = int(np.argmax(own.to_numpy() & (days == day)))
        what = f"{_told(change, panel.dates())}; give all values in one unit"
        raise BadSeries(name, row, what)


def _told(change: UnitChange, dates: Dates) -> str:
    word = "times as much" if change.factor > 1 else "times less"
    since = f"since {dates[change.period]} about {_times(change):,} {word} as before"
    return f"{since}, as if packs had become units or units packs"


def packs_of(frame: pd.DataFrame, column: str, ids: tuple[str, ...]) -> Floats | None:
    """Units in a pack per series, from a column of the frame; None without such a column."""
    if not column:
        return None
    sizes = frame.drop_duplicates("unique_id").set_index("unique_id")[column]
    found = sizes.reindex(list(ids))
    return np.asarray(pd.to_numeric(found, errors="coerce"), dtype=np.float64)
