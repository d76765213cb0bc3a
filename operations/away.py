"""Published rosters hit by absences: shifts to come of people who are away by the records of today.

The second statement, in the database's words, of what `sources.records.staffing_people` reads of a
person: for the first page, which asks it of all rosters at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q

from hospital.access import Act
from hospital.models import Absence
from operations import scoping
from operations.in_force import in_force
from operations.models import Family, ShiftAssignment


@dataclass(frozen=True, slots=True)
class Hit:
    """A roster with shifts whose people will not come. person: who, where it is one alone; else
    the first by number of `people`. first: the day of the first of the shifts."""

    plan: int
    scope: str
    shifts: int
    people: int
    person: str
    first: date


def rosters_hit(user: Any, today: date) -> list[Hit]:
    """Those that the person may plan, by the first day from `today` on; one query, and nothing of
    why somebody is away."""
    absent = Absence.objects.filter(
        staff=OuterRef("staff"), first_day__lte=OuterRef("date"), last_day__gte=OuterRef("date")
    )
    not_employed = Q(staff__started__gt=F("date")) | Q(staff__ended__lt=F("date"))
    mine = scoping.rows_seen(ShiftAssignment, user, Act.STAFFING).filter(
        Exists(absent) | not_employed,
        plan__family=Family.STAFFING,
        date__gte=today,
        shift__isnull=False,
    )
    found = in_force(mine, "date").order_by().values("plan", "plan__scope")
    counted = found.annotate(
        shifts=Count("pk"),
        people=Count("staff", distinct=True),
        person=Min("staff__number"),
        first=Min("date"),
    ).order_by("first", "plan__scope")
    return [
        Hit(
            each["plan"],
            each["plan__scope"],
            each["shifts"],
            each["people"],
            each["person"],
            each["first"],
        )
        for each in counted
    ]
