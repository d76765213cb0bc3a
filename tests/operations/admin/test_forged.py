"""What no page of ours sends is refused in words, or as if nothing was sent; it breaks no page."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from hospital.models import ShiftRequest
from operations.models import Plan, PlanEvent
from tests.operations.admin.pages import client_of
from tests.operations.ward import MONDAY, SmallWard

FORGED = ["²", "-1", "1.5", "9" * 30, "9" * 5000, "x\x00"]
JSON = ["Infinity", "1e400", "9" * 40, "[" * 100_000]


def page(plan: Plan, step: str) -> str:
    return reverse(f"admin:operations_plan_{step}", args=[plan.pk])


def test_a_forged_number_in_an_address_is_none(ward: SmallWard, plan: Plan) -> None:
    client = client_of(ward.paula)
    choose = reverse("admin:forecasting_forecastseries_choose")
    for forged in FORGED:
        assert client.get(page(plan, "compare"), {"with": forged}).context["other"] is None
        assert client.get(page(plan, "grid"), {"weeks": forged, "from": forged}).status_code == 200
        assert client.get(choose, {"series": forged}).status_code == 404


def test_a_forged_number_in_a_form_changes_nothing(ward: SmallWard, plan: Plan) -> None:
    client = client_of(ward.paula)
    events = PlanEvent.objects.count()
    for forged in FORGED:
        for body in (
            {"_lock": forged, "base_version": forged},
            {"_lock_cells": json.dumps([["N1", 0]]), "base_version": forged},
            {"cells": json.dumps([["N1", 0, "M", None]]), "base_version": forged},
        ):
            assert client.post(page(plan, "grid"), body).status_code == 302
        asked = client.post(page(plan, "grid_cell"), {"person": "N1", "day": forged})
        assert (asked.status_code, list(asked.json())) == (400, ["refused"])
    assert PlanEvent.objects.count() == events


def test_a_forged_wish_withdraws_none(ward: SmallWard) -> None:
    nurse = ward.nurses[0]
    nurse.user = User.objects.create_user("nora")
    nurse.save()
    wish = ShiftRequest.objects.create(staff=nurse, date=MONDAY, wanted=False)
    client = client_of(nurse.user)
    for forged in FORGED:
        assert client.post(reverse("my_wishes"), {"_withdraw": forged}).status_code == 404
    assert ShiftRequest.objects.get() == wish


def test_numbers_and_brackets_without_end_are_refused(ward: SmallWard, plan: Plan) -> None:
    client, seen = client_of(ward.paula), {"base_version": str(plan.edit_version)}
    for forged in JSON:
        for name, rest in (("cells", ", null, null"), ("_lock_cells", "")):
            sent = {name: f'[["N1", {forged}{rest}]]', **seen}
            assert client.post(page(plan, "grid"), sent).status_code == 302
    assert not plan.events.exclude(action__in=["made", "published"]).exists()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_before_or_after_all_days_is_a_bad_request_in_words(
    ward: SmallWard, day: str
) -> None:
    nurse = ward.nurses[0]
    nurse.user = User.objects.create_user("nora")
    nurse.save()
    answered = client_of(nurse.user).get(reverse("my_ward"), {"day": day})
    assert answered.status_code == 400
    assert "out of range" in answered.content.decode()
