"""Many keys as few filters. What was made together has keys that follow each other: its two ends
are sooner read, by the database too, than hundreds of keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

RUN = 50
"""Keys that follow each other, from which on they are a range of their own."""
MOST = 2_000
"""Keys that one query names."""


def among(name: str, keys: Collection[int]) -> dict[str, Any]:
    """The filter by which a column is one of these keys, which are no more than a query names."""
    if keys and max(keys) - min(keys) == len(set(keys)) - 1:
        return _between(name, min(keys), max(keys))
    return {f"{name}__in": list(keys)}


def spans(name: str, keys: Iterable[int]) -> Iterator[dict[str, Any]]:
    """Filters, one after the other, by which a column is one of these keys, however many."""
    loose: list[int] = []
    for first, last in _runs(sorted(set(keys))):
        if last - first + 1 >= RUN:
            yield _between(name, first, last)
        else:
            loose.extend(range(first, last + 1))
    rest = iter(loose)
    while part := list(islice(rest, MOST)):
        yield {f"{name}__in": part}


def _between(name: str, first: int, last: int) -> dict[str, Any]:
    return {f"{name}__gte": first, f"{name}__lte": last}


def _runs(keys: list[int]) -> Iterator[tuple[int, int]]:
    """(first, last) of each run of keys without a gap. keys: sorted, each once."""
    start = 0
    for place in range(1, len(keys) + 1):
        if place == len(keys) or keys[place] != keys[place - 1] + 1:
            yield keys[start], keys[place - 1]
            start = place
