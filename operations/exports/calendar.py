"""The roster as an iCalendar file (RFC 5545): for a whole ward, or for one person's telephone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event, vDuration

from operations.exports.heading import title
from operations.exports.tables import Duty, Roster, Shift

PRODUCT = "-//Mizan//Roster//EN"


def uid(scope: str, worker: str, day: str) -> str:
    """The same for a person's duty on a day in every version of the plan, so that a calendar
    moves the entry instead of adding a second one; and nobody reads a staff number out of it."""
    return f"{hashlib.sha256(f'{scope}|{worker}|{day}'.encode()).hexdigest()[:32]}@mizan"


READ_AGAIN = timedelta(hours=4)
"""How often a subscribed calendar is asked to look for changes (RFC 7986)."""


def to_ics(plan: Roster, worker: str | None = None) -> bytes:
    """All duties of the plan, or those of one staff number. Days off are not entries."""
    found = _calendar(title(plan.head, "roster") + (f" · {worker}" if worker else ""))
    if plan.head.mark:
        found.add("x-wr-caldesc", plan.head.mark)
    _add(found, plan, worker)
    return bytes(found.to_ical())


def to_feed(plans: Iterable[Roster], worker: str) -> bytes:
    """One person's duties of several rosters, to be subscribed to."""
    found = _calendar(f"Mizan · {worker}")
    found.add("refresh-interval", READ_AGAIN, {"value": "DURATION"})
    found.add("x-published-ttl", vDuration(READ_AGAIN))
    for plan in plans:
        _add(found, plan, worker)
    return bytes(found.to_ical())


def _calendar(name: str) -> Calendar:
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", name)
    return found


def _add(found: Calendar, plan: Roster, worker: str | None) -> None:
    shifts = {shift.code: shift for shift in plan.shifts}
    for duty in plan.duties:
        if duty.starts and duty.ends and worker in (None, duty.worker):
            found.add_component(_event(plan, duty, shifts[duty.shift], alone=worker is not None))


def _event(plan: Roster, duty: Duty, shift: Shift, *, alone: bool) -> Event:
    event = Event()
    event.add("uid", uid(plan.head.scope, duty.worker, duty.day.isoformat()))
    # Grows with every version and every edit of it: the newer file wins in any calendar.
    sequence, stamped = plan.head.revision or (
        plan.head.version * 10_000 + plan.head.edit_version, plan.head.made,
    )  # fmt: skip
    event.add("dtstamp", stamped)
    event.add("dtstart", duty.starts)
    event.add("dtend", duty.ends)
    name = f"{shift.code} {shift.name}"
    event.add("summary", name if alone else f"{duty.worker} {name}")
    if plan.place:
        event.add("location", plan.place)
    event.add("sequence", sequence)
    event.add("status", "CONFIRMED" if plan.head.state == "published" else "TENTATIVE")
    return event
