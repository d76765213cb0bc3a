"""What pages may load and run: the policy is on every answer, and no page of ours breaks it in a
real browser, the admin's calendars and search fields and the API's page included."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from hospital.csp import HEADER, POLICY
from tests.browser import Tab
from tests.operations import cast
from tests.operations.cast import Region

INLINE = ("<style", " style=", "onclick=", "javascript:", "<script>")


@pytest.fixture
def region(transactional_db: None) -> Region:
    return cast.region()


def test_nothing_inline_and_no_eval_is_allowed_on_any_answer(db: None) -> None:
    for address in (
        "/login/",
        "/healthz",
        "/api/schema/",
        "/static/admin/css/base.css",
        "/nowhere",
    ):
        assert Client().get(address).headers[HEADER] == POLICY
    assert "unsafe" not in POLICY


def test_no_template_of_ours_has_code_or_style_written_into_it() -> None:
    found = [
        (template.relative_to(settings.BASE_DIR).as_posix(), each)
        for app in ("forecasting", "hospital", "operations")
        for template in (settings.BASE_DIR / app).rglob("*.html")
        for each in INLINE
        if each in template.read_text()
    ]
    assert found == []


@pytest.mark.django_db
def test_nor_has_a_list_of_the_admin() -> None:
    client = Client()
    client.force_login(cast.region().vera)
    page = client.get(reverse("admin:operations_finding_changelist")).content.decode()
    assert [each for each in INLINE if each in page] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.core
def test_no_page_breaks_it_in_a_browser(chromium: Any, live_server: Any, region: Region) -> None:
    tab = Tab(chromium, live_server, region.admin)
    plan = region.supply.pk
    for address in (
        "/",
        reverse("admin:operations_plan_distribution", args=[plan]),
        reverse("admin:operations_run_change", args=[region.run.pk]),
    ):
        tab.open(address)
    page = tab.open(reverse("admin:hospital_consumption_add"))
    page.locator(".select2-selection").first.click()
    page.locator(".select2-results__option").first.wait_for()
    page.keyboard.press("Escape")
    page.locator(".datetimeshortcuts a").nth(1).click()
    page.locator(".calendarbox").first.wait_for()
    tab.open("/api/docs/")
    tab.page.locator(".opblock-tag").first.wait_for()
    assert tab.wrong == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.core
def test_a_script_smuggled_into_a_page_does_not_run(
    chromium: Any, live_server: Any, region: Region
) -> None:
    tab = Tab(chromium, live_server, region.admin)
    page = tab.open("/")
    with page.expect_console_message(lambda said: "Content Security Policy" in said.text):
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'),"
            " {textContent: 'document.title = \"taken\"'}))"
        )
    assert page.title() != "taken"
