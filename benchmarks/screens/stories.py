"""Three pieces of work through the screens as a person does them, counted and timed.

Clicks, drags and keystrokes are counted as they are made, and the seconds in which the person only
waits for a page or a search are measured. The person's own seconds are reckoned by the
keystroke-level model (Card, Moran, Newell 1980): 1.1 to point, 0.2 to press and let go, 0.28 a key,
1.35 to think before each act; reading is not in them. A spreadsheet has no engine to drive: its
steps are reckoned from what has to be done there (benchmarks/screens.md), not measured.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.screens.figures import dragged, roster_moves
from benchmarks.screens.ground import Ground, entered, planned, say
from benchmarks.served import site

POINT, PRESS, KEY, THINK = 1.1, 0.2, 0.28, 1.35
SEARCH_SECONDS = 10


@dataclass
class Hand:
    """A person's hand on the page: does, counts, and takes the time that it has to wait."""

    page: Any
    clicks: int = 0
    drags: int = 0
    keys: int = 0
    waited: float = 0.0

    def click(self, what: str, *, leaves: bool = False) -> None:
        self.clicks += 1
        place = self.page.locator(what).first
        self._waits(lambda: self._left(place) if leaves else place.click())

    def _left(self, place: Any) -> None:
        with self.page.expect_navigation():
            place.click()

    def drag(self, source: Any, target: Any) -> None:
        self.drags += 1
        dragged(self.page, source, target)

    def types(self, where: str, text: str) -> None:
        self.clicks += 1
        self.keys += len(text)
        self.page.fill(where, text)

    def chooses(self, where: str, value: str) -> None:
        self.clicks += 2
        self.page.select_option(where, value)

    def sees(self, what: str, seconds: float = 60) -> None:
        place = self.page.locator(what).first
        self._waits(lambda: place.wait_for(timeout=1000 * seconds))

    def _waits(self, do: Callable[[], Any]) -> None:
        began = time.monotonic()
        do()
        self.waited += time.monotonic() - began

    @property
    def own_seconds(self) -> float:
        acts = self.clicks + 2 * self.drags
        typed = self.keys * KEY
        return acts * (POINT + PRESS) + typed + (self.clicks + self.drags) * THINK


def measured(where: Ground, *, short: bool) -> None:
    from benchmarks.reliability.inside import worker

    del short  # a story is one story
    os.environ["MIZAN_SOLVER_SECONDS"] = str(SEARCH_SECONDS)
    supply = where.supply or planned("supply", "DEMO")
    hands = worker()
    hands.start(lanes=1)
    say(
        "| story | clicks | drags | keys | person s (reckoned) | waiting s (measured) | what came |"
    )
    say("| --- | --- | --- | --- | --- | --- | --- |")
    try:
        with site(processes=1) as address, entered(address, "admin") as page:
            for name, tell in (
                ("a roster broken, read, repaired, optimised around a lock, published",
                 lambda hand: mended(hand, where.roster)),
                ("a run stopped, its best plan kept",
                 lambda hand: stopped(hand, where.roster)),
                ("orders exported, edited, taken back and approved",
                 lambda hand: ordered(hand, supply)),
            ):  # fmt: skip
                hand = Hand(page)
                came = tell(hand)
                say(f"| {name} | {hand.clicks} | {hand.drags} | {hand.keys} | "
                    f"{hand.own_seconds:.0f} | {hand.waited:.1f} | {came} |")  # fmt: skip
    finally:
        hands.kill()


