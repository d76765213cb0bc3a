"""`python -m forecasting.core.outbreak.child JOB_DIR`: one watch in a process of its own.

Speaks as `forecasting.core.child`: one JSON object a line, exit code 0 when the answer is there.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numpy as np

from forecasting.core.errors import ForecastError
from forecasting.core.outbreak.alarms import find_alarms
from forecasting.core.outbreak.jobfiles import Answer, Request, read_request, write_answer
from forecasting.core.outbreak.weeks import Weeks


def main(arguments: list[str]) -> int:
    """Do the job in the named directory."""
    if len(arguments) != 1:
        _say({"error": "usage: python -m forecasting.core.outbreak.child JOB_DIR"})
        return 1
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    folder = Path(arguments[0])
    try:
        request = read_request(folder)
        weeks = _weeks(request)
        _say({"stage": "watch", "done": 0, "of": 1})
        alarms = find_alarms(weeks, request.options, request.follow)
        write_answer(folder, Answer(alarms, request.first + weeks.periods - 1))
    except (ForecastError, OSError, ValueError) as error:
        _say({"error": f"{type(error).__name__}: {error}"})
        return 1
    _say({"stage": "done", "done": 1, "of": 1})
    return 0


def _weeks(request: Request) -> Weeks:
    """Raises BadSeries for what is no count."""
    values = np.array(request.counts, dtype=np.float64)
    width = values.shape[1] if values.ndim == 2 else 0
    first = np.full(len(request.ids), request.first, dtype=np.int64)
    return Weeks(request.ids, values.reshape(len(request.ids), width), first)


def _say(message: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
