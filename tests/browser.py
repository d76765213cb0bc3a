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
def running_chromium() -> Iterator[Any]:
    """One for all tests; without one, what asks for it says that it did not run."""
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


@pytest.fixture
def chromium(running_chromium: Any) -> Iterator[Any]:
    """The running browser. Its pages go with the test: one left open would go on asking the server,
    and its database, in the middle of the tests that follow."""
    yield running_chromium
    for context in running_chromium.contexts:
        context.close()


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

    def chooses(self, box: str, words: str) -> None:
        """Go to a box of choices and type one's first words; by keys. Raises AssertionError when
        another is chosen: letters that come a second apart begin a new word, so they are typed
        again where the machine was slow."""
        self.tab_to(box)
        for _try in range(3):
            self.page.keyboard.type(words)
            chosen = self.page.evaluate("document.activeElement.selectedOptions[0].text")
            if chosen.strip().startswith(words):
                return
            self.page.wait_for_timeout(1200)  # until what was typed is forgotten
        raise AssertionError(f"{words!r} chooses {chosen!r} in {box}")

    def goes_on(self, key: str = "Enter") -> None:
        """Press a key that leads to another page, and be there when it has loaded."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def keeps(self, why: str) -> None:
        """Say why in the panel of what is not kept yet, and keep it; by keys."""
        self.tab_to("#id_why")
        self.page.keyboard.type(why)
        self.tab_to("input.mizan-keep")
        self.goes_on()

    def scrolls_sideways(self) -> bool:
        width = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        return bool(self.page.evaluate(width))
