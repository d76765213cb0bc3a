"""The core's one door: `forecast(request) -> ForecastAnswer`.

Check the frame, set apart what is too short to model, let every member forecast the walk-forward
windows, choose, calibrate, score, and forecast what comes. The LightGBM of the windows is trained
once, on what was known at the oldest cutoff, and a second time on everything for the answer.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import holidays
import lightgbm
import numpy as np
import pandas as pd

from forecasting.core import fallback, kin, units
from forecasting.core.drivers import Drivers, explain, level_only
from forecasting.core.freq import Bools, Floats, Ints
from forecasting.core.members import OnProgress, Tested, fit_members, test_members
from forecasting.core.notes import Notes, joined
from forecasting.core.patients.expected import expected_discharges
from forecasting.core.patients.stays import last_day
from forecasting.core.prediction import Prediction, merged, with_whole_medians
from forecasting.core.request import ForecastAnswer, ForecastRequest, quantile_name
from forecasting.core.scoring import bucket_scores, family_score, series_notes, series_scores
from forecasting.core.series import Panel, validate
from forecasting.core.units import Units


@dataclass(frozen=True, slots=True, eq=False)
class Modelled:
    """What came of the series long enough to be modelled."""

    panel: Panel
    prediction: Prediction
    tested: Tested
    features: tuple[str, ...]
    rows: int
    drivers: Mapping[str, Drivers]


@dataclass(frozen=True, slots=True, eq=False)
class Worked:
    """A family's forecasts before they are answered: what agrees them with others comes between.

    simple: which series of the panel were too short or too plain for a model.
    """

    request: ForecastRequest
    panel: Panel
    simple: Bools
    prediction: Prediction
    notes: Notes
    modelled: Modelled | None


def forecast(request: ForecastRequest, on_progress: OnProgress | None = None) -> ForecastAnswer:
    """Forecast every series of a request; never NaN, never negative, quantiles in order.

    Raises BadSeries for a frame that breaks the contract. on_progress(stage, done, of).
    """
    return answered(work(request, on_progress))


def work(request: ForecastRequest, on_progress: OnProgress | None = None) -> Worked:
    """All of `forecast` but the answer."""
    say = on_progress or _silent
    say("validate", 0, 1)
    panel, notes = _panel(request)
    reasons = [fallback.reason(values, panel.freq) for values in panel.values]
    simple = np.array([why is not None for why in reasons], dtype=bool)
    told = {n: (why,) for n, why in zip(panel.ids, reasons, strict=True) if why is not None}
    notes = joined(notes, told)
    short = fallback.simple_forecast(panel.rows(simple), request.horizon, request.levels)
    modelled = None if simple.all() else _model(panel.rows(~simple), request, say)
    if modelled is not None:
        notes = joined(notes, series_notes(modelled.panel, modelled.tested))
        say("done", 1, 1)
    total = merged(simple, short, modelled.prediction if modelled else None)
    total, held = fallback.bounded(total, panel)
    notes = joined(notes, held)
    total, lent = kin.lend(
        panel, total, ~simple, _young(panel, simple), _kin(request, panel), request.levels
    )
    notes |= lent  # instead of what would have been done without kin
    notes = joined(notes, request.notes)
    return Worked(request, panel, simple, total, notes, modelled)


def _young(panel: Panel, simple: Bools) -> Bools:
    """Too new to be modelled; a long history of zeros, or of the same again, is no news."""
    return np.asarray(simple & (panel.observed() < fallback.LEAST_PERIODS[panel.freq]))


def _kin(request: ForecastRequest, panel: Panel) -> dict[str, Ints]:
    table = request.attributes
    if table is None:
        table = request.frame[["unique_id", *request.options.static]]
    return kin.attribute_codes(table, panel.ids)


def _silent(stage: str, done: int, of: int) -> None:
    pass


def _panel(request: ForecastRequest) -> tuple[Panel, Notes]:
    """The checked history, in one unit from end to end, and what was mended in it."""
    options = request.options
    panel = validate(
        request.frame,
        request.freq,
        fill=options.fill,
        known=options.known,
        static=options.static,
        future=request.future,
        horizon=request.horizon,
    )
    notes: Notes = {}
    if options.units is not Units.IGNORE:
        packs = units.packs_of(request.frame, options.pack, panel.ids)
        changes = units.unit_changes(panel, packs)
        if options.units is Units.REFUSE:
            units.refuse_changes(request.frame, panel, changes)
        notes = units.change_notes(panel, changes)
        panel = units.mended(panel, changes)
    return _with_ids(panel, request.ids), notes


def _with_ids(panel: Panel, ids: tuple[str, ...]) -> Panel:
    """The panel with a row of NaN for every expected series that sent none."""
    missing = tuple(sorted(set(ids) - set(panel.ids)))
    if not missing:
        return panel
    count = len(missing)
    values = _padded(panel.values, count)
    known = {n: _padded(c, count) for n, c in panel.known.items()}
    static = {n: np.append(c, np.full(count, -1)) for n, c in panel.static.items()}
    ids = panel.ids + missing
    return replace(panel, ids=ids, values=values, known=known, static=static)


def _padded(column: Floats, count: int) -> Floats:
    return np.vstack([column, np.full((count, column.shape[1]), np.nan)])


def _model(panel: Panel, request: ForecastRequest, say: OnProgress) -> Modelled:
    tested = test_members(panel, request, say)
    needed = {*tested.choice.family}.union(*tested.choice.per_series.values())
    say("train", 0, 1)
    members = fit_members(panel, request, say, only=needed)
    say("predict", 0, 1)
    parts = {
        name: member.forecast(panel, request.horizon, request.levels)
        for name, member in members.items()
    }
    combined = tested.choice.combine(parts)
    return Modelled(
        panel=panel,
        prediction=with_whole_medians(
            tested.calibration.apply(combined), panel.counts(), request.levels
        ),
        tested=tested,
        features=tuple(dict.fromkeys(name for m in members.values() for name in m.features)),
        rows=max((member.rows for member in members.values()), default=0),
        drivers=explain(
            panel,
            tested.choice,
            {name: part.mean for name, part in parts.items()},
            {name: m.explain for name, m in members.items() if m.explain is not None},
            combined.mean,
        ),
    )


def answered(worked: Worked) -> ForecastAnswer:
    """The answer to a family's request."""
    request, panel, result = worked.request, worked.panel, worked.modelled
    total = worked.prediction
    drivers = level_only(panel.ids, total.mean) | dict(result.drivers if result else {})
    return ForecastAnswer(
        frame=_frame(panel, total, request),
        model=" + ".join(result.tested.choice.family) if result else "simple",
        scores=series_scores(result.panel, result.tested, request.levels) if result else (),
        family=family_score(result.panel, result.tested, request.levels) if result else None,
        notes=worked.notes,
        features=result.features if result else (),
        versions=_versions(),
        seed=request.options.model.seed,
        train_rows=result.rows if result else 0,
        data_sha256=_digest(panel, request),
        members=result.tested.members if result else (),
        buckets=bucket_scores(result.panel, result.tested, request.levels) if result else (),
        history_values=int(panel.observed().sum()),
        last=_last_day(panel),
        drivers=drivers,
        patients=_patients(request, panel),
    )


