"""How a year was shared: on a plan's page and in the API, by contract, with nobody's name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from hospital.models import Contract, ShiftRequest, StaffMember
from operations.models import Plan, PlanState, ShiftAssignment
from operations.sharing import plan_sharing
from tests.operations import cast
from tests.operations.admin.pages import client_of
from tests.operations.cast import Region


@pytest.fixture
def region(db: None) -> Region:
    return cast.region()


@pytest.fixture
def roster(region: Region) -> Plan:
    """A published roster; five more nurses of a contract of their own, each a night more."""
    plan = region.roster
    Plan.objects.filter(pk=plan.pk).update(
        state=PlanState.PUBLISHED, published=timezone.now(), scope=region.ward.scope
    )
    plan.refresh_from_db()
    contract = Contract.objects.create(
        network=region.north, code="FIVE", name="Five", minutes_per_week=2_400
    )
    for n in range(5):
        nurse = StaffMember.objects.create(
            facility=region.chu, number=f"F{n}", role="nurse", contract=contract,
            home_ward=region.ward,
        )  # fmt: skip
        for day in range(n + 1):
            on = plan.start + timedelta(days=day)
            ShiftAssignment.objects.create(plan=plan, staff=nurse, date=on, shift=region.night)
        ShiftRequest.objects.create(staff=nurse, date=plan.start, shift=region.night, wanted=False)
    return plan


def test_ranges_by_contract(roster: Plan) -> None:
    shared = {each.group: each for each in plan_sharing(roster)}
    five = shared.pop("FIVE")
    assert five.people == 5
    nights = five.ranges["nights"]
    assert (nights.least, nights.most, nights.spread) == (1, 5, 4)
    assert five.ranges["unpopular"] == nights  # all wishes are against the night
    assert (five.ranges["granted"].least, five.ranges["granted"].most) == (0, 0)
    assert all(each.people is None and not each.ranges for each in shared.values())


def test_the_api_says_ranges_and_no_names(region: Region, roster: Plan) -> None:
    answer = client_of(region.amina).get(f"/api/plans/{roster.pk}/sharing/")
    (five,) = [each for each in answer.json() if each["group"] == "FIVE"]
    assert five["ranges"]["nights"] == {"least": 1, "most": 5, "spread": 4}
    assert "F3" not in answer.content.decode()
    assert client_of(region.charlie).get(f"/api/plans/{roster.pk}/sharing/").status_code == 404


def test_a_plan_s_page_shows_it(region: Region, roster: Plan) -> None:
    page = client_of(region.amina).get(reverse("admin:operations_plan_change", args=[roster.pk]))
    assert "1 – 5" in page.content.decode()


def test_a_plan_that_is_no_roster_shares_nothing(region: Region) -> None:
    assert plan_sharing(region.supply) == ()
    answer: Any = client_of(region.samir).get(f"/api/plans/{region.supply.pk}/sharing/")
    assert answer.json() == []
