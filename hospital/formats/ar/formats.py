"""Arabic as the Maghreb writes it: Latin digits, grouped by points, and the clock of 24 hours."""

from __future__ import annotations

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "l j F"
MONTH_DAY_FORMAT = "j F"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y، H:i"
SHORT_DATETIME_FORMAT = "l j F، H:i"
FIRST_DAY_OF_WEEK = 1
NUMBER_GROUPING = 3
