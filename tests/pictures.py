"""The README's pictures, taken from a running demo: `python -m tests.pictures --url ADDRESS`; with
--every, each screen in each language, into a folder to be looked through.

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
EVERY = Path(__file__).parent.parent / "var" / "pictures"
WIDTH = 1280
LANGUAGES = ("en", "fr", "ar")
LOADED = "networkidle"
"""Parts of some pages are fetched after the page."""
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


SCREENS: dict[str, tuple[str, str]] = {
    # name: (who of the demo opens it, address); {staffing}, {beds}, {supply}: a plan's number
    "cockpit": ("planner", "/"),
    "plans": ("planner", "/operations/plan/"),
    "plan": ("planner", "/operations/plan/{staffing}/change/"),
    "roster": ("planner", "/operations/plan/{staffing}/grid/"),
    "roster_gaps": ("planner", "/operations/plan/{staffing}/gaps/"),
    "roster_repair": ("planner", "/operations/plan/{staffing}/repair/"),
    "roster_fairness": ("planner", "/operations/plan/{staffing}/fairness/"),
    "roster_wishes": ("planner", "/operations/plan/{staffing}/wishes/"),
    "bed_board": ("planner", "/operations/plan/{beds}/board/"),
    "beds_mended": ("planner", "/operations/plan/{beds}/beds/"),
    "orders": ("supply", "/operations/plan/{supply}/orders/"),
    "order_lines": ("supply", "/operations/orderline/?plan__id__exact={supply}"),
    "distribution": ("supply", "/operations/plan/{supply}/distribution/"),
    "compare": ("planner", "/operations/plan/{staffing}/compare/"),
    "what_if": ("planner", "/operations/plan/{staffing}/what_if/"),
    "findings": ("planner", "/operations/finding/"),
    "runs": ("planner", "/operations/run/"),
    "run": ("planner", "/operations/run/{run}/change/"),
    "rules": ("admin", "/operations/rulepolicy/all/"),
    "rule": ("admin", "/operations/rulepolicy/add/"),
    "nightly_schedule": ("admin", "/operations/nightschedule/add/"),
    "alerts": ("admin", "/operations/nightalert/"),
    "forecasts": ("planner", "/forecasting/forecastseries/"),
    "forecast": ("planner", "/forecasting/forecastseries/{series}/change/"),
    "model_card": ("planner", "/forecasting/forecastrun/{forecast}/card/"),
    "outbreak": ("planner", "/forecasting/outbreakalarm/{outbreak}/change/"),
    "import": ("admin", "/import/"),
    "staff": ("admin", "/hospital/staffmember/"),
    "ward": ("admin", "/hospital/ward/{ward}/change/"),
    "record": ("admin", "/hospital/auditentry/"),
    "wall": ("planner", "/wall/"),
    "my_shifts": ("nurse", "/my/"),
    "my_wishes": ("nurse", "/my/wishes/"),
    "my_ward": ("nurse", "/my/ward/"),
}
NUMBERS = {
    "staffing": "/operations/plan/?family__exact=staffing&state__exact=published",
    "beds": "/operations/plan/?family__exact=beds&state__exact=published",
    "supply": "/operations/plan/?family__exact=supply&state__exact=published",
    "run": "/operations/run/?kind__exact=staffing&state__exact=done",
    "series": "/forecasting/forecastseries/",
    "forecast": "/forecasting/forecastrun/",
    "outbreak": "/forecasting/outbreakalarm/",
    "ward": "/hospital/ward/",
}
"""Lists whose first row's number stands in addresses."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the demo runs")
    parser.add_argument("--every", action="store_true", help=f"each screen, into {EVERY}")
    asked = parser.parse_args()
    url = asked.url.rstrip("/")
    # Inside, because only this script needs it and the suite does without.
    from playwright.sync_api import sync_playwright

    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_browser(), args=FLAGS)
        if asked.every:
            _take_every(browser, url)
        else:
            for picture in SHOWN:
                _take(browser, url, picture)
        browser.close()


def _entered(browser: Any, url: str, person: str, language: str) -> Any:
    """A page in which this person is logged in, who reads this language."""
    page = browser.new_context(viewport={"width": WIDTH, "height": 900}).new_page()
    page.context.add_cookies([{"name": "django_language", "value": language, "url": url}])
    page.goto(f"{url}/my/login/" if person == "nurse" else f"{url}/login/")
    page.fill("#id_username", person)
    page.fill("#id_password", "demo")
    page.click("input[type=submit]")
    page.wait_for_load_state()
    return page


def _take_every(browser: Any, url: str) -> None:
    people = dict.fromkeys(person for person, _address in SCREENS.values())
    first = _entered(browser, url, "admin", "en")
    numbers = {name: _first_number(first, url + where) for name, where in NUMBERS.items()}
    for language in LANGUAGES:
        folder = EVERY / language
        folder.mkdir(parents=True, exist_ok=True)
        for person in people:
            page = _entered(browser, url, person, language)
            for name, (who, address) in SCREENS.items():
                if who == person:
                    answer = page.goto(url + address.format(**numbers))
                    page.wait_for_load_state(LOADED)
                    page.screenshot(path=folder / f"{name}.png")
                    sys.stdout.write(f"{language} {name} {answer.status}\n")
            page.context.close()


def _first_number(page: Any, where: str) -> str:
    """Of the first row of a list, from the link to its own page."""
    page.goto(where)
    link = page.locator("#result_list tbody a[href*='/change/']").first
    return str(link.get_attribute("href", timeout=5_000)).split("/change/")[0].rpartition("/")[2]


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
    page.wait_for_load_state(LOADED)
    page.screenshot(path=PICTURES / f"{picture.name}.png")
    context.close()
    size = (PICTURES / f"{picture.name}.png").stat().st_size
    sys.stdout.write(f"{picture.name}.png {size // 1000} kB\n")


if __name__ == "__main__":
    main()
