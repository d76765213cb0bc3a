"""Many moves at a time, compiled."""

from __future__ import annotations

from typing import Any

from operations.core.beds.annealing.kernels.arrays import NO
from operations.core.beds.annealing.kernels.changes import settle
from operations.core.beds.annealing.kernels.crossing import cross
from operations.core.beds.annealing.kernels.moves import kick, leave, relocate, swap
from operations.core.beds.annealing.kernels.nursing import another, block, exchange
from operations.core.beds.annealing.kernels.ruin import ruin
from operations.core.chance import allowance, unit
from operations.core.compiled import entry

MOVES = 9
KICK, CROSS, RUIN, NURSES = 3, 4, 5, 6
"""The kind after which somebody gives way, two kinds that concern many, and the first of nurses."""
WITH_NURSES = 0.7
"""How often the nurses of two rooms change places with those who lie there."""


@entry
def anneal(
    f: Any, s: Any, moves: int, temperature: float, strict: bool, only_must: bool, until: Any
) -> int:
    """`moves` proposals at one temperature; the change in energy.

    strict: no hard rule is broken and none may be. until [MOVES]: each kind of move is chosen
    below its number.
    """
    total = 0
    for _ in range(moves):
        draw, kind = unit(s.chance), 0
        while draw >= until[kind]:
            kind += 1
        most = allowance(s.chance, temperature)
        if kind < RUIN:
            count, nurses = 0, False
            if kind == 0:
                count = relocate(f, s, strict, only_must)
            elif kind == 1:
                count = leave(f, s)
            elif kind == 2:
                count = swap(f, s)
            elif kind == KICK:
                count = kick(f, s, only_must)
            else:
                count = cross(f, s, strict)
                nurses = unit(s.chance) < WITH_NURSES
            if count == 0:
                continue
            change = settle(f, s, count, most, kind == KICK, nurses)
        elif kind == RUIN:
            change = NO if only_must else ruin(f, s, most)
        elif kind == NURSES:
            change = another(f, s, most)
        elif kind == NURSES + 1:
            change = exchange(f, s, most)
        else:
            change = block(f, s, most)
        if change != NO:
            total += change
    return total
