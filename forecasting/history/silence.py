"""Where records are silent, and what the silence was taken for: said per series, never assumed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from forecasting.core.checks import gaps_of
from forecasting.core.freq import Bools, Floats, Freq, Ints, period_dates
from forecasting.core.notes import Fact, Note, figure
from forecasting.core.series import Fill

UNLIKELY = 20.0
"""A spell in which so many patients would have come or gone, and none did, is no chance: exp(-20)
of such spells are."""
TAKEN = {Fill.ZERO: "nothing used", Fill.PREVIOUS: "the value before"}
CODES = {Fill.ZERO: "unrecorded_zero", Fill.PREVIOUS: "unrecorded_previous"}


def unrecorded(
    ids: tuple[str, ...], values: Floats, first: date, freq: Freq, fill: Fill
) -> dict[str, tuple[Note, ...]]:
    """Series with periods without a record after their first; values[i, t] is NaN there."""
    gaps = gaps_of(values)
    dates = period_dates(first, values.shape[1], freq)
    begun = (~np.isnan(values)).argmax(axis=1)
    found: dict[str, tuple[Note, ...]] = {}
    for row in np.flatnonzero(gaps.any(axis=1)):
        begin, end = max(_spells(gaps[row]), key=lambda spell: spell[1] - spell[0])
        facts: dict[str, Fact] = {
            "gaps": int(gaps[row].sum()),
            "count": int(values.shape[1] - begun[row]),
            "noun_word": freq.noun,
            "first_date": str(dates[begin]),
            "last_date": str(dates[end - 1]),
        }
        sentence = (
            f"{facts['gaps']} of {facts['count']} {freq.noun} without a record, the longest spell "
            f"from {facts['first_date']} to {facts['last_date']}, count as {TAKEN[fill]}: if "
            "reports are missing there, bring them in"
        )
        found[ids[row]] = (Note(CODES[fill], sentence, facts),)
    return found


def silent_days(
    ids: tuple[str, ...], moved: Floats, begun: Bools, first: int
) -> dict[str, tuple[Note, ...]]:
    """Wards of a facility in which nobody came or went for longer than chance would have it.

    moved[i, t]: who came or went in ward i (FACILITY/WARD) on day first + t. A ward without
    patients on a day is empty; a whole hospital is a feed that stopped.
    """
    facilities = np.array([name.partition("/")[0] for name in ids], dtype=object)
    found: dict[str, tuple[Note, ...]] = {}
    for facility in sorted(set(facilities)):
        wards = np.flatnonzero(facilities == facility)
        open_ = np.flatnonzero(begun[wards].any(axis=0))
        if not len(open_):
            continue
        start = int(open_[0])
        note = _silence(facility, moved[wards, start:].sum(axis=0), first + start)
        if note is not None:
            found |= {ids[ward]: (note,) for ward in wards}
    return found


def _silence(facility: str, moved: Floats, first: int) -> Note | None:
    """Of the longest spell without anybody; usual are the other days."""
    begin, end = max(_spells(moved == 0), key=lambda spell: spell[1] - spell[0], default=(0, 0))
    usual = float(moved.sum()) / max(len(moved) - (end - begin), 1)
    if usual * (end - begin) < UNLIKELY:
        return None
    days = np.array([first + begin, first + end - 1]).astype("datetime64[D]")
    facts: dict[str, Fact] = {
        "facility": facility,
        "usual": figure(round(usual, 1)),
        "first_date": str(days[0]),
        "last_date": str(days[1]),
    }
    sentence = (
        f"nobody came to {facility} or left it from {days[0]} to {days[1]}, where "
        f"{facts['usual']} a day are usual: counted as none; if the records stopped, bring them in"
    )
    return Note("silent_days", sentence, facts)


def _spells(flags: Bools) -> Iterator[tuple[int, int]]:
    """Half-open runs of True."""
    edges: Ints = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
