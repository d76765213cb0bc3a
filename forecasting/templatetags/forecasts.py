"""Figures on the pages of forecasts."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from forecasting.selectors import words

register = template.Library()


@register.filter
def figure(value: float | None) -> str:
    """Three figures at most, zeros at the end kept: a column of them lines up."""
    return words.number(value, trimmed=False)


@register.filter
def figure_short(value: float | None) -> str:
    """Three figures at most, as in a sentence."""
    return words.number(value)


@register.filter
def loss(value: float | None) -> str:
    """A small fraction, three decimals."""
    return words.loss(value)


@register.filter
def level(value: float) -> str:
    """A quantile's level: 0.1 is 10 %."""
    return _("%(number)s %%") % {"number": f"{100 * value:g}"}


@register.filter
def share(value: float | None) -> str:
    """A fraction as per cent, one decimal."""
    return words.percent(value)


@register.filter
def change(value: float | None) -> str:
    """A fraction as per cent with its sign."""
    if value is None:
        return "-"
    sign = "+" if value >= 0.0005 else words.MINUS if value <= -0.0005 else ""
    return sign + words.percent(abs(value))


@register.filter
def part(scores: dict[str, Any], name: str) -> Any:
    return scores.get(name)


@register.filter
def recipe(names: str) -> str:
    return words.recipe(names)
