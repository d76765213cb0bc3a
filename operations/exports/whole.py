"""A plan as JSON: what was asked, what is answered, what the judge says; enough to judge again."""

from __future__ import annotations

from typing import Any

from operations.core import snapshot
from operations.exports.tables import Head

FORMAT = "mizan-plan/1"


def to_json(head: Head, problem: Any, answer: Any, report: Any) -> bytes:
    """The core's own JSON of problem, answer and report under one roof; same plan, same bytes."""
    return snapshot.dumps(
        {
            "format": FORMAT,
            "plan": head,
            "problem": problem,
            "answer": answer,
            "report": report,
        }
    )
