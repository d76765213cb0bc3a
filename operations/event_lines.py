"""Which line an event is about, as a person reads it.

An event about a stay or a referral names its row; the number is looked up when it is shown. Events
from before that keep the number itself, signed and for ever: it is shown as long as a line of
their plan still has it, and found by it as long, so that what was erased is told to nobody.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat, StrIndex
from django.utils.formats import date_format
from django.utils.translation import pgettext

from hospital.pseudonyms import CLOSED
from operations.models import BedAssignment, Family, PlanEvent
from operations.words.events import event_word

DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
FOUND_BY = ("line_kept", "stay__number", "referral__number")
"""What a search among `events_told` looks at."""


def events_told(events: QuerySet[PlanEvent]) -> QuerySet[PlanEvent]:
    """With what `event_line` needs, in one query; `line_kept` is the subject, "" where it names
    what was erased."""
    number = Concat(Coalesce("stay__number", "referral__number"), Value(" "))
    lines = BedAssignment.objects.filter(plan=OuterRef("plan")).annotate(head=number)
    there = lines.alias(at=StrIndex(OuterRef("subject"), F("head"))).filter(at=1)
    named = Q(plan__family=Family.BEDS, stay=None, referral=None) & ~Q(subject="")
    return events.select_related("stay", "referral").annotate(
        line_kept=Case(
            When(named & ~Exists(there), then=Value("")),
            default="subject",
            output_field=CharField(),
        )
    )


def event_line(event: Any) -> str:
    """The line that an event of `events_told` is about: "S17 MED/1 Room 1"."""
    row = event.stay or event.referral
    if row is not None:
        return f"{_erased() if row.number.startswith(CLOSED) else row.number} {event.subject}"
    if event.line_kept or not event.subject:
        return str(event.subject)
    return f"{_erased()} {event.subject.partition(' ')[2]}"


def last_told(events: QuerySet[PlanEvent]) -> str:
    """Who did what last, and to which line, if to one: "paula: edited S17 MED/1", "paula:
    published"; "" where nobody did."""
    last = events_told(events).first()
    if last is None:
        return ""
    return f"{last.actor}: {event_word(last.action)} {_dated(event_line(last))}".rstrip()


def _dated(line: str) -> str:
    """The line with its day as pages write days."""
    return DAY.sub(_day, line)


def _day(found: re.Match[str]) -> str:
    try:
        return date_format(date.fromisoformat(found[0]), "SHORT_DATE_FORMAT")
    except ValueError:
        return found[0]


def _erased() -> str:
    return pgettext("a patient's number", "(erased)")
