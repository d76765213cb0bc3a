"""A series on one page: which others there are beside it, how good it is, and each step as computed
beside what plans read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from forecasting.models import ForecastKind, ForecastSeries, Level
from forecasting.selectors.fan import MEDIAN, WIDE, Fan, Shade
from forecasting.selectors.overrides import forecast_effective
from forecasting.selectors.reach import series_seen
from forecasting.selectors.steps import MEAN, quantile_values
from forecasting.selectors.words import loss, number, percent

NAIVE = "seasonal_naive"
SIBLINGS_SHOWN = 400
"""Where a run has more series than this, those of the same facility."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of the test, of this series and of its whole family, each beside seasonal naive;
    "-" where it is not kept. better: whether this series beats seasonal naive by it."""

    label: str
    own: str
    naive: str
    family: str
    family_naive: str
    better: bool | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A step [first, last]; `read`: the mean that plans read, `mean` the computed one."""

    first: date
    last: date
    mean: float
    low: float
    median: float
    high: float
    read: float
    marks: tuple[str, ...]
    """holiday, ramadan"""

    @property
    def overridden(self) -> bool:
        return self.read != self.mean


def siblings(series: ForecastSeries, user: Any) -> list[tuple[int, str]]:
    """Series of the same run and level within the person's reach, for choosing another, with the
    name of their product or ward."""
    same = ForecastSeries.everything.filter(run=series.run_id, level=series.level)
    seen = series_seen(same, user).order_by("unique_id")
    seen = seen.values_list("pk", "unique_id", "product__name", "ward__name")
    found = list(seen[: SIBLINGS_SHOWN + 1])
    if len(found) > SIBLINGS_SHOWN:
        found = list(seen.filter(facility=series.facility_id)[:SIBLINGS_SHOWN])
    return [
        (pk, " · ".join(filter(None, (code, product or ward)))) for pk, code, product, ward in found
    ]


def measures(series: ForecastSeries) -> list[Measure]:
    """Empty for a series that was not tested."""
    if series.mae is None:
        return []
    scores = series.run.scores
    family, naive = scores.get(series.run.model, {}), scores.get(NAIVE, {})
    other = series.seasonal_naive_mae
    scale = series.wape / series.mae if series.wape and series.mae else None
    naive_wape = other * scale if scale and other is not None else None

    def row(label: str, name: str, own: Any, beside: Any, said: Any) -> Measure:
        better = None if own is None or beside is None else own < beside
        figures = (own, beside, family.get(name), naive.get(name))
        return Measure(label, *(said(each) for each in figures), better=better)

    return [
        row(_("error as a share of what came (WAPE)"), "wape", series.wape, naive_wape, percent),
        row(_("mean error (MAE)"), "mae", series.mae, other, number),
        row(_("quantile loss (WQL)"), "wql", series.wql, series.seasonal_naive_wql, loss),
        row(_("80 % band held"), "coverage80", series.coverage80, None, percent),
    ]


def days(series: ForecastSeries, fan: Fan | None) -> list[Day]:
    """Every step of the horizon; `fan` knows the days that explain something."""
    if not series.points.get(MEAN) or of_intervals(series):
        return []
    low, median, high = (quantile_values(series.points, at) for at in (WIDE[0], MEDIAN, WIDE[1]))
    shades = fan.shades if fan else ()
    return [
        Day(
            step.first,
            last := step.first + timedelta(days=step.days - 1),
            step.computed[MEAN],
            low[at],
            median[at],
            high[at],
            step.effective[MEAN],
            tuple(_marks(shades, step.first, last)),
        )
        for at, step in enumerate(forecast_effective(series=series))
    ]


def _marks(shades: Iterable[Shade], first: date, last: date) -> list[str]:
    found = {shade.kind for shade in shades if shade.first <= last and shade.last >= first}
    return sorted(found)


def may_be_overridden(series: ForecastSeries) -> bool:
    """Parts are overridden, not their sums; and only what plans read. Whole intervals follow what
    is said of their periods."""
    own = series.level == Level.SERIES and series.run.is_current
    return own and not of_intervals(series)


def of_intervals(series: ForecastSeries) -> bool:
    """Whether its steps are whole intervals, which no picture and no row a step suits."""
    return series.run.kind == ForecastKind.PROTECTION
