"""Theatres closed and surgeons away: nobody is planned to be operated there then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from hospital.models import NotOperating, Surgeon, Theatre
from hospital.selectors import operating_minutes
from operations.bed_news import bed_news
from tests.operations.sources.records.bed_hospital import MONDAY, Hospital

TUESDAY, FRIDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=4)


@pytest.fixture
def chu(db: None) -> Hospital:
    found = Hospital()
    found.theatre = Theatre.objects.create(facility=found.facility, code="T1")  # type: ignore[attr-defined]
    return found


def off(chu: Hospital, **facts: Any) -> NotOperating:
    facts = {"first_day": TUESDAY, "last_day": TUESDAY, **facts}
    return NotOperating.objects.create(facility=chu.facility, **facts)


def week(chu: Hospital) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Minutes of T1 and of S1 from Monday to Friday, as plans have them."""
    asked = chu.asked().problem
    return asked.theatres[0].minutes[:5], asked.surgeons[0].minutes[:5]


def test_a_closed_theatre_and_an_absent_surgeon_have_no_minutes_from_first_to_last_day(
    chu: Hospital,
) -> None:
    off(chu, theatre=chu.theatre, last_day=TUESDAY + timedelta(days=1))  # type: ignore[attr-defined]
    off(chu, surgeon=chu.surgeon, first_day=FRIDAY, last_day=FRIDAY)
    assert week(chu) == ((480, 0, 0, 480, 480), (360, 360, 360, 360, 0))


def test_of_a_shorter_day_what_is_left_counts_and_never_more_than_the_week_says(
    chu: Hospital,
) -> None:
    off(chu, surgeon=chu.surgeon, minutes=90)
    off(chu, surgeon=chu.surgeon, first_day=MONDAY, last_day=FRIDAY, minutes=900)
    assert week(chu)[1] == (360, 90, 360, 360, 360)


def test_another_hospitals_and_other_days_are_left_alone(chu: Hospital) -> None:
    other = Surgeon.objects.create(facility=chu.facility, code="S2")
    off(chu, surgeon=other)
    off(chu, surgeon=chu.surgeon, first_day=MONDAY - timedelta(days=9),
        last_day=MONDAY - timedelta(days=1))  # fmt: skip
    found = operating_minutes(facility=chu.facility, first=MONDAY, days=2)
    assert found.surgeons == {chu.surgeon: (360, 360), other: (360, 0)}


def test_a_plan_made_before_learns_of_it(chu: Hospital) -> None:
    before = chu.asked().problem
    off(chu, theatre=chu.theatre)  # type: ignore[attr-defined]
    off(chu, surgeon=chu.surgeon, minutes=90)
    said = bed_news(before, MONDAY, chu.asked().problem, MONDAY)
    assert said == (
        "Theatre T1 on 3 Mar: 0 minutes, not 480.",
        "Surgeon S1 on 3 Mar: 90 minutes, not 360.",
    )


@pytest.mark.parametrize("both", [True, False])
def test_it_is_of_a_theatre_or_of_a_surgeon(chu: Hospital, both: bool) -> None:
    row = NotOperating(facility=chu.facility, first_day=TUESDAY, last_day=TUESDAY)
    if both:
        row.theatre, row.surgeon = chu.theatre, chu.surgeon  # type: ignore[attr-defined]
    with pytest.raises(ValidationError, match="Name a theatre or a surgeon"):
        row.full_clean()
