"""Signals beside a history: the columns that belong to each series, and what is known ahead.

A week or month has the mean of its days. A facility's own value goes before its network's. Values
after the history's last day are what is known ahead. Nothing here is ever an error: a signal that
is late, has gaps or ends is unknown there, and the forecast is made without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from django.db.models import Q

from forecasting.core.freq import Dates, Floats, Freq, Ints, period_dates
from forecasting.history.frame import CHUNK_ROWS, History
from hospital.models import Network, Signal

MOST_SIGNALS = 12
"""Columns beside the values; of more, those with the most values."""


def with_signals(network: Network, history: History, horizon: int) -> History:
    """The history with the network's signals as columns; itself where there are none."""
    if history.last is None or history.frame.empty:
        return history
    dates = _periods(history, horizon)
    found = _signals(network, history, dates)
    if found.empty:
        return history
    begun = history.frame["unique_id"].astype(str).unique()
    frame = history.frame.copy(deep=False)
    future = pd.DataFrame(
        {"unique_id": np.repeat(begun, horizon), "ds": np.tile(dates[-horizon:], len(begun))}
    )
    taken = {*frame.columns}
    columns: list[str] = []
    for name, rows in _kept(found):
        column = name if name not in taken else f"{name}_signal"
        matrix, places = _matrix(rows, len(dates))
        for each in (frame, future):
            each[column] = _looked_up(each, matrix, places, dates)
        columns.append(column)
    return replace(history, frame=frame, known=tuple(columns), future=future)


def _periods(history: History, horizon: int) -> Dates:
    """Start dates of all periods of the frame and of the horizon behind it."""
    days = history.frame["ds"].to_numpy().astype("datetime64[D]")
    first, last = days.min(), days.max()
    if history.freq is Freq.MONTHLY:
        count = (last.astype("datetime64[M]") - first.astype("datetime64[M]")).astype(int) + 1
    else:
        count = (last - first).astype(int) // (1 if history.freq is Freq.DAILY else 7) + 1
    return period_dates(first.astype(object), int(count) + horizon, history.freq)


def _signals(network: Network, history: History, dates: Dates) -> pd.DataFrame:
    """name, place ("" for the network), period and value, a mean per period."""
    after = period_dates(dates[-1].astype(object), 2, history.freq)[-1]
    rows = Signal.objects.filter(
        Q(facility__isnull=True) | Q(facility__network=network),
        network=network,
        date__gte=dates[0].astype(object),
        date__lt=after.astype(object),
    ).order_by()
    columns = ["name", "place", "date", "value"]
    values = rows.values_list("name", "facility__code", "date", "value")
    table = pd.DataFrame.from_records(list(values.iterator(CHUNK_ROWS)), columns=columns)
    if table.empty:
        return table
    days = pd.to_datetime(table["date"]).to_numpy().astype("datetime64[D]")
    table["period"] = np.searchsorted(dates, days, side="right") - 1
    table["place"] = table["place"].fillna("")
    keys = ["name", "place", "period"]
    return table.groupby(keys, as_index=False, sort=True)["value"].mean()


def _kept(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each signal's rows, by name; of too many the fullest."""
    full = table["name"].value_counts().index[:MOST_SIGNALS]
    for name, rows in table[table["name"].isin(full)].groupby("name", sort=True):
        yield str(name), rows


def _matrix(rows: pd.DataFrame, periods: int) -> tuple[Floats, dict[str, int]]:
    """values[place, period] and the row of each place; row 0 is the network's own, which stands
    wherever a place says nothing."""
    places = {"": 0} | {
        name: row for row, name in enumerate(sorted(set(rows["place"]) - {""}), start=1)
    }
    values = np.full((len(places), periods), np.nan)
    at = rows["place"].map(places).to_numpy()
    values[at, rows["period"].to_numpy()] = rows["value"].to_numpy()
    return np.where(np.isnan(values), values[:1], values), places


def _looked_up(frame: pd.DataFrame, matrix: Floats, places: dict[str, int], dates: Dates) -> Floats:
    """The signal of each row's place and period."""
    codes, names = pd.factorize(frame["unique_id"])
    own: Ints = np.array([places.get(str(name).partition("/")[0], 0) for name in names])
    days = frame["ds"].to_numpy().astype("datetime64[D]")
    found: Floats = matrix[own[codes], np.searchsorted(dates, days)]
    return found
