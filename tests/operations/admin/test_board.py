"""A bed plan as a board in the admin."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from operations.models import BedAssignment, Plan, PlanEvent
from tests.operations.admin.pages import client_of
from tests.operations.small_beds import SmallBeds


@pytest.fixture
def chu(transactional_db: None) -> SmallBeds:
    found = SmallBeds()
    User.objects.update(is_staff=True)
    return found


@pytest.fixture
def plan(chu: SmallBeds) -> Plan:
    return chu.plan()


@pytest.fixture
def paula(chu: SmallBeds, plan: Plan) -> Client:
    return client_of(chu.paula)


def page_of(plan: Plan, step: str = "") -> str:
    return reverse(f"admin:operations_plan_board{step}", args=[plan.pk])


def to(patient: str, room: str, day: int = 0) -> dict[str, str]:
    return {"places": json.dumps([[patient, room, day, ""]])}


def test_everybody_who_may_see_the_plan_sees_who_lies_where(
    chu: SmallBeds, plan: Plan, paula: Client
) -> None:
    board = paula.get(page_of(plan)).context["shown"]
    assert len(board.days) == plan.days
    bars = [
        (room.id, bar.patient, bar.present)
        for room in board.rooms
        for lane in room.lanes
        for piece in lane.pieces
        if (bar := piece.bar)
    ]
    assert {(room, patient) for room, patient, present in bars if present} >= {
        ("MED/1", "stay:1"),
        ("MED/1", "stay:2"),
    }
    for room in board.rooms:  # each lane has every day once
        for lane in room.lanes:
            days = [d for piece in lane.pieces for d in range(piece.day, piece.day + piece.nights)]
            assert days == list(range(plan.days))
    strip = next(ward for ward in board.wards if ward.ward == "MED")
    assert strip.days[0][0] == 2
    seen = client_of(chu.vera).get(page_of(plan))
    assert seen.status_code == 200
    assert "board.js" not in seen.content.decode()
    for step in ("", "_judge"):
        posted = client_of(chu.vera).post(page_of(plan, step), to("stay:1", "SUR/1"))
        assert posted.status_code == 403


def test_a_move_is_judged_and_nothing_is_kept(plan: Plan, paula: Client) -> None:
    found = paula.post(page_of(plan, "_judge"), to("stay:1", "SUR/1")).json()
    assert not found["lawful"]  # a man lies there
    assert found["new"]
    assert BedAssignment.objects.get(plan=plan, stay__number="1").room.ward.code == "MED"
    refused = paula.post(page_of(plan, "_judge"), to("stay:1", "MED/99"))
    assert (refused.status_code, "MED/99" in refused.json()["refused"]) == (400, True)


def test_a_move_is_kept_pinned_on_the_record_and_drawn_as_wrong(plan: Plan, paula: Client) -> None:
    body = to("stay:1", "SUR/1") | {"base_version": "0", "why": "MED is cleaned"}
    board = paula.post(page_of(plan), body, follow=True).context["shown"]
    line = BedAssignment.objects.get(plan=plan, stay__number="1")
    assert (line.room.ward.code, line.locked, line.edited) == ("SUR", True, True)
    assert PlanEvent.objects.get(plan=plan, action="edited").reason == "MED is cleaned"
    assert board.hard > 0
    room = next(room for room in board.rooms if room.id == "SUR/1")
    there = [piece.bar for lane in room.lanes for piece in lane.pieces if piece.bar]
    assert {"hard"} == {bar.wrong for bar in there if bar.day == 0}
    paula.post(page_of(plan), {"_lock": line.pk, "base_version": "1"})
    line.refresh_from_db()
    assert not line.locked


def test_whoever_has_no_room_waits_above(plan: Plan, paula: Client) -> None:
    paula.post(page_of(plan), to("stay:2", "") | {"base_version": "0"})
    board = paula.get(page_of(plan)).context["shown"]
    assert "stay:2" in [bar.patient for bar in board.waiting]


def test_a_roster_has_no_board(chu: SmallBeds, plan: Plan, paula: Client) -> None:
    roster = reverse("admin:operations_plan_grid", args=[plan.pk])
    assert paula.get(roster).status_code == 404
