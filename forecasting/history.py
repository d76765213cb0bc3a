"""Records -> long frames: the only module that reads records to forecast from.

Nothing after the last day is seen: a discharge that came later is, for the history, a patient who
is still there. Days are local days of the network's time zone. Hundreds of thousands of stays go
from the database to arrays in one pass; counting is arithmetic on those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from django.db.models import Q

from forecasting.core.calendar import CalendarSpec
from forecasting.core.freq import Floats, Freq, Ints, period_dates
from forecasting.core.occupancy import census, read_stays
from forecasting.core.series import Fill
from forecasting.models import ForecastKind
from hospital.models import CalendarDay, Consumption, DayKind, Network, Period, Stay, StayMove, Ward

EPOCH = date(1970, 1, 1)
HISTORY_DAYS = 4 * 366
QUIET_DAYS = 14
"""Records that stop longer ago than this have ended; silence after them is not a count of zero."""
REPORTED_SHARE = 0.5
CHUNK_ROWS = 100_000
HORIZON = {Freq.DAILY: 28, Freq.WEEKLY: 12, Freq.MONTHLY: 6}
OPEN_END = np.iinfo(np.int64).max // 2


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """One kind of one network: the frame and how to read it. last: last day that was seen."""

    frame: pd.DataFrame
    freq: Freq
    ids: tuple[str, ...]
    last: date | None
    fill: Fill = Fill.ZERO
    static: tuple[str, ...] = ()
    stays: pd.DataFrame | None = None


def read_history(*, network: Network, kind: str, as_of: date) -> History:
    """The history of a kind up to and including the local day `as_of`."""
    if kind == ForecastKind.CONSUMPTION:
        return _consumption(network, as_of)
    return _ward_days(network, kind, as_of)


def read_calendar(network: Network) -> CalendarSpec:
    """The country's calendar with the network's own corrections."""
    days: dict[str, list[date]] = {}
    rows = CalendarDay.objects.filter(network=network).values_list("kind", "date")
    for kind, day in rows.order_by("date"):
        days.setdefault(kind, []).append(day)
    return CalendarSpec(
        country=network.country,
        added=tuple(days.get(DayKind.HOLIDAY, ())),
        removed=tuple(days.get(DayKind.WORKDAY, ())),
        ramadan=tuple(_windows(days.get(DayKind.RAMADAN, []))),
    )


def _windows(days: list[date]) -> Iterator[tuple[date, date]]:
    """Runs of consecutive days as half-open windows."""
    start: date | None = None
    for position, day in enumerate(days):
        start = start or day
        if position + 1 == len(days) or days[position + 1] - day > timedelta(days=1):
            yield start, day + timedelta(days=1)
            start = None


def day_number(day: date) -> int:
    return (day - EPOCH).days


@dataclass(frozen=True, slots=True, eq=False)
class _Segments:
    """Time in one ward: ward key, local day it began and ended (OPEN_END while it lasts).

    enters, leaves: whether the stay began, or ended, with this segment.
    """

    ward: Ints
    begin: Ints
    end: Ints
    enters: np.ndarray[Any, np.dtype[np.bool_]]
    leaves: np.ndarray[Any, np.dtype[np.bool_]]


def _ward_days(network: Network, kind: str, as_of: date) -> History:
    wards = list(
        Ward.objects.filter(facility__network=network, active=True).select_related("facility")
    )
    ids = tuple(ward.scope for ward in wards)
    segments = _segments(network, as_of)
    position = {ward.pk: row for row, ward in enumerate(wards)}
    row = np.array([position.get(ward, -1) for ward in segments.ward.tolist()], dtype=np.int64)
    if not (row >= 0).any():
        return History(_frame((), np.empty((0, 0)), as_of, Freq.DAILY), Freq.DAILY, ids, None)
    last = _last_day(segments, day_number(as_of))
    first = max(int(segments.begin[row >= 0].min()), last - HISTORY_DAYS)
    stays = _stays_frame(segments, row, ids, last)
    if kind == ForecastKind.OCCUPANCY:
        found = read_stays(stays)
        values = np.zeros((len(ids), last - first + 1))
        values[[ids.index(name) for name in found.ids]] = census(found, first, last - first + 1)
    else:
        entering = kind == ForecastKind.ADMISSIONS
        day = segments.begin if entering else segments.end
        counted = (segments.enters if entering else segments.leaves) & (row >= 0)
        values = _counts(row[counted], day[counted], len(ids), first, last)
    frame = _frame(ids, _from_first(values), EPOCH + timedelta(days=first), Freq.DAILY)
    frame["facility"] = frame["unique_id"].map(lambda name: name.partition("/")[0])
    return History(
        frame=frame,
        freq=Freq.DAILY,
        ids=ids,
        last=EPOCH + timedelta(days=last),
        static=("facility",),
        stays=stays if kind == ForecastKind.OCCUPANCY else None,
    )


def _last_day(segments: _Segments, as_of: int) -> int:
    """`as_of`, or the last day of records that ended long before it."""
    ends = segments.end[segments.end < OPEN_END]
    newest = max(int(segments.begin.max()), int(ends.max()) if len(ends) else 0)
    return as_of if as_of - newest <= QUIET_DAYS else newest


def _segments(network: Network, as_of: date) -> _Segments:
    """Bed history where a stay has one, else the stay itself; only what was known on the day."""
    zone = ZoneInfo(network.time_zone)
    until = datetime.combine(as_of + timedelta(days=1), time(), zone)
    since = until - timedelta(days=HISTORY_DAYS)
    stays = Stay.objects.filter(
        Q(discharged__isnull=True) | Q(discharged__gte=since),
        facility__network=network,
        admitted__lt=until,
    ).order_by()
    moves = StayMove.objects.filter(
        Q(ends__isnull=True) | Q(ends__gte=since),
        stay__facility__network=network,
        starts__lt=until,
    ).order_by("stay_id", "starts")
    columns = ("pk", "ward_id", "admitted", "discharged")
    key, ward, begin, end = _columns(stays.values_list(*columns), zone, until)
    of, to, start, stop = _columns(
        moves.values_list("stay_id", "ward_id", "starts", "ends"), zone, until
    )
    alone = ~np.isin(key, of)
    new = np.append(True, of[1:] != of[:-1])[: len(of)]
    final = np.append(of[1:] != of[:-1], True)[: len(of)]
    whole = np.ones(int(alone.sum()), dtype=bool)
    return _Segments(
        ward=np.append(ward[alone], to),
        begin=np.append(begin[alone], start),
        end=np.append(end[alone], stop),
        enters=np.append(whole, new),
        leaves=np.append(whole & (end[alone] < OPEN_END), final & (stop < OPEN_END)),
    )


def _columns(rows: Any, zone: ZoneInfo, until: datetime) -> tuple[Ints, Ints, Ints, Ints]:
    """Keys, wards and local days of rows (key, ward, begin, end); an end to come is open."""
    limit = until.timestamp()
    keys, wards, begins, ends = [], [], [], []
    for key, ward, begin, end in rows.iterator(chunk_size=CHUNK_ROWS):
        keys.append(key)
        wards.append(ward)
        begins.append(begin.timestamp())
        ends.append(np.inf if end is None else end.timestamp())
    stop = np.array(ends, dtype=np.float64)
    known = stop < limit
    days = np.full(len(keys), OPEN_END)
    days[known] = _local_days(stop[known], zone)
    begin_days = _local_days(np.array(begins, dtype=np.float64), zone)
    return np.array(keys, dtype=np.int64), np.array(wards, dtype=np.int64), begin_days, days


def _local_days(seconds: Floats, zone: ZoneInfo) -> Ints:
    """Day numbers of moments: a stay that begins at 23:30 UTC may begin tomorrow here."""
    moments = pd.to_datetime(np.floor(seconds).astype(np.int64), unit="s", utc=True)
    local = moments.tz_convert(str(zone)).tz_localize(None)
    return local.to_numpy().astype("datetime64[D]").astype(np.int64)


def _stays_frame(segments: _Segments, row: Ints, ids: tuple[str, ...], last: int) -> pd.DataFrame:
    kept = row >= 0
    ended = segments.end[kept] <= last
    days = np.where(ended, segments.end[kept], 0).astype("datetime64[D]")
    days[~ended] = np.datetime64("NaT")
    return pd.DataFrame(
        {
            "unique_id": pd.Categorical.from_codes(row[kept], list(ids)),
            "admitted": segments.begin[kept].astype("datetime64[D]"),
            "discharged": days,
        }
    )


def _counts(row: Ints, day: Ints, series: int, first: int, last: int) -> Floats:
    inside = (day >= first) & (day <= last)
    width = last - first + 1
    cells = row[inside] * width + day[inside] - first
    return np.bincount(cells, minlength=series * width).reshape(series, width).astype(np.float64)


def _from_first(values: Floats) -> Floats:
    """Before a ward's first patient there is no history, not a history of zeros."""
    begun = np.cumsum(values, axis=1) > 0
    return np.where(begun, values, np.nan)


