"""Cases of syndromes in the sample: whole weeks, seasons, and one outbreak that is on."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Avg

from hospital.demo.cases import OUTBREAK, SYNDROMES
from hospital.models import CaseCount, Syndrome
from tests.hospital.demo.conftest import TODAY


def test_counts_are_of_whole_weeks_that_are_over(region):
    days = set(CaseCount.objects.values_list("first_day", flat=True))
    assert {day.weekday() for day in days} == {0}
    assert max(days) + timedelta(days=7) <= TODAY
    assert (max(days) - min(days)).days == 7 * (len(days) - 1)


def test_each_syndrome_says_what_a_case_asks_for(region):
    for kind in SYNDROMES:
        syndrome = Syndrome.objects.get(code=kind.code)
        assert 0 < syndrome.admitted_share <= 1
        assert syndrome.specialty is not None
        assert syndrome.products.exists()


def test_the_outbreak_is_on_at_the_hospital_and_only_in_the_last_weeks(region):
    hospital = CaseCount.objects.filter(facility__wards__isnull=False).distinct()
    counts = hospital.filter(syndrome__code=OUTBREAK)
    last = max(counts.values_list("first_day", flat=True))
    recent = counts.filter(first_day__gt=last - timedelta(weeks=2))
    before = counts.filter(
        first_day__gt=last - timedelta(weeks=12), first_day__lte=last - timedelta(weeks=4)
    )
    mean = {
        name: rows.aggregate(m=Avg("cases"))["m"]
        for name, rows in {"now": recent, "before": before}.items()
    }
    assert mean["now"] > 1.6 * mean["before"]
