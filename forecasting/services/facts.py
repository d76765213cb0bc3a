"""What a run and its series say of themselves: scores of every member, data, versions, drivers.

Frames and the core are imported where they are used, as everywhere in the shell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from forecasting.core.protection.options import LENGTHS, NIGHT, OPPONENTS
from forecasting.models import MODEL_LENGTH, ForecastKind
from forecasting.notes import run_said, series_said
from hospital.said import Said

if TYPE_CHECKING:
    from forecasting.core.backtest import SeriesScore
    from forecasting.core.drivers import Drivers
    from forecasting.core.jobfiles import Outline
    from forecasting.core.request import ForecastAnswer
    from forecasting.core.series import Panel

NAIVE = "seasonal_naive"
MEASURES = ("mae", "wape", "mase", "smape", "wql", "coverage80")
TOTALS_KEPT = 14


def run_facts(kind: str, answer: ForecastAnswer, outline: Outline, panel: Panel) -> dict[str, Any]:
    """The fields of a ForecastRun that come from the answer and the job."""
    return _trained(kind, answer, outline) | {
        "model": answer.model[:MODEL_LENGTH],
        "seed": answer.seed,
        "first_ds": outline.first,
        "last_ds": answer.last,
        "data_sha256": answer.data_sha256,
        "history_values": answer.history_values,
        "train_rows": answer.train_rows,
        "features": list(answer.features),
        "versions": dict(answer.versions),
        "scores": _scores(answer),
        "members": [asdict(score) for score in answer.members],
        "buckets": [asdict(bucket) for bucket in answer.buckets],
        "drivers": driver_shares(answer.drivers.values()),
        "totals": period_totals(panel),
        "notes": _notes(answer),
    }


def _trained(kind: str, answer: ForecastAnswer, outline: Outline) -> dict[str, Any]:
    """How far ahead, and the options: whole intervals have their own."""
    import msgspec

    if kind != ForecastKind.PROTECTION:
        return {"horizon": outline.horizon, "options": msgspec.to_builtins(outline.options)}
    options = replace(NIGHT, seed=answer.seed)
    return {"horizon": len(LENGTHS), "options": {"model": asdict(options)}}


def _scores(answer: ForecastAnswer) -> dict[str, Any]:
    """What is used, calibrated, and what it has to beat as it is."""
    if answer.family is None:
        return {}
    used = {name: getattr(answer.family, name) for name in MEASURES}
    scores = {answer.model[:MODEL_LENGTH]: used | {"windows": answer.family.windows}}
    for member in answer.members:
        if member.name in (NAIVE, *OPPONENTS):
            scores.setdefault(member.name, asdict(member.overall))
    return scores


def _notes(answer: ForecastAnswer) -> Said:
    singles = sum(1 for name in answer.notes if name != "*")
    return run_said(answer.notes.get("*", ()), singles)


def driver_shares(drivers: Iterable[Drivers]) -> dict[str, float]:
    """Per group the mean size of its part over the mean forecast: how much it moves, overall."""
    sizes: dict[str, float] = defaultdict(float)
    total = 0.0
    for each in drivers:
        count = len(each.steps)
        for group, values in each.groups.items():
            sizes[group] += sum(map(abs, values)) / count
        total += sum(map(sum, each.groups.values())) / count
    return {g: round(size / total, 4) for g, size in sizes.items()} if total > 0 else {}


def period_totals(panel: Panel) -> dict[str, float]:
    """What the records say of the last periods, all series together."""
    import numpy as np

    dates = panel.dates()[-TOTALS_KEPT:].tolist()
    totals = np.nansum(panel.values[:, -TOTALS_KEPT:], axis=0).tolist()
    return {day.isoformat(): round(total, 4) for day, total in zip(dates, totals, strict=True)}


def series_facts(
    name: str, answer: ForecastAnswer, scores: Mapping[str, SeriesScore]
) -> dict[str, Any]:
    """The fields of a ForecastSeries that come from its score, drivers and notes."""
    score = scores.get(name)
    drivers = answer.drivers.get(name)
    measures = ("mae", "mase", "wape", "wql", "coverage80", "beats_seasonal_naive")
    naive = ("seasonal_naive_mae", "seasonal_naive_wql")
    found = {each: getattr(score, each) for each in (*measures, *naive)} if score else {}
    return found | {
        "model": (score.model if score else "simple")[:MODEL_LENGTH],
        "note": series_said(answer.notes.get(name, ())),
        "drivers": asdict(drivers) if drivers else {},
    }
