"""Names for the arrays of the engine, and what forbids in them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int16]
"""A row: by day option * VARIANTS + variant, 0 for off."""

NO = 1 << 29
"""Forbidden, in scaled costs: larger than any of them, small enough to be added to."""
VARIANTS = 16
