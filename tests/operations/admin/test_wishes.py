"""A person's wishes beside a roster."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from hospital.models import ShiftRequest, StaffMember
from operations.models import Plan
from tests.operations.admin.pages import client_of, words
from tests.operations.ward import SmallWard


@pytest.fixture
def nurse(ward: SmallWard, plan: Plan) -> StaffMember:
    """Somebody on the roster, with a log-in and no role."""
    line = plan.shiftassignments.filter(shift__isnull=False).order_by("date")[0]
    line.staff.user = User.objects.create_user("nora", password="x", is_staff=True)
    line.staff.save()
    return line.staff


def page_of(plan: Plan) -> str:
    return reverse("admin:operations_plan_wishes", args=[plan.pk])


def test_a_person_reads_what_a_wish_would_break_and_keeps_it(
    plan: Plan, nurse: StaffMember
) -> None:
    client = client_of(nurse.user)
    page = client.get(page_of(plan))
    assert page.context["people"] == []
    assert len(page.context["rows"]) == plan.days
    day = next(row["day"] for row in page.context["rows"] if row["planned"])
    looked = client.post(page_of(plan), {"staff": nurse.number, f"day_{day}": "-", "_look": "1"})
    row = looked.context["rows"][day]
    assert row["effect"]["sentences"]  # the shift is open then
    assert int(looked.context["together"]["cost"].replace(",", "")) > 0
    assert not ShiftRequest.objects.exists()
    assert 'name="weight"' not in page.content.decode()
    body = {"staff": nurse.number, f"day_{day}": "-", "_keep": "1"}
    kept = client.post(page_of(plan), body, follow=True)
    assert "1 wish kept." in words(kept)
    wish = ShiftRequest.objects.get()
    assert (wish.staff, wish.shift, wish.wanted, wish.weight) == (nurse, None, False, 5)
    assert kept.context["rows"][day]["wished"] == "off"
    assert not kept.context["list"]  # where a role is needed no link leads


def test_the_first_page_leads_there(plan: Plan, nurse: StaffMember, ward: SmallWard) -> None:
    Plan.objects.update(state="published")
    line = plan.shiftassignments.filter(staff=nurse).first()
    plan.shiftassignments.filter(pk=line.pk).update(date=timezone.localdate())
    page = client_of(nurse.user).get(reverse("admin:index"))
    assert page_of(plan) in page.content.decode()
    assert page_of(plan) not in client_of(ward.paula).get(reverse("admin:index")).content.decode()


def test_nobody_speaks_for_another_but_who_plans(
    plan: Plan, nurse: StaffMember, ward: SmallWard
) -> None:
    other = next(each for each in ward.nurses if each != nurse)
    asked = {"staff": other.number}
    assert client_of(nurse.user).get(page_of(plan), asked).status_code == 404
    body = {**asked, "day_0": "-", "_keep": "1"}
    assert client_of(nurse.user).post(page_of(plan), body).status_code == 404
    assert client_of(ward.vera).get(page_of(plan), asked).status_code == 404
    page = client_of(ward.paula).get(page_of(plan), {"staff": nurse.number})
    assert nurse.number in page.context["people"]
    assert page.context["staff"] == nurse


def test_what_a_wish_weighs_is_decided_by_who_plans(
    plan: Plan, nurse: StaffMember, ward: SmallWard
) -> None:
    body = {"staff": nurse.number, "day_3": "-", "weight": "100", "_keep": "1"}
    refused = client_of(nurse.user).post(page_of(plan), body)
    assert "own wishes weigh 5" in words(refused)
    assert not ShiftRequest.objects.exists()
    page = client_of(ward.paula).get(page_of(plan), {"staff": nurse.number})
    assert 'name="weight"' in page.content.decode()
    client_of(ward.paula).post(page_of(plan), body)
    assert ShiftRequest.objects.get().weight == 100


def test_nothing_chosen_is_said(plan: Plan, ward: SmallWard) -> None:
    page = client_of(ward.paula).post(page_of(plan), {"_look": "1"})
    assert "Choose a shift, or off, on one day at least." in page.content.decode()
    body = {"day_0": "nonsense", "_look": "1"}
    assert client_of(ward.paula).post(page_of(plan), body).status_code == 200
