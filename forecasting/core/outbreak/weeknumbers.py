"""Weeks as whole numbers, counted from the Monday 1969-12-29."""

from __future__ import annotations

from datetime import date

EPOCH = date(1969, 12, 29).toordinal()


def week_number(day: date) -> int:
    """The number of the week, Monday to Sunday, that a day lies in."""
    return (day.toordinal() - EPOCH) // 7


def week_day(number: int) -> date:
    """The Monday of a week."""
    return date.fromordinal(EPOCH + 7 * number)
