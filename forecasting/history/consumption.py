"""Consumption per facility and product, by week or month, with stock-outs made good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from forecasting.core.censoring import Demand, Used, repaired
from forecasting.core.freq import Floats, Freq, Ints, period_dates
from forecasting.core.notes import Fact, Note, joined
from forecasting.core.series import Fill
from forecasting.history.frame import (
    CHUNK_ROWS,
    EPOCH,
    HISTORY_DAYS,
    History,
    day_number,
    long_frame,
)
from forecasting.history.places import product_places
from forecasting.history.silence import unrecorded
from hospital.models import Consumption, Network, Period

REPORTED_SHARE = 0.5


def consumption(network: Network, as_of: date) -> History:
    rows = Consumption.objects.filter(
        facility__network=network,
        facility__active=True,
        first_day__lte=as_of,
        first_day__gt=as_of - timedelta(days=HISTORY_DAYS),
    ).order_by()
    periods = set(rows.values_list("period", flat=True).distinct())
    freq = Freq.MONTHLY if periods == {Period.MONTH} else Freq.WEEKLY
    used, ids, codes, whole_atc = _used(rows, day_number(as_of))
    if not len(used.series):
        return History(long_frame((), np.empty((0, 0)), as_of, freq), freq, (), None)
    demand = repaired(used)
    values, first = _spread(used, demand.units, len(ids), freq, day_number(as_of))
    frame = long_frame(ids, values, first, freq)
    for name, labels in codes.items():
        frame[name] = pd.Categorical(labels[frame["unique_id"].cat.codes])
    last = period_dates(first, values.shape[1] + 1, freq)[-1].astype(object)
    fill = Fill.PREVIOUS if freq is Freq.MONTHLY and _are_reports(values) else Fill.ZERO
    return History(
        frame=frame,
        freq=freq,
        ids=ids,
        last=last - timedelta(days=1),
        fill=fill,
        static=tuple(codes),
        notes=joined(_notes(used, demand, ids), unrecorded(ids, values, first, freq, fill)),
        places=product_places(ids, codes["facility"], codes["product"], whole_atc, network),
    )


def _are_reports(values: Floats) -> bool:
    """Monthly reports miss a month here and there, and then the one before is the best guess.

    Where most series have no record in most of their months, the records are movements (orders,
    deliveries): a month without one is a month of nothing.
    """
    seen = ~np.isnan(values)
    months = np.maximum.accumulate(seen, axis=1).sum(axis=1)
    shares = seen.sum(axis=1)[months > 0] / months[months > 0]
    return bool(len(shares)) and float(np.median(shares)) >= REPORTED_SHARE


def _used(rows: Any, as_of: int) -> tuple[Used, tuple[str, ...], dict[str, Any], list[str]]:
    """All rows as arrays, the series' names FACILITY/PRODUCT; facility, product and ATC group as
    the model reads them, and the whole ATC codes."""
    columns = (
        "facility_id",
        "product_id",
        "first_day",
        "period",
        "quantity",
        "stockout_days",
        "stock_end",
    )
    parts = [_chunk(chunk) for chunk in _chunks(rows.values_list(*columns).iterator(CHUNK_ROWS))]
    if not parts:
        none, nothing = np.empty(0, dtype=np.int64), np.empty(0)
        return Used(nothing, none, none, nothing, none, none, none, none), (), {}, []
    table = np.concatenate(parts)
    table = table[table[:, 2] + table[:, 3] - 1 <= as_of]
    pairs, series = np.unique(table[:, :2], axis=0, return_inverse=True)
    names = _names(rows)
    labels = [names[int(facility), int(product)] for facility, product in pairs]
    ids = tuple(f"{facility}/{product}" for facility, product, _ in labels)
    atc = [label[2] for label in labels]
    codes = {
        "facility": np.array([label[0] for label in labels], dtype=object),
        "product": np.array([label[1] for label in labels], dtype=object),
        "atc": np.array([label[2][:1] for label in labels], dtype=object),
    }
    first, days, units, out, left = (table[:, column] for column in range(2, 7))
    used = Used(
        units=units.astype(np.float64),
        days=days,
        out=out,
        left=np.where(left < 0, np.nan, left),
        series=series.ravel(),
        kin=np.unique(table[:, 1], return_inverse=True)[1].ravel(),
        first=first,
        phase=first.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12,
    )
    return used, ids, codes, atc


def _notes(used: Used, demand: Demand, ids: tuple[str, ...]) -> dict[str, tuple[Note, ...]]:
    """Per series what was repaired: a forecast of demand must not pass for one of what was used."""
    count = len(ids)
    records, bounds, stretched = (
        np.bincount(used.series, weights=flags, minlength=count).astype(int)
        for flags in (np.ones(len(used.series)), demand.bound, demand.scaled)
    )
    before, after = (
        np.bincount(used.series, weights=units, minlength=count)
        for units in (used.units, demand.units)
    )
    notes = {}
    for row in np.flatnonzero(bounds + stretched):
        more = 100 * (after[row] / before[row] - 1) if before[row] > 0 else None
        notes[ids[row]] = (
            _repaired(int(records[row]), int(bounds[row]), int(stretched[row]), more),
        )
    return notes


def _repaired(periods: int, bounds: int, stretched: int, more: float | None) -> Note:
    """more: per cent of what was used, None where nothing was."""
    facts: dict[str, Fact] = {"periods": periods, "bounds": bounds, "stretched": stretched}
    words = (
        f"of {periods} periods {bounds} ran out of stock and say only how much was needed at "
        f"least, {stretched} are stretched over days without stock: "
    )
    if more is None:
        return Note("stock_outs_nothing_used", f"{words}nothing was used in all", facts)
    facts |= {"more_percent": f"{more:+.0f}"}
    return Note("stock_outs", f"{words}{more:+.0f} % in all", facts)


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK_ROWS)):
        yield chunk


def _chunk(rows: list[Any]) -> Ints:
    """facility, product, first day, days, quantity, stock-out days and units at the end (-1 where
    not recorded) as whole numbers."""
    found = np.empty((len(rows), 7), dtype=np.int64)
    facility, product, first, period, quantity, out, left = zip(*rows, strict=True)
    found[:, 0], found[:, 1], found[:, 4], found[:, 5] = facility, product, quantity, out
    found[:, 6] = [-1 if units is None else units for units in left]
    days = np.array(first, dtype="datetime64[D]")
    found[:, 2] = days.astype(np.int64)
    following = (days.astype("datetime64[M]") + 1).astype("datetime64[D]")
    month = (following - days.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
    kinds = np.array(period)
    found[:, 3] = np.where(kinds == Period.MONTH, month, np.where(kinds == Period.WEEK, 7, 1))
    return found


def _names(rows: Any) -> dict[tuple[int, int], tuple[str, str, str]]:
    found = rows.values_list(
        "facility_id", "product_id", "facility__code", "product__code", "product__atc"
    ).distinct()
    return {(row[0], row[1]): (row[2], row[3], row[4]) for row in found}


def _spread(used: Used, units: Floats, series: int, freq: Freq, as_of: int) -> tuple[Floats, date]:
    """Units per series and week (Monday) or month; a longer period is spread over its days.

    Only whole weeks up to `as_of`; NaN where no record reaches.
    """
    if freq is Freq.MONTHLY:
        month = used.first.astype("datetime64[D]").astype("datetime64[M]")
        start = month.min()
        column = (month - start).astype(np.int64)
        values = _add(series, int(column.max()) + 1, used.series, column, units)
        return values, start.astype("datetime64[D]").astype(object)
    monday = int((used.first.min() + 3) // 7 * 7 - 3)
    weeks = max((as_of + 1 - monday) // 7, 1)
    values = np.full((series, weeks), np.nan)
    begin = (used.first - monday) // 7
    for further in range(6):
        low = np.maximum(used.first, monday + 7 * (begin + further))
        high = np.minimum(used.first + used.days, monday + 7 * (begin + further + 1))
        share = np.maximum(high - low, 0) / used.days
        inside = (share > 0) & (begin + further < weeks)
        part = _add(
            series, weeks, used.series[inside], (begin + further)[inside], (units * share)[inside]
        )
        values = np.where(np.isnan(part), values, np.nan_to_num(values) + part)
    return values, EPOCH + timedelta(days=monday)


def _add(series: int, width: int, row: Ints, column: Ints, units: Floats) -> Floats:
    """Sums per cell, NaN where nothing was added."""
    cells = row * width + column
    total = np.bincount(cells, weights=units, minlength=series * width)
    count = np.bincount(cells, minlength=series * width)
    return np.where(count > 0, total, np.nan).reshape(series, width)
