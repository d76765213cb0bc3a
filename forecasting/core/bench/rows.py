"""Forecasts of public files, scored: rows for a table of all models on all sets.

Walk-forward: each window's forecast is made from scratch on what was known at its cutoff,
including the choice among members. Measures as in the Monash archive and GIFT-Eval: mase, smape
and mae are means over series (then windows), wape and wql are over all values, wql over the
quantiles 0.1 to 0.9. seconds is processor time, peak_mb what the process had held by then.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from forecasting.core import losses
from forecasting.core.backtest import Window, windows
from forecasting.core.bench.made import made_set
from forecasting.core.bench.peers import PEERS, installed, peer, sample
from forecasting.core.bench.publicfiles import read_sets
from forecasting.core.bench.seriesfile import SeriesFile
from forecasting.core.calendar import CalendarSpec
from forecasting.core.errors import BadRequest
from forecasting.core.fallback import reason, simple_forecast
from forecasting.core.freq import Floats, Freq
from forecasting.core.gaps import find_gaps, told
from forecasting.core.members import fit_members, standing
from forecasting.core.pipeline import forecast
from forecasting.core.prediction import merged
from forecasting.core.request import ForecastOptions, ForecastRequest, quantile_name
from forecasting.core.series import Fill, Panel, validate

DECILES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
DEFAULT_HORIZON = {Freq.DAILY: 14, Freq.WEEKLY: 8, Freq.MONTHLY: 12}
DEFAULT_WINDOWS = 4
TAKEN = {Fill.ZERO: "zero is taken", Fill.PREVIOUS: "the value before is taken"}


@dataclass(frozen=True, slots=True)
class BenchOptions:
    """windows: test windows, None takes what the set is usually measured with: the last horizon
    of a `.tsf`, else four.

    horizon: None takes the file's own or the usual one. Public files name no country, hence no
    holidays unless the forecast options say which. peers: other people's models beside, where they
    are installed (`peers`). gaps: what a missing period of a long CSV means.
    """

    windows: int | None = None
    horizon: int | None = None
    peers: bool = False
    gaps: Fill = Fill.ERROR
    forecast: ForecastOptions = field(
        default_factory=lambda: ForecastOptions(calendar=CalendarSpec(""))
    )


def benchmark_rows(
    files: Sequence[Path],
    options: BenchOptions | None = None,
    on_progress: Callable[[str, int, int], None] | None = None,
    *,
    seed: int | None = None,
    made: tuple[int, int] | None = None,
    on_note: Callable[[str], None] | None = None,
) -> list[dict[str, Any]]:
    """One row per file and model: "dataset", "model", "horizon", "windows", measures, "seconds".

    seed replaces the one in the options. made: series and days of a made set to measure speed on.
    on_note: told in a sentence what was taken for missing periods.

    Raises UnsupportedFile or BadSeries for a file it cannot take as it is.
    """
    options = options or BenchOptions()
    if seed is not None:
        model = replace(options.forecast.model, seed=seed)
        options = replace(options, forecast=replace(options.forecast, model=model))
    rows = []
    for number, path in enumerate(files):
        if on_progress is not None:
            on_progress(path.name, number, len(files))
        for source in read_sets(path, options.gaps):
            missing = find_gaps(source.frame, source.freq)
            if missing and on_note is not None:
                words = f"{TAKEN[source.fill]} for each: {told(missing, source.line)}"
                on_note(f"{source.name}: {words}")
            rows += list(_set_rows(source, options))
    if made is not None:
        rows += list(_set_rows(made_set(*made, options.forecast.model.seed), options))
    return rows


def _set_rows(source: SeriesFile, options: BenchOptions) -> Iterator[dict[str, Any]]:
    horizon = options.horizon or source.horizon or DEFAULT_HORIZON[source.freq]
    count = options.windows or source.windows or DEFAULT_WINDOWS
    options = replace(options, forecast=_as_published(source, options.forecast))
    scores: dict[str, list[_Scored]] = {}
    seconds: dict[str, float] = {}
    peak: dict[str, float] = {}
    for panel in _panels(source, options.forecast):
        for window in windows(panel, horizon, count, horizon):
            request = _request(window.train, horizon, source.stays, options.forecast)
            told = chain(
                _contestants(window.train, request),
                _peers(window.train, horizon) if options.peers else (),
            )
            for name, forecasts, spent in told:
                scores.setdefault(name, []).append(_scored(window, forecasts))
                seconds[name] = seconds.get(name, 0.0) + spent
                peak[name] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if not scores:
        what = f"{source.name}: no series is long enough for a window of {horizon} to test on"
        raise BadRequest(f"{what}; give longer histories")
    for name, found in scores.items():
        head = {"dataset": source.name, "model": name, "horizon": horizon, "windows": count}
        yield head | _summary(found) | {"seconds": seconds[name], "peak_mb": peak[name]}


def _as_published(source: SeriesFile, options: ForecastOptions) -> ForecastOptions:
    """What the set itself says: what a gap means, what its series are, whose holidays count."""
    calendar = options.calendar
    if not calendar.country:
        calendar = replace(calendar, country=source.country)
    return replace(options, fill=source.fill, static=source.static, calendar=calendar)


def _panels(source: SeriesFile, options: ForecastOptions) -> Iterator[Panel]:
    """Series that end together are forecast together; a series that ended early is not zero."""
    ends = source.frame.groupby("unique_id", observed=True)["ds"].transform("max")
    for _, part in source.frame.groupby(ends):
        yield validate(part, source.freq, fill=options.fill, static=options.static)


def _request(
    panel: Panel, horizon: int, stays: pd.DataFrame | None, options: ForecastOptions
) -> ForecastRequest:
    """What would have been asked on the panel's last day."""
    known = _known_stays(stays, panel.dates()[-1]) if stays is not None else None
    return ForecastRequest(_long(panel), panel.freq, horizon, DECILES, options=options, stays=known)


