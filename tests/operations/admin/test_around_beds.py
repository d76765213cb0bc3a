"""The pages around a bed plan: told first, kept on a click, through the service that judges."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from operations import bed_questions
from operations.models import BedAssignment, Plan
from operations.services.beds import beds_problem
from tests.operations.admin.pages import client_of, read, words
from tests.operations.small_beds import SmallBeds
from tests.operations.sources.records.bed_hospital import MONDAY


@pytest.fixture(autouse=True)
def _in_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mending of three patients needs no more."""
    monkeypatch.setattr(bed_questions, "REPAIR_SECONDS", 0.5)


@pytest.fixture
def chu(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> SmallBeds:
    monkeypatch.setattr(bed_questions, "today_of", lambda plan: MONDAY)
    found = SmallBeds()
    for user in (found.paula, found.vera):
        user.is_staff = True
        user.save()
    return found


@pytest.fixture
def plan(chu: SmallBeds) -> Plan:
    return chu.plan()


def line_of(plan: Plan, number: str) -> BedAssignment:
    return BedAssignment.objects.get(plan=plan, stay__number=number)


def around(line: BedAssignment) -> str:
    return reverse("admin:operations_bedassignment_around", args=[line.pk])


def test_the_line_s_page_leads_to_why_and_where_else(plan: Plan, chu: SmallBeds) -> None:
    line, client = line_of(plan, "3"), client_of(chu.paula)
    page = client.get(reverse("admin:operations_bedassignment_change", args=[line.pk]))
    assert around(line) in page.content.decode()
    page = client.get(around(line))
    assert "lies in room SUR/1 already" in read(page)
    assert page.context["options"][0]["room"] == "SUR/2"


def test_days_are_dates_and_patients_their_numbers(plan: Plan, chu: SmallBeds) -> None:
    found = client_of(chu.paula).get(around(line_of(plan, "3"))).context
    said = " ".join(
        [*found["reasons"], *(s for each in found["options"] for s in each["sentences"])]
    )
    assert '<bdi class="mizan-code">3</bdi>' in said
    assert "stay:" not in said
    problem = beds_problem(plan)
    assert problem.day_facts(1) == {"day": "1", "on": str(MONDAY + timedelta(days=1))}


def test_a_click_puts_the_patient_there(plan: Plan, chu: SmallBeds) -> None:
    line, client = line_of(plan, "3"), client_of(chu.paula)
    found = client.get(around(line)).context
    chosen = found["options"][0]
    body = {"places": chosen["places"], "base_version": found["version"], "why": "asked"}
    response = client.post(around(line), body, follow=True)
    assert "Cost " in words(response)
    line.refresh_from_db()
    assert (str(line.room.code), line.locked) == ("2", True)
    late = client.post(around(line), body, follow=True)
    assert "Somebody changed this plan first" in words(late)


@pytest.mark.parametrize("places", ["", "[", "[[1]]", json.dumps([["stay:3", "SUR/1", 99, ""]])])
def test_what_no_button_sends_is_refused(plan: Plan, chu: SmallBeds, places: str) -> None:
    body = {"places": places, "base_version": "0"}
    response = client_of(chu.paula).post(around(line_of(plan, "3")), body, follow=True)
    assert response.status_code == 200
    assert not plan.events.filter(action="edited").exists()


def test_who_has_no_bed_is_told_what_stands_in_the_way(plan: Plan, chu: SmallBeds) -> None:
    line = line_of(plan, "3")
    BedAssignment.objects.filter(pk=line.pk).update(room=None, first_day=None)
    page = client_of(chu.paula).get(around(line))
    assert "What stands in the way" in page.content.decode()
    assert page.context["stops"]
    assert page.context["options"][0]["lawful"]


def test_a_repair_is_looked_for_shown_and_kept(plan: Plan, chu: SmallBeds) -> None:
    chu.stay("4", "", gender="M", ward=chu.sur, specialty=chu.specialties["SUR"])
    client, address = client_of(chu.paula), reverse("admin:operations_plan_beds", args=[plan.pk])
    page = client.get(reverse("admin:operations_plan_change", args=[plan.pk]))
    assert address in page.content.decode()
    assert "Nights that may be short of beds" in client.get(address).content.decode()
    found = client.post(address, {"_look": "1"}).context["repair"]
    assert [row["who"] for row in found["rows"]] == ["4"]
    body = {"_keep": "1", "places": found["changes"], "base_version": "0", "why": "morning"}
    response = client.post(address, body, follow=True)
    assert "Cost " in words(response)
    assert line_of(plan, "4").room is not None


def test_readers_are_kept_out(plan: Plan, chu: SmallBeds) -> None:
    client = client_of(chu.vera)
    assert client.get(around(line_of(plan, "3"))).status_code == 403
    address = reverse("admin:operations_plan_beds", args=[plan.pk])
    assert client.get(address).status_code == 403
