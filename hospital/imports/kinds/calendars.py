"""Days that are not like other days, and numbers that the days depend on."""

from hospital.imports.kind import Column, Kind
from hospital.models import CalendarDay, Signal

CALENDAR = (
    Kind(
        "calendar",
        CalendarDay,
        ("network", "date", "kind"),
        (
            Column("network", "NORD"),
            Column("date", "2026-12-06"),
            Column("last_date", "2026-12-13"),
            Column("kind", "school"),
            Column("name", "First break"),
        ),
        in_order=(("date", "last_date"),),
    ),
    Kind(
        "signals",
        Signal,
        ("network", "facility", "name", "date"),
        (
            Column("network", "NORD"),
            Column("facility", ""),
            Column("name", "temperature_max"),
            Column("date", "2026-07-01"),
            Column("value", "38.5"),
        ),
    ),
)