def mended(hand: Hand, roster: int) -> str:
    """Drag somebody's shift to who cannot have it, read why, choose the best of the ranked list."""
    page = hand.page
    page.goto(f"/operations/plan/{roster}/grid/")
    moves = roster_moves(page)
    said = 0
    for source, target in moves[:12]:  # until one breaks something
        hand.drag(source, target)
        hand.sees("#plan-keep .mizan-cost:not(:empty)")
        said = page.locator("#plan-keep .mizan-new li").count()
        if said:
            break
        hand.click("#plan-keep .mizan-undo")
    target.click()
    hand.clicks += 1
    hand.sees("#plan-others tbody .mizan-who")
    giver = source.get_attribute("data-person")  # back to whom would be no change at all
    hand.click(f"#plan-others tbody .mizan-who:not(:text-is('{giver}'))")
    hand.sees("#plan-keep .mizan-cost:not(:empty)")
    hand.types("#plan-keep [name=why]", "swap agreed")
    hand.click("#plan-keep .mizan-keep", leaves=True)
    locked = page.locator("#roster .mizan-locked").count()
    hand.click("[name=_again]", leaves=True)
    hand.sees(".mizan-made a:visible", 180)
    hand.click(".mizan-made a", leaves=True)
    changes = page.locator(".mizan-figures strong").first.inner_text()
    if page.locator("[name=_whole]").count():
        hand.click("[name=_whole]", leaves=True)
        return f"{said} sentences read, {locked} cells locked, {changes} changes published"
    hand.click("[name=_leave]", leaves=True)
    return f"{said} sentences read, {locked} cells locked, nothing better: left as it is"


def stopped(hand: Hand, roster: int) -> str:
    from operations.models import Plan

    page = hand.page
    newest = Plan.objects.filter(scope=Plan.objects.get(pk=roster).scope, state="published")
    roster = newest.order_by("-version").values_list("pk", flat=True)[0]
    page.goto(f"/operations/plan/{roster}/grid/")
    hand.click("[name=_again]", leaves=True)
    hand.sees(".mizan-stop:enabled", 60)
    page.wait_for_function("document.querySelector('.mizan-run-cost').textContent !== '–'")
    asked = time.monotonic()
    hand.click("[name=_stop]", leaves=True)
    hand.sees(".mizan-made a:visible, .mizan-proposal a", 120)
    took = time.monotonic() - asked
    hand.click(".mizan-made a, .mizan-proposal a", leaves=True)
    return f"its best is a proposal {took:.1f} s after Stop"


def ordered(hand: Hand, supply: int | None) -> str:
    """All lines shown to a file, one quantity changed there, back, looked at, kept; then
    the lines approved on their list."""
    from operations.exports.words import WORDS
    from operations.models import OrderLine

    page = hand.page
    lines = f"/operations/orderline/?plan__id__exact={supply}"
    page.goto(lines)
    hand.click("#action-toggle")
    hand.chooses("[name=action]", "export_csv")
    hand.clicks += 1
    with page.expect_download() as given:
        page.locator("button[name=index]").first.click()
    table = list(csv.reader(io.StringIO(Path(given.value.path()).read_text("utf-8-sig"))))
    key, wanted = (WORDS[name][0] for name in ("line_key", "planned_packs"))
    head = next(n for n, row in enumerate(table) if key in map(str.lower, row))
    packs = [name.lower() for name in table[head]].index(wanted)
    table[head + 1][packs] = str(int(float(table[head + 1][packs])) + 5)
    hand.clicks, hand.keys = hand.clicks + 4, hand.keys + 3  # open, cell, number, save, close
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", delete=False) as kept:
        csv.writer(kept).writerows(table)
    page.goto(f"/operations/plan/{supply}/orders/")
    hand.clicks += 3  # the chooser of files
    page.set_input_files("input[type=file]", kept.name)
    hand.click("[name=_look]", leaves=True)
    hand.types("#id_why", "tender") if page.locator("#id_why").count() else None
    hand.click("[name=_keep]", leaves=True)
    page.goto(lines)
    hand.click("#action-toggle")
    hand.chooses("[name=action]", "step_approved")
    hand.types("[name=reason]", "tender")
    hand.click("button[name=index]", leaves=True)
    said = page.locator(".messagelist li").first.inner_text()
    approved = OrderLine.objects.filter(plan=supply, state="approved").count()
    edited = OrderLine.objects.filter(plan=supply, edited=True).count()
    return f"{edited} line changed by the file, {approved} approved ({said[:80]})"
