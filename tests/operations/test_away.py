"""Published rosters hit by absences: the database's statement against the roster's own problem."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from hospital.models import Absence, StaffMember
from operations.away import rosters_hit
from operations.core.staffing.roster import those_there
from operations.models import Plan, PlanState
from operations.services.rosters import roster_standing
from tests.operations.ward import MONDAY, SmallWard, small_ward

pytestmark = pytest.mark.django_db(transaction=True)


def somebody_away(ward: SmallWard, draw: random.Random) -> None:
    """Absences that may overlap or lie outside the roster, and people who come late or leave."""
    for nurse in ward.nurses:
        for after in draw.sample(range(-3, 9), draw.randint(0, 2)):
            first = MONDAY + timedelta(days=after)
            last = first + timedelta(days=draw.randint(0, 4))
            Absence.objects.create(staff=nurse, first_day=first, last_day=last)
    late, gone = draw.sample(ward.nurses, 2)
    day = timedelta(days=1)
    StaffMember.objects.filter(pk=late.pk).update(started=MONDAY + draw.randint(-1, 2) * day)
    StaffMember.objects.filter(pk=gone.pk).update(ended=MONDAY + draw.randint(3, 8) * day)


def test_the_database_and_the_roster_s_problem_agree_on_who_will_not_come() -> None:
    ward = small_ward()
    plan = ward.plan()
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.PUBLISHED)
    plan.refresh_from_db()
    counted = 0
    for seed in range(12):
        Absence.objects.all().delete()
        StaffMember.objects.update(started=None, ended=None)
        draw = random.Random(seed)
        somebody_away(ward, draw)
        today = MONDAY + timedelta(days=draw.randint(0, 3))
        standing = roster_standing(plan)
        coming = set(those_there(standing.problem, standing.plan).assignments)
        missing = [
            each
            for each in standing.plan.assignments
            if each not in coming and MONDAY + timedelta(days=each.day) >= today
        ]
        hits = rosters_hit(ward.paula, today)
        assert [(hit.shifts, hit.people) for hit in hits] == (
            [(len(missing), len({each.person for each in missing}))] if missing else []
        )
        counted += len(missing)
    assert counted, "nobody was away in any of the cases"
