"""How kernels are compiled: without the interpreter's lock, kept on disk, copied into each other.

They own no memory, so that reference counts, which two threads would fight for, are left out; and
as one kernel is one piece of code, no call hands twenty arrays on (measured on a ward of 170
patients: 4.2 million moves a second instead of 0.5).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from numba import njit

_compile = partial(njit, nogil=True, _nrt=False, error_model="numpy")

small: Callable[[Any], Any] = partial(
    _compile, forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True
)()
"""A kernel that kernels call: it becomes part of each of them."""

large: Callable[[Any], Any] = partial(_compile, no_cpython_wrapper=True, no_cfunc_wrapper=True)()
"""A kernel that kernels call and that is long enough for the call not to count."""


def entry(function: Callable[..., Any]) -> Any:
    """A kernel that Python calls. What is kept on disk is made anew when any kernel beside it
    changes: numba itself looks at the file of this one only."""
    kernel: Any = _compile(cache=True)(function)
    kernel._cache._cache_file._source_stamp = stamp(Path(inspect.getfile(function)).parent)
    return kernel


def stamp(folder: Path) -> str:
    """A digest of all kernels in a folder, and of what all kernels share."""
    here = Path(__file__).parent
    digest = sha256()
    for path in (*sorted(folder.glob("*.py")), here / "compiled.py", here / "chance.py"):
        digest.update(path.read_bytes())
    return digest.hexdigest()
