"""Raw public files of what facilities hand out, read as they are published."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from forecasting.core.bench.seriesfile import SeriesFile
from forecasting.core.errors import UnsupportedFile
from forecasting.core.freq import Freq
from forecasting.core.series import Fill

LEAST_REPORTS = 30
ATC = ("M01AB", "M01AE", "N02BA", "N02BE", "N05B", "N05C", "R03", "R06")


def read_lmis(path: Path) -> tuple[SeriesFile, ...]:
    """A national logistics system: units handed out by site, product and month.

    Series with at least `LEAST_REPORTS` monthly reports that still report in the last month; a
    month without a report is not a month without need, so the last value stands in for it.
    """
    table = pd.read_csv(path)
    table["ds"] = pd.to_datetime(table[["year", "month"]].assign(day=1))
    table["unique_id"] = table["site_code"].astype(str) + " " + table["product_code"].astype(str)
    told = table.groupby("unique_id")["ds"].agg(["size", "max"])
    kept = told.index[(told["size"] >= LEAST_REPORTS) & (told["max"] == table["ds"].max())]
    frame = table[table["unique_id"].isin(kept)].rename(columns={"stock_distributed": "y"})
    frame = frame[["unique_id", "ds", "y"]].astype({"y": float}).reset_index(drop=True)
    if frame.empty:
        raise UnsupportedFile(str(path), None, f"no series with {LEAST_REPORTS} reports")
    return (SeriesFile("lmis_monthly", Freq.MONTHLY, 3, frame, windows=3, fill=Fill.PREVIOUS),)


def read_pharma(path: Path) -> tuple[SeriesFile, ...]:
    """Sales of eight ATC groups by day, and added up to whole weeks from Monday."""
    table = pd.read_csv(path)
    days = pd.to_datetime(table["datum"], format="%m/%d/%Y", errors="coerce")
    if days.isna().any():
        raise UnsupportedFile(
            str(path), int(days.isna().argmax()) + 2, "datum is not month/day/year"
        )
    frame = table[list(ATC)].assign(ds=days).melt("ds", var_name="unique_id", value_name="y")
    week = frame["ds"] - pd.to_timedelta(frame["ds"].dt.day_of_week, unit="D")
    weekly = frame.groupby(["unique_id", week])["y"].agg(["sum", "size"])
    whole = weekly[weekly["size"] == 7]["sum"].rename("y").reset_index()
    return (
        SeriesFile("pharma_daily", Freq.DAILY, 14, frame[["unique_id", "ds", "y"]], windows=8),
        SeriesFile("pharma_weekly", Freq.WEEKLY, 4, whole, windows=8),
    )
