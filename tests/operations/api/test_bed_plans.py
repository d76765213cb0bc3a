"""The bed plan's questions over HTTP: for who may plan it, and written through two doors only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from hospital.models import Stay
from operations import bed_questions
from operations.models import BedAssignment, Plan
from tests.operations.small_beds import SmallBeds
from tests.operations.sources.records.bed_hospital import MONDAY


@pytest.fixture(autouse=True)
def _in_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mending of three patients needs no more."""
    monkeypatch.setattr(bed_questions, "REPAIR_SECONDS", 0.5)


@pytest.fixture
def chu(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> SmallBeds:
    cache.clear()
    monkeypatch.setattr(bed_questions, "today_of", lambda plan: MONDAY)
    return SmallBeds()


@pytest.fixture
def plan(chu: SmallBeds) -> Plan:
    return chu.plan()


def client(user: Any) -> APIClient:
    found = APIClient()
    found.force_authenticate(type(user).objects.get(pk=user.pk))
    return found


def address(plan: Plan, what: str, **query: Any) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/api/bed-plans/{plan.pk}/{what}/?{asked}"


def room_of(plan: Plan, number: str) -> str:
    line = BedAssignment.objects.get(plan=plan, stay__number=number)
    return f"{line.room.ward.code}/{line.room.code}" if line.room else ""


def to(patient: str, room: str | None, day: int = 0) -> dict[str, Any]:
    place = {"patient": patient, "room": room, "date": str(MONDAY + timedelta(days=day))}
    return {"places": [place]}


def test_a_move_is_judged_and_nothing_is_kept(plan: Plan, chu: SmallBeds) -> None:
    response = client(chu.paula).post(address(plan, "judge"), to("stay:3", "MED/1"), format="json")
    assert response.status_code == 200
    assert response.json()["hard_change"] > 0
    assert {each["rule"] for each in response.json()["new"]} >= {"room_capacity", "room_one_gender"}
    assert response["ETag"] == '"v0"'
    assert room_of(plan, "3") == "SUR/1"


def test_a_move_is_kept_pinned_and_on_the_record(plan: Plan, chu: SmallBeds) -> None:
    body = to("stay:3", "SUR/2") | {"why": "quieter"}
    api = client(chu.paula)
    assert api.post(address(plan, "change"), body, format="json").status_code == 428
    response = api.post(address(plan, "change"), body, format="json", HTTP_IF_MATCH='"v0"')
    assert response.status_code == 200
    # A transfer (40), and a day beside somebody of another age band (2).
    assert response.json()["cost_change"] == 42
    line = BedAssignment.objects.get(plan=plan, stay__number="3")
    assert (room_of(plan, "3"), line.locked, line.edited) == ("SUR/2", True, True)
    assert plan.events.filter(action="edited", reason="quieter", actor="paula").exists()
    late = api.post(address(plan, "change"), body, format="json", HTTP_IF_MATCH='"v0"')
    assert late.status_code == 412


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (to("stay:77", "MED/1"), "stay:77 is not in this plan"),
        (to("stay:3", "MED/99"), "no room MED/99"),
        (to("stay:3", "MED/1", 40), "is not in this plan, which begins"),
        ({"places": to("stay:3", "MED/1")["places"] * 2}, "moved twice"),
    ],
)
def test_what_the_plan_does_not_have_is_refused(
    plan: Plan, chu: SmallBeds, body: dict[str, Any], words: str
) -> None:
    response = client(chu.paula).post(address(plan, "judge"), body, format="json")
    assert response.status_code == 400
    assert words in response.content.decode()


def test_why_and_why_not_and_where_else(plan: Plan, chu: SmallBeds) -> None:
    api = client(chu.paula)
    why = api.get(address(plan, "why", patient="stay:1")).json()
    assert {each["code"] for each in why["reasons"]} >= {"bed_same", "bed_specialty"}
    assert why["without_cost_change"] > 10_000
    refused = api.get(address(plan, "why-not", patient="stay:3", room="MED/1")).json()
    assert not refused["lawful"]
    assert "room_one_gender" in refused["rules"]
    options = api.get(address(plan, "candidates", patient="stay:3")).json()
    assert options[0]["place"]["room"] == "SUR/2"
    assert options[0]["lawful"]
    same = api.get(address(plan, "why-not", patient="stay:1", room="MED/1"))
    assert same.status_code == 400


def test_what_stands_in_the_way(plan: Plan, chu: SmallBeds) -> None:
    found = client(chu.paula).get(address(plan, "nowhere", patient="stay:3")).json()
    assert found["lawful"]
    assert found["relaxed"] is None
    assert {stop["rule"] for stop in found["stops"]} >= {"room_compatible"}
    assert all(stop["label"] != stop["rule"] for stop in found["stops"])


def test_the_chance_of_too_few_beds_is_told(plan: Plan, chu: SmallBeds) -> None:
    rows = client(chu.paula).get(address(plan, "overflow")).json()
    assert {row["ward"] for row in rows} == {"MED", "SUR"}
    assert all(0 <= row["chance"] <= 1 and row["beds"] == 4 for row in rows)
    assert client(chu.paula).get(address(plan, "nursing")).json() == []


def test_a_morning_is_mended(plan: Plan, chu: SmallBeds) -> None:
    # A man came in the night, and a bed of the women's room is blocked.
    chu.stay("4", "", gender="M", ward=chu.sur, specialty=chu.specialties["SUR"])
    chu.beds["MED/1/B"].status = "blocked"
    chu.beds["MED/1/B"].save()
    api = client(chu.paula)
    found = api.post(address(plan, "repair")).json()
    moved = {place["patient"]: place["room"] for place in found["places"]}
    assert moved["stay:4"].startswith("SUR/")
    assert set(moved) & {"stay:1", "stay:2"}
    assert found["forced"] == ["stay:4"]
    assert (found["hard_before"] > 0, found["hard_after"]) == (True, 0)
    body = {"places": found["places"], "start": found["start"], "why": "morning"}
    response = api.post(address(plan, "mend"), body, format="json", HTTP_IF_MATCH='"v0"')
    assert response.status_code == 200, response.content
    assert response.json()["hard_change"] < 0
    assert room_of(plan, "4") == moved["stay:4"]
    plan.refresh_from_db()
    assert plan.hard_violations == 0
    assert api.post(address(plan, "repair")).json()["places"] == []


def test_the_next_day_the_plan_begins_there(
    plan: Plan, chu: SmallBeds, monkeypatch: pytest.MonkeyPatch
) -> None:
    tuesday = MONDAY + timedelta(days=1)
    monkeypatch.setattr(bed_questions, "today_of", lambda plan: tuesday)
    Stay.objects.filter(number="2").update(discharged=f"{MONDAY}T15:00:00Z")
    chu.stay("5", "", gender="M")
    api = client(chu.paula)
    found = api.post(address(plan, "repair")).json()
    assert found["start"] == str(tuesday)
    body = {"places": found["places"], "start": found["start"]}
    response = api.post(address(plan, "mend"), body, format="json", HTTP_IF_MATCH='"v0"')
    assert response.status_code == 200, response.content
    plan.refresh_from_db()
    assert (plan.start, plan.days) == (tuesday, 13)
    judged = api.post(address(plan, "judge"), to("stay:5", None, 1), format="json")
    assert judged.json()["cost_change"] > 10_000


def test_who_may_ask(plan: Plan, chu: SmallBeds) -> None:
    assert client(chu.vera).get(address(plan, "why", patient="stay:1")).status_code == 403
    assert APIClient().get(address(plan, "why", patient="stay:1")).status_code in {401, 403}
