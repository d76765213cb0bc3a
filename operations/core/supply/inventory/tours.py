"""Short tours from the depot: their length, where a stop costs least, and their improvement.

Most routes of a search return thousands of times, so every answer is remembered.
"""

from __future__ import annotations

Tour = tuple[int, ...]
"""Rows of the stops in order, the depot (row 0) before and after them."""
MOST_REMEMBERED = 400_000


class Tours:
    def __init__(self, distance: tuple[tuple[int, ...], ...]) -> None:
        self.distance = distance
        self._length: dict[Tour, int] = {(): 0}
        self._insertion: dict[tuple[Tour, int], tuple[int, int]] = {}
        self._improved: dict[Tour, Tour] = {}

    def length(self, tour: Tour) -> int:
        known = self._length.get(tour)
        if known is None:
            way, here = 0, 0
            for stop in tour:
                way += self.distance[here][stop]
                here = stop
            known = way + self.distance[here][0]
            _remember(self._length, tour, known)
        return known

    def insertion(self, tour: Tour, stop: int) -> tuple[int, int]:
        """(added way, position) of the cheapest place for a stop."""
        key = (tour, stop)
        known = self._insertion.get(key)
        if known is None:
            rows, mine, here = self.distance, self.distance[stop], 0
            best, at = 1 << 60, 0
            for place, following in enumerate((*tour, 0)):
                added = rows[here][stop] + mine[following] - rows[here][following]
                if added < best:
                    best, at = added, place
                here = following
            known = (best, at)
            _remember(self._insertion, key, known)
        return known

    def improved(self, tour: Tour) -> Tour:
        """The tour after 2-opt and or-opt moves, as long as one shortens it."""
        known = self._improved.get(tour)
        if known is None:
            known, better = tour, len(tour) > 1
            while better:
                following = self._or_opt(self._two_opt(known))
                better = self.length(following) < self.length(known)
                known = following if better else known
            _remember(self._improved, tour, known)
        return known

    def _two_opt(self, tour: Tour) -> Tour:
        """Turn a part of the tour round; lengths are compared whole, ways may be one-sided."""
        rows, path = self.distance, (0, *tour, 0)
        for i in range(1, len(path) - 2):
            for j in range(i + 1, len(path) - 1):
                a, b, c, d = path[i - 1], path[i], path[j], path[j + 1]
                if rows[a][c] + rows[b][d] < rows[a][b] + rows[c][d]:
                    turned = path[1:i] + path[i : j + 1][::-1] + path[j + 1 : -1]
                    if self.length(turned) < self.length(path[1:-1]):
                        path = (0, *turned, 0)
        return path[1:-1]

    def _or_opt(self, tour: Tour) -> Tour:
        """Move a stop, or two or three that follow each other, to another place."""
        rows = self.distance
        for size in (1, 2, 3):
            for start in range(len(tour) - size + 1):
                part, path = tour[start : start + size], (0, *tour, 0)
                before, after = path[start], path[start + size + 1]
                saved = rows[before][part[0]] + rows[part[-1]][after] - rows[before][after]
                rest = tour[:start] + tour[start + size :]
                added, place = self._part(rest, part)
                if added < saved:
                    tour = rest[:place] + part + rest[place:]
        return tour

    def _part(self, tour: Tour, part: Tour) -> tuple[int, int]:
        rows, here, best, at = self.distance, 0, 1 << 60, 0
        for place, following in enumerate((*tour, 0)):
            added = rows[here][part[0]] + rows[part[-1]][following] - rows[here][following]
            if added < best:
                best, at = added, place
            here = following
        return best, at


def _remember(store: dict, key: object, value: object) -> None:  # type: ignore[type-arg]
    if len(store) >= MOST_REMEMBERED:
        store.clear()
    store[key] = value