def _frame(ids: tuple[str, ...], values: Floats, first: date, freq: Freq) -> pd.DataFrame:
    """The long frame of a matrix; NaN cells are left out."""
    series, periods = np.nonzero(~np.isnan(values))
    dates = period_dates(first, values.shape[1], freq)
    return pd.DataFrame(
        {
            "unique_id": pd.Categorical.from_codes(series, list(ids)),
            "ds": dates[periods] if len(periods) else np.empty(0, dtype="datetime64[D]"),
            "y": values[series, periods],
        }
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Used:
    """Consumption rows: series, first day, days in the period, units, days without stock."""

    series: Ints
    first: Ints
    days: Ints
    units: Floats
    stockout: Ints


def _consumption(network: Network, as_of: date) -> History:
    rows = Consumption.objects.filter(
        facility__network=network,
        facility__active=True,
        first_day__lte=as_of,
        first_day__gt=as_of - timedelta(days=HISTORY_DAYS),
    ).order_by()
    periods = set(rows.values_list("period", flat=True).distinct())
    freq = Freq.MONTHLY if periods == {Period.MONTH} else Freq.WEEKLY
    used, ids, codes = _used(rows, day_number(as_of))
    if not len(used.series):
        return History(_frame((), np.empty((0, 0)), as_of, freq), freq, (), None)
    units = demand(used.units, used.days, used.stockout, used.series)
    values, first = _spread(used, units, len(ids), freq, day_number(as_of))
    frame = _frame(ids, values, first, freq)
    for name, labels in codes.items():
        frame[name] = pd.Categorical(labels[frame["unique_id"].cat.codes])
    last = period_dates(first, values.shape[1] + 1, freq)[-1].astype(object)
    return History(
        frame=frame,
        freq=freq,
        ids=ids,
        last=last - timedelta(days=1),
        fill=Fill.PREVIOUS if freq is Freq.MONTHLY and _are_reports(values) else Fill.ZERO,
        static=tuple(codes),
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


def _used(rows: Any, as_of: int) -> tuple[_Used, tuple[str, ...], dict[str, Any]]:
    """All rows as arrays, the series' names FACILITY/PRODUCT, and facility, product and ATC."""
    columns = ("facility_id", "product_id", "first_day", "period", "quantity", "stockout_days")
    parts = [_chunk(chunk) for chunk in _chunks(rows.values_list(*columns).iterator(CHUNK_ROWS))]
    if not parts:
        empty = np.empty(0, dtype=np.int64)
        return _Used(empty, empty, empty, empty.astype(np.float64), empty), (), {}
    table = np.concatenate(parts)
    table = table[table[:, 2] + table[:, 3] - 1 <= as_of]
    pairs, series = np.unique(table[:, :2], axis=0, return_inverse=True)
    names = _names(rows)
    labels = [names[int(facility), int(product)] for facility, product in pairs]
    ids = tuple(f"{facility}/{product}" for facility, product, _ in labels)
    codes = {
        "facility": np.array([label[0] for label in labels], dtype=object),
        "product": np.array([label[1] for label in labels], dtype=object),
        "atc": np.array([label[2][:1] for label in labels], dtype=object),
    }
    first, days, units, out = (table[:, column] for column in (2, 3, 4, 5))
    return _Used(series.ravel(), first, days, units.astype(np.float64), out), ids, codes


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK_ROWS)):
        yield chunk


