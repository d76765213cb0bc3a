"""Raw public files of patients coming and staying, read as they are published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from forecasting.core.bench.seriesfile import SeriesFile
from forecasting.core.errors import UnsupportedFile
from forecasting.core.freq import Freq
from forecasting.core.patients.stays import census, read_stays

WARM_UP_DAYS = 30
"""A census begins this long after the first admission: who came before is not in the file."""

HDHI_KNOWN = {
    "age": "AGE",
    "gender": "GENDER",
    "rural": "RURAL",
    "way": "TYPE OF ADMISSION-EMERGENCY/OPD",
}
"""Columns that say who a patient is, where a file has them."""
HDHI_FOUND = (
    *("SMOKING", "ALCOHOL", "DM", "HTN", "CAD", "PRIOR CMP", "CKD"),
    *("HB", "TLC", "PLATELETS", "GLUCOSE", "UREA", "CREATININE", "BNP", "EF"),
    *("RAISED CARDIAC ENZYMES", "STABLE ANGI", "ACS", "STEMI", "ATYPICAL CHEST PAIN"),
    *("HEART FAILURE", "VALVULAR", "CHB", "SSS", "AF", "VT", "PSVT", "CONGENITAL"),
)
"""Numbers found on the day of admission: history, first laboratory values, what brought the
patient. What a stay may bring itself (infection, shock, kidney injury, a stroke, intensive care,
how it ended) is left alone: on the first evening nobody knows it."""


def read_ed_arrivals(path: Path) -> tuple[SeriesFile, ...]:
    """Emergency arrivals by hour (columns Date, Hour, Arrivals), added up to days."""
    table = pd.read_csv(path)
    daily = table.groupby(_dates(path, table["Date"]))["Arrivals"].sum()
    frame = pd.DataFrame({"unique_id": "arrivals", "ds": daily.index, "y": daily.to_numpy(float)})
    return (SeriesFile("ed_arrivals_daily", Freq.DAILY, 14, frame, windows=8, country="US"),)


def read_ed_blocks(path: Path) -> tuple[SeriesFile, ...]:
    """Emergency encounters by site and six-hour block: two sets, all and those admitted.

    Each block of each site is a daily series. Measured as published: four folds of some two months.
    """
    table = pd.read_csv(path)
    site, block = table["Site"].astype(str), table["Hour"].astype(str)
    keys = {"unique_id": site + " block " + block, "ds": _dates(path, table["Date"])}
    sets = {"total": "ED Enc", "admitted": "ED Enc Admitted"}
    return tuple(
        SeriesFile(
            f"ed_encounters_{name}",
            Freq.DAILY,
            61,
            pd.DataFrame({**keys, "y": table[column].astype(float), "site": site, "block": block}),
            windows=4,
            static=("site", "block"),
            country="US",
        )
        for name, column in sets.items()
    )


def read_hdhi(path: Path) -> tuple[SeriesFile, ...]:
    """Admissions of a heart institute: how many a day, and how many beds they fill.

    The file changes from month-day-year to day-month-year half-way; its `month year` column says
    which was meant. The few rows that fit neither way are left out.
    """
    stays = _hdhi_stays(path)
    days = pd.date_range(stays["admitted"].min(), stays["admitted"].max())
    coming = stays["admitted"].value_counts().reindex(days, fill_value=0)
    admissions = pd.DataFrame({"unique_id": "hospital", "ds": days, "y": coming.to_numpy(float)})
    first = int(days[0].to_datetime64().astype("datetime64[D]").astype(np.int64))
    beds = census(read_stays(stays), first, len(days))[0]
    occupancy = admissions.assign(y=beds)[WARM_UP_DAYS:].reset_index(drop=True)
    return (
        SeriesFile("hdhi_admissions", Freq.DAILY, 14, admissions, windows=8, country="IN"),
        SeriesFile(
            "hdhi_occupancy", Freq.DAILY, 14, occupancy, windows=8, stays=stays, country="IN"
        ),
    )


def _hdhi_stays(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path, encoding="utf-8-sig", dtype=str)
    month = pd.to_datetime(table["month year"], format="%b-%y", errors="coerce")
    nights = pd.to_numeric(table["DURATION OF STAY"], errors="coerce") - 1
    admitted = _either(table["D.O.A"], lambda days: (days - month).abs().where(_same(days, month)))
    wanted = admitted + pd.to_timedelta(nights, unit="D")
    left = _either(table["D.O.D"], lambda days: (days - wanted).abs().where(days >= admitted))
    known = admitted.notna() & left.notna()
    if not known.any():
        raise UnsupportedFile(str(path), 2, "no row with dates that fit its 'month year'")
    stays = pd.DataFrame({"unique_id": "hospital", "admitted": admitted, "discharged": left})
    told = {name: table[column] for name, column in HDHI_KNOWN.items() if column in table.columns}
    table = table.rename(columns=str.strip)
    found = [name for name in HDHI_FOUND if name in table.columns]
    numbers = [name for name in told if name == "age"]
    told |= {name.lower(): table[name] for name in found}
    for name in [*numbers, *(name.lower() for name in found)]:
        told[name] = pd.to_numeric(told[name], errors="coerce")
    stays = stays.assign(**told)
    return stays[known].reset_index(drop=True)


def _same(days: Any, month: Any) -> Any:
    return (days.dt.year == month.dt.year) & (days.dt.month == month.dt.month)


def _either(texts: Any, distance: Any) -> Any:
    """Each text read month first or day first, whichever is nearer; NaT where neither fits."""
    plain = texts.str.replace("/", "-", regex=False)
    read = [pd.to_datetime(plain, format=f, errors="coerce") for f in ("%m-%d-%Y", "%d-%m-%Y")]
    far = pd.Timedelta(days=100_000)
    month_first, day_first = (distance(days).fillna(far) for days in read)
    best = read[0].where(month_first <= day_first, read[1])
    return best.where(np.minimum(month_first, day_first) < far)


def _dates(path: Path, texts: Any) -> Any:
    days = pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce")
    if days.isna().any():
        raise UnsupportedFile(
            str(path), int(days.isna().argmax()) + 2, "not a date like 2018-01-31"
        )
    return days
