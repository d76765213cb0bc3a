"""A roster's question as the records stand today: who is away since."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hospital.models import Absence, Ward
from operations.core.staffing.people import FixedShift, Person
from operations.sources.records.staffing_today import as_of_today
from tests.operations.sources.records.roster_ward import MONDAY, asked

pytestmark = pytest.mark.django_db


def away(problem, number):
    return next(person.absences for person in problem.people if person.id == number)


def ill(staff, day):
    when = MONDAY + timedelta(days=day)
    Absence.objects.create(staff=staff, first_day=when, last_day=when)


def test_who_fell_ill_since_is_away_and_who_came_back_is_not(network, ward, shifts, amina):
    ill(amina, 2)
    problem = asked(network).problem
    assert away(as_of_today(problem, ward, MONDAY), amina.number) == (2,)
    Absence.objects.all().delete()
    ill(amina, 3)
    assert away(as_of_today(problem, ward, MONDAY), amina.number) == (3,)


def test_a_guest_who_fell_ill_since_is_away_beside_the_days_of_the_home_ward(
    network, ward, shifts, amina, basma
):
    problem = asked(network).problem
    basma.home_ward = Ward.objects.create(facility=ward.facility, code="SUR", name="Surgery")
    basma.save()
    guest = Person(
        basma.number, absences=(0, 6), days_off=(3, 5), fixed_shifts=(FixedShift(3, "M"),),
        is_guest=True,
    )  # fmt: skip
    kept = tuple(each for each in problem.people if each.id != guest.id)
    problem = replace(problem, people=(*kept, guest))
    ill(basma, 3)
    found = next(p for p in as_of_today(problem, ward, MONDAY).people if p.id == guest.id)
    assert (found.absences, found.days_off, found.fixed_shifts) == ((0, 3, 6), (5,), ())
