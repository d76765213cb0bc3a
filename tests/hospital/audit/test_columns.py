"""Values that are looked at a column at once are kept as each by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from hospital.audit.entries import LONGEST, kept_column, kept_value


@pytest.mark.parametrize(
    "values",
    [
        [1, True, None, 2.5],
        ["a", None, "é"],
        ["a" * LONGEST, ""],
        ["a" * (LONGEST + 1), "b"],
        [datetime(2026, 5, 3, 14, 20, tzinfo=UTC), None],
        [date(2026, 5, 3), Decimal("1.50"), "x", 7],
        [["a"], {"b": 1}],
        [None, None],
    ],
)
def test_a_column_is_kept_as_its_values_are(values: list[Any]) -> None:
    assert list(kept_column(values)) == [kept_value(value) for value in values]