def _chunk(rows: list[Any]) -> Ints:
    """facility, product, first day, days, quantity, stock-out days as whole numbers."""
    found = np.empty((len(rows), 6), dtype=np.int64)
    facility, product, first, period, quantity, out = zip(*rows, strict=True)
    found[:, 0], found[:, 1], found[:, 4], found[:, 5] = facility, product, quantity, out
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


def demand(units: Floats, days: Ints, stockout: Ints, series: Ints) -> Floats:
    """What would have been used with stock on every day, by simple proportion.

    Up to half of the period without stock: units over the days in stock. More than half: at least
    the series' usual daily use of its periods with stock, because a few days tell too little.
    """
    stocked = np.maximum(days - np.minimum(stockout, days), 0)
    enough = 2 * stocked >= days
    count = int(series.max()) + 1 if len(series) else 0
    told = np.bincount(series[enough], weights=units[enough], minlength=count)
    over = np.bincount(series[enough], weights=stocked[enough].astype(float), minlength=count)
    usual = np.where(over > 0, told / np.maximum(over, 1), 0.0)[series] * days
    scaled = units * days / np.maximum(stocked, 1)
    return np.where(enough, scaled, np.maximum(units, usual))


def _spread(used: _Used, units: Floats, series: int, freq: Freq, as_of: int) -> tuple[Floats, date]:
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
