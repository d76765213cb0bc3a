"""How long orders take, from those that came and those still waited for.

An order that is still on its way says "longer than so far": leaving it out makes a supplier who is
late look quick. The product-limit estimate (Kaplan & Meier 1958) counts it until today.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence


def days_within(level: float, received: Sequence[int], waiting: Sequence[int] = ()) -> int:
    """The least number of days within which a share `level` of orders had come.

    received: days that orders took; waiting: days since orders that have not come. What waits
    longer than any order ever took was lost or forgotten: it counts as long as the longest. Where
    the share is never reached, the longest. Raises ValueError without a received order."""
    if not received:
        raise ValueError("no order was received; nothing is known of the lead time")
    came, longest = sorted(received), max(received)
    waited = sorted(min(days, longest) for days in waiting)
    not_come, before = 1.0, 0
    for days in sorted(set(came)):
        until = bisect_right(came, days)
        at_risk = len(came) - before + len(waited) - bisect_left(waited, days)
        not_come *= 1 - (until - before) / at_risk
        if 1 - not_come >= level - 1e-9:
            return days
        before = until
    return longest
