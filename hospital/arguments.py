"""Values on a command line: what is taken, and one sentence for what is not."""

from __future__ import annotations

import math
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date


def day(text: str) -> date:
    """A date as YYYY-MM-DD. Raises ArgumentTypeError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a date: write YYYY-MM-DD") from error


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number within [low, high]; raises ArgumentTypeError for others."""

    def number(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise ArgumentTypeError(f"{text!r}: write a whole number from {low} to {high}")
        return value

    return number


def search_seconds(text: str) -> float:
    """Seconds of search, above 0 and at most a day. Raises ArgumentTypeError."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value <= 86_400:
        raise ArgumentTypeError(f"{text!r}: write seconds, above 0 and at most 86400")
    return value


SEED = whole(0, 2**31 - 1)
WORKERS = whole(1, 64)
DAYS = whole(1, 366)