def _patients(request: ForecastRequest, panel: Panel) -> pd.DataFrame | None:
    if request.stays is None or not panel.periods:
        return None
    options = request.options
    return expected_discharges(request.stays, last_day(panel), options.calendar, options.model)


def _last_day(panel: Panel) -> date | None:
    """The last day of the last period."""
    if not panel.periods:
        return None
    following = panel.dates(1)[-1]
    last: date = (following - np.timedelta64(1, "D")).astype(object)
    return last


def _frame(panel: Panel, total: Prediction, request: ForecastRequest) -> pd.DataFrame:
    dates = panel.dates(request.horizon)[panel.periods :]
    columns: dict[str, object] = {
        "unique_id": np.repeat(np.array(panel.ids, dtype=object), request.horizon),
        "ds": np.tile(dates, len(panel.ids)),
        "mean": total.mean.ravel(),
    }
    for position, quantile in enumerate(request.levels):
        columns[quantile_name(quantile)] = total.quantiles[:, :, position].ravel()
    return pd.DataFrame(columns)


def _versions() -> dict[str, str]:
    return {
        "python": platform.python_version(),
        "lightgbm": lightgbm.__version__,
        "numpy": np.__version__,
        "pandas": pd.__version__,
        "holidays": holidays.__version__,
    }


def _digest(panel: Panel, request: ForecastRequest) -> str:
    """SHA-256 of all that was learned from: values, known-ahead and static columns, stays."""
    found = hashlib.sha256("\0".join(panel.ids).encode())
    for name, column in {"": panel.values, **panel.known, **panel.static}.items():
        found.update(name.encode() + np.ascontiguousarray(column).tobytes())
    if request.stays is not None:
        found.update(pd.util.hash_pandas_object(request.stays, index=False).to_numpy().tobytes())
    return found.hexdigest()
