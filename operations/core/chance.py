"""Random numbers inside kernels: xorshift64 (Marsaglia, Journal of Statistical Software 8, 2003).

The generator is part of the state, so that a seed and a number of moves give the same plan.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from operations.core.compiled import small

SHIFTS = (np.uint64(13), np.uint64(7), np.uint64(17))
HALF, LOW = np.uint64(32), np.uint64(11)


@small
def draw(chance: Any) -> Any:
    """The next 64 random bits."""
    x = chance[0]
    x ^= x << SHIFTS[0]
    x ^= x >> SHIFTS[1]
    x ^= x << SHIFTS[2]
    chance[0] = x
    return x


@small
def below(chance: Any, n: int) -> Any:
    """A whole number in [0, n), n at most 2**32."""
    return np.int64(((draw(chance) >> HALF) * np.uint64(n)) >> HALF)


@small
def unit(chance: Any) -> float:
    """A number in [0, 1)."""
    return np.float64(draw(chance) >> LOW) * 1.1102230246251565e-16


@small
def allowance(chance: Any, temperature: float) -> int:
    """By how much a move may make the plan worse, this time (Metropolis, drawn beforehand)."""
    return int(-temperature * math.log(unit(chance) + 1e-300))


def seeded(seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint64]]:
    """A generator's first state, never zero."""
    return np.random.SeedSequence(seed).generate_state(1, np.uint64) | np.uint64(1)
