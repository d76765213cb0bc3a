"""What can be wrong with a history or a request, said so that a person can mend it."""

from __future__ import annotations


class ForecastError(Exception):
    """Base of what the forecasting core raises on purpose."""


class BadSeries(ForecastError):
    """A history breaks the contract: `series` and `row` say where, `what` says what and the remedy.

    row: position in the frame as it was given, counted from 0; None when the whole frame is meant.
    """

    def __init__(self, series: str, row: int | None, what: str) -> None:
        at = f"series {series!r}" if row is None else f"series {series!r}, row {row}"
        super().__init__(f"{at}: {what}")
        self.series = series
        self.row = row
        self.what = what


class BadRequest(ForecastError):
    """The request itself contradicts what the histories can give."""


class UnsupportedFile(ForecastError):
    """A file holds something its reader does not know; nothing is ignored in silence."""

    def __init__(self, path: str, line: int | None, what: str) -> None:
        at = path if line is None else f"{path}, line {line}"
        super().__init__(f"{at}: {what}")
