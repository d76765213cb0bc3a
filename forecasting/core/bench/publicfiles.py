"""Public files by what they are: `.tsf` by its ending, a CSV by its header.

Every raw file has one reader beside the columns it is known by; a CSV that none of them knows is
a long frame or refused.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
from pandas.errors import EmptyDataError, ParserError

from forecasting.core.bench import flowfiles, supplyfiles
from forecasting.core.bench.seriesfile import SeriesFile
from forecasting.core.bench.tsf import read_long_csv, read_tsf
from forecasting.core.errors import UnsupportedFile
from forecasting.core.series import Fill

Reader = Callable[[Path], tuple[SeriesFile, ...]]
RAW: tuple[tuple[frozenset[str], Reader], ...] = (
    (frozenset({"Date", "Hour", "Arrivals"}), flowfiles.read_ed_arrivals),
    (frozenset({"Site", "Date", "Hour", "ED Enc", "ED Enc Admitted"}), flowfiles.read_ed_blocks),
    (frozenset({"D.O.A", "D.O.D", "month year", "DURATION OF STAY"}), flowfiles.read_hdhi),
    (frozenset({"site_code", "product_code", "stock_distributed"}), supplyfiles.read_lmis),
    (frozenset({"datum", "M01AB", "N02BE"}), supplyfiles.read_pharma),
)


def read_sets(path: Path, gaps: Fill = Fill.ERROR) -> tuple[SeriesFile, ...]:
    """All sets of one file. gaps: what a missing period means in a long CSV, whose publisher does
    not say it. Raises UnsupportedFile with path and line."""
    if path.suffix == ".tsf":
        return (read_tsf(path),)
    if not path.name.endswith((".csv", ".csv.gz")):
        raise UnsupportedFile(str(path), None, "neither .tsf nor .csv")
    try:
        header = frozenset(pd.read_csv(path, nrows=0, encoding="utf-8-sig").columns)
        read = next((read for columns, read in RAW if columns <= header), None)
        return read(path) if read else (read_long_csv(path, gaps),)
    except (OSError, EOFError, UnicodeError, ParserError, EmptyDataError) as error:
        what = f"not a CSV file in UTF-8 with a header ({error}); save it as one"
        raise UnsupportedFile(str(path), None, what) from error
