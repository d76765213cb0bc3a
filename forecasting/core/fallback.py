"""Histories that no model should be asked about: a simple forecast and a note that says so."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from forecasting.core.freq import Floats, Freq
from forecasting.core.notes import Fact, Note, Notes, figure
from forecasting.core.prediction import Prediction
from forecasting.core.series import Panel

LEAST_PERIODS = {Freq.DAILY: 28, Freq.WEEKLY: 16, Freq.MONTHLY: 13}
"""Below this there is no second weekday to compare, or no year to know a season from."""
ENOUGH_VALUES = 8
MOST_MEAN, MOST_QUANTILE, FEW = 2.0, 4.0, 4.0


def reason(values: Floats, freq: Freq) -> Note | None:
    """Why a series (NaN before it begins) gets the simple forecast, or None if it may be modelled.

    It names what there is and what is done with it.
    """
    known = values[~np.isnan(values)]
    count = len(known)
    if count == 0:
        return Note("no_history", "no history: forecast of zero until records come in")
    facts: dict[str, Fact] = {"count": count, "noun_word": freq.noun}
    head = f"{count} {freq.noun} of history"
    if not known.any():
        return Note("all_zero", f"{head}, all zero: forecast of zero", facts)
    if count < LEAST_PERIODS[freq]:
        return Note("short_history", f"{head}: mean of what there is", facts)
    if known.min() == known.max():
        facts |= {"value": figure(known[0])}
        return Note(
            "always_the_same", f"{head}, always {figure(known[0]):,}: the same again", facts
        )
    return None


def simple_forecast(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
    """Mean of what there is at every horizon, with the spread seen or, from few values, Poisson."""
    mean = np.zeros((len(panel.ids), horizon))
    spread = np.zeros((len(panel.ids), horizon, len(quantiles)))
    for row, values in enumerate(panel.values):
        known = values[~np.isnan(values)]
        if len(known):
            mean[row] = known.mean()
            spread[row] = _quantiles(known, quantiles)[None, :]
    return Prediction(mean, spread).tidy()


def bounded(prediction: Prediction, panel: Panel) -> tuple[Prediction, Notes]:
    """The forecast held within what its series can bear, and a note for each that was held.

    A model of changes follows an exploding series to where nothing ever was. The mean stays below
    twice the highest value seen, quantiles below four times, and a few more for rare counts.
    """
    if not panel.periods:
        return prediction, {}
    highest = np.nan_to_num(panel.values).max(axis=1)
    most = MOST_MEAN * highest + FEW
    mean = np.minimum(prediction.mean, most[:, None])
    levels = np.minimum(prediction.quantiles, (MOST_QUANTILE * highest + FEW)[:, None, None])
    held = (mean < prediction.mean).any(axis=1)
    notes = {panel.ids[row]: (_held(figure(most[row])),) for row in np.flatnonzero(held)}
    return Prediction(mean, levels), notes


def _held(most: int | float) -> Note:
    return Note(
        "growing_without_end",
        f"growing without end: held at {most:,}, twice the most ever seen; look at the last "
        "records",
        {"most": most},
    )


def _quantiles(known: Floats, quantiles: tuple[float, ...]) -> Floats:
    if len(known) >= ENOUGH_VALUES or (len(known) > 1 and not known.any()):
        return np.asarray(np.quantile(known, quantiles), dtype=np.float64)
    return np.array([_poisson(float(known.mean()), quantile) for quantile in quantiles])


def _poisson(mean: float, quantile: float) -> float:
    """Smallest count whose Poisson probability to be reached or undercut is the quantile."""
    if mean > 500:
        return round(NormalDist(mean, math.sqrt(mean)).inv_cdf(quantile))
    count, chance = 0, math.exp(-mean)
    total = chance
    while total < quantile:
        count += 1
        chance *= mean / count
        total += chance
    return float(count)
