"""A ward with two shifts and two nurses, whose records the readers of rosters are tried on."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from hospital.models import (
    Contract,
    CoverRule,
    Facility,
    Network,
    ShiftType,
    StaffMember,
    Ward,
)
from operations.models import Plan, ShiftAssignment
from operations.sources.records import staffing

MONDAY = date(2026, 11, 23)
SCOPE = "CHU/MED"


@pytest.fixture
def network():
    return Network.objects.create(code="NORTH", name="North")


@pytest.fixture
def ward(network):
    chu = Facility.objects.create(network=network, code="CHU", name="CHU", kind="university")
    return Ward.objects.create(facility=chu, code="MED", name="Medicine")


@pytest.fixture
def shifts(ward):
    """Morning and night with a fixed cover of one; a morning may not follow a night."""
    place = ward.facility
    morning = ShiftType.objects.create(
        facility=place, code="M", name="Morning", starts=time(7), minutes=480
    )
    night = ShiftType.objects.create(
        facility=place, code="N", name="Night", starts=time(21), minutes=600, is_night=True
    )
    night.not_followed_by.add(morning)
    for shift in (morning, night):
        CoverRule.objects.create(ward=ward, shift=shift, minimum=1, target=1)
    return {"M": morning, "N": night}


@pytest.fixture
def contract(network):
    return Contract.objects.create(
        network=network, code="FT", name="Full", minutes_per_week=2_400, max_nights_per_4_weeks=8
    )


@pytest.fixture
def amina(ward, contract):
    return StaffMember.objects.create(
        facility=ward.facility, number="1001", role="nurse", contract=contract, home_ward=ward
    )


@pytest.fixture
def basma(ward, contract):
    return StaffMember.objects.create(
        facility=ward.facility, number="1002", role="nurse", contract=contract, home_ward=ward
    )


def asked(network, days=7):
    return staffing.problem(network, SCOPE, MONDAY, days)


def published(ward, start, days, *cells, **changes):
    """A published roster with cells (staff, day, shift or None, locked)."""
    plan = Plan.objects.create(
        network=ward.facility.network,
        facility=ward.facility,
        ward=ward,
        family="staffing",
        start=start,
        days=days,
        **{
            "scope": SCOPE,
            "version": 1,
            "state": "published",
            "published": datetime(2026, 11, 1, tzinfo=UTC),
            "problem": b"",
            "answer": b"",
            **changes,
        },
    )
    for staff, day, shift, locked in cells:
        on = start + timedelta(days=day)
        ShiftAssignment.objects.create(plan=plan, staff=staff, date=on, shift=shift, locked=locked)
    return plan
