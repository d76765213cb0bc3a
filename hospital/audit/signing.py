"""HMAC-SHA256 with a key that is kept outside the database."""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings


def mac(*values: Any) -> str:
    """Of any values that JSON can hold; the same before they are written and after they are read.

    Dates are written as ISO 8601 in UTC, keys of dictionaries as text.
    """
    text = WRITER.encode(values)
    if not _keys_are_text(values):
        # A number as a key is text once the database has kept it, and sorts as text.
        text = WRITER.encode(json.loads(text))
    return hmac.digest(settings.AUDIT_KEY.encode(), text.encode(), "sha256").hex()


def _keys_are_text(value: Any) -> bool:
    inner = value
    if isinstance(value, dict):
        if set(map(type, value)) - {str}:
            return False
        inner = value.values()
    if PLAIN.issuperset(map(type, inner)):  # nearly always, and sooner seen of all at once
        return True
    return all(_keys_are_text(each) for each in inner if isinstance(each, NESTED))


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)


NESTED = (dict, list, tuple)
PLAIN = {str, int, float, bool, type(None), datetime}
WRITER = json.JSONEncoder(sort_keys=True, default=_written, separators=(",", ":"))
