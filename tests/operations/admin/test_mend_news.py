"""What a bed plan does not know yet: said, and taken over also where nobody need be moved."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from hospital.models import Bed, Referral, Stay
from operations import bed_questions
from operations.bed_board import bed_board
from operations.models import BedAssignment, Plan
from tests.operations.admin.pages import client_of
from tests.operations.small_beds import SmallBeds
from tests.operations.sources.records.bed_hospital import MONDAY, at


@pytest.fixture(autouse=True)
def _in_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bed_questions, "REPAIR_SECONDS", 0.5)


@pytest.fixture
def chu(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> SmallBeds:
    monkeypatch.setattr(bed_questions, "today_of", lambda _plan: MONDAY)
    found = SmallBeds()
    User.objects.update(is_staff=True)
    return found


@pytest.fixture
def plan(chu: SmallBeds) -> Plan:
    return chu.plan()


def told(chu: SmallBeds, plan: Plan) -> list[str]:
    client = client_of(chu.paula)
    page = client.post(reverse("admin:operations_plan_beds", args=[plan.pk]), {"_look": "1"})
    return list(page.context["repair"]["news"])


def nights(plan: Plan, number: str) -> tuple[date, int]:
    line = BedAssignment.objects.get(plan=plan, stay__number=number)
    return line.first_day, line.nights


def test_nothing_is_told_while_nothing_has_happened(chu: SmallBeds, plan: Plan) -> None:
    assert told(chu, plan) == []
    page = reverse("admin:operations_plan_beds", args=[plan.pk])
    asked = client_of(chu.paula).post(page, {"_look": "1"}).content.decode()
    assert "Nobody need be moved." in asked
    assert 'name="_keep"' not in asked


def test_each_thing_that_has_happened_is_told(chu: SmallBeds, plan: Plan) -> None:
    chu.stay("4", "", gender="M", ward=chu.sur, specialty=chu.specialties["SUR"])
    chu.referral("8")
    Stay.objects.filter(number="1").update(isolation=True)
    Stay.objects.filter(number="2").update(discharged=at(MONDAY))
    Stay.objects.filter(number="3").update(expected_discharge=MONDAY + timedelta(days=9))
    Referral.objects.filter(number="9").update(state="cancelled")
    Bed.objects.filter(pk=chu.beds["SUR/2/A"].pk).update(status="closed")
    assert set(told(chu, plan)) == {
        "4 has come.",
        "8 waits now.",
        "2 has left.",
        "9 waits no more.",
        "1 needs a room alone.",
        "3 stays until 11 Mar, not until 5 Mar.",
        "Usable beds of room SUR/2 from 2 Mar on: 1, not 2.",
    }


def test_what_no_way_is_found_for_is_named(chu: SmallBeds, plan: Plan) -> None:
    """No room of the house is fit for isolation: she stays where she lies, and it is said."""
    Stay.objects.filter(number="1").update(isolation=True)
    page = reverse("admin:operations_plan_beds", args=[plan.pk])
    answer = client_of(chu.paula).post(page, {"_look": "1"})
    said = answer.context["repair"]["open"]
    assert any(each.startswith("Still broken: 1 needs isolation") for each in said)
    assert "Why, and where else?" in said[-1]
    assert not any("would have no bed" in each for each in said)
    assert said[0] in answer.content.decode()


def test_a_later_discharge_that_moves_nobody_comes_into_the_plan_all_the_same(
    chu: SmallBeds, plan: Plan
) -> None:
    assert nights(plan, "3") == (MONDAY, 3)
    Stay.objects.filter(number="3").update(expected_discharge=MONDAY + timedelta(days=9))
    page = reverse("admin:operations_plan_beds", args=[plan.pk])
    client = client_of(chu.paula)
    found = client.post(page, {"_look": "1"}).context["repair"]
    assert found["rows"] == []
    body = {"_keep": "1", "places": found["changes"], "base_version": "0", "why": "rang up"}
    answer = client.post(page, body)
    assert answer.headers["Location"] == reverse("admin:operations_plan_board", args=[plan.pk])
    plan.refresh_from_db()
    bars = [bar for room in bed_board(plan).rooms for lane in room.lanes
            for piece in lane.pieces if (bar := piece.bar)]  # fmt: skip
    (bar,) = (bar for bar in bars if bar.patient == "stay:3")
    assert bar.last == MONDAY + timedelta(days=9)
    assert nights(plan, "3") == (MONDAY, 9)  # as lists and files have it
    assert told(chu, plan) == []


def test_nights_are_counted_from_the_first_day_of_the_line(
    chu: SmallBeds, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bed_questions, "today_of", lambda _plan: MONDAY + timedelta(days=1))
    Stay.objects.filter(number="3").update(expected_discharge=MONDAY + timedelta(days=5))
    page = reverse("admin:operations_plan_beds", args=[plan.pk])
    client_of(chu.paula).post(page, {"_keep": "1", "places": "[]", "base_version": "0"})
    plan.refresh_from_db()
    assert plan.start == MONDAY + timedelta(days=1)
    assert nights(plan, "3") == (MONDAY, 5)
