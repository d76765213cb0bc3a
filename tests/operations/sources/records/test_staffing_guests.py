"""People on two wards: guests where a gap is, and the home ward that leaves them their days."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils.formats import date_format

from hospital.models import CoverRule, ShiftRequest, Ward
from operations.core.outcome import Options
from operations.core.staffing.cells import Assignment
from operations.core.staffing.past import PastShift
from operations.core.staffing.people import FixedShift
from operations.core.staffing.plan import Plan
from operations.core.staffing.report import judge
from operations.core.staffing.solve import solve
from operations.keeping.staffing import clashes
from operations.models import ShiftAssignment
from tests.operations.sources.records.roster_ward import MONDAY, asked, published

pytestmark = pytest.mark.django_db

SURGERY = "CHU/SUR"


@pytest.fixture
def guest(ward, shifts, amina, basma):
    """Basma of surgery may help out in medicine; surgery's roster has her on two mornings."""
    surgery = Ward.objects.create(facility=ward.facility, code="SUR", name="Surgery")
    basma.home_ward = surgery
    basma.save()
    basma.floats_to.add(ward)
    cells = [(basma, day, shifts["M"], False) for day in (0, 1)]
    published(ward, MONDAY, 7, *cells, scope=SURGERY)
    return basma


def guests(found):
    return [person for person in found.problem.people if person.is_guest]


def test_a_guest_is_there_on_days_that_the_home_ward_leaves_free(network, guest):
    (person,) = guests(asked(network))
    # At work on days 0 and 1; of the day after day 6 the home roster does not tell.
    assert person.absences == (0, 1, 6)
    assert person.past.shifts == (PastShift(0, 480), PastShift(1, 480))
    # 2,400 minutes and half a morning, less two mornings of 480.
    assert person.maximum_minutes == 2_640 - 960
    assert person.maximum_consecutive_days == 1
    assert asked(network).notes == ()


def test_without_a_roster_of_the_home_ward_nobody_can_be_spared(network, guest):
    guest.home_ward.facility.plans.update(state="void")
    assert guests(asked(network)) == []


def test_who_has_no_day_or_no_hours_left_is_no_guest(network, contract, guest):
    contract.minutes_per_week = 1_000  # two mornings at home are 960
    contract.save()
    assert guests(asked(network)) == []


def test_the_day_before_work_at_home_and_a_day_declined_are_not_free(network, shifts, guest):
    plan = guest.home_ward.facility.plans.get()
    plan.shiftassignments.create(staff=guest, date=MONDAY + timedelta(days=4), shift=shifts["M"])
    ShiftRequest.objects.create(staff=guest, date=MONDAY + timedelta(days=5), wanted=False)
    (person,) = guests(asked(network))
    assert person.absences == (0, 1, 3, 4, 5, 6)


def test_a_night_before_leaves_too_short_a_rest(network, shifts, guest):
    ShiftAssignment.objects.filter(date=MONDAY + timedelta(days=1)).update(shift=shifts["N"])
    (person,) = guests(asked(network))
    assert person.absences == (0, 1, 2, 6)


def test_a_guest_fills_a_gap_and_only_that(network, ward, shifts, amina, guest):
    # Amina may work four mornings a week by contract, mornings are asked for on all days.
    CoverRule.objects.filter(shift=shifts["N"]).delete()
    problem = asked(network).problem
    plan = solve(problem, Options(seconds=2)).plan
    assert judge(problem, plan).hard == 0
    helped = sorted(each.day for each in plan.assignments if each.person == guest.number)
    own = {each.day for each in plan.assignments if each.person == amina.number}
    assert helped
    assert not own & set(helped)
    assert set(helped) <= {2, 3, 4, 5}
    assert all(b - a > 1 for a, b in pairwise(helped))


def test_the_home_ward_leaves_the_day_and_what_it_planned_beside_it(
    network, ward, shifts, amina, guest
):
    # Amina works at home on days 0 and 1 and helps out in surgery on day 2.
    plan = guest.home_ward.facility.plans.get()
    plan.shiftassignments.create(staff=amina, date=MONDAY + timedelta(days=2), shift=shifts["M"])
    published(ward, MONDAY, 7, *[(amina, day, shifts["M"], False) for day in (0, 1, 5)])
    person = next(each for each in asked(network).problem.people if each.id == amina.number)
    assert person.absences == (2,)
    assert person.fixed_shifts == (FixedShift(0, "M"), FixedShift(1, "M"))
    assert person.days_off == (3,)
    assert person.past.shifts == (PastShift(2, 480),)
    assert person.minimum_minutes == 2_400 - 240 - 480


def test_a_roster_that_needs_somebody_whom_another_has_meanwhile_says_so(
    network, ward, shifts, guest
):
    mine = published(ward, MONDAY, 7, version=3)
    cells = (Assignment(guest.number, 0, "M"), Assignment(guest.number, 3, "M"))
    (clash,) = clashes(mine, Plan(cells))
    assert str(clash) == f"1002 on {date_format(MONDAY)} works on CHU/SUR"
