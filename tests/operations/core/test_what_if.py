"""A question as it would be if something were otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from operations.core.beds import what_if as beds
from operations.core.beds.problem import Arriving, BedsHeld, Room
from operations.core.beds.problem import Problem as BedProblem
from operations.core.staffing import what_if as staffing
from operations.core.staffing.cells import Lock
from operations.core.staffing.demand import CoverLine, ShiftType
from operations.core.staffing.people import Person
from operations.core.staffing.problem import Problem
from operations.core.supply import what_if as supply
from operations.core.what_if import Scenario, drawn, scaled
from tests.operations.core.supply.region import region

ROSTER = Problem(
    days=3,
    shifts=(ShiftType("M", 420, 480),),
    people=(*(Person(f"P{n}", minimum_minutes=480) for n in range(6)), Person("G", is_guest=True)),
    cover=(CoverLine(0, "M", 2, 4), CoverLine(1, "M", 2, 2)),
    locks=tuple(Lock(f"P{n}", 0, "M") for n in range(6)),
)
WARD = BedProblem(
    days=2,
    rooms=(Room("A", "W", 4), Room("B", "W", 2)),
    patients=(),
    beds_held=(BedsHeld("W", 0, 3),),
    arriving=(Arriving("W", 1, 1500),),
)


@pytest.mark.parametrize(
    ("number", "percent", "found"),
    [(10, 20, 12), (10, -50, 5), (3, 50, 5), (0, 80, 0), (1, -50, 1)],
)
def test_counts_are_rounded_half_up(number: int, percent: int, found: int) -> None:
    assert scaled(number, percent) == found


def test_more_drawn_are_the_same_and_further_ones() -> None:
    among = [f"P{n}" for n in range(20)]
    assert drawn(among, 5, seed=3)[:2] == drawn(among, 2, seed=3)
    assert drawn(among, 5, seed=3) != drawn(among, 5, seed=4)
    assert sorted(drawn(among, 99, seed=3)) == sorted(among)


def test_targets_follow_patients_and_minima_stay() -> None:
    more = staffing.changed(ROSTER, Scenario(admissions_percent=25))
    assert [(line.minimum, line.target) for line in more.cover] == [(2, 5), (2, 3)]
    fewer = staffing.changed(ROSTER, Scenario(admissions_percent=-50))
    assert [(line.minimum, line.target) for line in fewer.cover] == [(2, 2), (2, 2)]


def test_whoever_is_away_is_no_guest_and_has_no_lock() -> None:
    found = staffing.changed(ROSTER, Scenario(absent=2))
    away = {person.id for person in found.people if person.absences == (0, 1, 2)}
    assert len(away) == 2
    assert "G" not in away
    assert {lock.person for lock in found.locks} == {f"P{n}" for n in range(6)} - away
    assert all(p.minimum_minutes is None for p in found.people if p.id in away)


def test_beds_are_closed_one_by_one_and_never_below_none() -> None:
    found = beds.changed(WARD, Scenario(beds_closed=5))
    assert sum(room.capacity for room in found.rooms) == 1
    assert all(room.capacity >= 0 for room in beds.changed(WARD, Scenario(beds_closed=99)).rooms)


def test_more_patients_hold_more_beds() -> None:
    found = beds.changed(WARD, Scenario(admissions_percent=50))
    assert (found.beds_held[0].beds, found.arriving[0].people_milli) == (5, 2250)
    assert found.rooms == WARD.rooms


def test_orders_take_begun_weeks_longer_and_use_grows() -> None:
    asked = region(1)
    found = supply.changed(asked, Scenario(admissions_percent=10, lead_days=8))
    assert [o.lead_weeks for o in found.offers] == [o.lead_weeks + 2 for o in asked.offers]
    for before, after in zip(asked.demands, found.demands, strict=True):
        assert after.expected_units == tuple(scaled(u, 10) for u in before.expected_units)
    assert found.on_the_way == asked.on_the_way


def test_nothing_otherwise_is_the_question_itself() -> None:
    assert staffing.changed(ROSTER, Scenario()) == ROSTER
    assert beds.changed(WARD, Scenario()) == WARD
    assert Scenario().changes == {}
    assert replace(Scenario(), absent=2).changes == {"absent": 2}
