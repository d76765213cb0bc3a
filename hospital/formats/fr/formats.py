"""French, months and weekdays short."""

from __future__ import annotations

DATE_FORMAT = "j N Y"
SHORT_DATE_FORMAT = "D. j N"
MONTH_DAY_FORMAT = "j N"
DATETIME_FORMAT = "j N Y, H:i"
SHORT_DATETIME_FORMAT = "D. j N, H:i"
