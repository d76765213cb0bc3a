"""`python -m operations.core.beds.annealing.warm`: compiles the kernels ahead of time.

They are compiled once for a machine and kept beside the modules or in NUMBA_CACHE_DIR; an image is
built with them, so that no worker compiles at its first bed plan.
"""

from __future__ import annotations

from operations.core.beds.annealing.tables import tables
from operations.core.beds.annealing.walk import Walk
from operations.core.beds.problem import Gender, Patient, Problem, Room


def warm() -> None:
    """Plans a ward of one room for two patients, which needs every kernel."""
    patients = tuple(Patient(name, Gender.FEMALE, "", 1) for name in ("a", "b"))
    walk = Walk(tables(Problem(2, (Room("r", "w", 1),), patients)), 1)
    walk.fill()
    walk.go(1.0, strict=True)
    walk.back()


if __name__ == "__main__":
    warm()
