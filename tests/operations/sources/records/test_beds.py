"""A hospital's records as a bed problem. Ward MED takes INT and sends its overflow to SUR."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forecasting.models import ForecastRun, ForecastSeries
from hospital.models import (
    Bed,
    Equipment,
    Facility,
    Network,
    Patient,
    Referral,
    Room,
    Specialty,
    Stay,
    Surgeon,
    Theatre,
    Ward,
    WardSpecialty,
)
from operations.core.beds.problem import BedsHeld, Former, Gender, GenderPolicy, Lock, State
from operations.core.beds.report import judge
from operations.core.beds.solve import solve
from operations.core.outcome import Options
from operations.core.rule import Kind, Policy
from operations.models import BedAssignment, Plan, RulePolicy
from operations.sources.records import beds

MONDAY = date(2026, 3, 2)
DAYS = 14
pytestmark = pytest.mark.django_db


class Hospital:
    """A network of one hospital with two wards of two rooms, and hands to fill it."""

    def __init__(self) -> None:
        self.network = Network.objects.create(code="NET", name="Net", time_zone="UTC")
        self.facility = Facility.objects.create(
            network=self.network, code="CHU", name="Hospital", kind="university"
        )
        self.specialties = {
            code: Specialty.objects.create(code=code, name=code) for code in ("INT", "SUR")
        }
        self.med, self.sur = self.ward("MED", "INT"), self.ward("SUR", "SUR")
        self.med.overflow_to = self.sur
        self.med.save()
        self.beds = {
            f"{ward.code}/{room}/{bed}": self.bed(ward, room, bed)
            for ward in (self.med, self.sur)
            for room in ("1", "2")
            for bed in ("A", "B")
        }
        self.surgeon = Surgeon.objects.create(facility=self.facility, code="S1")
        self.oxygen = Equipment.objects.create(code="OXY", name="Oxygen")

    def ward(self, code: str, specialty: str) -> Ward:
        ward = Ward.objects.create(facility=self.facility, code=code, name=code)
        WardSpecialty.objects.create(ward=ward, specialty=self.specialties[specialty], priority=1)
        return ward

    def bed(self, ward: Ward, room: str, bed: str) -> Bed:
        row, _ = Room.objects.get_or_create(ward=ward, code=room, defaults={"capacity": 2})
        return Bed.objects.create(room=row, code=bed)

    def stay(self, number: str, bed: str = "MED/1/A", **facts: Any) -> Stay:
        person, _ = Patient.objects.get_or_create(network=self.network, pseudonym=number)
        row = self.beds.get(bed)
        facts = {
            "ward": row.room.ward if row else self.med,
            "specialty": self.specialties["INT"],
            "gender": "F",
            "age_band": "16-64",
            "admitted": at(MONDAY - timedelta(days=2)),
            "expected_discharge": MONDAY + timedelta(days=3),
            **facts,
        }
        return Stay.objects.create(
            facility=self.facility, number=number, patient=person, bed=row, **facts
        )

    def referral(self, number: str, **facts: Any) -> Referral:
        person, _ = Patient.objects.get_or_create(network=self.network, pseudonym=number)
        facts = {
            "specialty": self.specialties["SUR"],
            "gender": "M",
            "age_band": "65-79",
            "registered": MONDAY - timedelta(days=30),
            "release_day": MONDAY + timedelta(days=1),
            "expected_nights": 3,
            **facts,
        }
        return Referral.objects.create(
            facility=self.facility, number=number, patient=person, **facts
        )

    def asked(self) -> Any:
        return beds.problem(self.network, "CHU", MONDAY, DAYS)

    def patient(self, name: str) -> Any:
        return next(p for p in self.asked().problem.patients if p.id == name)

    def notes(self) -> dict[str, str]:
        """Sentences by code, without the one about the missing forecast."""
        return {n.code: n.sentence for n in self.asked().notes if n.code != "no_forecast"}

    def published(self, **lines: Any) -> Plan:
        return Plan.objects.create(
            network=self.network,
            facility=self.facility,
            family="beds",
            scope="CHU",
            version=1,
            state="published",
            start=MONDAY - timedelta(days=1),
            days=DAYS,
            status="optimal",
            problem=b"",
            answer=b"",
        )


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.fixture
def chu(db: None) -> Hospital:
    return Hospital()


def test_the_hospitals_that_have_rooms_are_planned(chu: Hospital) -> None:
    Facility.objects.create(network=chu.network, code="DEPOT", name="Depot", kind="depot")
    Facility.objects.create(network=chu.network, code="NEW", name="New", kind="provincial")
    assert beds.scopes(chu.network) == ["CHU"]


def test_rooms_with_their_beds_and_policies(chu: Hospital) -> None:
    Room.objects.filter(ward=chu.med, code="1").update(
        gender_policy="F", age_policy="adults", isolation=True
    )
    Room.objects.get(ward=chu.med, code="1").equipment.add(chu.oxygen)
    first, second, *_ = chu.asked().problem.rooms
    assert (first.id, first.ward, first.capacity, first.blocked) == ("MED/1", "MED", 2, ())
    assert (first.gender, first.isolation) == (GenderPolicy.FEMALE, True)
    assert (first.age_bands, first.equipment) == (("16-64", "65-79", "80+"), ("OXY",))
    assert first.specialties == {"INT": 1}
    assert (second.gender, second.age_bands) == (GenderPolicy.SAME, ())


@pytest.mark.parametrize(
    ("status", "until", "blocked"),
    [
        ("open", None, ()),
        ("cleaning", None, (1, *[0] * 13)),
        ("blocked", None, (1,) * 14),
        ("closed", MONDAY + timedelta(days=2), (1, 1, 1, *[0] * 11)),
        ("blocked", MONDAY - timedelta(days=1), ()),
    ],
)
def test_beds_out_of_use(chu: Hospital, status: str, until: date | None, blocked: Any) -> None:
    Bed.objects.filter(pk=chu.beds["MED/1/A"].pk).update(status=status, status_until=until)
    assert chu.asked().problem.rooms[0].blocked == blocked


def test_who_is_here_tonight(chu: Hospital) -> None:
    here = chu.stay("1", "MED/1/A", isolation=True)
    here.equipment.add(chu.oxygen)
    chu.stay("2", "MED/1/B", discharged=at(MONDAY))
    chu.stay("3", "MED/2/A", discharged=at(MONDAY + timedelta(days=1)), gender="M")
    chu.stay("4", "MED/2/B", admitted=at(MONDAY + timedelta(days=1)))
    chu.stay("5", "")
    assert [p.id for p in chu.asked().problem.patients] == ["stay:1", "stay:3", "stay:5"]
    patient = chu.patient("stay:1")
    assert (patient.state, patient.room, patient.stay_nights) == (State.PRESENT, "MED/1", 3)
    assert (patient.gender, patient.age_band) == (Gender.FEMALE, "16-64")
    assert (patient.needs, patient.isolation) == (("OXY",), "alone stay:1")
    assert (patient.specialty, patient.wards) == ("INT", ("MED", "SUR"))
    assert chu.patient("stay:5").room == ""


def test_without_an_expected_discharge_finished_stays_tell(chu: Hospital) -> None:
    # Ten stays of 4 nights and ten of 8; two nights have passed. Seventh tenth of those left over,
    # 2 x 10 and 6 x 10, is 6.
    for number in range(20):
        nights = 4 if number < 10 else 8
        left = MONDAY - timedelta(days=5 + number)
        chu.stay(
            f"old{number}", "", admitted=at(left - timedelta(days=nights)), discharged=at(left)
        )
    chu.stay("1", expected_discharge=None)
    assert chu.patient("stay:1").stay_nights == 6


def test_who_waits_and_may_come_within_the_plan(chu: Hospital) -> None:
    chu.referral("1", due_day=MONDAY + timedelta(days=5), mandatory=True, isolation=True)
    chu.referral("2", due_day=MONDAY + timedelta(days=20), mandatory=True)
    chu.referral(
        "3", release_day=MONDAY - timedelta(days=9), surgery_minutes=90, surgeon=chu.surgeon
    )
    chu.referral("4", release_day=MONDAY + timedelta(days=14))
    chu.referral("5", state="cancelled")
    assert sorted(p.id for p in chu.asked().problem.patients) == [
        "referral:1",
        "referral:2",
        "referral:3",
    ]
    first, second, third = (chu.patient(f"referral:{n}") for n in (1, 2, 3))
    assert (first.release_day, first.due_day, first.mandatory) == (1, 5, True)
    assert (first.stay_nights, first.wards, first.isolation) == (3, ("SUR",), "alone referral:1")
    # Due after the plan's end: it may wait for the next plan.
    assert (second.due_day, second.mandatory) == (20, False)
    assert (third.release_day, third.surgery_minutes, third.surgeon) == (0, 90, "S1")


def test_theatres_and_surgeons_by_weekday(chu: Hospital) -> None:
    Theatre.objects.create(facility=chu.facility, code="T1", minutes_weekend=60)
    Surgeon.objects.filter(code="S1").update(weekdays="1010000", minutes_per_day=200)
    problem = chu.asked().problem
    assert problem.theatres[0].minutes[:7] == (480, 480, 480, 480, 480, 60, 60)
    assert problem.surgeons[0].minutes[:7] == (200, 0, 200, 0, 0, 0, 0)


def forecast(chu: Hospital, mean: float, high: float) -> None:
    run = ForecastRun.objects.create(
        network=chu.network,
        kind="admissions",
        as_of=MONDAY - timedelta(days=1),
        frequency="D",
        horizon=28,
        model="test",
    )
    ForecastSeries.objects.create(
        run=run,
        unique_id="CHU/MED",
        facility=chu.facility,
        ward=chu.med,
        start=MONDAY,
        points={"mean": [mean] * 28, "q80": [high] * 28},
        model="test",
    )


def test_beds_are_held_for_forecast_emergencies(chu: Hospital) -> None:
    # Past stays in MED: all unannounced, half of 1 night and half of 2. Tonight 1.2 come at the
    # high quantile; tomorrow too, and of today's mean 1.0 half stays a second night: 1.7.
    for number in range(4):
        left = MONDAY - timedelta(days=10)
        nights = 1 + number % 2
        chu.stay(
            f"old{number}", "", admitted=at(left - timedelta(days=nights)), discharged=at(left)
        )
    forecast(chu, 1.0, 1.2)
    asked = chu.asked()
    assert asked.notes == ()
    assert asked.problem.beds_held[:3] == tuple(BedsHeld("MED", day, 2) for day in range(3))


def test_no_more_beds_are_held_than_those_here_leave_free(chu: Hospital) -> None:
    left = MONDAY - timedelta(days=10)
    chu.stay("old", "", admitted=at(left - timedelta(days=1)), discharged=at(left))
    for number, bed in enumerate(("MED/1/A", "MED/1/B", "MED/2/A")):
        chu.stay(str(number), bed, expected_discharge=MONDAY + timedelta(days=1))
    forecast(chu, 3.0, 3.0)
    held = {(one.day, one.beds) for one in chu.asked().problem.beds_held if one.ward == "MED"}
    assert held == {(0, 1), *((day, 3) for day in range(1, DAYS))}


def test_without_a_forecast_the_last_weeks_tell_and_a_note_says_so(chu: Hospital) -> None:
    for number in range(28):
        left = MONDAY - timedelta(days=7 + number)
        chu.stay(f"old{number}", "", admitted=at(left - timedelta(days=1)), discharged=at(left))
    asked = chu.asked()
    assert [note.code for note in asked.notes] == ["no_forecast"]
    assert asked.problem.beds_held[0] == BedsHeld("MED", 0, 1)


def test_the_nearest_decision_about_a_rule_counts(chu: Hospital) -> None:
    RulePolicy.objects.create(
        network=chu.network, family="beds", rule="room_ages_close", kind="soft", weight=1
    )
    RulePolicy.objects.create(
        network=chu.network,
        facility=chu.facility,
        family="beds",
        rule="room_ages_close",
        kind="medium",
        weight=9,
    )
    RulePolicy.objects.create(network=chu.network, family="beds", rule="quiet", kind="soft")
    assert chu.asked().problem.policies == {"room_ages_close": Policy(Kind.MEDIUM, 9)}
    assert chu.notes()["rule_unknown"].startswith("There is a decision about quiet")


def test_locks_and_places_of_the_published_plan(chu: Hospital) -> None:
    stay, referral = chu.stay("1"), chu.referral("2")
    plan, room = chu.published(), chu.beds["SUR/1/A"].room
    BedAssignment.objects.create(plan=plan, stay=stay, room=room, first_day=plan.start, locked=True)
    BedAssignment.objects.create(
        plan=plan, referral=referral, room=room, first_day=MONDAY + timedelta(days=4)
    )
    problem = chu.asked().problem
    # The stay is here from day 0 whatever the old plan's first day; only who is still to come
    # has a former place.
    assert problem.locks == (Lock("stay:1", "SUR/1", 0),)
    assert problem.previous == (Former("referral:2", 4, "SUR/1"),)


def test_a_lock_that_lies_in_the_past_is_told(chu: Hospital) -> None:
    plan = chu.published()
    BedAssignment.objects.create(
        plan=plan,
        referral=chu.referral("2"),
        room=chu.beds["SUR/1/A"].room,
        first_day=MONDAY - timedelta(days=1),
        locked=True,
    )
    assert chu.asked().problem.locks == ()
    assert "lock_outside_plan" in chu.notes()


def test_two_in_one_bed(chu: Hospital) -> None:
    chu.stay("1", "MED/1/A")
    chu.stay("2", "MED/1/A", admitted=at(MONDAY - timedelta(days=1)))
    assert chu.notes() == {
        "two_in_a_bed": "Stays 1 and 2 are both in bed MED/1/A. Discharge or move one of them; "
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
    assert "Stay 1 was expected to end on 2026-03-01" in chu.notes()["discharge_overdue"]
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
        "Referral 1 is due on 2026-03-02, before its release on 2026-03-03. Correct one"
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
    assert queries() == few <= 25
