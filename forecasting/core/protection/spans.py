"""The protection interval as a distribution: months from an order until the next one arrives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from forecasting.core.freq import Floats


@dataclass(frozen=True, slots=True)
class Spans:
    """months[k] with chance[k]; months ascend, chances sum to 1."""

    months: tuple[int, ...]
    chance: tuple[float, ...]

    def __post_init__(self) -> None:
        ascending = all(a < b for a, b in zip(self.months, self.months[1:], strict=False))
        if not self.months or self.months[0] < 1 or not ascending:
            raise ValueError("spans need whole months from 1 on, in order and each once")
        if len(self.chance) != len(self.months) or abs(sum(self.chance) - 1) > 1e-6:
            raise ValueError("spans need one chance each, together 1")

    @classmethod
    def fixed(cls, months: int) -> Spans:
        return cls((months,), (1.0,))

    @property
    def mean(self) -> float:
        return sum(m * c for m, c in zip(self.months, self.chance, strict=True))


def used_within(values: Floats, spans: Spans, first: int) -> Iterator[tuple[int, Floats, float]]:
    """What is known of demand after origins from `first` on: (origin, units[i], weight).

    A span of L months is known of origins up to L months ago. Each span keeps its chance, spread
    over the origins that know it, so that what is recent and short counts no more than it should.
    A span that no origin knows yet is the longest that one does, in proportion.
    """
    months = values.shape[1]
    sums = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    for span, chance in zip(spans.months, spans.chance, strict=True):
        known = min(span, months - 1 - first)
        if known < 1:
            return
        origins = range(first, months - known)
        for origin in origins:
            units = sums[:, origin + 1 + known] - sums[:, origin + 1]
            yield origin, units * (span / known), chance / len(origins)
