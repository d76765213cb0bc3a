"""Which rows of a file a mapping file leaves out, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hospital.imports.mapping import Skip


def reason_of_row(skips: tuple[Skip, ...], row: Mapping[str, Any]) -> str:
    for skip in skips:
        if all(not test.later_than and test.holds(row) for test in skip.when):
            return skip.reason
    return ""


def reason_of_values(skips: tuple[Skip, ...], values: Mapping[str, Any]) -> str:
    for skip in skips:
        for test in skip.when:
            first, second = values.get(test.column), values.get(test.later_than)
            if test.later_than and first is not None and second is not None and first > second:
                return skip.reason
    return ""
