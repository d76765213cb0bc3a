"""A forecast job as files in a directory, so that a fresh process can do it.

A job has a folder per kind that is forecast together, and `job.json` that names them. In each,
`request.json` holds the options, `history.npz` the frame, `stays.npz` and `future.npz` where there
are any, `places.npz` who is counted where, `attributes.npz` what they are; the answer is
`answer.npz`, `patients.npz` where stays were given, and `answer.json`, in `totals` that of the
totals, in `intervals` that of whole intervals. Frames are columns of plain numpy types (texts as
codes and names), never pickled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pandas as pd

from forecasting.core.backtest import SeriesScore
from forecasting.core.drivers import Drivers
from forecasting.core.freq import Freq
from forecasting.core.notes import Note
from forecasting.core.request import ForecastAnswer, ForecastOptions, ForecastRequest
from forecasting.core.series import Panel, validate
from forecasting.core.walkforward import BucketScore, MemberScore

REQUEST, HISTORY, STAYS, FUTURE = "request.json", "history.npz", "stays.npz", "future.npz"
PLACES, ATTRIBUTES = "places.npz", "attributes.npz"
JOB, TOTALS, INTERVALS = "job.json", "totals", "intervals"
ANSWER, ANSWER_FRAME, PATIENTS = "answer.json", "answer.npz", "patients.npz"


class _Asked(msgspec.Struct, frozen=True):
    freq: Freq
    horizon: int
    quantiles: tuple[float, ...]
    ids: tuple[str, ...]
    options: ForecastOptions
    notes: dict[str, tuple[Note, ...]] = {}


@dataclass(frozen=True, slots=True)
class Outline:
    """first: the first day of the history, None of an empty one."""

    freq: Freq
    horizon: int
    first: date | None
    options: ForecastOptions


class _Answered(msgspec.Struct, frozen=True):
    model: str
    scores: tuple[SeriesScore, ...]
    family: SeriesScore | None
    notes: dict[str, tuple[Note, ...]]
    features: tuple[str, ...]
    versions: dict[str, str]
    seed: int
    train_rows: int
    data_sha256: str
    members: tuple[MemberScore, ...]
    buckets: tuple[BucketScore, ...]
    history_values: int
    last: date | None
    drivers: dict[str, Drivers]


class _Job(msgspec.Struct, frozen=True):
    kinds: tuple[str, ...]


def write_job(folder: Path, requests: Mapping[str, ForecastRequest]) -> None:
    """Kinds that are forecast together, a folder each; `job.json` comes last."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, request in requests.items():
        write_request(folder / kind, request)
    _write_json(folder / JOB, _Job(tuple(requests)))


def read_job(folder: Path) -> dict[str, ForecastRequest]:
    """Raises FileNotFoundError without a complete job, msgspec.ValidationError on foreign JSON."""
    job = msgspec.json.decode((folder / JOB).read_bytes(), type=_Job)
    return {kind: read_request(folder / kind) for kind in job.kinds}


def write_answers(folder: Path, answers: Mapping[str, ForecastAnswer]) -> None:
    for kind, answer in answers.items():
        write_answer(folder / kind, answer)


