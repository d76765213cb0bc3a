"""The first page on a telephone: what needs a decision is read without scrolling sideways."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from tests.browser import Tab
from tests.operations import cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.core]  # no database's matter

PADDING = """[...document.querySelectorAll(".mizan-deciding a.button")].map(getComputedStyle)
    .flatMap((style) => [style.paddingLeft, style.paddingRight])"""
PLANS = """[...document.querySelectorAll("td.mizan-open")]
    .map((cell) => [cell.getBoundingClientRect().right, cell.parentNode.offsetHeight])"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_decisions_sentence_and_button_are_in_sight_on_a_telephone(
    chromium: Any, live_server: Any, transactional_db: None, language: str
) -> None:
    region = cast.region()
    User.objects.update(is_staff=True)
    tab = Tab(chromium, live_server, region.basma, language)
    page = tab.open(reverse("admin:index"))
    page.set_viewport_size({"width": 390, "height": 900})

    shown = page.evaluate(
        """[...document.querySelectorAll(".mizan-deciding td[dir], .mizan-deciding a.button")]
           .map((each) => each.getBoundingClientRect())
           .map((box) => [box.left, box.right, box.width])"""
    )

    assert len(shown) >= 2
    assert all(left >= 0 and right <= 390 for left, right, _ in shown)
    assert all(width > 300 for _, _, width in shown[::2])
    assert len(set(page.evaluate(PADDING))) == 1, "a button's words stand in its middle"
    plans = page.evaluate(PLANS)
    assert plans
    assert all(right <= 390 and height < 150 for right, height in plans)
    assert not tab.wrong
