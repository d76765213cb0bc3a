"""A hospital's records as a bed problem. Ward MED takes INT and sends its overflow to SUR."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from forecasting.models import ExpectedDischarge, ForecastRun, ForecastSeries
from forecasting.services import override_set
from hospital.models import (
    Bed,
    Facility,
    Room,
    Surgeon,
    Theatre,
)
from operations.core.beds.problem import BedsHeld, Former, Gender, GenderPolicy, Lock, State
from operations.core.beds.rules import emergency_beds_held
from operations.core.rule import Kind, Policy
from operations.models import BedAssignment, RulePolicy
from operations.sources.records import beds
from tests.operations.sources.records.bed_hospital import MONDAY, Hospital, at


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


def expect(chu: Hospital, stay: Any, chances: list[float]) -> None:
    run = ForecastRun.objects.create(
        network=chu.network,
        kind="occupancy",
        as_of=MONDAY,
        last_ds=MONDAY - timedelta(days=1),
        frequency="D",
        horizon=28,
        model="hazard",
    )
    ExpectedDischarge.objects.create(run=run, stay=stay, chances=chances)


def test_without_an_expected_discharge_the_forecast_of_the_patient_tells(chu: Hospital) -> None:
    here = chu.stay("1", expected_discharge=None)
    expect(chu, here, [0.1, 0.2, 0.4, 0.6, 0.72, 0.9])
    assert chu.patient("stay:1").stay_nights == 4


def test_a_day_that_a_person_entered_counts_more_than_the_forecast(chu: Hospital) -> None:
    here = chu.stay("1", expected_discharge=MONDAY + timedelta(days=3))
    expect(chu, here, [0.9] * 28)
    assert chu.patient("stay:1").stay_nights == 3


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
    held = [one for one in asked.problem.beds_held if one.ward == "MED"]
    assert held == [BedsHeld("MED", day, 2) for day in range(emergency_beds_held.NIGHTS)]


def test_no_more_beds_are_held_than_those_here_leave_free(chu: Hospital) -> None:
    left = MONDAY - timedelta(days=10)
    chu.stay("old", "", admitted=at(left - timedelta(days=1)), discharged=at(left))
    for number, bed in enumerate(("MED/1/A", "MED/1/B", "MED/2/A")):
        chu.stay(str(number), bed, expected_discharge=MONDAY + timedelta(days=1))
    forecast(chu, 3.0, 3.0)
    held = {(one.day, one.beds) for one in chu.asked().problem.beds_held if one.ward == "MED"}
    assert held == {(0, 1), *((day, 3) for day in range(1, emergency_beds_held.NIGHTS))}


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


def test_overridden_admissions_hold_more_beds_and_a_note_says_by_whom(chu: Hospital) -> None:
    left = MONDAY - timedelta(days=10)
    chu.stay("old", "", admitted=at(left - timedelta(days=1)), discharged=at(left))
    forecast(chu, 1.0, 1.0)
    override_set(
        network=chu.network,
        kind="admissions",
        unique_id="CHU/MED",
        first_day=MONDAY,
        last_day=MONDAY,
        way="factor",
        number=2,
        reason="flu",
        source="outbreak",
        today=MONDAY,
    )
    asked = chu.asked()
    assert asked.problem.beds_held[:2] == (BedsHeld("MED", 0, 2), BedsHeld("MED", 1, 1))
    [note] = asked.notes
    assert note.code == "forecast_overridden"
    assert "2 times the mean" in note.sentence
    assert "by system:outbreak (flu)" in note.sentence


def test_chances_to_stay_longer_come_from_stays_that_were_as_long(chu: Hospital) -> None:
    # Of forty stays, ten lasted each of 3, 4, 5 and 6 nights. Whoever is here for two nights and is
    # expected to leave after two more is here on the third night to come with one half of those
    # still to leave: nights beyond two of 1, 2, 3, 4, so 3 or more with 50 %, 4 with 25 %.
    for number in range(40):
        gone = at(MONDAY - timedelta(days=10))
        nights = 3 + number % 4
        chu.stay(f"P{number}", "", admitted=gone - timedelta(days=nights), discharged=gone)
    chu.stay("1", expected_discharge=MONDAY + timedelta(days=2))
    patient = chu.patient("stay:1")
    assert (patient.stay_nights, patient.staying, patient.overstay) == (2, (100, 75), (50, 25))


def test_a_forecast_of_the_patient_gives_the_chances(chu: Hospital) -> None:
    stay = chu.stay("1", expected_discharge=MONDAY + timedelta(days=1))
    # By the end of Monday one in five has left, of Tuesday six in ten, of Wednesday nine in ten.
    expect(chu, stay, [0.2, 0.6, 0.9, 1.0])
    patient = chu.patient("stay:1")
    assert (patient.stay_nights, patient.staying, patient.overstay) == (1, (80,), (40, 10))


def test_a_child_lies_where_its_mother_does(chu: Hospital) -> None:
    mother = chu.stay("1")
    chu.stay("2", "MED/1/B", beside=mother, age_band="0-1", gender="M")
    child = chu.patient("stay:2")
    assert (child.with_patient, child.gender) == ("stay:1", Gender.UNKNOWN)
    mother.discharged = at(MONDAY - timedelta(days=1))
    mother.save()
    assert chu.patient("stay:2").with_patient == ""


def test_who_has_waited_most_of_their_time_comes_first(chu: Hospital) -> None:
    # Both were registered thirty days ago; one may wait forty days in all, the other 180.
    chu.referral("1", due_day=MONDAY + timedelta(days=10))
    chu.referral("2")
    urgent, patient_ = chu.patient("referral:1"), chu.patient("referral:2")
    assert (urgent.optional_price, urgent.delay_price) == (262, 9)
    assert (patient_.optional_price, patient_.delay_price) == (175, 6)


def test_people_who_will_come_unannounced_are_told_on_average(chu: Hospital) -> None:
    for number in range(28):
        came = at(MONDAY - timedelta(days=8 + number))
        chu.stay(f"P{number}", "", admitted=came, discharged=came + timedelta(days=1))
    asked = chu.asked().problem
    assert {(each.ward, each.people_milli) for each in asked.arriving} == {("MED", 1000)}
