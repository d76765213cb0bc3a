"""A small line chart as SVG coordinates: drawn by the template, without a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 640, 170
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 10, 26


@dataclass(frozen=True, slots=True)
class Line:
    """css: the class of the line; points: an SVG polyline; dots: (x, y) of each value."""

    label: str
    css: str
    points: str
    dots: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Tick:
    at: str
    value: float | date


@dataclass(frozen=True, slots=True)
class Chart:
    lines: list[Line]
    across: list[Tick]
    up: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    base: int = HEIGHT - BOTTOM


def line_chart(
    days: Sequence[date], lines: Sequence[tuple[str, str, Sequence[float | None]]]
) -> Chart:
    """lines: (label, css, one value a day, None where there is none). Zero is always in sight, so
    that a small difference looks small."""
    known = [value for _label, _css, values in lines for value in values if value is not None]
    top = max(known, default=0.0) * 1.05 or 1.0
    first, last = min(days), max(days)
    span = max((last - first).days, 1)

    def x(day: date) -> float:
        if first == last:
            return (LEFT + WIDTH - RIGHT) / 2
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / span

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top

    drawn = []
    for label, css, values in lines:
        dots = [
            (f"{x(day):.1f}", f"{y(value):.1f}")
            for day, value in zip(days, values, strict=True)
            if value is not None
        ]
        drawn.append(Line(label, css, " ".join(",".join(dot) for dot in dots), dots))
    ends = [first] if first == last else [first, last]
    across = [Tick(f"{x(day):.1f}", day) for day in ends]
    up = [Tick(f"{y(part * top):.1f}", part * top) for part in (0, 0.5, 1)]
    return Chart(drawn, across, up)
