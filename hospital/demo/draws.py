"""Randomness by subject: a change in one subject leaves the others' rows as they were."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]


def stream(seed: int, network: str, subject: str) -> np.random.Generator:
    """The generator of one subject of one network."""
    return np.random.default_rng([seed, zlib.crc32(f"{network}/{subject}".encode())])


def shares(total: int, weights: Floats, least: int = 0) -> Ints:
    """Split `total` into whole numbers in proportion to `weights`, none below `least`."""
    exact = least + (total - least * len(weights)) * weights / weights.sum()
    whole = np.floor(exact).astype(np.int64)
    missing = total - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:missing]] += 1
    return whole
