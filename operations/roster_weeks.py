"""Which weeks of a roster its page shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hospital.numbers import whole_number


@dataclass(frozen=True, slots=True)
class View:
    """So many weeks of `whole` from the week `first` on, as they can be shown at a time."""

    weeks: int
    first: int
    whole: int
    chosen: bool = False

    @property
    def days(self) -> slice:
        return slice(7 * self.first, 7 * (self.first + self.weeks))

    @property
    def before(self) -> int | None:
        """First week of the same so many weeks before; None where it begins with the first."""
        return max(0, self.first - self.weeks) if self.first else None

    @property
    def after(self) -> int | None:
        """The same of those that follow."""
        return self.first + self.weeks if self.first + self.weeks < self.whole else None


def weeks_asked(asked: Mapping[str, str]) -> tuple[int, int]:
    """(weeks, first week) of an address; weeks 0 is all."""
    weeks, first = (whole_number(asked.get(name, "")) or 0 for name in ("weeks", "from"))
    return weeks, first


def weeks_shown(days: int, weeks: int, first: int) -> Iterator[View]:
    """One, two and four weeks at a time, and all of them; one is chosen."""
    whole = -(-days // 7)
    if whole < 2:
        return
    weeks = weeks if 0 < weeks < whole else whole
    first = min(first, whole - 1) if weeks < whole else 0
    for each in sorted({1, 2, 4, whole}):
        if each <= whole:
            yield View(each, first if each < whole else 0, whole, chosen=each == weeks)
