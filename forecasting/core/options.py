"""How a family is trained, apart from the trainer: whoever only asks need not load LightGBM."""

from __future__ import annotations

from dataclasses import dataclass

STATISTICAL = ("seasonal_naive", "recent_mean", "theta", "ets")
"""Members that cost next to nothing: for few and steady series, from which LightGBM would learn
little, and where others wait."""


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """How a family is trained. rows: largest sample. years: how far back origins go."""

    seed: int = 1
    threads: int = 1
    trees: int = 100
    leaves: int = 15
    learning_rate: float = 0.06
    rows: int = 30_000
    years: int = 4
