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
            Column("date", "2026-03-20"),
            Column("kind", "holiday"),
            Column("name", "Aid al-Fitr"),
        ),
    ),
)
