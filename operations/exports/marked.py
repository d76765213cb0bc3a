"""Who took a file away, when, and under which number: written into the file itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

_mark: ContextVar[str] = ContextVar("mark", default="")


@dataclass(frozen=True, slots=True)
class Mark:
    number: int
    name: str
    place: str
    at: datetime
    """UTC."""

    def __str__(self) -> str:
        return f"E{self.number} · {self.name} · {self.place} · {self.at:%Y-%m-%d %H:%M}Z"


@contextmanager
def marked(mark: Mark) -> Iterator[None]:
    """Files that are written within carry the mark."""
    token = _mark.set(str(mark))
    try:
        yield
    finally:
        _mark.reset(token)


def mark_now() -> str:
    """The mark of the file that is being written; "" for one that nobody takes away."""
    return _mark.get()
