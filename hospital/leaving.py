"""A worker that was asked to end tells the processes of its pool, through one byte they share.

The memory is mapped before the pool is forked, so that what the parent writes its children read;
a signal would reach them in the middle of a transaction.
"""

from __future__ import annotations

import mmap

_shared = mmap.mmap(-1, 1)


def leave() -> None:
    """From now on no run is begun, and those under way are given back."""
    _shared[0] = 1


def stay() -> None:
    _shared[0] = 0


def leaving() -> bool:
    return _shared[0] == 1
