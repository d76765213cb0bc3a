"""Days that are not like other days."""

from hospital.imports.kind import Column, Kind
from hospital.models import CalendarDay

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
)
