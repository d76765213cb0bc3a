"""The fullest window of so many days, the days before the horizon counted, as the judge sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """`total` in the window that ends on `last`; `over` of it is too much and lies in the plan."""

    total: int
    over: int
    last: int


def worst_window(
    before: Mapping[int, int], inside: Sequence[int], width: int, limit: int
) -> Window | None:
    """The window of `width` days in which the plan adds most beyond `limit`; None where none does.

    before: day -> what counts there whatever the plan (mostly negative days). inside: what the
    plan adds on each day of the horizon. What was too much before the plan began is not held
    against it: `over` is never more than the plan's own part.
    """
    worst: Window | None = None
    for last in range(len(inside)):
        first = last - width + 1
        known = sum(number for day, number in before.items() if first <= day <= last)
        own = sum(inside[max(0, first) : last + 1])
        over = min(own, known + own - limit)
        if over > 0 and (worst is None or over > worst.over):
            worst = Window(known + own, over, last)
    return worst
