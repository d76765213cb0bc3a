"""Public files of series: the Monash archive's `.tsf` and long CSV, read into the one frame.

`.tsf`: Godahewa et al. 2021, "Monash Time Series Forecasting Archive". Attributes before @data,
then one series a line: attributes and values separated by ":", values by ",".
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from forecasting.core.bench.seriesfile import SeriesFile
from forecasting.core.errors import BadSeries, UnsupportedFile
from forecasting.core.freq import Freq, period_dates
from forecasting.core.gaps import find_gaps, told
from forecasting.core.series import Fill, validate

FREQUENCIES = {"daily": Freq.DAILY, "weekly": Freq.WEEKLY, "monthly": Freq.MONTHLY}
DEFAULT_START = "1970-01-01"
GAPS_SAID = "--gaps zero (nothing happened) or --gaps previous (the value before still stood)"


def read_tsf(path: Path) -> SeriesFile:
    """Daily, weekly and monthly sets without missing values."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    header: dict[str, str] = {}
    attributes: list[str] = []
    for number, line in enumerate(lines, start=1):
        words = line.split()
        if not words or line.startswith("#"):
            continue
        if words[0] == "@data":
            return _tsf_body(path, lines, number, header, attributes)
        if words[0] == "@attribute":
            attributes.append(words[1])
        elif line.startswith("@"):
            header[words[0][1:].lower()] = words[1] if len(words) > 1 else ""
        else:
            raise UnsupportedFile(str(path), number, "values before @data")
    raise UnsupportedFile(str(path), None, "no @data line")


def _tsf_body(
    path: Path, lines: list[str], after: int, header: dict[str, str], attributes: list[str]
) -> SeriesFile:
    if header.get("frequency") not in FREQUENCIES:
        raise UnsupportedFile(str(path), None, f"frequency {header.get('frequency')!r}")
    freq = FREQUENCIES[header["frequency"]]
    frames = [
        _tsf_series(path, number, line, freq, attributes)
        for number, line in enumerate(lines[after:], start=after + 1)
        if line.strip()
    ]
    horizon = int(header["horizon"]) if header.get("horizon", "").isdigit() else None
    name = header.get("relation") or path.stem
    frame = pd.concat(frames, ignore_index=True)
    return SeriesFile(name.lower(), freq, horizon, frame, windows=1)


def _tsf_series(
    path: Path, number: int, line: str, freq: Freq, attributes: list[str]
) -> pd.DataFrame:
    *parts, values = line.split(":")
    if len(parts) != len(attributes):
        raise UnsupportedFile(str(path), number, f"{len(parts)} attributes, not {len(attributes)}")
    given = dict(zip(attributes, parts, strict=True))
    start = np.datetime64(given.get("start_timestamp", DEFAULT_START)[:10], "D")
    if freq is Freq.MONTHLY:
        start = start.astype("datetime64[M]").astype("datetime64[D]")
    try:
        y = np.array([float(value) for value in values.split(",")])
    except ValueError as error:
        raise UnsupportedFile(str(path), number, f"not a number: {error}") from error
    dates = period_dates(start.astype(object), len(y), freq)
    return pd.DataFrame({"unique_id": parts[0], "ds": dates, "y": y})


def read_long_csv(path: Path, gaps: Fill = Fill.ERROR) -> SeriesFile:
    """Columns `unique_id, ds, y`; the rhythm is the usual distance between dates.

    Whatever a history may not have is refused with its line in the file, a period without a row
    too unless `gaps` says what that means.
    """
    # A series may well be called NA, which pandas would take for none.
    frame = pd.read_csv(
        path,
        dtype={"unique_id": str},
        keep_default_na=False,
        na_values={"ds": [""], "y": [""]},
        encoding="utf-8-sig",
    )
    missing = [name for name in ("unique_id", "ds", "y") if name not in frame.columns]
    if missing:
        raise UnsupportedFile(str(path), 1, f"no column {', '.join(missing)}")
    frame["ds"] = pd.to_datetime(frame["ds"], format="ISO8601", errors="coerce")
    if frame["ds"].isna().any():
        what = "ds is not a date; write it as 2026-01-31"
        raise UnsupportedFile(str(path), int(frame["ds"].isna().argmax()) + 2, what)
    if not hasattr(frame["ds"], "dt") or frame["ds"].dt.tz is not None:
        raise UnsupportedFile(str(path), None, "ds has a time zone; give the hospital's local days")
    _check_once(path, frame)
    found = SeriesFile(path.stem.lower(), _rhythm(path, frame), None, frame, fill=gaps, line=2)
    try:
        # A series that ends before others has no gap there: what is missing is looked for apart.
        validate(frame, found.freq, fill=Fill.ZERO, as_of=_latest())
    except BadSeries as error:
        line = None if error.row is None else error.row + 2
        raise UnsupportedFile(str(path), line, f"series {error.series!r}: {error.what}") from error
    unsaid = find_gaps(frame, found.freq) if gaps is Fill.ERROR else ()
    if unsaid:
        what = f"{told(unsaid, found.line)}: add the rows, or say what a gap is, {GAPS_SAID}"
        raise UnsupportedFile(str(path), unsaid[0].row + 2, what)
    return found


def _latest() -> date:
    """Today, wherever on earth: a history has no later day."""
    return (datetime.now(tz=UTC) + timedelta(hours=14)).date()


def _check_once(path: Path, frame: pd.DataFrame) -> None:
    """Every row is of a series, and no series has a day twice."""
    unnamed = frame["unique_id"].str.strip() == ""
    if unnamed.any():
        what = "unique_id is empty; name the series the row belongs to, or remove the row"
        raise UnsupportedFile(str(path), int(unnamed.argmax()) + 2, what)
    days = pd.DataFrame({"unique_id": frame["unique_id"], "day": frame["ds"].dt.floor("D")})
    again = days.duplicated()
    if again.any():
        at = int(again.argmax())
        first = int((days == days.iloc[at]).all(axis=1).argmax())
        what = (
            f"series {days.iloc[at]['unique_id']!r} has {days.iloc[at]['day']:%Y-%m-%d} in line "
            f"{first + 2} already; add the values up or drop one"
        )
        raise UnsupportedFile(str(path), at + 2, what)


def _rhythm(path: Path, frame: pd.DataFrame) -> Freq:
    days = np.unique(frame["ds"].to_numpy().astype("datetime64[D]"))
    if not len(days):
        raise UnsupportedFile(str(path), None, "no rows below the header")
    if len(days) < 2:
        raise UnsupportedFile(str(path), None, "one date alone has no frequency")
    step = int(np.median(np.diff(days).astype(np.int64)))
    if step == 1:
        return Freq.DAILY
    if step == 7:
        return Freq.WEEKLY
    if 28 <= step <= 31:
        return Freq.MONTHLY
    raise UnsupportedFile(str(path), None, f"dates {step} days apart; days, weeks or months wanted")
