"""The screens of beds, orders, records and the office: axe-core finds nothing serious, nobody
scrolls sideways, and the keyboard alone reaches what each is for. One language each, in turn."""

from __future__ import annotations

from itertools import cycle
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from hospital.models import Network
from operations.models import NightSchedule, Plan
from tests.browser import Tab
from tests.e2e.test_accessible import AXE, grave
from tests.operations.small_beds import SmallBeds
from tests.operations.small_supply import SmallSupply
from tests.operations.sources.records.supply_network import north

__all__ = ["north"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.core]  # no database's matter


def page(name: str, *args: Any) -> str:
    return reverse(f"admin:{name}", args=args)


def screens(beds: Plan, orders: Plan) -> dict[str, str]:
    """What is opened -> by what on it the main thing is done."""
    bed, line = beds.bedassignments.first(), orders.orderlines.first()
    assert bed is not None
    assert line is not None
    night = NightSchedule.objects.create(network=orders.network)
    save = "input[name=_save]"
    return {
        page("index"): "a",
        page("operations_plan_changelist"): "button[name=index]",
        page("operations_plan_board", beds.pk): "button[data-patient]",
        page("operations_plan_beds", beds.pk): "#content-main button, #content-main [type=submit]",
        page("operations_plan_today", beds.pk): "#content-main a.button",
        page("operations_plan_nursing", beds.pk): "#content-main a.button",
        page("operations_bedassignment_around", bed.pk): "#content-main button",
        page("operations_plan_orders", orders.pk): "input[type=file]",
        page("operations_orderline_changelist"): "button[name=index]",
        page("operations_orderline_change", line.pk): save,
        page("operations_plan_compare", orders.pk): "div.breadcrumbs a",
        page("operations_plan_what_if", orders.pk): "#content-main [type=submit]",
        page("operations_plan_distribution", orders.pk): "div.breadcrumbs a",
        page("operations_run_changelist"): "#changelist a",
        page("operations_rulepolicy_all"): "#content-main select",
        page("operations_rulepolicy_add"): save,
        page("operations_nightschedule_change", night.pk): save,
        page("operations_nightalert_changelist"): "#changelist a",
        page("hospital_ward_changelist"): "#changelist a",
        page("hospital_ward_change", bed.room.ward_id): save,
        page("hospital_staffmember_add"): save,
        page("hospital_auditentry_changelist"): "#changelist a",
        page("auth_user_changelist"): "#changelist a",
        reverse("wall"): "#header a",
    }


def unreachable(shown: Any, wanted: str) -> bool:
    """Whether nothing that is meant can be reached with Tab: not there, or left out."""
    return not shown.evaluate(
        """wanted => [...document.querySelectorAll(wanted)].some((each) => {
             each.focus();
             return document.activeElement === each && each.tabIndex >= 0;
           })""",
        wanted,
    )


def test_no_screen_of_the_office_shuts_anybody_out(
    chromium: Any, live_server: Any, transactional_db: None, north: Network
) -> None:
    beds = SmallBeds().plan()
    User.objects.filter(username="vera").update(username="vera of the beds")
    orders = SmallSupply(north).plan()
    User.objects.create_superuser("ada")
    tabs = {
        language: Tab(chromium, live_server, User.objects.get(username="ada"), language)
        for language in ("en", "fr", "ar")
    }
    wrong: dict[str, list[str]] = {}
    for (address, wanted), language in zip(
        screens(beds, orders).items(), cycle(tabs), strict=False
    ):
        tab = tabs[language]
        shown = tab.open(address)
        found = list(tab.wrong)
        if unreachable(shown, wanted):
            found.append(f"the keyboard does not reach {wanted}")
        telephone = address in (page("index"), reverse("wall"))
        for width in (390, 1920, 1280) if telephone else (1920, 1280):
            shown.set_viewport_size({"width": width, "height": 900})
            if tab.scrolls_sideways():
                found.append(f"scrolls sideways at {width} px")
        shown.evaluate(AXE)
        found += grave(shown)
        tab.wrong.clear()  # of what axe-core itself would style, refused by the content policy
        if found:
            wrong[f"{language} {address}"] = found
    stranger = chromium.new_context().new_page()
    for address in (reverse("admin:login"), reverse("my_login")):
        stranger.goto(f"{live_server.url}{address}")
        stranger.evaluate(AXE)
        if found := grave(stranger):
            wrong[address] = found
    assert not wrong
