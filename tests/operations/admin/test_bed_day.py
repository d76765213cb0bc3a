"""The page beside a bed plan on which a morning is ticked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hospital.models import Stay
from operations import bed_board, bed_questions
from operations.models import BedAssignment, Plan
from tests.operations.admin.pages import client_of, words
from tests.operations.small_beds import SmallBeds
from tests.operations.sources.records.bed_hospital import MONDAY, at

WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture
def chu(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> SmallBeds:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(WEDNESDAY))
    for module in (bed_questions, bed_board):
        monkeypatch.setattr(module, "today_of", lambda plan: WEDNESDAY)
    found = SmallBeds()
    for user in (found.paula, found.vera):
        user.is_staff = True
        user.save()
    return found


@pytest.fixture
def plan(chu: SmallBeds) -> Plan:
    return chu.plan()


@pytest.fixture
def paula(chu: SmallBeds, plan: Plan) -> Client:
    return client_of(chu.paula)


def page_of(plan: Plan) -> str:
    return reverse("admin:operations_plan_today", args=[plan.pk])


def test_the_board_leads_there_and_a_patients_window_has_them_ticked(
    plan: Plan, paula: Client
) -> None:
    board = paula.get(reverse("admin:operations_plan_board", args=[plan.pk]))
    assert page_of(plan) in board.content.decode()
    bars = [p.bar for room in board.context["shown"].rooms for lane in room.lanes
            for p in lane.pieces if p.bar]  # fmt: skip
    assert [bar.patient for bar in bars if bar.today] == ["referral:9"]
    shown = paula.get(page_of(plan), {"in": "referral:9"}).context
    assert [(each.of.number, each.ticked) for each in shown["coming"]] == [("9", True)]


def test_what_has_happened_is_entered_with_one_click(plan: Plan, paula: Client) -> None:
    shown = paula.get(page_of(plan)).context
    (coming,) = shown["coming"]
    sent = {
        "base_version": shown["version"], "in": "referral:9",
        "bed-referral:9": coming.of.chosen, "number-referral:9": "S9",
    }  # fmt: skip
    answer = paula.post(page_of(plan), sent, follow=True)
    assert answer.redirect_chain[0][0] == reverse("admin:operations_plan_board", args=[plan.pk])
    assert "Have left: 0. Are in their beds: 1." in words(answer)
    assert Stay.objects.get(number="S9").bed_id == coming.of.chosen
    assert BedAssignment.objects.get(plan=plan, stay__number="S9").room is not None


def test_what_is_refused_stays_on_the_page_as_it_was_entered(plan: Plan, paula: Client) -> None:
    shown = paula.get(page_of(plan)).context
    (coming,) = shown["coming"]
    other = coming.of.choices[-1].bed
    sent = {
        "base_version": shown["version"], "in": "referral:9", "bed-referral:9": other,
        "number-referral:9": "1",
    }  # fmt: skip
    answer = paula.post(page_of(plan), sent)
    assert "already exists" in words(answer)
    (again,) = answer.context["coming"]
    assert (again.ticked, again.of.chosen, again.number) == (True, other, "1")
    assert "Choose a bed for 9" in words(paula.post(page_of(plan), sent | {"bed-referral:9": "0"}))
    gone = paula.post(page_of(plan), sent | {"in": "stay:77"})
    assert "Somebody of those ticked is not to leave, move or come any more" in words(gone)
    assert Stay.objects.count() == 3


def test_who_may_not_plan_the_beds_is_kept_out(chu: SmallBeds, plan: Plan) -> None:
    assert client_of(chu.vera).get(page_of(plan)).status_code == 403
    assert client_of(chu.vera).post(page_of(plan), {"left": "1"}).status_code == 403
