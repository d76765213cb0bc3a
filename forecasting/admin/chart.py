"""A small drawing of an alarm's weeks: what was counted, expected, and too much. Plain SVG."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forecasting.models import OutbreakAlarm

WIDTH, HEIGHT = 720, 220
LEFT, BOTTOM, TOP = 44, 26, 10
DATES_SHOWN = 6
Weekly = list[float | None]


def weeks_drawn(alarm: OutbreakAlarm) -> SafeString:
    """Bars for the counts (those since the beginning stand out), lines for the other two."""
    chart = alarm.chart
    if not chart:
        return SafeString("-")
    counts, expected, upper = (chart[name] for name in ("counts", "expected", "upper"))
    most = max((v for v in (*counts, *expected, *upper) if v is not None), default=0) or 1
    first = date.fromisoformat(chart["first"])
    return format_html(
        '<svg class="mizan-weeks" viewBox="0 0 {} {}" role="img" aria-label="{}" direction="ltr">'
        "{}{}{}{}</svg>{}",
        WIDTH,
        HEIGHT,
        _("Cases a week, what was expected, and the threshold"),
        _grid(most),
        _bars(counts, most, (alarm.since - first).days // 7, first),
        _line(expected, most, "mizan-expected"),
        _line(upper, most, "mizan-upper"),
        _legend(),
    )


def _step(count: int) -> float:
    return (WIDTH - LEFT) / max(count, 1)


def _height(value: float, most: float) -> float:
    return (HEIGHT - TOP - BOTTOM) * value / most


def _y(value: float, most: float) -> str:
    return f"{HEIGHT - BOTTOM - _height(value, most):.1f}"


def _grid(most: float) -> SafeString:
    rows = [(_y(most * part, most), LEFT, WIDTH, f"{most * part:.3g}") for part in (0, 0.5, 1)]
    return format_html_join(
        "",
        '<line class="mizan-grid" x1="{1}" x2="{2}" y1="{0}" y2="{0}"/>'
        '<text x="{3}" y="{0}" dy="4" text-anchor="end">{4}</text>',
        ((y, left, right, left - 6, text) for y, left, right, text in rows),
    )


def _bars(counts: Weekly, most: float, since: int, first: date) -> SafeString:
    step = _step(len(counts))
    every = max(1, len(counts) // DATES_SHOWN)
    bars: list[tuple[Any, ...]] = []
    dates: list[tuple[Any, ...]] = []
    for week, count in enumerate(counts):
        left = LEFT + week * step
        day = date_format(first + timedelta(weeks=week), "MONTH_DAY_FORMAT")
        if count is not None:
            kind = "mizan-struck" if week >= since else "mizan-counted"
            bars.append(
                (
                    kind,
                    f"{left + step * 0.15:.1f}",
                    _y(count, most),
                    f"{step * 0.7:.1f}",
                    f"{_height(count, most):.1f}",
                    f"{day}: {count:g}",
                )
            )
        if week % every == 0:
            dates.append((f"{left + step / 2:.1f}", HEIGHT - 8, day))
    return format_html(
        "{}{}",
        format_html_join(
            "",
            '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
            bars,
        ),
        format_html_join("", '<text x="{}" y="{}" text-anchor="middle">{}</text>', dates),
    )


def _line(values: Weekly, most: float, kind: str) -> SafeString:
    """Steps over the weeks; a gap where nothing is known."""
    step = _step(len(values))
    path = ""
    for week, value in enumerate(values):
        if value is None:
            continue
        joined = week > 0 and values[week - 1] is not None
        start, end = LEFT + week * step, LEFT + (week + 1) * step
        path += f"{'L' if joined else 'M'}{start:.1f} {_y(value, most)}L{end:.1f} {_y(value, most)}"
    return format_html('<path class="{}" d="{}"/>', kind, path)


def _legend() -> SafeString:
    parts = [
        ("mizan-counted", _("counted")),
        ("mizan-struck", _("counted since it began")),
        ("mizan-expected", _("expected")),
        ("mizan-upper", _("threshold")),
    ]
    marks = format_html_join("", '<span><i class="{}"></i>{}</span>', parts)
    return format_html('<p class="mizan-legend">{}</p>', marks)
