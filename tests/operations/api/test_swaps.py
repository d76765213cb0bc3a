"""Swaps and wishes over HTTP: who is rostered needs no role for their own days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.urls import reverse
from rest_framework.test import APIClient

from operations.models import Plan
from operations.services import swaps
from tests.operations.admin.pages import client_of, words
from tests.operations.ward import TODAY, SmallWard, small_ward


@pytest.fixture
def ward(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> SmallWard:
    monkeypatch.setattr(swaps, "today_of", lambda plan: TODAY)
    cache.clear()
    found = small_ward()
    for nurse in found.nurses:
        nurse.user = User.objects.create_user(nurse.number.lower())
        nurse.save()
    found.paula.is_staff = True
    found.paula.save()
    return found


@pytest.fixture
def plan(ward: SmallWard) -> Plan:
    return ward.plan()


def api(user: Any) -> APIClient:
    found = APIClient()
    found.force_authenticate(User.objects.get(pk=user.pk))
    return found


@pytest.fixture
def asked(plan: Plan) -> dict[str, Any]:
    day = plan.start + timedelta(days=2)
    by_shift = {row.shift.code: row.staff.number for row in plan.shiftassignments.filter(date=day)}
    return {
        "plan": plan.pk,
        "asking": by_shift["M"],
        "asking_date": day.isoformat(),
        "other": by_shift["N"],
        "other_date": day.isoformat(),
    }


def test_two_people_and_a_planner(plan: Plan, ward: SmallWard, asked: dict[str, Any]) -> None:
    of = {nurse.number: nurse.user for nurse in ward.nurses}
    made = api(of[asked["asking"]]).post("/api/shift-swaps/", asked, format="json")
    assert (made.status_code, made.json()["state"]) == (201, "proposed")
    where = f"/api/shift-swaps/{made.json()['id']}/"
    third = next(user for number, user in of.items() if number not in asked.values())
    assert api(third).get(where).status_code == 404
    assert api(third).get("/api/shift-swaps/").json()["results"] == []
    other = api(of[asked["other"]])
    assert other.post(f"{where}agree/").status_code == 428
    seen = other.get(where)["ETag"]
    assert other.post(f"{where}agree/", HTTP_IF_MATCH=seen).json()["state"] == "agreed"
    late = other.post(f"{where}agree/", HTTP_IF_MATCH=seen)
    assert (late.status_code, late["ETag"]) == (412, other.get(where)["ETag"])
    planner = api(ward.paula)
    assert planner.post(f"{where}approve/").status_code == 428
    assert planner.post(f"{where}approve/", HTTP_IF_MATCH='"v3"').status_code == 412
    hard = planner.post(f"{where}approve/", HTTP_IF_MATCH='"v0"')
    assert (hard.status_code, "Say why" in hard.content.decode()) == (409, True)
    why = {"why": "they are both rested"}
    done = planner.post(f"{where}approve/", why, format="json", HTTP_IF_MATCH='"v0"')
    assert (done.status_code, done.json()["state"], done["ETag"]) == (200, "done", '"v1"')
    done_tag = planner.get(where)["ETag"]
    assert planner.post(f"{where}refuse/", HTTP_IF_MATCH=done_tag).status_code == 409


def test_refused_and_withdrawn(plan: Plan, ward: SmallWard, asked: dict[str, Any]) -> None:
    of = {nurse.number: nurse.user for nurse in ward.nurses}
    asking = api(of[asked["asking"]])
    for who, how, state in (
        (of[asked["other"]], "refuse", "refused"),
        (of[asked["asking"]], "withdraw", "withdrawn"),
        (ward.paula, "refuse", "refused"),
    ):
        made = asking.post("/api/shift-swaps/", asked, format="json")
        where = f"/api/shift-swaps/{made.json()['id']}/{how}/"
        found = api(who).post(where, HTTP_IF_MATCH=made["ETag"])
        assert found.json()["state"] == state


def test_a_stranger_finds_no_roster(plan: Plan, asked: dict[str, Any]) -> None:
    stranger = User.objects.create_user("stranger")
    assert api(stranger).post("/api/shift-swaps/", asked, format="json").status_code == 403
    assert api(stranger).get("/api/shift-swaps/").status_code == 403


def test_a_person_proposes_their_days(plan: Plan, ward: SmallWard, asked: dict[str, Any]) -> None:
    nurse = next(nurse for nurse in ward.nurses if nurse.number == asked["asking"])
    days = [{"date": asked["asking_date"], "shift": None}]
    body = {"staff": nurse.number, "days": days}
    where = f"/api/rosters/{plan.pk}/propose/"
    told = api(nurse.user).post(where, body, format="json").json()
    assert told["kept"] == 0
    assert told["days"][0]["effect"]["cost_change"] == told["together"]["cost_change"] > 0
    assert nurse.requests.count() == 0
    kept = api(nurse.user).post(where, body | {"keep": True}, format="json").json()
    assert kept["kept"] == nurse.requests.count() == 1
    another = next(other for other in ward.nurses if other != nurse)
    assert api(another.user).post(where, body, format="json").status_code == 403
    assert api(nurse.user).get(f"/api/rosters/{plan.pk}/gap/").status_code == 403


def test_the_planner_s_page_carries_out_what_was_agreed(
    plan: Plan, ward: SmallWard, asked: dict[str, Any]
) -> None:
    of = {nurse.number: nurse.user for nurse in ward.nurses}
    answer = api(of[asked["asking"]]).post("/api/shift-swaps/", asked, format="json")
    made, seen = answer.json(), answer["ETag"]
    page, body = client_of(ward.paula), {"_selected_action": [made["id"]]}
    where = reverse("admin:operations_shiftswap_changelist")
    early = page.post(where, body | {"action": "approve"}, follow=True)
    assert "This swap is proposed" in words(early)
    api(of[asked["other"]]).post(f"/api/shift-swaps/{made['id']}/agree/", HTTP_IF_MATCH=seen)
    hard = page.post(where, body | {"action": "approve"}, follow=True)
    assert "11 h 00 are due." in words(hard)
    assert "Say why the swap is carried out all the same." in words(hard)
    shown = client_of(ward.paula).get(
        reverse("admin:operations_shiftswap_change", args=[made["id"]])
    )
    assert "are due." in shown.content.decode()  # before anybody decides
    why = {"action": "approve", "why": "they are both rested"}
    done = page.post(where, body | why, follow=True)
    assert "1 changed." in words(done)
    late = page.post(where, body | {"action": "refuse"}, follow=True)
    assert "This swap is done" in words(late)
