"""`python -m operations.core.supply.inventory.warm`: compiles the kernels ahead of time."""

from __future__ import annotations

from operations.core.outcome import Options
from operations.core.supply.inventory.problem import Customer, Depot, Problem
from operations.core.supply.inventory.solve import solve


def warm() -> None:
    """Plans one delivery, which needs every kernel."""
    customer = Customer("a", 1, 2, 0, (1, 1), 1)
    solve(
        Problem("warm", 2, 1, 2, Depot("d", 2, (0, 0), 1), (customer,), ((0, 1), (1, 0))),
        Options(),
        steps=1,
    )


if __name__ == "__main__":
    warm()
