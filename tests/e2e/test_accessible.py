"""Every screen for everybody: axe-core finds nothing serious on it, by day and by night, and nobody
scrolls sideways on a telephone, a small screen or a large one."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from operations import own
from operations.models import Plan, ShiftAssignment
from tests.browser import Tab
from tests.operations.ward import MONDAY, SmallWard, small_ward

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.core]  # no database's matter

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
GRAVE = {"serious", "critical"}
WIDTHS = (390, 1280, 1920)


@pytest.fixture
def ward(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> SmallWard:
    monkeypatch.setattr(own, "today_of", lambda staff: MONDAY)
    return small_ward()


def screens(plan: Plan, line: ShiftAssignment) -> dict[str, dict[str, str]]:
    """Who opens what: log-in -> name -> address."""
    of_plan = ("grid", "fairness", "wishes", "gaps", "repair")
    return {
        "paula": {
            name: reverse(f"admin:operations_plan_{name}", args=[plan.pk]) for name in of_plan
        },
        "nora": {
            "my shifts": reverse("my_shifts"),
            "my wishes": reverse("my_wishes"),
            "my ward": f"{reverse('my_ward')}?day={MONDAY.isoformat()}",
            "my swap": reverse("my_swap", args=[line.date]),
        },
    }


def grave(page: Any, only: str = "") -> list[str]:
    """What axe-core calls serious or critical, with the first place of each; of one rule `only`."""
    asked = {"resultTypes": ["violations"]} | ({"runOnly": [only]} if only else {})
    found = page.evaluate("asked => axe.run(document, asked)", asked)
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:120]}"
        for each in found["violations"]
        if each["impact"] in GRAVE
    ]


def faults(tab: Tab) -> list[str]:
    """Of the page that is open, in both palettes and at every width."""
    # What axe-core itself would style is refused by the content policy, and complained of.
    page, found = tab.page, list(tab.wrong)
    page.evaluate(AXE)
    for palette, only in (("light", ""), ("dark", "color-contrast")):
        page.emulate_media(color_scheme=palette)
        page.evaluate("document.getAnimations().forEach((each) => each.finish())")
        found += [f"{palette}: {each}" for each in grave(page, only)]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if tab.scrolls_sideways():
            found.append(f"scrolls sideways at {width} px")
    return found


def test_no_screen_shuts_anybody_out(chromium: Any, live_server: Any, ward: SmallWard) -> None:
    User.objects.update(is_staff=True)
    plan = ward.plan()
    line = plan.shiftassignments.filter(shift__isnull=False).order_by("date")[0]
    line.staff.user = User.objects.create_user("nora")
    line.staff.save()
    wrong: dict[str, list[str]] = {}
    for who, pages in screens(plan, line).items():
        tab = Tab(chromium, live_server, User.objects.get(username=who))
        for name, address in pages.items():
            tab.open(address)
            wrong |= {name: found} if (found := faults(tab)) else {}
            tab.wrong.clear()
        tab.context.close()
    assert not wrong
