"""A real browser for the tests that need one: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The running browser; without one, what asks for it says that it did not run."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium on this machine: what a browser would show did not run")
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright runs an event loop in this thread, in which Django would refuse its database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


class Tab:
    """A page of the live server as one person sees it; `wrong`: what the browser complained of."""

    def __init__(self, browser: Any, server: Any, user: Any, language: str = "en") -> None:
        self.server = server
        client = Client()
        client.force_login(user)
        cookies = {
            settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
            settings.LANGUAGE_COOKIE_NAME: language,
        }
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.context.add_cookies(
            [{"name": name, "value": value, "url": server.url} for name, value in cookies.items()]
        )
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: said.type == "error" and self.wrong.append(said.text))

    def open(self, address: str) -> Any:
        self.page.goto(f"{self.server.url}{address}")
        return self.page

    def tab_to(self, wanted: str, *, back: bool = False, most: int = 60) -> None:
        """Press Tab (back: Shift+Tab) until what is wanted has the focus, as hands without a
        pointer do. Raises AssertionError when it is not reached."""
        for _press in range(most):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
                return
        raise AssertionError(f"{most} times Tab do not reach {wanted}")

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def keeps(self, why: str) -> None:
        """Say why in the panel of what is not kept yet, and keep it; by keys."""
        self.tab_to("#id_why")
        self.page.keyboard.type(why)
        self.tab_to("input.mizan-keep")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def scrolls_sideways(self) -> bool:
        width = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        return bool(self.page.evaluate(width))
