"""Wards that may be short of beds are told with the plan, and where their patients could go."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hospital.models import Facility, Room, Ward, WardSpecialty
from operations.core.beds.problem import Arriving, Problem
from operations.keeping import beds as keeping
from operations.keeping.beds_overflow import notes
from operations.models import Plan
from operations.packed import pack, unpack
from tests.operations.small_beds import SmallBeds


@pytest.fixture
def chu(db: None) -> SmallBeds:
    return SmallBeds()


def crowded(plan: Plan, **people: int) -> Problem:
    """The plan's problem with people coming unannounced on its fifth night, by ward."""
    asked = unpack(plan.problem, Problem)
    coming = tuple(Arriving(ward, 4, 1000 * each) for ward, each in people.items())
    return replace(asked, arriving=coming)


def told(plan: Plan, problem: Problem) -> list[Any]:
    return notes(plan, problem, keeping.answer(plan, problem))


def test_a_quiet_week_is_not_told(chu: SmallBeds) -> None:
    plan = chu.plan()
    assert told(plan, crowded(plan)) == []


def test_patients_go_to_the_ward_that_takes_the_overflow(chu: SmallBeds) -> None:
    plan = chu.plan()
    (note,) = told(plan, crowded(plan, MED=6))
    assert (note.record, note.variant, note.facts["other"]) == ("ward CHU/MED", "to_ward", "SUR")
    assert 70 <= note.facts["chance"] <= 95
    assert "Ward SUR has room" in note.sentence


def another(chu: SmallBeds, problem: Problem | None) -> Plan:
    """A second hospital, forty kilometres away, with one ward for INT."""
    prov = Facility.objects.create(
        network=chu.network,
        code="PROV",
        name="Prov",
        kind="provincial",
        latitude=33.0,
        longitude=-7,
    )
    Facility.objects.filter(pk=chu.facility.pk).update(latitude=33.36, longitude=-7.0)
    chu.facility.refresh_from_db()
    ward = Ward.objects.create(facility=prov, code="GEN", name="General")
    WardSpecialty.objects.create(ward=ward, specialty=chu.specialties["INT"], priority=1)
    Room.objects.create(ward=ward, code="1", capacity=8)
    found = chu.plan()
    if problem is not None:
        Plan.objects.create(
            network=chu.network, facility=prov, family="beds", scope="PROV", version=1,
            state="published", start=found.start, days=found.days, status="optimal",
            problem=pack(problem), answer=found.answer,
        )  # fmt: skip
    return Plan.objects.get(pk=found.pk)


def test_patients_are_offered_to_the_next_hospital(chu: SmallBeds) -> None:
    asked = chu.asked().problem
    room = replace(asked.rooms[0], id="GEN/1", ward="GEN", capacity=8, specialties={})
    empty = Problem(14, (room,), ())
    plan = another(chu, empty)
    (note,) = [each for each in told(plan, crowded(plan, MED=6, SUR=9)) if "MED" in each.record]
    assert (note.variant, note.facts["other"], note.facts["distance"]) == (
        "to_hospital",
        "PROV/GEN",
        40,
    )
    assert "40 km away, takes INT and has room" in note.sentence


def test_where_nobody_is_known_to_have_room(chu: SmallBeds) -> None:
    plan = another(chu, None)
    found = told(plan, crowded(plan, MED=6, SUR=9))
    assert [note.variant for note in found] == ["nowhere", "nowhere"]
