"""The ward's roster on paper, for the wall: people down, days across, through typst."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import groupby

from operations.exports.tables import Duty, Roster
from operations.exports.typeset import heading, typeset
from operations.exports.words import Words

WORDS_USED = ("roster", "staff", "shifts", "hours", "nights", "weekend_days", "total", "page")
A4_LINES = 42
"""People and shifts that one landscape page of A4 holds; a larger ward is set on A3, which a
printer brings down to A4."""


def to_pdf(plan: Roster) -> bytes:
    """A4 landscape, or A3 where more people are on it; without the reasons, since it hangs where
    everybody reads it."""
    return typeset("roster.typ", _data(plan))


def _data(plan: Roster) -> dict[str, object]:
    words = Words(plan.head.language)
    days = [plan.head.start + timedelta(days=at) for at in range(plan.head.days)]
    had: dict[str, dict[date, Duty]] = {worker.number: {} for worker in plan.workers}
    for duty in plan.duties:
        had.setdefault(duty.worker, {})[duty.day] = duty
    count = Counter((duty.shift, duty.day) for duty in plan.duties)
    names = words("weekdays").split()
    return {
        **heading(plan.head, "roster", WORDS_USED),
        "place": plan.place,
        "state": words.or_as_is(plan.head.state),
        "draft": plan.head.state != "published",
        "paper": "a4" if len(plan.workers) + len(plan.shifts) <= A4_LINES else "a3",
        "months": [
            [f"{month:%m/%Y}", len(list(of_month))]
            for month, of_month in groupby(days, lambda day: day.replace(day=1))
        ],
        "days": [[names[day.weekday()], str(day.day), day.weekday() >= 5] for day in days],
        "people": [
            {
                "name": worker.number,
                "role": worker.role,
                "cells": [_cell(had[worker.number].get(day)) for day in days],
                "totals": _totals(plan, had[worker.number], words),
            }
            for worker in plan.workers
        ],
        "cover": [
            [shift.code, [words.number(count[shift.code, day]) for day in days]]
            for shift in plan.shifts
        ],
        "nights": [shift.code for shift in plan.shifts if shift.is_night],
        "legend": [[shift.code, f"{shift.name} {shift.hours}".strip()] for shift in plan.shifts],
    }


def _cell(duty: Duty | None) -> str:
    """The shift; a point for a day off that is held."""
    return "" if duty is None else duty.shift or "·"


def _totals(plan: Roster, had: dict[date, Duty], words: Words) -> list[str]:
    shifts = {shift.code: shift for shift in plan.shifts}
    worked = [duty for duty in had.values() if duty.shift]
    hours = sum(shifts[duty.shift].minutes for duty in worked) / 60
    return [
        words.number(len(worked)),
        words.number(hours, 0 if hours.is_integer() else 1),
        words.number(sum(shifts[duty.shift].is_night for duty in worked)),
        words.number(sum(duty.day.weekday() >= 5 for duty in worked)),
    ]
