"""Kinds of forecasts that are made together: `forecast_family(requests) -> answers`.

Each kind is forecast with its totals; admissions, discharges and occupancy are then agreed ward by
ward. What is answered adds up exactly: parts to totals, and each night to what made it. Quantiles
keep their shape around the agreed means; scores are those of the agreed forecasts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from forecasting.core.coherent import (
    BY_ERROR,
    BY_LEVEL,
    Agreed,
    Family,
    agree,
    recentred_windows,
    work_family,
)
from forecasting.core.drivers import AGREED, Drivers
from forecasting.core.flow import KINDS, OCCUPANCY
from forecasting.core.freq import Floats
from forecasting.core.members import OnProgress
from forecasting.core.notes import Note, joined
from forecasting.core.onestory import Story, one_story
from forecasting.core.pipeline import Worked, answered
from forecasting.core.prediction import Prediction
from forecasting.core.protection.answer import interval_answer
from forecasting.core.reconcile import exact, recentred
from forecasting.core.request import ForecastAnswer, ForecastRequest
from forecasting.core.totals import total_answer

MOVES = "transfers"
"""The column of the occupancy's answer with the net moves into each ward."""
SAID = {
    BY_ERROR: Note("agreed_by_errors", "totals and parts agreed by the size of their past errors"),
    BY_LEVEL: Note("agreed_by_levels", "totals and parts agreed by their levels"),
}


def forecast_family(
    requests: Mapping[str, ForecastRequest], on_progress: OnProgress | None = None
) -> dict[str, ForecastAnswer]:
    """Forecast kinds together, each with its totals. Raises BadSeries, BadRequest."""
    say = on_progress or (lambda stage, done, of: None)
    families = {kind: work_family(request, say) for kind, request in requests.items()}
    means = {kind: agree(family) for kind, family in families.items()}
    story = one_story(families, means) if set(KINDS) <= set(families) else None
    if story is not None:
        means |= story.kinds
    answers = {kind: _answer(families[kind], means[kind]) for kind in families}
    if story is not None:
        answers |= _told(answers, story)
    return answers


def _answer(family: Family, mean: Agreed) -> ForecastAnswer:
    parts, totals = exact(family.tree, mean.parts)
    worked = _moved(family.parts, parts, mean.windows)
    answer = answered(worked)
    if worked.request.options.intervals:
        answer = replace(answer, intervals=interval_answer(worked, answer))
    if not family.tree.names:
        return answer
    said = (SAID[mean.way],) if mean.way in SAID else ()
    notes = joined(answer.notes, {"*": said}) if said else answer.notes
    above = None
    if family.totals is not None:
        sums = [family.tree.sums(each)[family.nodes] for each in mean.windows]
        above = answered(_moved(family.totals, totals[family.nodes], sums))
    return replace(
        answer,
        notes=notes,
        totals=total_answer(family.tree, totals, family.parts.panel.ids, answer, above),
    )


def _moved(worked: Worked, mean: Floats, windows: tuple[Floats, ...] | list[Floats]) -> Worked:
    """The forecast and its tested windows around the agreed means."""
    prediction = recentred(worked.prediction, mean)
    result = worked.modelled
    if result is not None:
        chosen = result.tested.chosen
        kept = chosen[: len(chosen) - len(windows)]
        tested = replace(result.tested, chosen=(*kept, *recentred_windows(worked, windows)))
        drivers = carried(result.drivers, result.panel.ids, mean[~worked.simple])
        result = replace(result, tested=tested, drivers=drivers)
    return replace(worked, prediction=Prediction(mean, prediction.quantiles), modelled=result)


def carried(
    drivers: Mapping[str, Drivers], ids: tuple[str, ...], mean: Floats
) -> dict[str, Drivers]:
    """Drivers that add up to the agreed means: the difference is a part of its own."""
    found = {}
    for row, name in enumerate(ids):
        if name not in drivers:
            continue
        old = drivers[name]
        steps = np.array(old.steps) - 1
        groups = {group: np.array(values) for group, values in old.groups.items()}
        rest = mean[row, steps] - np.sum(list(groups.values()), axis=0)
        groups[AGREED] = rest
        if np.abs(rest).max() < 0.0005:
            del groups[AGREED]
        found[name] = Drivers(
            old.steps, {g: tuple(np.round(v, 4).tolist()) for g, v in groups.items()}
        )
    return found


def _told(answers: Mapping[str, ForecastAnswer], story: Story) -> dict[str, ForecastAnswer]:
    """The answers of a flow, with the moves beside the occupancy and what agreeing cost."""
    told = {}
    for kind in KINDS:
        change = 100 * (story.cost[kind] - 1)
        note = Note(
            "agreed_with_kinds",
            f"agreed with the other kinds of its ward: loss on the windows {change:+.1f} %",
            {"change_percent": f"{change:+.1f}"},
        )
        told[kind] = replace(answers[kind], notes=joined(answers[kind].notes, {"*": (note,)}))
    frame = told[OCCUPANCY].frame.assign(**{MOVES: story.moves.ravel()})
    told[OCCUPANCY] = replace(told[OCCUPANCY], frame=frame)
    return told
