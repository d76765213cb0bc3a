"""An officer brings all the stock of a place, takes it back, and counts a shelf."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from hospital.models import Facility, Membership, Network, Product, StockLot
from tests.browser import Tab
from tests.e2e.test_accessible import AXE, grave

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.core]


@pytest.fixture
def samir(transactional_db: None) -> User:
    """Who supplies a health centre with three lots of insulin."""
    network = Network.objects.create(code="N", name="Network")
    place = Facility.objects.create(network=network, code="HC", name="Health centre Lalla Yasmin")
    insulin = Product.objects.create(code="INS", name="Insulin, rapid 100 IU/ml", unit="vial")
    for lot in ("A", "B", "USED-UP"):
        StockLot.objects.create(
            facility=place, product=insulin, lot=lot, quantity=5, expiry="2040-01-31"
        )
    samir = User.objects.create(username="samir", is_staff=True)
    Membership.objects.create(user=samir, network=network, role="supply")
    return samir


def left() -> dict[str, int]:
    return dict(StockLot.objects.values_list("lot", "quantity"))


def clicked(shown: Any, button: str) -> None:
    with shown.expect_navigation():
        shown.click(button)


def shut_out(tab: Tab) -> list[str]:
    """Whom the page as it stands keeps from using it."""
    found = [*tab.wrong, *(["scrolls sideways"] if tab.scrolls_sideways() else [])]
    tab.page.evaluate(AXE)
    found += grave(tab.page)
    tab.wrong.clear()
    return found


def test_a_lot_that_a_whole_file_does_not_have_is_named_gone_and_comes_back(
    chromium: Any, live_server: Any, samir: User, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    file = tmp_path / "stock.csv"
    file.write_text("facility,product,lot,expiry,quantity\nHC,INS,A,2040-01-31,4\n")
    tab = Tab(chromium, live_server, samir, "fr")
    shown = tab.open(reverse("import"))
    shown.select_option("#id_kind", "lots")
    shown.set_input_files("#id_file", str(file))
    clicked(shown, "input[type=submit].default")
    shown.check("[name=extent][value=places]")
    clicked(shown, "[name=_look]")
    table = shown.text_content("[aria-labelledby=gone] table")
    assert "Health centre Lalla Yasmin (HC)" in table
    assert "Insulin, rapid 100 IU/ml (INS)" in table
    assert "USED-UP" in table
    assert left() == {"A": 5, "B": 5, "USED-UP": 5}
    wrong = shut_out(tab)
    clicked(shown, "[name=_apply]")
    assert left() == {"A": 4, "B": 0, "USED-UP": 0}
    shown.fill("#id_reason", "B was in the fridge")
    clicked(shown, "input[type=submit].default")
    assert left() == {"A": 5, "B": 5, "USED-UP": 5}
    assert not wrong


def test_a_shelf_is_counted(chromium: Any, live_server: Any, samir: User) -> None:
    tab = Tab(chromium, live_server, samir, "ar")
    shown = tab.open(reverse("admin:hospital_stocklot_changelist"))
    shown.check("#action-toggle")
    shown.select_option("[name=action]", "count")
    clicked(shown, "[name=index]")
    wrong = shut_out(tab)
    cells = shown.locator("[name^=units-]")
    cells.nth(0).fill("5")
    cells.nth(2).fill("0")
    shown.fill("#id_reason", "counted")
    clicked(shown, "input[type=submit].default")
    assert sorted(left().values()) == [0, 5, 5]
    assert not wrong
