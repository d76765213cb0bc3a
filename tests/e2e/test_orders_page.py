"""An officer at the orders in a browser, by keys alone: changed with a reason, and approved."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from hospital.models import Network
from operations.models import PlanEvent
from tests.browser import Tab
from tests.operations.small_supply import SmallSupply, line
from tests.operations.sources.records.supply_network import north

__all__ = ["north"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.core]  # no database's matter


def test_the_keyboard_alone_changes_a_quantity_with_a_reason_and_approves_it(
    chromium: Any, live_server: Any, transactional_db: None, north: Network
) -> None:
    supply = SmallSupply(north)
    plan = supply.plan()
    row = line(plan)
    tab = Tab(chromium, live_server, supply.samir)
    page = tab.open(reverse("admin:operations_orderline_change", args=[row.pk]))
    tab.tab_to("#id_packs")
    tab.presses("Control+a")
    page.keyboard.type(str(row.packs + 5))
    tab.tab_to("#id_why")
    page.keyboard.type("tender")
    tab.tab_to("[name=_save]")
    tab.goes_on()
    assert "Cost " in page.locator(".messagelist").inner_text()

    tab.open(reverse("admin:operations_orderline_changelist"))
    tab.chooses("[name=action]", "Approve")
    tab.tab_to("[name=reason]")
    page.keyboard.type("tender")
    tab.tab_to("input.action-select")
    page.keyboard.press("Space")
    tab.tab_to("button[name=index]", back=True)
    tab.goes_on()
    approved = PlanEvent.objects.filter(plan=plan, action="approved")
    assert [each.reason for each in approved] == ["tender"]
    assert tab.wrong == []


def test_a_driver_s_sheet_is_printed_without_the_screen_s_buttons(
    chromium: Any, live_server: Any, transactional_db: None, north: Network
) -> None:
    supply = SmallSupply(north)
    plan = supply.plan()
    tab = Tab(chromium, live_server, supply.samir)
    page = tab.open(reverse("admin:operations_plan_distribution", args=[plan.pk]) + "?sheets=1")
    assert page.locator("nav.mizan-screen").is_visible()
    page.emulate_media(media="print")
    assert page.locator("nav.mizan-screen").is_hidden()