def _known_stays(stays: pd.DataFrame, today: np.datetime64) -> pd.DataFrame:
    seen = stays[stays["admitted"] <= today]
    return seen.assign(discharged=seen["discharged"].where(seen["discharged"] <= today))


def _contestants(panel: Panel, request: ForecastRequest) -> Iterator[tuple[str, Floats, float]]:
    """Each member on its own, as it comes, then the product's own answer; with seconds of CPU."""
    simple = np.array([reason(values, panel.freq) is not None for values in panel.values])
    short = simple_forecast(panel.rows(simple), request.horizon, DECILES)
    long = panel.rows(~simple)
    for name in standing(long) if not simple.all() else ():
        started = time.process_time()
        member = fit_members(long, request, _silent, only=(name,)).get(name)
        if member is not None:
            found = member.forecast(long, request.horizon, DECILES)
            spent = time.process_time() - started
            yield name, merged(simple, short, found).quantiles, spent
    started = time.process_time()
    answer = forecast(request).frame
    spent = time.process_time() - started
    names = [quantile_name(quantile) for quantile in DECILES]
    shape = (len(panel.ids), request.horizon, len(DECILES))
    yield "mizan", answer[names].to_numpy(dtype=np.float64).reshape(shape), spent


def _peers(panel: Panel, horizon: int) -> Iterator[tuple[str, Floats, float]]:
    """Other people's models; of a large family a sample of the series, the rest not scored."""
    chosen = sample(panel)
    part = panel.rows(chosen)
    for name in PEERS if installed() else ():
        forecast_with = peer(name)
        forecast_with(part.rows(np.arange(1)), horizon, DECILES)  # what it compiles is not counted
        started = time.process_time()
        found = forecast_with(part, horizon, DECILES)
        spent = (time.process_time() - started) * len(panel.ids) / len(chosen)
        whole = np.full((len(panel.ids), horizon, len(DECILES)), np.nan)
        whole[chosen] = found
        yield f"statsforecast {name}", whole, spent


def _silent(stage: str, done: int, of: int) -> None:
    pass


def _long(panel: Panel) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "unique_id": np.repeat(np.array(panel.ids, dtype=object), panel.periods),
            "ds": np.tile(panel.dates(), len(panel.ids)),
            "y": panel.values.ravel(),
            **{name: np.repeat(codes, panel.periods) for name, codes in panel.static.items()},
        }
    )
    return frame.dropna(ignore_index=True)


@dataclass(frozen=True, slots=True, eq=False)
class _Scored:
    per_series: Floats
    truth: Floats
    forecasts: Floats


def _scored(window: Window, forecasts: Floats) -> _Scored:
    """Per series mase, smape, mae; and the values for the measures over all."""
    asked = ~np.isnan(forecasts).any(axis=(1, 2))
    truth, past = window.truth[asked], window.train.values[asked]
    median, season = forecasts[asked][:, :, DECILES.index(0.5)], window.train.freq.season
    per_series = [
        (losses.mase(y, f, before, season), losses.smape(y, f), losses.mae(y, f))
        for y, f, before in zip(truth, median, past, strict=True)
    ]
    flat = forecasts[asked].reshape(-1, len(DECILES))
    return _Scored(np.array(per_series), truth.ravel(), flat)


def _summary(scores: Sequence[_Scored]) -> dict[str, float | None]:
    truth = np.concatenate([score.truth for score in scores])
    forecasts = np.concatenate([score.forecasts for score in scores])
    each = np.concatenate([score.per_series for score in scores])
    # A series that never moved has no mase; where none has one, there is no mean of it.
    means = [_mean(values) for values in each.T]
    measures = {
        "mase": means[0],
        "smape": means[1],
        "mae": means[2],
        "wape": losses.wape(truth, forecasts[:, 4]),
        "wql": losses.weighted_quantile_loss(truth, forecasts, DECILES),
        "coverage80": losses.coverage(truth, forecasts[:, 0], forecasts[:, 8]),
    }
    return {name: float(v) if np.isfinite(v) else None for name, v in measures.items()}


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")
