"""Public files of weekly surveillance counts, read as they are published.

One column per series. Columns `state*` label outbreaks where they are not zero. Dates are a column
of days since 1970, a year and a week number, or none: then the first week is called the first of
2000, because only the rhythm matters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from forecasting.core.errors import UnsupportedFile
from forecasting.core.freq import Bools
from forecasting.core.outbreak.weeknumbers import week_number
from forecasting.core.outbreak.weeks import Weeks

UNDATED = date(2000, 1, 3)
DENGUE = frozenset({"city", "year", "weekofyear", "total_cases"})


@dataclass(frozen=True, slots=True, eq=False)
class CountFile:
    """name; weeks; labelled[i, t]: somebody has called this week of this series an outbreak."""

    name: str
    weeks: Weeks
    labelled: Bools


def read_counts(path: Path) -> list[CountFile]:
    """All sets of one file: series that share a calendar are one set.

    Raises UnsupportedFile with path and line for what is no count.
    """
    if not path.name.endswith((".csv", ".csv.gz")):
        raise UnsupportedFile(str(path), None, "not a .csv of weekly counts")
    table = pd.read_csv(path, encoding="utf-8-sig")
    name = path.name.partition(".csv")[0]
    if set(table.columns) >= DENGUE:
        return [_city(path, name, city, part) for city, part in table.groupby("city", sort=False)]
    first = UNDATED
    if "date" in table.columns:
        days = pd.to_numeric(table["date"], errors="coerce")
        if days.isna().any():
            line = int(days.isna().argmax()) + 2
            raise UnsupportedFile(str(path), line, "date is not a number of days since 1970")
        first = date.fromordinal(date(1970, 1, 1).toordinal() + int(days.iloc[0]))
    columns = _count_columns(table)
    if not columns:
        raise UnsupportedFile(str(path), None, "no column of whole numbers, hence no counts")
    return [_file(name, table, columns, first)]


def _count_columns(table: pd.DataFrame) -> list[str]:
    """Columns of whole numbers that are neither date nor label; flags of 0 and 1 beside a column
    named `case` describe it."""
    named = [str(name) for name in table.columns]
    if "case" in named:
        return ["case"]
    plain = [n for n in named if n != "date" and not n.startswith("state")]
    numeric = [n for n in plain if pd.api.types.is_numeric_dtype(table[n])]
    return [n for n in numeric if bool((table[n].dropna() % 1 == 0).all())]


def _file(name: str, table: pd.DataFrame, columns: list[str], first: date) -> CountFile:
    values = table[columns].to_numpy(dtype=np.float64).T.copy()
    states = [str(n) for n in table.columns if str(n).startswith("state")]
    labelled = np.zeros(values.shape, dtype=bool)
    if states:
        flags = table[states].apply(pd.to_numeric, errors="coerce").to_numpy(float).T != 0
        labelled |= flags if len(flags) == len(values) else flags.any(0, keepdims=True)
    number = np.full(len(columns), week_number(first), dtype=np.int64)
    ids = tuple(f"{name} {column}" for column in columns)
    return CountFile(name, Weeks(ids, values, number), labelled)


def _city(path: Path, name: str, city: object, table: pd.DataFrame) -> CountFile:
    """Weeks in the file's order: years of 52 and 53 weeks are numbered differently in it."""
    counts = pd.to_numeric(table["total_cases"], errors="coerce")
    if counts.isna().any():
        line = int(counts.index[counts.isna()][0]) + 2
        raise UnsupportedFile(str(path), line, "total_cases is not a number")
    year, week = int(table["year"].iloc[0]), int(table["weekofyear"].iloc[0])
    first = week_number(date(year, 1, 4)) + week - 1
    weeks = Weeks((f"{name} {city}",), counts.to_numpy(float)[None, :], np.array([first]))
    return CountFile(f"{name} {city}", weeks, np.zeros((1, len(counts)), dtype=bool))
