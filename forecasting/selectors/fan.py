"""A series drawn: what came, what is expected, how far it may be off, and the days that explain it.

Numbers become coordinates here; the template draws them as SVG without a script.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, log10

from forecasting.models import ForecastSeries, Frequency
from forecasting.selectors.overrides import forecast_effective
from forecasting.selectors.steps import MEAN, Step, level_columns, quantile_values, series_steps

WIDTH, HEIGHT = 960, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 14, 12, 28
TICKS_UP, TICKS_ACROSS = 4, 8
WIDE, NARROW = (0.1, 0.9), (0.25, 0.75)
MEDIAN = 0.5
LEAST_SHADE = 1.5
"""A holiday among two years of weeks is still to be seen."""


@dataclass(frozen=True, slots=True)
class Shade:
    """A stretch of days; kind: holiday or ramadan."""

    kind: str
    x: str
    width: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Tick:
    at: str
    value: float | date


@dataclass(frozen=True, slots=True)
class Dot:
    """Something to point at: a day's value."""

    x: str
    y: str
    day: date
    value: float


@dataclass(frozen=True, slots=True)
class Fan:
    """came, median, read: polylines (read: what plans read, empty without overrides); wide, narrow:
    polygons of the 80 % and the 50 % band; first, last: the first and the last step, with their
    median and 80 % band, for the text beside the picture."""

    came: str
    median: str
    read: str
    wide: str
    narrow: str
    dots: tuple[Dot, ...]
    shades: tuple[Shade, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    now: str
    ends: tuple[tuple[date, float, float, float], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    base: int = HEIGHT - BOTTOM

    @property
    def kinds(self) -> set[str]:
        """Kinds of days that are shaded."""
        return {shade.kind for shade in self.shades}


class _Scale:
    """Days and values to coordinates; zero is always in sight."""

    def __init__(self, first: date, last: date, most: float) -> None:
        self.first, self.days = first, max((last - first).days, 1)
        self.step = _nice(max(most, 1e-9) / TICKS_UP)
        self.most = self.step * ceil(max(most, 1e-9) / self.step)

    def x(self, day: date, more: float = 0.0) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * ((day - self.first).days + more) / self.days

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.most

    def point(self, step: Step, value: float) -> str:
        """In the middle of the step's days."""
        return f"{self.x(step.first, step.days / 2):.1f},{self.y(value):.1f}"

    def line(self, steps: Sequence[Step], values: Sequence[float]) -> str:
        return " ".join(self.point(step, value) for step, value in zip(steps, values, strict=True))


def series_fan(series: ForecastSeries) -> Fan | None:
    """None of a series without steps."""
    if not series.points.get(MEAN):
        return None
    steps = series_steps(series.run.frequency, series.start, series.points, None)
    past = list(_past(series))
    at = {level: quantile_values(series.points, level) for level in (*WIDE, MEDIAN, *NARROW)}
    read = _read(series)
    tops = [*at[WIDE[1]], *(step.value for step in past), *read]
    first = past[0].first if past else steps[0].first
    last = steps[-1].first + timedelta(days=steps[-1].days)
    scale = _Scale(first, last, max(tops))
    known = [Dot(*scale.point(s, s.value).split(","), s.first, s.value) for s in past]
    ahead = [
        Dot(*scale.point(s, value).split(","), s.first, value)
        for s, value in zip(steps, at[MEDIAN], strict=True)
    ]
    return Fan(
        came=scale.line(past, [step.value for step in past]),
        median=scale.line(steps, at[MEDIAN]),
        read=scale.line(steps, read) if read != at[MEDIAN] and read else "",
        wide=_band(scale, steps, at[WIDE[0]], at[WIDE[1]]),
        narrow=_band(scale, steps, at[NARROW[0]], at[NARROW[1]]),
        dots=(*known, *ahead),
        shades=tuple(_shades(series, scale, first, last - timedelta(days=1))),
        across=tuple(_days_marked(scale, first, last)),
        up=tuple(_values_marked(scale)),
        now=f"{scale.x(steps[0].first):.1f}",
        ends=tuple(
            (steps[n].first, at[MEDIAN][n], at[WIDE[0]][n], at[WIDE[1]][n])
            for n in sorted({0, len(steps) - 1})
        ),
    )


def _past(series: ForecastSeries) -> Iterator[Step]:
    """The values kept with the series, of the periods up to its first step."""
    first = series.start
    steps: list[Step] = []
    for value in reversed(series.recent):
        before = _before(series.run.frequency, first)
        if value is not None:
            steps.append(Step(before, (first - before).days, value, value))
        first = before
    yield from reversed(steps)


def _before(frequency: str, first: date) -> date:
    if frequency == Frequency.DAY:
        return first - timedelta(days=1)
    if frequency == Frequency.WEEK:
        return first - timedelta(days=7)
    return (first.replace(day=1) - timedelta(days=1)).replace(day=1)


def _read(series: ForecastSeries) -> list[float]:
    """The medians as plans read them, overrides laid over; empty where no median is kept."""
    columns = level_columns(series.points)
    if "q50" not in columns:
        return []
    at = columns.index("q50")
    return [step.pairs[at][1] for step in forecast_effective(series=series)]


def _band(scale: _Scale, steps: Sequence[Step], low: Sequence[float], high: Sequence[float]) -> str:
    back = list(reversed(steps)), list(reversed(low))
    return f"{scale.line(steps, high)} {scale.line(*back)}"


def _shades(series: ForecastSeries, scale: _Scale, first: date, last: date) -> Iterator[Shade]:
    from forecasting.core.feasts import holiday_dates, ramadan_windows
    from forecasting.history.calendars import read_calendar

    calendar = read_calendar(series.run.network)
    one = timedelta(days=1)
    for start, end in ramadan_windows(calendar, first, last):
        yield _shade("ramadan", scale, max(start, first), min(end - one, last))
    for start, end in _stretches(holiday_dates(calendar, first, last)):
        yield _shade("holiday", scale, start, end)


def _stretches(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Runs of consecutive days, first and last of each."""
    start: date | None = None
    for at, day in enumerate(days):
        start = start or day
        if at + 1 == len(days) or (days[at + 1] - day).days > 1:
            yield start, day
            start = None


def _shade(kind: str, scale: _Scale, first: date, last: date) -> Shade:
    left, right = scale.x(first), scale.x(last, 1.0)
    return Shade(kind, f"{left:.1f}", f"{max(right - left, LEAST_SHADE):.1f}", first, last)


def _days_marked(scale: _Scale, first: date, last: date) -> Iterator[Tick]:
    every = max(1, round(scale.days / TICKS_ACROSS))
    for day in range(0, scale.days - every // 3, every):
        moment = first + timedelta(days=day)
        if moment < last:
            yield Tick(f"{scale.x(moment, 0.5):.1f}", moment)


def _values_marked(scale: _Scale) -> Iterator[Tick]:
    for count in range(round(scale.most / scale.step) + 1):
        yield Tick(f"{scale.y(count * scale.step):.1f}", count * scale.step)


def _nice(size: float) -> float:
    """1, 2 or 5 times a power of ten, the next above."""
    ten: float = 10.0 ** floor(log10(size))
    return next(unit * ten for unit in (1, 2, 5, 10) if unit * ten >= size - 1e-12)
