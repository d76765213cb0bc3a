"""How many beds a ward has on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hospital.models import Bed, Facility, Network, Room, Ward
from hospital.selectors import ward_beds

TODAY = date(2026, 3, 2)
pytestmark = pytest.mark.django_db


@pytest.fixture
def ward() -> Ward:
    network = Network.objects.create(code="NET", name="Net")
    facility = Facility.objects.create(network=network, code="CHU", name="H", kind="university")
    return Ward.objects.create(facility=facility, code="MED", name="Medicine")


def room(ward: Ward, capacity: int = 4, beds: int = 0) -> Room:
    found = Room.objects.create(ward=ward, code=f"R{Room.objects.count()}", capacity=capacity)
    Bed.objects.bulk_create(Bed(room=found, code=str(number)) for number in range(beds))
    return found


def beds(ward: Ward, days: int = 3) -> list[int]:
    return ward_beds(wards=[ward.pk], first=TODAY, days=days, today=TODAY)[ward.pk]


def test_open_beds_count_whatever_is_licensed(ward: Ward) -> None:
    room(ward, capacity=4, beds=3)
    room(ward, beds=2)
    assert beds(ward) == [5, 5, 5]


def test_a_closed_bed_counts_again_after_its_last_day(ward: Ward) -> None:
    room(ward, beds=2)
    Bed.objects.filter(code="0").update(status="closed", status_until=TODAY + timedelta(days=1))
    assert beds(ward) == [1, 1, 2]
    Bed.objects.filter(code="0").update(status="blocked", status_until=None)
    assert beds(ward) == [1, 1, 1]


def test_a_bed_that_is_cleaned_is_there_tomorrow(ward: Ward) -> None:
    room(ward, beds=2)
    Bed.objects.filter(code="0").update(status="cleaning")
    assert beds(ward) == [1, 2, 2]


def test_where_a_facility_keeps_no_beds_the_licence_counts(ward: Ward) -> None:
    room(ward, capacity=4)
    room(ward, capacity=2)
    assert beds(ward) == [6, 6, 6]
    other = Ward.objects.create(facility=ward.facility, code="SUR", name="Surgery")
    room(other, beds=1)
    assert beds(ward) == [0, 0, 0]


def test_the_number_of_queries_does_not_grow_with_the_wards(
    ward: Ward, django_assert_num_queries: object
) -> None:
    wards = [ward]
    for number in range(5):
        wards.append(Ward.objects.create(facility=ward.facility, code=f"W{number}", name="W"))
        room(wards[-1], beds=3)
    with django_assert_num_queries(2):  # type: ignore[operator]
        ward_beds(wards=[each.pk for each in wards], first=TODAY, days=7, today=TODAY)
