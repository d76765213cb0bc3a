"""A ward small enough to be rostered in a second: four nurses, two shifts, one week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.contrib.auth.models import User

from hospital.models import (
    Consumption,
    Contract,
    CoverRule,
    Facility,
    Membership,
    Network,
    Product,
    Role,
    ShiftType,
    StaffMember,
    Ward,
)
from operations.models import Plan, Run
from operations.services import run_execute, run_request
from tests.forecasting.records import make_stay
from tests.operations.remembered import answers_remembered

TODAY = date(2026, 3, 4)
MONDAY = date(2026, 3, 9)


@dataclass
class SmallWard:
    network: Network
    ward: Ward
    morning: ShiftType
    night: ShiftType
    nurses: list[StaffMember]
    paula: User
    """plans this hospital"""
    vera: User
    """reads only"""

    def run(self, **asked: Any) -> Run:
        """Ask for the ward's roster and have it made by a child."""
        question = {"days": 7, "seconds": 1, "today": TODAY, **asked}
        (run,) = run_request(kind="staffing", scope=self.ward.scope, **question)
        run_execute(run_id=run.pk)
        run.refresh_from_db()
        return run

    def plan(self, **asked: Any) -> Plan:
        """The same, where it matters only what becomes of it."""
        with answers_remembered():
            run = self.run(**asked)
        return Plan.objects.get(run=run)


def small_ward() -> SmallWard:
    network = Network.objects.create(code="NET", name="Net")
    chu = Facility.objects.create(network=network, code="CHU", name="CHU", kind="university")
    ward = Ward.objects.create(facility=chu, code="MED", name="Medicine")
    contract = Contract.objects.create(
        network=network, code="FT", name="Full time", minutes_per_week=28 * 60,
        max_weekends_per_4_weeks=4,
    )  # fmt: skip
    morning = ShiftType.objects.create(
        facility=chu, code="M", name="Morning", starts=time(7), minutes=480
    )
    night = ShiftType.objects.create(
        facility=chu, code="N", name="Night", starts=time(21), minutes=600, is_night=True
    )
    night.not_followed_by.add(morning)
    for shift in (morning, night):
        CoverRule.objects.create(ward=ward, shift=shift, minimum=1, target=1)
    nurses = [
        StaffMember.objects.create(
            facility=chu, number=f"N{n}", role="nurse", contract=contract, home_ward=ward
        )
        for n in range(1, 5)
    ]
    paula, vera = User.objects.create_user("paula"), User.objects.create_user("vera")
    for person, role in ((paula, Role.PLANNER), (vera, Role.VIEWER)):
        Membership.objects.create(user=person, network=network, facility=chu, role=role)
    return SmallWard(network, ward, morning, night, nurses, paula, vera)


def with_records(ward: SmallWard) -> SmallWard:
    """One patient who came and one box that was used: what nights make forecasts from."""
    used_and_stayed(ward.ward)
    return ward


def used_and_stayed(ward: Ward) -> None:
    make_stay(ward, datetime(2026, 2, 2, 10, tzinfo=UTC), None)
    box = Product.objects.create(code="BOX", name="Box")
    Consumption.objects.create(
        facility=ward.facility, product=box, first_day=date(2026, 1, 1), quantity=3
    )
