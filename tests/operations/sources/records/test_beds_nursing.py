"""Rooms' nurses from the published roster, and what patients ask of them."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from hospital.models import Contract, ShiftType, Skill, StaffMember, StaffSkill
from operations.core.beds.problem import Duty, Nurse
from operations.core.beds.report import judge
from operations.core.beds.solve import solve
from operations.core.outcome import Options
from operations.models import Family, Plan, ShiftAssignment
from tests.operations.sources.records.bed_hospital import MONDAY, Hospital


@pytest.fixture
def chu(db: None) -> Hospital:
    return Hospital()


def roster(chu: Hospital, state: str = "published", version: int = 1) -> Plan:
    return Plan.objects.create(
        network=chu.network,
        facility=chu.facility,
        ward=chu.med,
        family=Family.STAFFING,
        scope="CHU/MED",
        version=version,
        state=state,
        start=MONDAY,
        days=28,
        status="optimal",
        problem=b"",
        answer=b"",
    )


def shifts(chu: Hospital) -> dict[str, ShiftType]:
    of = {"M": (time(7), 480), "S": (time(15), 480), "N": (time(23), 480), "D": (time(8), 720)}
    return {
        code: ShiftType.objects.create(
            facility=chu.facility, code=code, name=code, starts=starts, minutes=minutes
        )
        for code, (starts, minutes) in of.items()
    }


def person(chu: Hospital, number: str, role: str = "nurse", level: int = 0) -> StaffMember:
    contract, _ = Contract.objects.get_or_create(
        network=chu.network, code="FULL", defaults={"name": "Full", "minutes_per_week": 2220}
    )
    found = StaffMember.objects.create(
        facility=chu.facility, number=number, role=role, contract=contract, home_ward=chu.med
    )
    if level:
        skill, _ = Skill.objects.get_or_create(code="ICU", defaults={"name": "ICU"})
        StaffSkill.objects.create(staff=found, skill=skill, level=level)
    return found


def works(plan: Plan, who: StaffMember, day: int, shift: ShiftType | None) -> None:
    date = MONDAY + timedelta(days=day)
    ShiftAssignment.objects.create(plan=plan, staff=who, date=date, shift=shift)


def test_without_a_roster_there_are_no_nurses(chu: Hospital) -> None:
    chu.stay("1")
    asked = chu.asked().problem
    assert (asked.shifts, asked.nurses) == ((), ())
    assert chu.patient("stay:1").workload == ()


def test_duties_by_parts_of_the_day(chu: Hospital) -> None:
    plan, types = roster(chu), shifts(chu)
    day, night, off = person(chu, "N1", level=3), person(chu, "N2"), person(chu, "N3")
    helper = person(chu, "A1", role="assistant")
    works(plan, day, 0, types["M"])
    works(plan, day, 1, types["D"])
    works(plan, night, 0, types["S"])
    works(plan, night, 1, types["N"])
    works(plan, off, 0, None)
    works(plan, helper, 0, types["M"])
    asked = chu.asked().problem
    # Eight o'clock is near enough to seven; the long day reaches half into the second part: 300 of
    # 480 minutes.
    assert asked.shifts == ("07:00", "15:00", "23:00")
    assert asked.nurses == (
        Nurse("N1", 3, (Duty(0, 0, 80), Duty(1, 0, 80), Duty(1, 1, 80)), "MED"),
        Nurse("N2", 1, (Duty(0, 1, 80), Duty(1, 2, 120)), "MED"),
    )


def test_drafts_and_days_far_ahead_are_not_read(chu: Hospital) -> None:
    types = shifts(chu)
    works(roster(chu, "draft"), person(chu, "N1"), 0, types["M"])
    assert chu.asked().problem.nurses == ()
    works(roster(chu, version=2), person(chu, "N2"), 3, types["M"])
    assert chu.asked().problem.nurses == ()


def test_what_patients_ask_of_their_nurses(chu: Hospital) -> None:
    plan, types = roster(chu), shifts(chu)
    works(plan, person(chu, "N1"), 0, types["M"])
    works(plan, person(chu, "N2"), 0, types["N"])
    chu.stay("1", age_band="80+", expected_discharge=MONDAY + timedelta(days=1))
    chu.stay("2", "MED/1/B", isolation=True).equipment.add(chu.oxygen)
    chu.referral("1", expected_nights=2, surgery_minutes=60, surgeon=chu.surgeon)
    asked = {patient.id: patient for patient in chu.asked().problem.patients}
    assert asked["stay:1"].workload == (12, 12)
    assert asked["stay:1"].skill_needed == (1, 1)
    assert set(asked["stay:2"].workload) == {17}
    assert set(asked["stay:2"].skill_needed) == {2}
    assert asked["referral:1"].workload == (16, 16, 10, 10)
    assert asked["referral:1"].skill_needed == (2, 2, 1, 1)


def test_rooms_are_given_to_the_nurses_of_their_ward(chu: Hospital) -> None:
    plan, types = roster(chu), shifts(chu)
    early, late, night = (person(chu, f"N{n}") for n in range(3))
    for day in range(3):
        works(plan, early, day, types["M"])
        works(plan, late, day, types["S"])
        works(plan, night, day, types["N"])
    chu.stay("1")
    chu.stay("2", "SUR/1/A", gender="M", specialty=chu.specialties["SUR"])
    asked = chu.asked().problem
    outcome = solve(asked, Options(seconds=2.0))
    report = judge(asked, outcome.plan)
    # MED is nursed in nine shifts of three days; nothing is known of SUR, and nothing is asked.
    assert (report.hard, report.cost) == (0, outcome.cost)
    given = [(n.nurse, n.day, n.shift) for n in outcome.plan.nursing if n.rooms == ("MED/1",)]
    assert len(given) == 9
    assert not any(room.startswith("SUR") for n in outcome.plan.nursing for room in n.rooms)
