"""Columns of the whole horizon that were good for something lately: the next search begins so."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from operations.core.staffing.columns.master import Column

KEPT = 60
"""Columns of each person that a search begins with."""


class Pool:
    """Safe from any thread."""

    def __init__(self) -> None:
        self._columns: dict[int, dict[bytes, Column]] = {}
        self._lock = threading.Lock()

    def keep(self, columns: Iterable[Column]) -> None:
        with self._lock:
            for column in columns:
                mine = self._columns.setdefault(column.person, {})
                mine.pop(column.row, None)
                mine[column.row] = column
                if len(mine) > 2 * KEPT:
                    del mine[next(iter(mine))]

    def of(self, person: int) -> list[Column]:
        with self._lock:
            return list(self._columns.get(person, {}).values())[-KEPT:]
