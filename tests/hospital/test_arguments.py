"""What is typed on a command line is taken, or refused in one sentence."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from hospital.arguments import DAYS, SEED, WORKERS, day, search_seconds


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (day, "2026-11-22", date(2026, 11, 22)),
        (DAYS, "1", 1),
        (DAYS, "366", 366),
        (WORKERS, "64", 64),
        (SEED, "0", 0),
        (search_seconds, "0.5", 0.5),
    ],
)
def test_values_at_their_limits_are_taken(
    read: Callable[[str], Any], text: str, value: Any
) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text", "words"),
    [
        (day, "31/12/2026", "write YYYY-MM-DD"),
        (day, "2026-02-30", "write YYYY-MM-DD"),
        (DAYS, "0", "from 1 to 366"),
        (DAYS, "-3", "from 1 to 366"),
        (DAYS, "367", "from 1 to 366"),
        (DAYS, "two", "from 1 to 366"),
        (WORKERS, "0", "from 1 to 64"),
        (SEED, "-1", "from 0 to 2147483647"),
        (search_seconds, "0", "above 0"),
        (search_seconds, "-1", "above 0"),
        (search_seconds, "nan", "above 0"),
        (search_seconds, "inf", "at most 86400"),
        (search_seconds, "soon", "above 0"),
    ],
)
def test_other_values_are_refused_with_what_to_write(
    read: Callable[[str], Any], text: str, words: str
) -> None:
    with pytest.raises(ArgumentTypeError, match=words):
        read(text)