def write_request(folder: Path, request: ForecastRequest) -> None:
    """Write a job; `request.json` comes last, so that a job that has it is complete."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_frame(folder / HISTORY, request.frame)
    if request.stays is not None:
        _write_frame(folder / STAYS, request.stays)
    if request.future is not None:
        _write_frame(folder / FUTURE, request.future)
    if request.places is not None:
        _write_frame(folder / PLACES, request.places)
    if request.attributes is not None:
        _write_frame(folder / ATTRIBUTES, request.attributes)
    asked = _Asked(
        request.freq,
        request.horizon,
        request.quantiles,
        request.ids,
        request.options,
        dict(request.notes),
    )
    _write_json(folder / REQUEST, asked)


def read_request(folder: Path) -> ForecastRequest:
    """Raises FileNotFoundError without a complete job, msgspec.ValidationError on foreign JSON."""
    asked = msgspec.json.decode((folder / REQUEST).read_bytes(), type=_Asked)
    return ForecastRequest(
        frame=_read_frame(folder / HISTORY),
        freq=asked.freq,
        horizon=asked.horizon,
        quantiles=asked.quantiles,
        ids=asked.ids,
        options=asked.options,
        notes=asked.notes,
        future=_read_frame(folder / FUTURE) if (folder / FUTURE).exists() else None,
        stays=_read_frame(folder / STAYS) if (folder / STAYS).exists() else None,
        places=_read_frame(folder / PLACES) if (folder / PLACES).exists() else None,
        attributes=_read_frame(folder / ATTRIBUTES) if (folder / ATTRIBUTES).exists() else None,
    )


def read_outline(folder: Path) -> Outline:
    """What a job was about, without its frame in memory."""
    asked = msgspec.json.decode((folder / REQUEST).read_bytes(), type=_Asked)
    with np.load(folder / HISTORY, allow_pickle=False) as stored:
        days = stored["ds"]
    first = days.min().astype(object) if len(days) else None
    return Outline(asked.freq, asked.horizon, first, asked.options)


def read_panel(folder: Path) -> Panel:
    """The history that a job learns from, as it was checked and filled at the core's door."""
    request = read_request(folder)
    return validate(request.frame, request.freq, fill=request.options.fill)


def read_places(folder: Path) -> pd.DataFrame | None:
    """Of which totals each series is a part, without the history in memory."""
    return _read_frame(folder / PLACES) if (folder / PLACES).exists() else None


def write_answer(folder: Path, answer: ForecastAnswer) -> None:
    """`answer.json` comes last, after the totals and intervals in their folders."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, part in ((TOTALS, answer.totals), (INTERVALS, answer.intervals)):
        if part is not None:
            write_answer(folder / name, part)
    _write_frame(folder / ANSWER_FRAME, answer.frame)
    if answer.patients is not None:
        _write_frame(folder / PATIENTS, answer.patients)
    told = _Answered(
        answer.model,
        answer.scores,
        answer.family,
        dict(answer.notes),
        answer.features,
        dict(answer.versions),
        answer.seed,
        answer.train_rows,
        answer.data_sha256,
        answer.members,
        answer.buckets,
        answer.history_values,
        answer.last,
        dict(answer.drivers),
    )
    _write_json(folder / ANSWER, told)


def read_answer(folder: Path) -> ForecastAnswer:
    told = msgspec.json.decode((folder / ANSWER).read_bytes(), type=_Answered)
    fields: dict[str, Any] = {name: getattr(told, name) for name in told.__struct_fields__}
    for name in (TOTALS, INTERVALS):
        part = folder / name
        fields[name] = read_answer(part) if (part / ANSWER).exists() else None
    patients = _read_frame(folder / PATIENTS) if (folder / PATIENTS).exists() else None
    return ForecastAnswer(frame=_read_frame(folder / ANSWER_FRAME), patients=patients, **fields)


def _write_json(path: Path, value: msgspec.Struct) -> None:
    partial = path.with_suffix(".part")
    partial.write_bytes(msgspec.json.encode(value, order="deterministic"))
    partial.replace(path)


def _write_frame(path: Path, frame: pd.DataFrame) -> None:
    columns: dict[str, Any] = {"__columns__": np.array([str(name) for name in frame.columns])}
    for name in frame.columns:
        values = frame[name]
        if pd.api.types.is_datetime64_any_dtype(values):
            columns[name] = values.to_numpy().astype("datetime64[D]")
        elif pd.api.types.is_numeric_dtype(values):
            columns[name] = values.to_numpy(dtype=np.float64, na_value=np.nan)
        else:
            codes, names = pd.factorize(values)
            columns[f"{name}__codes"] = codes.astype(np.int32)
            columns[f"{name}__names"] = np.array([str(value) for value in names], dtype=np.str_)
    with path.open("wb") as stream:
        np.savez(stream, allow_pickle=False, **columns)


def _read_frame(path: Path) -> pd.DataFrame:
    with np.load(path, allow_pickle=False) as stored:
        return pd.DataFrame({str(n): _column(stored, str(n)) for n in stored["__columns__"]})


def _column(stored: Any, name: str) -> Any:
    if name in stored:
        return stored[name]
    return pd.Categorical.from_codes(stored[f"{name}__codes"], list(stored[f"{name}__names"]))
