"""A hospital of two wards whose bed plan is made in a moment, and who may change it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User

from hospital.models import Membership, Role
from operations.core.beds.report import judge
from operations.core.beds.solve import solve
from operations.core.outcome import Options
from operations.keeping import beds as keeping
from operations.models import Plan
from operations.packed import pack
from tests.operations.sources.records.bed_hospital import DAYS, MONDAY, Hospital


class SmallBeds(Hospital):
    """paula plans this hospital's beds, vera reads only."""

    def __init__(self) -> None:
        super().__init__()
        self.paula, self.vera = User.objects.create_user("paula"), User.objects.create_user("vera")
        for person, role in ((self.paula, Role.PLANNER), (self.vera, Role.VIEWER)):
            Membership.objects.create(
                user=person, network=self.network, facility=self.facility, role=role
            )

    def plan(self, state: str = "published", **facts: Any) -> Plan:
        """Two women in MED, one man in SUR, one to come on Wednesday."""
        self.stay("1", "MED/1/A")
        self.stay("2", "MED/1/B")
        self.stay("3", "SUR/1/A", gender="M", specialty=self.specialties["SUR"])
        self.referral("9", release_day=MONDAY + timedelta(days=2))
        asked = self.asked().problem
        found = solve(asked, Options(2.0)).plan
        assert found is not None
        report = judge(asked, found)
        plan = Plan.objects.create(
            network=self.network,
            facility=self.facility,
            family="beds",
            scope="CHU",
            version=1,
            state=state,
            start=MONDAY,
            days=DAYS,
            status="optimal",
            problem=pack(asked),
            answer=pack(found),
            cost=report.cost,
            **facts,
        )
        for model, rows in keeping.rows(plan, asked, found, report).items():
            model.objects.bulk_create(rows)
        return plan
