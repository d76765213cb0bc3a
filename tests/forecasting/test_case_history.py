"""Case counts as weekly series: zero and unknown are two things, and a week is over or not seen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from forecasting.core.outbreak.weeknumbers import week_number
from forecasting.history.cases import read_cases
from hospital.models import CaseCount, Facility, Network, Syndrome

MONDAY = date(2026, 1, 5)
pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    network = Network.objects.create(code="N", name="N")
    for code in ("A", "B"):
        Facility.objects.create(network=network, code=code, name=code, kind="centre")
    for code in ("ADD", "MENING"):
        Syndrome.objects.create(code=code, name=code)
    return network


def counted(facility, syndrome, week, cases, *, days=0, period="week"):
    CaseCount.objects.create(
        facility=Facility.objects.get(code=facility),
        syndrome=Syndrome.objects.get(code=syndrome),
        first_day=MONDAY + timedelta(weeks=week, days=days),
        period=period,
        cases=cases,
    )


def read(network, weeks):
    found = read_cases(network=network, as_of=MONDAY + timedelta(weeks=weeks, days=-1))
    return found and dict(zip(found.ids, found.counts, strict=True))


def test_nothing_counted_is_nothing(network):
    assert read(network, 3) is None


def test_a_report_without_a_syndrome_is_zero_and_no_report_is_unknown(network):
    counted("A", "ADD", 0, 5)
    counted("A", "MENING", 1, 1)
    counted("A", "ADD", 3, 4)
    series = read(network, 4)
    assert series["A/ADD"] == (5, 0, None, 4)
    # Nobody looked for meningitis before somebody first named it.
    assert series["A/MENING"] == (None, 1, None, 0)


def test_the_sum_is_unknown_while_a_report_is_missing(network):
    for week, (a, b) in enumerate([(5, 2), (6, None), (7, 3)]):
        counted("A", "ADD", week, a)
        if b is not None:
            counted("B", "ADD", week, b)
    assert read(network, 3)["*/ADD"] == (7, None, 10)


def test_days_add_up_to_weeks_that_are_over(network):
    for day in range(10):
        counted("A", "ADD", 0, 2, days=day, period="day")
    found = read_cases(network=network, as_of=MONDAY + timedelta(days=9))
    assert found.counts == ((14,),)
    assert found.first == week_number(MONDAY)


def test_a_week_counted_from_sunday_is_the_week_most_of_its_days_lie_in(network):
    counted("A", "ADD", 1, 5, days=-1)
    found = read_cases(network=network, as_of=MONDAY + timedelta(days=13))
    assert found.first == week_number(MONDAY + timedelta(weeks=1))


def test_another_network_and_a_closed_facility_are_not_read(network):
    other = Network.objects.create(code="O", name="O")
    Facility.objects.create(network=other, code="C", name="C", kind="centre")
    counted("C", "ADD", 0, 9)
    counted("A", "ADD", 0, 5)
    counted("B", "ADD", 0, 3)
    Facility.objects.filter(code="B").update(active=False)
    assert read(network, 1) == {"A/ADD": (5,)}
