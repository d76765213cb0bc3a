"""Admissions, discharges and midnight census per ward and local day, from stays and moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from django.db.models import Q

from forecasting.core.freq import Floats, Freq, Ints
from forecasting.core.notes import Notes
from forecasting.core.patients.stays import census, read_stays
from forecasting.history.frame import (
    CHUNK_ROWS,
    EPOCH,
    HISTORY_DAYS,
    History,
    day_number,
    long_frame,
)
from forecasting.history.places import ward_places
from forecasting.history.silence import silent_days
from forecasting.models import FAMILY_KINDS, ForecastFamily, ForecastKind
from hospital.models import Network, Stay, StayMove, Ward

QUIET_DAYS = 14
"""Records that stop longer ago than this have ended; silence after them is not a count of zero."""
KNOWN = ("age_band", "urgency", "gender")
KINDS = FAMILY_KINDS[ForecastFamily.FLOW]
OPEN_END = np.iinfo(np.int64).max // 2


@dataclass(frozen=True, slots=True, eq=False)
class _Segments:
    """Time in one ward: ward key, local day it began and ended (OPEN_END while it lasts).

    stay: key of the stay it is part of. enters, leaves: whether the stay began, or ended, with it.
    """

    stay: Ints
    ward: Ints
    begin: Ints
    end: Ints
    enters: np.ndarray[Any, np.dtype[np.bool_]]
    leaves: np.ndarray[Any, np.dtype[np.bool_]]


def ward_days(network: Network, as_of: date) -> dict[str, History]:
    """Admissions, discharges and midnight census, in one reading of the records."""
    wards = list(
        Ward.objects.filter(facility__network=network, active=True).select_related("facility")
    )
    ids = tuple(ward.scope for ward in wards)
    segments = _segments(network, as_of)
    position = {ward.pk: row for row, ward in enumerate(wards)}
    row = np.array([position.get(ward, -1) for ward in segments.ward.tolist()], dtype=np.int64)
    if not (row >= 0).any():
        empty = long_frame((), np.empty((0, 0)), as_of, Freq.DAILY)
        return dict.fromkeys(KINDS, History(empty, Freq.DAILY, ids, None))
    last = _last_day(segments, day_number(as_of))
    first = max(int(segments.begin[row >= 0].min()), last - HISTORY_DAYS)
    stays = _stays_frame(network, segments, row, ids, last)
    values = _values(segments, row, stays, ids, first, last)
    begun = np.cumsum(sum(values.values()), axis=1) > 0
    places = ward_places(wards, network)
    notes = silent_days(
        ids, values[ForecastKind.ADMISSIONS] + values[ForecastKind.DISCHARGES], begun, first
    )
    return {
        kind: _history(
            kind, np.where(begun, values[kind], np.nan), ids, first, stays, places, notes
        )
        for kind in KINDS
    }


def _values(
    segments: _Segments, row: Ints, stays: pd.DataFrame, ids: tuple[str, ...], first: int, last: int
) -> dict[str, Floats]:
    """By kind, a matrix of wards and days from `first` to `last`."""
    found = read_stays(stays)
    beds = np.zeros((len(ids), last - first + 1))
    beds[[ids.index(name) for name in found.ids]] = census(found, first, last - first + 1)
    entering, leaving = segments.enters & (row >= 0), segments.leaves & (row >= 0)
    shape = (len(ids), first, last)
    return {
        ForecastKind.ADMISSIONS: _counts(row[entering], segments.begin[entering], *shape),
        ForecastKind.DISCHARGES: _counts(row[leaving], segments.end[leaving], *shape),
        ForecastKind.OCCUPANCY: beds,
    }


def _history(
    kind: str,
    values: Floats,
    ids: tuple[str, ...],
    first: int,
    stays: pd.DataFrame,
    places: pd.DataFrame,
    notes: Notes,
) -> History:
    """Before a ward's first patient there is no history (NaN), not a history of zeros."""
    frame = long_frame(ids, values, EPOCH + timedelta(days=first), Freq.DAILY)
    frame["facility"] = frame["unique_id"].map(lambda name: name.partition("/")[0])
    return History(
        frame=frame,
        freq=Freq.DAILY,
        ids=ids,
        last=EPOCH + timedelta(days=first + values.shape[1] - 1),
        static=("facility",),
        stays=stays if kind == ForecastKind.OCCUPANCY else None,
        places=places,
        notes=notes,
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
        stay=np.append(key[alone], of),
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


def _stays_frame(
    network: Network, segments: _Segments, row: Ints, ids: tuple[str, ...], last: int
) -> pd.DataFrame:
    """One row per segment in the wards asked for, with what was known at the door."""
    kept = row >= 0
    ended = segments.end[kept] <= last
    days = np.where(ended, segments.end[kept], 0).astype("datetime64[D]")
    days[~ended] = np.datetime64("NaT")
    frame = pd.DataFrame(
        {
            "unique_id": pd.Categorical.from_codes(row[kept], list(ids)),
            "admitted": segments.begin[kept].astype("datetime64[D]"),
            "discharged": days,
            "stay": segments.stay[kept],
        }
    )
    facilities = np.array([name.partition("/")[0] for name in ids], dtype=object)
    since = EPOCH + timedelta(days=last - HISTORY_DAYS - 2)
    known = _at_the_door(network, since).reindex(segments.stay[kept]).reset_index(drop=True)
    return frame.assign(facility=facilities[row[kept]]).join(known)


def _at_the_door(network: Network, since: date) -> pd.DataFrame:
    """Per stay's key what is known of the patient from the first hour on."""
    names = {"specialty__code": "specialty"} | {name: name for name in KNOWN}
    late_enough = Q(discharged__isnull=True) | Q(discharged__date__gte=since)
    stays = Stay.objects.filter(late_enough, facility__network=network).order_by()
    rows = stays.values_list("pk", *names).iterator(chunk_size=CHUNK_ROWS)
    frame = pd.DataFrame.from_records(list(rows), columns=["pk", *names.values()])
    return frame.set_index("pk")


def _counts(row: Ints, day: Ints, series: int, first: int, last: int) -> Floats:
    inside = (day >= first) & (day <= last)
    width = last - first + 1
    cells = row[inside] * width + day[inside] - first
    return np.bincount(cells, minlength=series * width).reshape(series, width).astype(np.float64)
