"""Figures in the tables of forecasts' pages."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format


def figure(value: Any) -> str:
    """Three figures, as the reader's language writes numbers."""
    if value is None:
        return "-"
    return number_format(f"{value:.3g}" if abs(value) < 1000 else round(value))


def percent(share: float | None) -> str:
    """Whole per cent; what is not certain is never shown as certain."""
    if share is None:
        return "-"
    if 0 < share < 0.005:
        return "< 1 %"
    if 0.995 < share < 1:
        return "> 99 %"
    return f"{share:.0%}".replace("%", " %")
