"""A solver's answers, remembered: tests of what becomes of a plan need not wait for each anew.

The question is read from and the answer left in the job's folder by the child's own code, in this
process; whoever tests the child itself lets it run.
"""

from __future__ import annotations

import contextlib
import io
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from hospital.supervise import Ending, Exit, Limits, Wish
from operations.core import child
from operations.core.outcome import Stop
from operations.services import execute

_answers: dict[tuple[str | bytes, ...], tuple[bytes, list[dict[str, Any]]]] = {}


@contextlib.contextmanager
def answers_remembered() -> Iterator[None]:
    with mock.patch.object(execute, "supervise", _answer):
        yield


def _answer(
    _module: str,
    arguments: list[str],
    _limits: Limits,
    on_line: Callable[[dict[str, Any]], None],
    on_tick: Callable[[], Wish],
) -> Exit:
    began = time.monotonic()
    family, folder = arguments[0], Path(arguments[1])
    on_tick()
    asked = (
        family,
        *(
            (folder / name).read_bytes() if (folder / name).exists() else b""
            for name in ("problem.json", "options.json", child.KNOWN)
        ),
    )
    if asked not in _answers:
        told = io.StringIO()
        with contextlib.redirect_stdout(told):
            child.run(family, folder, Stop())
        lines = [json.loads(line) for line in told.getvalue().splitlines()]
        _answers[asked] = (folder / "outcome.json").read_bytes(), lines
    outcome, lines = _answers[asked]
    (folder / "outcome.json").write_bytes(outcome)
    for line in lines:
        on_line({**line, "incumbent": False})
    return Exit(Ending.FINISHED, 0, time.monotonic() - began)
