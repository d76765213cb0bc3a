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


def test_a_file_comes_in_and_is_taken_back(
    chromium: Any, live_server: Any, transactional_db: None, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    network = Network.objects.create(code="N", name="Network")
    hospital = Facility.objects.create(network=network, code="H", name="H", kind="provincial")
    Ward.objects.create(facility=hospital, code="W1", name="One")
    user = User.objects.create(username="amina", is_staff=True)
    Membership.objects.create(user=user, network=network, role="administrator")
    file = tmp_path / "wards.csv"
    file.write_text("Hôpital;Zimmer;Libellé\nH;W1;Eins\nH;W2;Two\n", encoding="utf-8")
    tabs = {name: Tab(chromium, live_server, user, name) for name in ("en", "fr", "ar")}
    tab = tabs["en"]

    shown = tab.open(reverse("import"))
    shown.select_option("#id_kind", "wards")
    shown.set_input_files("#id_file", str(file))
    shown.focus("input[type=submit].default")
    shown.keyboard.press("Enter")
    shown.wait_for_selector("[role=alert]")
    assert shown.input_value("#id_facility") == "Hôpital"
    assert shown.input_value("#id_name") == "Libellé"
    shown.select_option("#id_code", "Zimmer")
    shown.click("[name=_look]")
    shown.wait_for_selector("#look")
    assert shown.text_content("del") == "One"
    assert shown.text_content("ins") == "Eins"
    wrong = [f"{name}: {each}" for name, each in _looked_at(tabs, shown.url, "ar")]
    assert Ward.objects.count() == 1

    shown.click("[name=_apply]")
    shown.wait_for_selector("#id_reason")
    assert set(Ward.objects.values_list("code", "name")) == {("W1", "Eins"), ("W2", "Two")}
    wrong += [f"{name}: {each}" for name, each in _looked_at(tabs, shown.url, "fr")]
    shown.fill("#id_reason", "the wrong file")
    shown.click("input[type=submit].default")
    shown.wait_for_selector(".messagelist .success")
    assert list(Ward.objects.values_list("code", "name")) == [("W1", "One")]
    assert not wrong


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
