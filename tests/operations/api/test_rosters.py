"""The roster's questions over HTTP: for who may plan it, and written through one door only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from hospital.models import Absence, Contract
from operations import rosters
from operations.models import Plan
from tests.operations.ward import MONDAY, SmallWard, small_ward


@pytest.fixture
def ward(transactional_db: None) -> SmallWard:
    cache.clear()
    found = small_ward()
    # Hours to spare, so that somebody can stand in.
    Contract.objects.update(overtime_minutes_per_week=1200)
    return found


@pytest.fixture
def plan(ward: SmallWard, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setattr(rosters, "today_of", lambda plan: MONDAY)
    return ward.plan()


def client(user: Any) -> APIClient:
    found = APIClient()
    found.force_authenticate(type(user).objects.get(pk=user.pk))
    return found


def address(plan: Plan, what: str, **query: Any) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/api/rosters/{plan.pk}/{what}/?{asked}"


def duty(plan: Plan, day: int) -> tuple[str, str]:
    date = plan.start + timedelta(days=day)
    return plan.shiftassignments.get(date=date, shift__code="M").staff.number, date.isoformat()


def test_a_drop_is_judged_and_nothing_is_kept(plan: Plan, ward: SmallWard) -> None:
    staff, date = duty(plan, 1)
    cells = {"cells": [{"staff": staff, "date": date, "shift": None}]}
    response = client(ward.paula).post(address(plan, "judge"), cells, format="json")
    assert response.status_code == 200
    assert response.json()["cost_change"] > 1000
    assert {each["rule"] for each in response.json()["new"]} >= {"cover_minimum", "cover_target"}
    assert response["ETag"] == '"v0"'
    assert duty(plan, 1)[0] == staff


def test_candidates_are_ranked_and_one_of_them_takes_it(plan: Plan, ward: SmallWard) -> None:
    staff, date = duty(plan, 1)
    paula = client(ward.paula)
    found = paula.get(address(plan, "candidates", date=date, shift="M", leaving=staff)).json()
    assert [each["lawful"] for each in found] == sorted(
        (each["lawful"] for each in found), reverse=True
    )
    assert staff not in {each["staff"] for each in found}
    cells = [{"staff": staff, "date": date, "shift": None}, *found[0]["cells"]]
    body = {"cells": cells, "why": "ill"}
    for tag, status in ((None, 428), ('"v7"', 412), ('"v0"', 200), ('"v0"', 412)):
        headers = {} if tag is None else {"HTTP_IF_MATCH": tag}
        response = paula.post(address(plan, "change"), body, format="json", **headers)
        assert response.status_code == status
    assert duty(plan, 1)[0] == found[0]["staff"]
    assert plan.events.filter(action="edited", reason="ill", actor="paula").count() == 2


def test_swaps_why_why_not_and_gaps_are_told_in_words(plan: Plan, ward: SmallWard) -> None:
    staff, date = duty(plan, 1)
    paula = client(ward.paula)
    swap = paula.get(address(plan, "swaps", staff=staff, date=date)).json()[0]
    assert {cell["staff"] for cell in swap["cells"]} == {staff, swap["staff"]}
    why = paula.get(address(plan, "why", staff=staff, date=date)).json()
    assert why["reasons"][0]["sentence"].startswith("M on Tue 10 Mar has 1; it needs at least 1")
    assert why["without_cost_change"] > 1000
    other = next(nurse.number for nurse in ward.nurses if nurse.number != staff)
    not_ = paula.get(address(plan, "why-not", staff=other, date=date, shift="M")).json()
    assert not_["staff"] == other
    gap = paula.get(address(plan, "gap", date=date, shift="M")).json()
    assert gap["missing"] == 0
    assert all(stop["label"] != stop["rule"] for stop in gap["stops"])


def test_a_repair_is_a_proposal_that_change_carries_out(plan: Plan, ward: SmallWard) -> None:
    staff, date = duty(plan, 1)
    ill = next(nurse for nurse in ward.nurses if nurse.number == staff)
    Absence.objects.create(staff=ill, first_day=date, last_day=date, kind="sick")
    paula = client(ward.paula)
    found = paula.post(address(plan, "repair"))
    assert found.status_code == 200
    assert found.json()["hard_before"] > found.json()["hard_after"] == 0
    assert found.json()["open"] == []
    body = {"cells": found.json()["cells"]}
    done = paula.post(address(plan, "change"), body, format="json", HTTP_IF_MATCH=found["ETag"])
    assert done.json()["hard_change"] == -found.json()["hard_before"]
    assert duty(plan, 1)[0] != staff


def test_who_may_not_plan_is_refused_and_strangers_find_nothing(
    plan: Plan, ward: SmallWard, django_user_model: Any
) -> None:
    staff, date = duty(plan, 1)
    stranger = django_user_model.objects.create_user("stranger")
    asks = {
        "candidates": {"date": date, "shift": "M"},
        "swaps": {"staff": staff, "date": date},
        "why": {"staff": staff, "date": date},
        "gap": {"date": date, "shift": "M"},
    }
    for what, query in asks.items():
        assert client(ward.vera).get(address(plan, what, **query)).status_code == 403
        assert client(stranger).get(address(plan, what, **query)).status_code in {403, 404}
    assert client(ward.vera).post(address(plan, "repair")).status_code == 403


def test_nonsense_is_refused_with_the_field(plan: Plan, ward: SmallWard) -> None:
    paula = client(ward.paula)
    assert paula.get(address(plan, "gap", date="soon", shift="M")).status_code == 400
    assert paula.get(address(plan, "gap", date="2027-01-01", shift="M")).status_code == 400
    assert paula.post(address(plan, "judge"), {"cells": []}, format="json").status_code == 400
