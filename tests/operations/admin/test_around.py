"""The pages around a roster: told first, kept only on a click, through the service that judges."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hospital.models import Absence, Contract, CoverRule
from operations import rosters, selectors
from operations.models import Plan, ShiftAssignment
from tests.operations import cast
from tests.operations.admin.pages import client_of, read, words
from tests.operations.ward import MONDAY, SmallWard, small_ward


@pytest.fixture
def ward(transactional_db: None) -> SmallWard:
    found = small_ward()
    Contract.objects.update(overtime_minutes_per_week=1200)
    for user in (found.paula, found.vera):
        user.is_staff = True
        user.save()
    return found


@pytest.fixture
def plan(ward: SmallWard, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setattr(rosters, "today_of", lambda plan: MONDAY)
    return ward.plan()


def a_morning(plan: Plan) -> ShiftAssignment:
    found = plan.shiftassignments.filter(shift__code="M").order_by("date")[2]
    assert isinstance(found, ShiftAssignment)
    return found


def around(line: ShiftAssignment) -> str:
    return reverse("admin:operations_shiftassignment_around", args=[line.pk])


def test_the_line_s_page_leads_to_why_and_who_else(plan: Plan, ward: SmallWard) -> None:
    line, client = a_morning(plan), client_of(ward.paula)
    page = client.get(reverse("admin:operations_shiftassignment_change", args=[line.pk]))
    assert around(line) in page.content.decode()
    page = client.get(around(line))
    assert f"Without {line.staff.number} the cost changes by" in read(page)
    assert page.context["options"][0]["lawful"]
    assert line.staff.number not in {each["person"] for each in page.context["options"]}


@pytest.mark.parametrize("way", ["options", "swaps"])
def test_a_click_gives_the_shift_to_another(plan: Plan, ward: SmallWard, way: str) -> None:
    line, client = a_morning(plan), client_of(ward.paula)
    found = client.get(around(line)).context
    chosen = found[way][0]
    *_, before = selectors.plan_core(plan)
    body = {"cells": chosen["cells"], "base_version": found["version"], "why": "asked"}
    response = client.post(around(line), body, follow=True)
    assert "Cost " in words(response)
    plan.refresh_from_db()
    assert plan.cost - before.cost == int(chosen["cost"].replace(",", ""))  # as was promised
    now = plan.shiftassignments.get(date=line.date, shift__code="M")
    assert now.staff.number == chosen["person"]
    assert plan.events.filter(action="edited", reason="asked", actor="paula").exists()
    late = client.post(around(line), body, follow=True)
    assert "Somebody changed this plan first" in words(late)


@pytest.mark.parametrize("cells", ["", "[", "[[1]]", json.dumps([["N1", 99, "M", None]])])
def test_what_no_button_sends_is_refused(plan: Plan, ward: SmallWard, cells: str) -> None:
    body = {"cells": cells, "base_version": "0"}
    response = client_of(ward.paula).post(around(a_morning(plan)), body, follow=True)
    assert response.status_code == 200
    assert not plan.events.filter(action="edited").exists()


def test_a_repair_is_looked_for_shown_and_kept(plan: Plan, ward: SmallWard) -> None:
    line, client = a_morning(plan), client_of(ward.paula)
    Absence.objects.create(staff=line.staff, first_day=line.date, last_day=line.date, kind="sick")
    where = reverse("admin:operations_plan_repair", args=[plan.pk])
    page = client.get(reverse("admin:operations_plan_change", args=[plan.pk]))
    assert where in page.content.decode()
    assert "repair" not in client.get(where).context
    found = client.post(where, {"_look": "1"}).context
    assert {"who": line.staff.number, "date": line.date, "before": "M", "after": ""} in (
        found["repair"]["rows"]
    )
    body = {"_keep": "1", "cells": found["repair"]["changes"], "base_version": found["version"]}
    client.post(where, body)
    assert plan.shiftassignments.get(date=line.date, shift__code="M").staff != line.staff
    assert client.post(where, {"_look": "1"}).context["repair"]["rows"] == []


def test_a_lock_yields_to_an_absence_entered_since(plan: Plan, ward: SmallWard) -> None:
    """What was changed by hand is locked: its people fall ill as well."""
    line, client = a_morning(plan), client_of(ward.paula)
    ShiftAssignment.objects.filter(pk=line.pk).update(locked=True)
    Absence.objects.create(staff=line.staff, first_day=line.date, last_day=line.date, kind="sick")
    where = reverse("admin:operations_plan_repair", args=[plan.pk])
    found = client.post(where, {"_look": "1"}).context
    assert {"who": line.staff.number, "date": line.date, "before": "M", "after": ""} in (
        found["repair"]["rows"]
    )
    body = {"_keep": "1", "cells": found["repair"]["changes"], "base_version": found["version"]}
    client.post(where, body)
    assert plan.shiftassignments.get(date=line.date, shift__code="M").staff != line.staff


def test_what_is_open_says_what_stands_in_the_way(plan: Plan, ward: SmallWard) -> None:
    line, client = a_morning(plan), client_of(ward.paula)
    where = reverse("admin:operations_plan_gaps", args=[plan.pk])
    assert "Every shift has the people planned for." in client.get(where).content.decode()
    ShiftAssignment.objects.filter(pk=line.pk).update(shift=None)
    (row,) = client.get(where).context["short"]
    assert (row["date"], row["shift"], row["there"], row["bad"]) == (line.date, "M", 0, True)
    page = client.get(where, {"date": line.date.isoformat(), "shift": "M", "skill": ""})
    gap = page.context["gap"]
    unasked = client.get(where).context["gap"]
    assert unasked["reasons"] == gap["reasons"], "the worst is explained before one is chosen"
    assert gap["one_more"] == "−1,100"
    assert all(option["lawful"] for option in gap["options"])
    assert "Minimum cover −1,000" in gap["options"][0]["parts"]
    body = {"cells": gap["options"][0]["cells"], "base_version": page.context["version"]}
    client.post(where, body)
    assert plan.shiftassignments.filter(date=line.date, shift__code="M").count() == 1
    for query in ({"shift": "M", "date": "soon"}, {"shift": "X", "date": line.date.isoformat()}):
        assert "gap" not in client.get(where, query).context


def test_only_who_plans_the_ward_comes_here(plan: Plan, ward: SmallWard) -> None:
    line = a_morning(plan)
    pages = [
        reverse(f"admin:operations_plan_{name}", args=[plan.pk]) for name in ("repair", "gaps")
    ]
    for where in (around(line), *pages):
        assert client_of(ward.vera).get(where).status_code == 403
        assert Client().get(where).status_code == 302


def test_another_hospital_s_lines_are_not_found_and_old_plans_say_so(db: Any) -> None:
    region = cast.region()
    line = ShiftAssignment.objects.filter(plan=region.roster)[0]
    assert client_of(region.charlie).get(around(line)).status_code == 404
    page = client_of(region.amina).get(around(line))
    assert "has not kept what was asked" in words(page)


def test_a_mend_that_calls_nobody_says_what_is_below_the_plan_all_the_same(
    ward: SmallWard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rosters, "today_of", lambda plan: MONDAY)
    CoverRule.objects.filter(shift=ward.morning).update(minimum=0)
    plan = ward.plan()
    line, client = a_morning(plan), client_of(ward.paula)
    Absence.objects.create(staff=line.staff, first_day=line.date, last_day=line.date, kind="sick")
    where = reverse("admin:operations_plan_repair", args=[plan.pk])
    page = client.post(where, {"_look": "1"})
    (row,) = page.context["repair"]["rows"]
    assert (row["who"], row["after"]) == (line.staff.number, "")
    assert "Nobody is called for what stays above its minimum" in page.content.decode()
    assert "has 0; its target is 1" in read(page)
