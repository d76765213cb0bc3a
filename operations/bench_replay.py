"""Two years of real admissions lived through twice: as people come, and by a mended plan.

Protocol: the file's admissions and lengths of stay are real; rooms are invented (one ward, rooms of
one, two and four beds in turn, one gender at a time, single rooms for isolation). The first eight
weeks are not counted. Both ways meet the same people on the same days.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from operations.core.beds.replay import Tally, rooms_for
from operations.core.beds.replay_arms import first_come_first_served, planned_ahead
from operations.core.outcome import Options
from operations.sources.hdhi import read_arrivals

MORNING_SECONDS = 0.3
"""The most that a morning's mending may take."""


def benchmark_rows(files: Iterable[Path], options: Options, beds: int) -> Iterator[dict[str, Any]]:
    """A row for each way and file, and what the second one spares."""
    rooms = rooms_for(beds)
    for path in files:
        arrivals = read_arrivals(path)
        began = time.perf_counter()
        served = first_come_first_served(arrivals, rooms)
        yield _row("first come, first served", beds, served, time.perf_counter() - began)
        began = time.perf_counter()
        seconds = min(MORNING_SECONDS, options.seconds)
        planned = planned_ahead(arrivals, rooms, seconds, options.seed)
        yield _row("planned and mended", beds, planned, time.perf_counter() - began)
        yield {
            "what": "fewer",
            "overflowed_or_refused_percent": _fewer(_missed(served), _missed(planned)),
            "transfers_percent": _fewer(served.transfers, planned.transfers),
        }


def _row(what: str, beds: int, tally: Tally, seconds: float) -> dict[str, Any]:
    return {"what": what, "beds": beds, **asdict(tally), "seconds": round(seconds, 1)}


def _missed(tally: Tally) -> int:
    return tally.overflowed + tally.refused


def _fewer(before: int, after: int) -> float:
    return round(100 * (before - after) / before, 1) if before else 0.0
