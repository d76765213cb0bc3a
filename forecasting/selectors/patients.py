"""When patients in bed are expected to leave, as bed planning asks it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from forecasting.models import ExpectedDischarge
from hospital.models import Facility

STALE_DAYS = 14
"""An older forecast says nothing that finished stays do not say better."""


def nights_expected(*, facility: Facility, start: date, quantile: float) -> dict[int, int]:
    """By the key of a stay: nights from `start` by whose end it has ended with that probability.

    For patients who are still there on the morning of `start`. Left out: who came after the
    forecast was made, and all where it is older than `STALE_DAYS`.
    """
    rows = ExpectedDischarge.objects.filter(stay__facility=facility, run__is_current=True)
    found = {}
    for stay, seen, chances in rows.values_list("stay", "run__last_ds", "chances"):
        gone = (start - seen).days - 1 if seen is not None else -1
        if 0 <= gone < min(STALE_DAYS, len(chances)):
            found[stay] = _nights(chances, gone, quantile)
    return found


def nights_chances(*, facility: Facility, start: date) -> dict[int, list[float]]:
    """By the key of a stay: the probability that it lasts no more than 0, 1, 2 ... nights from
    `start`, for the same patients as `nights_expected`."""
    rows = ExpectedDischarge.objects.filter(stay__facility=facility, run__is_current=True)
    found = {}
    for stay, seen, chances in rows.values_list("stay", "run__last_ds", "chances"):
        gone = (start - seen).days - 1 if seen is not None else -1
        if 0 <= gone < min(STALE_DAYS, len(chances)):
            already = chances[gone - 1] if gone else 0.0
            rest = max(1 - already, 1e-9)
            found[stay] = [min(1.0, (chance - already) / rest) for chance in chances[gone:]]
    return found


def chance_left(row: ExpectedDischarge, *, day: date, today: date) -> float | None:
    """Probability that the patient has left when `day` is over, who was there as `today` began.

    None beyond what the forecast tells.
    """
    seen = row.run.last_ds or row.run.as_of
    at, gone = (day - seen).days - 1, (today - seen).days - 1
    if not 0 <= at < len(row.chances):
        return None
    already = row.chances[gone - 1] if gone > 0 else 0.0
    return float((row.chances[at] - already) / (1 - already)) if already < 1 else 1.0


def _nights(chances: Sequence[float], gone: int, quantile: float) -> int:
    """`gone`: days of the forecast that are over before the first night."""
    already = chances[gone - 1] if gone else 0.0
    wanted = already + quantile * (1 - already)
    for position in range(gone, len(chances)):
        if chances[position] >= wanted:
            return position - gone
    return len(chances) - gone
