"""HMAC-SHA256 with a key that is kept outside the database."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings


def mac(*values: Any) -> str:
    """Of any values that JSON can hold; the same before they are written and after they are read.

    Dates are written as ISO 8601 in UTC, keys of dictionaries as text.
    """
    text = json.dumps(values, sort_keys=True, default=_written, separators=(",", ":"))
    # A number as a key is text once the database has kept it, and sorts as text.
    text = json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))
    return hmac.new(settings.AUDIT_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)
