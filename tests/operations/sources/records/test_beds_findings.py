"""What is wrong in the records is named, with what would mend it; the plan is made for the rest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hospital.models import (
    Bed,
    Facility,
    Room,
    Surgeon,
    Ward,
)
from operations.core.beds.report import judge
from operations.core.beds.solve import solve
from operations.core.outcome import Options
from tests.operations.sources.records.bed_hospital import MONDAY, Hospital, at


@pytest.fixture
def chu(db: None) -> Hospital:
    return Hospital()


def test_two_in_one_bed(chu: Hospital) -> None:
    chu.stay("1", "MED/1/A")
    chu.stay("2", "MED/1/A", admitted=at(MONDAY - timedelta(days=1)))
    assert chu.notes() == {
        "two_in_a_bed": "Stays 1, 2 are in one bed, MED/1/A. Discharge or move one of them; "
        "until then 2 keeps the bed and the others are given another."
    }
    assert (chu.patient("stay:1").room, chu.patient("stay:2").room) == ("", "MED/1")


def test_a_stay_that_ends_before_it_begins(chu: Hospital) -> None:
    chu.stay("1", expected_discharge=MONDAY - timedelta(days=7))
    assert set(chu.notes()) == {"stay_ends_before_it_begins"}
    assert chu.patient("stay:1").stay_nights == 1


def test_an_overdue_discharge_is_planned_for_one_more_night(chu: Hospital) -> None:
    chu.stay("1", expected_discharge=MONDAY - timedelta(days=1))
    chu.stay("2", "MED/1/B", expected_discharge=MONDAY)
    assert list(chu.notes()) == ["discharge_overdue"]
    assert "Stay 1 was expected to end on 1 Mar 2026" in chu.notes()["discharge_overdue"]
    assert chu.patient("stay:1").stay_nights == chu.patient("stay:2").stay_nights == 1


def test_a_room_without_beds_is_left_out(chu: Hospital) -> None:
    Room.objects.create(ward=chu.med, code="3", capacity=4)
    assert "MED/3" not in {room.id for room in chu.asked().problem.rooms}
    assert chu.notes()["room_without_beds"].startswith(
        "Room MED/3 is licensed for 4 and has no beds. Add its beds"
    )


def test_a_hospital_that_keeps_no_beds_is_planned_by_its_licence(chu: Hospital) -> None:
    Bed.objects.all().delete()
    assert [room.capacity for room in chu.asked().problem.rooms] == [2, 2, 2, 2]
    assert chu.notes() == {}


def test_a_referral_due_before_its_release_is_left_out(chu: Hospital) -> None:
    chu.referral("1", due_day=MONDAY)
    chu.referral("2")
    assert [p.id for p in chu.asked().problem.patients] == ["referral:2"]
    assert chu.notes()["due_before_release"].startswith(
        "Referral 1 is due on 2 Mar 2026, before its release on 3 Mar 2026. Correct one"
    )


def test_a_referral_past_its_due_day_comes_as_soon_as_possible(chu: Hospital) -> None:
    past = MONDAY - timedelta(days=3)
    chu.referral("1", release_day=past, due_day=past, mandatory=True)
    patient = chu.patient("referral:1")
    assert (patient.release_day, patient.due_day, patient.mandatory) == (0, None, True)
    assert "referral_overdue" in chu.notes()


def test_a_surgeon_who_never_operates(chu: Hospital) -> None:
    Surgeon.objects.create(facility=chu.facility, code="S2", weekdays="0000000")
    Surgeon.objects.create(facility=chu.facility, code="S3", minutes_per_day=0)
    codes = [(n.code, n.record) for n in chu.asked().notes if n.code != "no_forecast"]
    assert codes == [
        ("surgeon_never_operates", "surgeon S2"),
        ("surgeon_never_operates", "surgeon S3"),
    ]


def test_an_operation_longer_than_any_day(chu: Hospital) -> None:
    chu.referral("1", surgery_minutes=361, surgeon=chu.surgeon)
    chu.referral("2", surgery_minutes=360, surgeon=chu.surgeon)
    assert [p.id for p in chu.asked().problem.patients] == ["referral:2"]
    assert "surgeon S1 has at most 360" in chu.notes()["surgery_too_long"]


def test_a_patient_in_a_bed_that_is_not_open_or_not_here(chu: Hospital) -> None:
    Bed.objects.filter(pk=chu.beds["MED/1/A"].pk).update(status="closed")
    chu.beds["MED/1/A"].refresh_from_db()
    chu.stay("1", "MED/1/A")
    elsewhere = Facility.objects.create(
        network=chu.network, code="OTHER", name="Other", kind="provincial"
    )
    ward = Ward.objects.create(facility=elsewhere, code="MED", name="MED")
    chu.beds["else"] = chu.bed(ward, "9", "A")
    chu.stay("2", "else", ward=chu.med)
    assert set(chu.notes()) == {"bed_not_open", "bed_not_in_use"}
    assert (chu.patient("stay:1").room, chu.patient("stay:2").room) == ("MED/1", "")


def test_the_plan_is_made_for_the_rest(chu: Hospital) -> None:
    chu.stay("1", "MED/1/A")
    chu.stay("2", "MED/1/A")
    chu.referral("3", due_day=MONDAY)
    chu.referral("4")
    problem = chu.asked().problem
    outcome = solve(problem, Options(seconds=5))
    assert {placement.patient for placement in outcome.plan.placements} == {
        "stay:1",
        "stay:2",
        "referral:4",
    }
    assert judge(problem, outcome.plan).hard == 0


def test_the_number_of_queries_does_not_grow_with_the_records(chu: Hospital) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            chu.asked()
        return len(seen)

    chu.stay("1", "MED/1/A")
    chu.referral("1", surgeon=chu.surgeon)
    few = queries()
    for number, bed in enumerate(("MED/1/B", "MED/2/A", "MED/2/B"), start=2):
        chu.stay(str(number), bed)
        chu.referral(str(number), surgeon=chu.surgeon)
    assert queries() == few <= 27


def test_a_ward_without_planned_rooms(chu: Hospital) -> None:
    closed = chu.ward("OLD", "INT")
    chu.stay("1", "", ward=closed)
    assert "on ward OLD, which has no room that is planned" in chu.notes()["ward_not_planned"]
    assert chu.patient("stay:1").wards == ("OLD", "MED", "SUR")
