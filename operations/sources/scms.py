"""Real lead times: the delivery history of the Supply Chain Management System (PEPFAR, 2006-2015).

Days from "PO Sent to Vendor Date" to "Delivered to Client Date", written as 8/12/2014 or 4-Aug-09.
Lines from stock ("N/A - From RDC"), those whose date was not captured, and those delivered on the
day they were ordered or before tell no lead time.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

from operations.core.errors import UnsupportedInstance

ORDERED, DELIVERED, MODE = (
    "PO Sent to Vendor Date",
    "Delivered to Client Date",
    "Shipment Mode",
)
FORMS = ("%m/%d/%y", "%d-%b-%y", "%m/%d/%Y")
NO_DATE = ("N/A - From RDC", "Date Not Captured")


def read_lead_days(path: Path) -> dict[str, tuple[int, ...]]:
    """Days by mode of shipment, shortest first. Raises UnsupportedInstance naming the line for
    another file or a date that cannot be read."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [c for c in (ORDERED, DELIVERED, MODE) if c not in (reader.fieldnames or ())]
        if missing:
            raise UnsupportedInstance(str(path), 1, f"no column {missing[0]}")
        for number, row in enumerate(reader, 2):
            days = _days(path, number, row)
            if days is not None and days > 0:
                found[row[MODE]].append(days)
    if not found:
        raise UnsupportedInstance(str(path), None, "no line has both dates")
    return {mode: tuple(sorted(days)) for mode, days in sorted(found.items())}


def _days(path: Path, line: int, row: dict[str, str]) -> int | None:
    if row[ORDERED] in NO_DATE or row[DELIVERED] in NO_DATE:
        return None
    ordered, delivered = (_date(path, line, row[column]) for column in (ORDERED, DELIVERED))
    return (delivered - ordered).days


def _date(path: Path, line: int, text: str) -> date:
    for form in FORMS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a date without a zone
        except ValueError:
            continue
    raise UnsupportedInstance(str(path), line, f"{text!r} is no date like 8/12/2014 or 4-Aug-09")
