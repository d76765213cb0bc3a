"""Who answers for which rooms, as the wards read it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from operations.bed_nursing import BedNursing, bed_nursing_board
from operations.core.beds.plan import Plan as CorePlan
from operations.models import Plan
from operations.packed import pack, unpack
from tests.operations.admin.pages import client_of, read
from tests.operations.small_beds import SmallBeds
from tests.operations.sources.records.bed_hospital import MONDAY
from tests.operations.sources.records.test_beds_nursing import person, roster, shifts, works


@pytest.fixture
def chu(transactional_db: None) -> SmallBeds:
    found = SmallBeds()
    for user in (found.paula, found.vera):
        user.is_staff = True
        user.save()
    return found


@pytest.fixture
def plan(chu: SmallBeds) -> Plan:
    """On Monday morning N1 and N2 are in MED, where 1 and 2 lie in one room; S3 at the evening."""
    times, turns = shifts(chu), roster(chu)
    for number, shift in (("N1", "M"), ("N2", "M"), ("N3", "S")):
        works(turns, person(chu, number), 0, times[shift])
    return chu.plan()


def cells(found: BedNursing) -> dict[str, list[tuple[str, bool, int]]]:
    (ward,) = found.wards
    return {
        row.nurse: [(cell.rooms, cell.at_work, cell.patients) for cell in row.cells]
        for row in ward.rows
    }


def test_each_nurse_has_rooms_or_none_where_the_roster_has_them(plan: Plan) -> None:
    found = bed_nursing_board(plan)
    assert [ward.ward for ward in found.wards] == ["MED"]  # SUR has no roster
    assert {turn.day for turn in found.turns} == {MONDAY}
    assert [turn.shift for turn in found.turns] == ["07:00", "15:00"]
    rows = cells(found)
    assert rows["N3"] == [("", False, 0), ("1", True, 2)]
    morning = [rows[nurse][0] for nurse in ("N1", "N2")]
    assert sorted(morning) == [("", True, 0), ("1", True, 2)]


def test_rooms_that_nobody_answers_for_stand_first(plan: Plan) -> None:
    answer = unpack(plan.answer, CorePlan)
    plan.answer = pack(CorePlan(answer.placements))
    plan.save()
    found = bed_nursing_board(plan)
    assert found.wards[0].rows[0].nurse == ""
    assert cells(found)[""] == [("1", False, 2), ("1", False, 2)]


def test_whoever_sees_the_plan_reads_it_and_a_plan_without_rosters_says_so(
    chu: SmallBeds, plan: Plan
) -> None:
    page = reverse("admin:operations_plan_nursing", args=[plan.pk])
    assert "N3" in read(client_of(chu.vera).get(page))
    board = client_of(chu.vera).get(reverse("admin:operations_plan_board", args=[plan.pk]))
    assert page in board.content.decode()


def test_a_plan_without_published_rosters_says_so(chu: SmallBeds) -> None:
    found = chu.plan()
    page = reverse("admin:operations_plan_nursing", args=[found.pk])
    assert "No roster is published" in read(client_of(chu.vera).get(page))
