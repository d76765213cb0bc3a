"""`python -m forecasting.core.child JOB_DIR`: do one forecast job in a process of its own.

A worker that forks must never have LightGBM's threads in it, so it starts this. Standard output
carries one JSON object a line: {"stage", "done", "of"}, or {"error"} at the end of a failed job.
Exit code 0 when the answer is written, 1 when not. SIGTERM ends the process as it is; without
`answer.json` in its kind's folder there is no answer.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

from forecasting.core.errors import ForecastError
from forecasting.core.family import forecast_family
from forecasting.core.jobfiles import read_job, write_answers


def main(arguments: list[str]) -> int:
    """Do the job in the named directory."""
    if len(arguments) != 1:
        _say({"error": "usage: python -m forecasting.core.child JOB_DIR"})
        return 1
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    folder = Path(arguments[0])
    try:
        answers = forecast_family(read_job(folder), _progress)
    except (ForecastError, OSError, ValueError) as error:
        _say({"error": f"{type(error).__name__}: {error}"})
        return 1
    write_answers(folder, answers)
    return 0


def _progress(stage: str, done: int, of: int) -> None:
    _say({"stage": stage, "done": done, "of": of})


def _say(message: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
