"""The bed board in a real browser: a patient is dragged to another room, and chosen one by keys."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from operations.models import BedAssignment, Plan
from tests.browser import Tab
from tests.operations.small_beds import SmallBeds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.core]  # no database's matter


@pytest.fixture
def plan(transactional_db: None) -> Plan:
    found = SmallBeds().plan()
    User.objects.update(is_staff=True)
    return found


@pytest.fixture
def tab(chromium: Any, live_server: Any, plan: Plan) -> Tab:
    found = Tab(chromium, live_server, User.objects.get(username="paula"))
    found.open(reverse("admin:operations_plan_board", args=[plan.pk]))
    return found


def test_a_dragged_patient_is_judged_at_once_and_kept(tab: Tab, plan: Plan) -> None:
    page, panel = tab.page, tab.page.locator("#plan-keep")
    page.drag_and_drop("button[data-patient='stay:3']", "td[data-room='MED/1'] >> nth=0")
    panel.locator(".mizan-cost:not(:empty)").wait_for()
    assert "MED/1" in panel.locator(".mizan-what").inner_text()
    assert panel.locator(".mizan-hard").is_visible()  # two women lie there
    panel.locator(".mizan-forget").click()
    panel.wait_for(state="hidden")
    page.drag_and_drop("button[data-patient='stay:3']", ".mizan-waiting")
    panel.locator(".mizan-new li").first.wait_for()
    with page.expect_navigation():
        panel.locator("input[type=submit]").click()
    assert BedAssignment.objects.get(plan=plan, stay__number="3").room is None
    assert page.locator(".mizan-waiting [data-patient='stay:3']").is_visible()
    assert (tab.wrong, tab.scrolls_sideways()) == ([], False)


def test_the_keyboard_alone_moves_a_patient_to_another_bed(tab: Tab, plan: Plan) -> None:
    """No pointer and no script: Tab, arrows and Enter from one end to the other."""
    page, panel = tab.page, tab.page.locator("#plan-keep")
    tab.tab_to("button[data-patient]")
    for _patient in range(4):
        if page.evaluate("document.activeElement.dataset.patient") == "stay:3":
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert "3" in page.locator("#plan-thing-name").inner_text()
    tab.chooses("#id_room", "MED/2")
    tab.tab_to(".mizan-move")
    page.keyboard.press("Enter")
    panel.locator(".mizan-cost:not(:empty)").wait_for()
    tab.keeps("closer to his nurse")
    moved = BedAssignment.objects.select_related("room").get(plan=plan, stay__number="3")
    assert moved.room is not None
    assert moved.room.code == "2"
    assert tab.wrong == []


def test_who_waits_is_explained_and_the_way_in_is_tried_by_keys(tab: Tab, plan: Plan) -> None:
    page = tab.page
    page.drag_and_drop("button[data-patient='stay:3']", ".mizan-waiting")
    with page.expect_navigation():
        page.click(".mizan-keep")
    offered = page.locator("#waiting tr[data-of='stay:3'] button.mizan-try")
    offered.wait_for()
    assert "SUR/1" in offered.get_attribute("aria-label")
    assert page.locator("[data-lack='nothing'] b").inner_text() == "1"
    offered.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "why"
    tab.goes_on()
    assert page.locator("#waiting tr[data-of='stay:3']").count() == 0
    line = BedAssignment.objects.get(plan=plan, stay__number="3")
    assert (line.room.ward.code, line.room.code) == ("SUR", "1")
