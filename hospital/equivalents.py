"""Whether ratios of equivalents agree: going round from one product to others and back, one unit
comes to one unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple


class Tie(NamedTuple):
    """`stand_in_units` of one stand in for `units` of the other; products by their keys."""

    product: int
    stand_in: int
    units: int
    stand_in_units: int


def contradicting(ties: Iterable[Tie]) -> list[Tie]:
    """Ties that lie on ways round of which one does not come to one: none where all agree.

    Two that merely stand in for the same third may differ: that is how one is preferred."""
    known = list(ties)
    onward: dict[int, set[int]] = {}
    for tie in known:
        onward.setdefault(tie.product, set()).add(tie.stand_in)
    left = [tie for tie in known if tie.product in _reached(onward, tie.stand_in)]
    found: list[Tie] = []
    while left:
        worth = _worth(left)
        tied = [tie for tie in left if tie.product in worth]
        if any(worth[t.stand_in] * t.stand_in_units != worth[t.product] * t.units for t in tied):
            found += tied
        left = [tie for tie in left if tie.product not in worth]
    return found


def _worth(ties: list[Tie]) -> dict[int, Fraction]:
    """What a unit of each product is worth, from one of the first on as far as ties lead."""
    worth = {ties[0].product: Fraction(1)}
    grown = True
    while grown:
        grown = False
        for tie in ties:
            ratio = Fraction(tie.units, tie.stand_in_units)
            if tie.product in worth and tie.stand_in not in worth:
                worth[tie.stand_in], grown = worth[tie.product] * ratio, True
            elif tie.stand_in in worth and tie.product not in worth:
                worth[tie.product], grown = worth[tie.stand_in] / ratio, True
    return worth


def _reached(onward: Mapping[int, set[int]], start: int) -> set[int]:
    found, todo = {start}, [start]
    while todo:
        for other in onward.get(todo.pop(), set()) - found:
            found.add(other)
            todo.append(other)
    return found
