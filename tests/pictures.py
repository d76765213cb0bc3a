"""The README's pictures, taken from a running demo: `python -m tests.pictures --url ADDRESS`.

Needs Playwright for Python and a Chromium; the demo's log-ins and data make the pictures the same
for everybody.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
WIDTH = 1280
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as one of the demo's people sees it; height in pixels.

    link: what is followed from `address`, where a page's own address is not known beforehand.
    """

    name: str
    person: str
    address: str
    height: int
    link: str = ""


SHOWN = (
    Picture("plans", "planner", "/", 900),
    Picture("roster", "planner", "/", 900, "a[href$='/grid/'] >> nth=0"),
    Picture("bed_board", "planner", "/", 900, "a[href$='/board/'] >> nth=0"),
    Picture(
        "order_lines", "supply", "/operations/orderline/?plan__state__exact=published&o=-7", 800
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the demo runs")
    url = parser.parse_args().url.rstrip("/")
    # Inside, because only this script needs it and the suite does without.
    from playwright.sync_api import sync_playwright

    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_browser(), args=FLAGS)
        for picture in SHOWN:
            _take(browser, url, picture)
        browser.close()


def _browser() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    sys.exit("No Chromium found: apt-get install chromium fonts-noto-core, or set PATH.")


def _take(browser: Any, url: str, picture: Picture) -> None:
    """Each person in a browser of their own, so that nobody's session shows on another's page."""
    context = browser.new_context(viewport={"width": WIDTH, "height": picture.height}, locale="en")
    page = context.new_page()
    page.goto(f"{url}/login/")
    page.fill("#id_username", picture.person)
    page.fill("#id_password", "demo")
    page.click("input[type=submit]")
    page.goto(url + picture.address)
    if picture.link:
        page.click(picture.link)
        page.wait_for_load_state()
    page.screenshot(path=PICTURES / f"{picture.name}.png")
    context.close()
    size = (PICTURES / f"{picture.name}.png").stat().st_size
    sys.stdout.write(f"{picture.name}.png {size // 1000} kB\n")


if __name__ == "__main__":
    main()
