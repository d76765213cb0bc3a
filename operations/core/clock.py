"""Time inside the core: whole minutes since the horizon's start, half-open intervals, UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


def spelled(minutes: int) -> str:
    """A length of time as a person says it: 545 -> '9 h 05'."""
    return f"{minutes // 60} h {minutes % 60:02d}"


class Dated:
    """A problem whose sentences name its days. start_date: ISO date of day 0, empty where the days
    have no dates (public instances)."""

    __slots__ = ()
    start_date: str

    def day_name(self, day: int) -> str:
        """How a sentence calls a day: its date where one is known."""
        if not self.start_date:
            return f"day {day}"
        named = date.fromisoformat(self.start_date) + timedelta(days=day)
        return f"{named:%a} {named.day} {named:%b}"

    def day_fact(self, day: int) -> str:
        """The same day for a violation's facts: its date (ISO), or its number without one."""
        if not self.start_date:
            return str(day)
        return (date.fromisoformat(self.start_date) + timedelta(days=day)).isoformat()

    def day_facts(self, day: int) -> dict[str, str]:
        """The day of a breach: by its number, for whoever counts, and as it is written."""
        return {"day": str(day), "on": self.day_fact(day)}


@dataclass(frozen=True, slots=True)
class Horizon:
    """[start, start + days): real elapsed time, so a clock change never adds or loses a minute."""

    start: datetime
    days: int

    def __post_init__(self) -> None:
        if self.start.tzinfo is None:
            raise ValueError("a horizon starts at an aware moment")
        if self.days <= 0:
            raise ValueError("a horizon has at least one day")

    def minute(self, moment: datetime) -> int:
        """Minutes from the horizon's start to `moment` (negative before it)."""
        return int((moment.astimezone(UTC) - self.start.astimezone(UTC)).total_seconds() // 60)

    def moment(self, minute: int) -> datetime:
        """The aware UTC moment `minute` minutes after the start."""
        return self.start.astimezone(UTC) + timedelta(minutes=minute)
