"""Arrivals lived through day by day: the same people, lawful rooms, and what is counted."""

from __future__ import annotations

import numpy as np
import pytest

from operations.core.beds import replay_arms
from operations.core.beds.problem import Gender, Room
from operations.core.beds.replay import (
    Arrival,
    House,
    Lengths,
    best_fit,
    lawful,
    rooms_for,
)
from operations.core.beds.replay_arms import first_come_first_served, planned_ahead

WOMAN, MAN = Gender.FEMALE, Gender.MALE


def someone(name: str, day: int = 0, nights: int = 1, gender: Gender = WOMAN, **facts) -> Arrival:
    asked = {"age_band": "16-64", "emergency": True, "isolation": False} | facts
    return Arrival(name, day, nights, gender, **asked)


@pytest.fixture(autouse=True)
def counted_from_the_first_day(monkeypatch):
    monkeypatch.setattr(replay_arms, "LEARNING", 0)


def test_rooms_have_the_beds_asked_for():
    rooms = rooms_for(20)
    assert sum(room.capacity for room in rooms) == 20
    assert all(room.isolation == (room.capacity == 1) for room in rooms)


@pytest.mark.parametrize(
    ("people", "well"),
    [
        ([someone("A"), someone("B")], True),
        ([someone("A"), someone("B", gender=MAN)], False),
        ([someone("A"), someone("B"), someone("C")], False),
        ([someone("A", isolation=True)], False),
    ],
)
def test_what_a_room_of_two_may_hold(people, well):
    assert lawful(Room("1", "all", 2), people) is well


def test_one_in_isolation_has_a_single_room_alone():
    assert lawful(Room("1", "all", 1, isolation=True), [someone("A", isolation=True)])


def test_what_past_stays_say_of_the_next():
    lengths = Lengths()
    for nights in (1, 2, 2, 4, 8):
        lengths.learn(someone("A", nights=nights))
    # Of those who stay longer than one night, 2 2 4 8: half leave after the second, one more from
    # now; two in four are there for a third and a fourth night, one in four for two more.
    assert lengths.expected(True, 1) == (1, (50, 50, 25, 25))
    assert lengths.expected(True, 8) == (1, ())
    assert lengths.still(2) == 0.4


def test_the_fullest_room_that_fits_and_single_rooms_last():
    house = House(rooms_for(11))
    assert best_fit(house, someone("A")) == "002"
    house.enter(someone("B"), 0, "003")
    house.enter(someone("C"), 0, "003")
    house.enter(someone("D"), 0, "003")
    # Room 3 has one bed of four left, room 2 both of its two.
    assert best_fit(house, someone("A")) == "003"
    assert best_fit(house, someone("E", isolation=True)) == "001"


def test_first_come_first_served_counts_what_it_says():
    # One room of one bed. A stays two nights; B comes unannounced and lies outside for one, then is
    # moved in; C, who was planned for that day, is turned away and comes the day after.
    arrivals = [
        someone("A", 0, 2),
        someone("B", 1, 2),
        someone("C", 2, 1, emergency=False),
    ]
    found = first_come_first_served([*arrivals, someone("D", 4)], rooms_for(1))
    assert (found.emergencies, found.planned) == (3, 1)
    assert (found.overflowed, found.transfers, found.outside) == (1, 1, 1)
    assert (found.refused, found.waited) == (1, 1)


def test_the_planned_way_meets_the_same_people_and_breaks_nothing():
    rng = np.random.default_rng(3)
    arrivals = [
        someone(
            f"p{n}",
            int(rng.integers(12)),
            int(rng.geometric(0.4)),
            MAN if rng.random() < 0.5 else WOMAN,
            emergency=bool(rng.random() < 0.6),
        )
        for n in range(30)
    ]
    arrivals.sort(key=lambda each: each.day)
    served = first_come_first_served(arrivals, rooms_for(8))
    planned = planned_ahead(arrivals, rooms_for(8), 0.1)
    assert planned.emergencies == served.emergencies
    assert planned.planned <= sum(not each.emergency for each in arrivals)
    assert (served.unlawful, planned.unlawful) == (0, 0)
