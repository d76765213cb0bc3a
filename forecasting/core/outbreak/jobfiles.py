"""A watch as files in a directory, so that a fresh process can do it: one JSON in, one out."""

from __future__ import annotations

from pathlib import Path

import msgspec

from forecasting.core.outbreak.answer import Alarm
from forecasting.core.outbreak.options import WatchOptions

REQUEST, ANSWER = "outbreak_request.json", "outbreak_answer.json"


class Request(msgspec.Struct, frozen=True):
    """counts[i][t]: cases of series i in week first + t, None where unknown. follow: as in
    `find_alarms`."""

    ids: tuple[str, ...]
    first: int
    counts: tuple[tuple[float | None, ...], ...]
    follow: dict[str, int]
    options: WatchOptions


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
