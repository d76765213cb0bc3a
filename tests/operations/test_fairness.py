"""A year's shares by person for who plans, by range for everybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hospital.models import Contract, StaffMember
from operations.fairness import ward_fairness
from operations.models import Plan, PlanState
from tests.operations import cast
from tests.operations.admin.pages import client_of, read
from tests.operations.cast import Region


@pytest.fixture
def region(db: None) -> Region:
    return cast.region()


@pytest.fixture
def roster(region: Region) -> Plan:
    """Published; five nurses of one contract have one to five nights, one of them half the year."""
    plan = region.roster
    Plan.objects.filter(pk=plan.pk).update(
        state=PlanState.PUBLISHED, published=timezone.now(), scope=region.ward.scope
    )
    plan.shiftassignments.all().delete()
    people = [*region.nurses, *(cast.nurse(region.chu, region.ward, f"200{n}") for n in range(3))]
    for count, nurse in enumerate(people, start=1):
        for day in range(count):
            plan.shiftassignments.create(
                staff=nurse, date=cast.MONDAY + timedelta(days=day), shift=region.night
            )
    plan.refresh_from_db()
    return plan


def test_everybody_has_their_part_and_the_parts_make_the_whole(roster: Plan) -> None:
    found = ward_fairness(roster, named=True)
    nights = {line.person: line.parts[0] for line in found.lines}
    assert [part.had for part in nights.values()] == [1, 2, 3, 4, 5]
    assert sum(part.part for part in nights.values()) == pytest.approx(15)
    assert {round(part.part, 6) for part in nights.values()} == {3.0}  # one contract, all there
    assert max(part.drawn for part in nights.values()) == 100
    assert (found.groups[0].people, found.groups[0].ranges["nights"].most) == (5, 5)
    assert found.everybody is not None
    assert found.everybody.ranges["nights"].least == 1


def test_the_whole_does_not_tell_of_the_few_who_are_in_no_group(
    region: Region, roster: Plan
) -> None:
    contract = Contract.objects.create(
        network=region.north, code="PT", name="Part", minutes_per_week=1200
    )
    few = cast.nurse(region.chu, region.ward, "3000")
    StaffMember.objects.filter(pk=few.pk).update(contract=contract)
    roster.shiftassignments.create(staff=few, date=cast.MONDAY, shift=region.night)
    found = ward_fairness(roster, named=True)
    assert [(group.group, group.people) for group in found.groups] == [("FT", 5), ("PT", None)]
    assert found.everybody is None
    assert len(found.lines) == 6


def test_who_may_only_look_sees_ranges_and_of_few_people_nothing(
    region: Region, roster: Plan
) -> None:
    where = reverse("admin:operations_plan_fairness", args=[roster.pk])
    planner, viewer = (client_of(who).get(where) for who in (region.amina, region.vera))
    assert "2000" in read(planner)
    assert "2000" not in read(viewer)
    assert "1–5" in read(viewer)
    roster.shiftassignments.filter(staff__number__startswith="200").delete()
    few = client_of(region.vera).get(where)
    assert "fewer than 5" in read(few)
    assert few.context["everybody"] is None
