"""Figures and names of members as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable

from django.template.defaultfilters import floatformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MEMBER_WORDS = {
    "seasonal_naive": gettext_lazy("seasonal naive"),
    "recent_mean": gettext_lazy("recent mean"),
    "discounted": gettext_lazy("discounted mean"),
    "theta": "Theta",
    "ets": "ETS",
    "lightgbm": "LightGBM",
    "calendar": gettext_lazy("calendar alone"),
    "recursive": gettext_lazy("recursive LightGBM"),
    "kaplan_meier": "Kaplan–Meier",
    "aggregated": gettext_lazy("Theta of sums"),
    "robust": gettext_lazy("median level and trend"),
    "hazard": gettext_lazy("discharge hazard"),
    "intermittent": gettext_lazy("intermittent demand"),
    "recent_median": gettext_lazy("recent median"),
    "faded": gettext_lazy("faded quantiles"),
    "simple": gettext_lazy("mean of what there is"),
    "added_up": gettext_lazy("periods' quantiles added up"),
    "independent": gettext_lazy("independent periods"),
}
"""A member without a word of its own is called by its name."""

COLUMN_WORDS = {
    "mean": gettext_lazy("mean"),
    "transfers": gettext_lazy("transfers"),
    "days": gettext_lazy("days"),
}
"""Of a forecast's columns; quantiles are called q05, q50 in every language."""

MINUS = "−"


def member(name: str) -> str:
    return str(MEMBER_WORDS.get(name, name))


def column(name: str) -> str:
    return str(COLUMN_WORDS.get(name, name))


def joined(parts: Iterable[str]) -> str:
    """Clauses of one sentence, parted as the reader's language parts them."""
    return _("; ").join(parts)


def recipe(names: str) -> str:
    """ "ets + theta" -> "ETS + Theta"."""
    return " + ".join(member(name.strip()) for name in names.split("+"))


def number(value: float | None, trimmed: bool = True) -> str:
    """Three figures at most, as the reader's language writes numbers; trimmed: no zeros at the
    end, as in a sentence."""
    if value is None:
        return "-"
    size = abs(value)
    places = 0 if size >= 100 else 1 if size >= 10 else 2
    text = number_format(round(size, places), decimal_pos=places)
    if trimmed and places:
        text = text.rstrip("0").rstrip(".,٫")
    return text if value >= 0 or _is_zero(text) else f"{MINUS}{text}"


def signed(value: float) -> str:
    """With its sign; what rounds to nothing has none."""
    text = number(abs(value))
    return text if _is_zero(text) else ("+" if value > 0 else MINUS) + text


def _is_zero(text: str) -> bool:
    return not text.strip("0.,٫")


def loss(value: float | None) -> str:
    """A small fraction, three decimals."""
    return "-" if value is None else floatformat(value, 3)


def percent(share: float | None) -> str:
    if share is None:
        return "-"
    return _("%(number)s %%") % {"number": floatformat(100 * share, 1)}
