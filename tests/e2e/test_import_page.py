"""A person brings a file of wards, mends a column, looks, takes it in and takes it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from hospital.models import Facility, Membership, Network, Ward
from tests.browser import Tab
from tests.e2e.test_accessible import AXE, grave

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.core]


def brought(folder: Path) -> tuple[User, Path]:
    """amina, who keeps the records of a hospital with one ward, and her file of two wards, of which
    no column has the name that is looked for."""
    network = Network.objects.create(code="N", name="Network")
    hospital = Facility.objects.create(network=network, code="H", name="H", kind="provincial")
    Ward.objects.create(facility=hospital, code="W1", name="One")
    amina = User.objects.create(username="amina", is_staff=True)
    Membership.objects.create(user=amina, network=network, role="administrator")
    file = folder / "wards.csv"
    file.write_text("Hôpital;Zimmer;Libellé\nH;W1;Eins\nH;W2;Two\n", encoding="utf-8")
    return amina, file


def test_a_file_comes_in_and_is_taken_back(
    chromium: Any, live_server: Any, transactional_db: None, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    user, file = brought(tmp_path)
    tabs = {name: Tab(chromium, live_server, user, name) for name in ("en", "fr", "ar")}
    tab = tabs["en"]

    shown = tab.open(reverse("import"))
    shown.select_option("#id_kind", "wards")
    shown.set_input_files("#id_file", str(file))
    shown.focus("input[type=submit].default")
    tab.goes_on()
    assert shown.locator("[role=alert]").is_visible()
    assert shown.input_value("#id_facility") == "Hôpital"
    assert shown.input_value("#id_name") == "Libellé"
    shown.select_option("#id_code", "Zimmer")
    _clicked(shown, "[name=_look]")
    assert shown.locator("#look").is_visible()
    assert shown.text_content("del") == "One"
    assert shown.text_content("ins") == "Eins"
    wrong = [f"{name}: {each}" for name, each in _looked_at(tabs, shown.url, "ar")]
    assert Ward.objects.count() == 1

    _clicked(shown, "[name=_apply]")
    assert set(Ward.objects.values_list("code", "name")) == {("W1", "Eins"), ("W2", "Two")}
    wrong += [f"{name}: {each}" for name, each in _looked_at(tabs, shown.url, "fr")]
    shown.fill("#id_reason", "the wrong file")
    _clicked(shown, "input[type=submit].default")
    assert shown.locator(".messagelist .success").is_visible()
    assert list(Ward.objects.values_list("code", "name")) == [("W1", "One")]
    assert not wrong


def test_the_keyboard_alone_brings_a_file_mends_a_column_takes_it_in_and_takes_it_back(
    chromium: Any, live_server: Any, transactional_db: None, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    amina, file = brought(tmp_path)
    tab = Tab(chromium, live_server, amina)
    page = tab.open(reverse("import"))

    def goes_on(button: str) -> None:
        tab.tab_to(button)
        tab.goes_on()

    tab.chooses("#id_kind", "Wards")
    tab.tab_to("#id_file")
    with page.expect_file_chooser() as chosen:
        page.keyboard.press("Space")
    chosen.value.set_files(str(file))
    goes_on("#content input[type=submit]")
    tab.chooses("#id_code", "Zimmer")
    goes_on("[name=_look]")
    page.wait_for_selector("del")
    goes_on("[name=_apply]")
    assert set(Ward.objects.values_list("code", "name")) == {("W1", "Eins"), ("W2", "Two")}
    tab.tab_to("#id_reason")
    page.keyboard.type("the wrong file")
    goes_on("#content input[type=submit]")
    assert list(Ward.objects.values_list("code", "name")) == [("W1", "One")]
    assert tab.wrong == []


def _clicked(page: Any, button: str) -> None:
    with page.expect_navigation():
        page.click(button)


def _looked_at(tabs: dict[str, Tab], url: str, closely: str) -> list[tuple[str, str]]:
    """What is wrong with a page in each language; in one of them axe-core looks too."""
    found = []
    for name, tab in tabs.items():
        tab.page.goto(url.partition("#")[0])
        if tab.scrolls_sideways():
            found.append((name, "scrolls sideways"))
        found += [(name, each) for each in tab.wrong]
        if name == closely:
            tab.page.evaluate(AXE)
            found += [(name, each) for each in grave(tab.page)]
        tab.wrong.clear()  # of what axe-core itself would style
    return found
