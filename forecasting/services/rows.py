"""The answer of a job as rows: series where they belong, and totals by their level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from forecasting.models import ForecastFamily, ForecastRun, ForecastSeries, Level, family_of
from forecasting.services.facts import series_facts
from hospital.models import Facility, Product, Ward

if TYPE_CHECKING:
    import pandas as pd

    from forecasting.core.request import ForecastAnswer

KEYS = ("unique_id", "ds")


def series_rows(
    run: ForecastRun, answer: ForecastAnswer, recent: Mapping[str, list[float | None]]
) -> Iterator[ForecastSeries]:
    """Unsaved rows: one per series whose facility, and ward or product, still exist, and one per
    total. recent: the last values seen, by the core's names."""
    facilities = dict(Facility.objects.filter(network=run.network).values_list("code", "pk"))
    products: dict[str, int] = {}
    wards: dict[str, dict[str, Any]] = {}
    if family_of(run.kind) == ForecastFamily.CONSUMPTION:
        products = dict(Product.objects.values_list("code", "pk"))
    else:
        rows = Ward.objects.filter(facility__network=run.network).select_related("facility")
        wards = {w.scope: {"facility_id": w.facility_id, "ward_id": w.pk} for w in rows}
    for name, fields in _blocks(answer, recent):
        place = wards.get(name) or _pair(name, facilities, products)
        if place is not None:
            yield ForecastSeries(run=run, unique_id=name, **place, **fields)
    for name, fields in _blocks(answer.totals, recent) if answer.totals is not None else ():
        place = _total(name, facilities, products)
        if place is not None:
            yield ForecastSeries(run=run, **place, **fields)


def _blocks(
    answer: ForecastAnswer, recent: Mapping[str, list[float | None]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Per series of an answer, what it says: start, points, scores, drivers, note."""
    scores = {score.unique_id: score for score in answer.scores}
    columns = [name for name in answer.frame.columns if name not in KEYS]
    for name, part in answer.frame.groupby("unique_id", observed=True, sort=False):
        points = {column: _rounded(part[column]) for column in columns}
        start = part["ds"].iloc[0].date()
        facts = series_facts(str(name), answer, scores)
        seen = recent.get(str(name), [])
        yield str(name), {"start": start, "points": points, "recent": seen, **facts}


def _rounded(values: pd.Series) -> list[float]:
    """Four decimals: enough for planning, and a third of the bytes."""
    return [round(value, 4) for value in values.tolist()]


def _pair(name: str, facilities: dict[str, int], products: dict[str, int]) -> dict[str, Any] | None:
    """FACILITY/PRODUCT looked up by its halves: there are too many pairs to list."""
    facility, _, product = name.partition("/")
    if facility not in facilities or product not in products:
        return None
    return {"facility_id": facilities[facility], "product_id": products[product]}


def _total(
    name: str, facilities: dict[str, int], products: dict[str, int]
) -> dict[str, Any] | None:
    """LEVEL:CODE of the core; the three ATC levels are one here, told apart by their codes."""
    label, _, code = name.partition(":")
    level = label.partition("_")[0]
    place: dict[str, Any] = {"level": level, "unique_id": code}
    if level == Level.FACILITY:
        return place | {"facility_id": facilities[code]} if code in facilities else None
    if level == Level.PRODUCT:
        return place | {"product_id": products[code]} if code in products else None
    return place
