"""A watch as files in a directory, so that a fresh process can do it: one JSON in, one out."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np

from forecasting.core.outbreak.alarms import Alarm
from forecasting.core.outbreak.watch import WatchOptions
from forecasting.core.outbreak.weeks import Weeks

REQUEST, ANSWER = "outbreak_request.json", "outbreak_answer.json"


class Request(msgspec.Struct, frozen=True):
    """counts[i][t]: cases of series i in week first + t, None where unknown. follow: as in
    `find_alarms`."""

    ids: tuple[str, ...]
    first: int
    counts: tuple[tuple[float | None, ...], ...]
    follow: dict[str, int]
    options: WatchOptions

    def weeks(self) -> Weeks:
        """Raises BadSeries for what is no count."""
        values = np.array(self.counts, dtype=np.float64)
        width = values.shape[1] if values.ndim == 2 else 0
        first = np.full(len(self.ids), self.first, dtype=np.int64)
        return Weeks(self.ids, values.reshape(len(self.ids), width), first)


class Answer(msgspec.Struct, frozen=True):
    alarms: tuple[Alarm, ...]
    last_week: int


def write_request(folder: Path, request: Request) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / REQUEST).write_bytes(msgspec.json.encode(request))


def read_request(folder: Path) -> Request:
    """Raises FileNotFoundError without a job, msgspec.ValidationError on foreign JSON."""
    return msgspec.json.decode((folder / REQUEST).read_bytes(), type=Request)


def write_answer(folder: Path, answer: Answer) -> None:
    partial = folder / f"{ANSWER}.part"
    partial.write_bytes(msgspec.json.encode(answer))
    partial.replace(folder / ANSWER)


def read_answer(folder: Path) -> Answer:
    return msgspec.json.decode((folder / ANSWER).read_bytes(), type=Answer)
