"""A roster and a bed board in headless Chromium: first paint, longest frame, judged drops."""

from __future__ import annotations

from typing import Any

from benchmarks.screens.ground import Ground, entered, say
from benchmarks.served import p95, site

REACH = {"paint": 400.0, "frame": 50.0, "drop": 200.0}
"""milliseconds"""
FRAMES = """() => {
  window.longest = 0;
  let last = performance.now();
  const tick = (now) => { window.longest = Math.max(window.longest, now - last); last = now;
    if (!window.over) requestAnimationFrame(tick); };
  window.over = false;
  requestAnimationFrame((now) => { last = now; requestAnimationFrame(tick); });
}"""
PAINT = """() => performance.getEntriesByName("first-contentful-paint")[0].startTime"""
JUDGED = """() => { window.judged = [];
  const form = document.getElementById("plan-keep");
  document.addEventListener("drop", () => { window.dropped = performance.now(); }, true);
  form.addEventListener("mizan:judged", () => {
    window.judged.push(performance.now() - window.dropped); });
}"""


def measured(where: Ground, *, short: bool) -> None:
    looks, drops = (2, 4) if short else (9, 40)
    pages = {
        "roster 60 x 28": (f"/operations/plan/{where.roster}/grid/", "#roster", roster_moves),
        **{
            f"bed board {beds} x 14": (f"/operations/plan/{plan}/board/", "#board", board_moves)
            for beds, plan in where.boards
        },
    }
    say("| screen | first paint ms (median, worst) | longest frame ms: scrolling | dragging | "
        "drop judged ms (median, p95) |")  # fmt: skip
    say("| --- | --- | --- | --- | --- |")
    with site(processes=1) as address, entered(address, "admin") as page:
        for name, (path, sheet, moves) in pages.items():
            say(f"| {name} | " + " | ".join(_of(page, path, sheet, moves, looks, drops))
                + " |")  # fmt: skip


def _of(page: Any, path: str, sheet: str, moves: Any, looks: int, drops: int) -> list[str]:
    page.goto(path)  # the first one warms the server up
    paints = []
    for _look in range(looks):
        page.goto(path)
        page.wait_for_load_state("load")
        page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
        paints.append(page.evaluate(PAINT))
    scrolled = _longest(page, lambda: _scrolled(page, sheet))
    page.evaluate(JUDGED)
    ways = moves(page)[:drops]
    slowest = 0.0
    for number, (source, target) in enumerate(ways):
        took = _longest(page, lambda source=source, target=target: dragged(page, source, target))
        slowest = max(slowest, took)
        page.wait_for_function(f"window.judged.length > {number}", timeout=30_000)
        page.locator("#plan-keep .mizan-undo").click()
        page.wait_for_timeout(150)
        page.evaluate(f"window.judged.length = {number + 1}")  # not what the undo was judged
    judged = page.evaluate("window.judged")
    return [
        f"{sorted(paints)[len(paints) // 2]:.0f}, {max(paints):.0f}",
        f"{scrolled:.0f}",
        f"{slowest:.0f}",
        f"{sorted(judged)[len(judged) // 2]:.0f}, {p95(judged):.0f} of {len(judged)}",
    ]


def _longest(page: Any, do: Any) -> float:
    page.evaluate(FRAMES)
    page.wait_for_timeout(100)
    do()
    page.wait_for_timeout(100)
    return float(page.evaluate("() => { window.over = true; return window.longest; }"))


def _scrolled(page: Any, sheet: str) -> None:
    box = page.locator(sheet).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, min(800, box["y"] + 200))
    for step in range(30):
        page.mouse.wheel(40 if step % 2 else 0, 120)
        page.wait_for_timeout(16)


def dragged(page: Any, source: Any, target: Any) -> None:
    source.evaluate("cell => cell.scrollIntoView({ block: 'center', inline: 'center' })")
    start, end = (each.bounding_box() for each in (source, target))
    here, there = (
        (box["x"] + min(box["width"], 40) / 2, box["y"] + box["height"] / 2) for box in (start, end)
    )
    page.mouse.move(*here)
    page.mouse.down()
    for step in range(1, 11):
        share = step / 10
        page.mouse.move(*(a + (b - a) * share for a, b in zip(here, there, strict=True)))
        page.wait_for_timeout(16)
    page.mouse.up()


def roster_moves(page: Any) -> list[tuple[Any, Any]]:
    """Somebody's shift, to who is off that day a few rows below."""
    return _marked(
        page,
        """() => {
      const rows = [...document.querySelectorAll("#roster tbody tr")];
      const cells = rows.map((row) => [...row.querySelectorAll("button[data-person]")]);
      const free = (cell) => !cell.textContent.trim() && !cell.classList.contains("mizan-away");
      const ways = [];
      cells.forEach((row, at) => row.forEach((cell, day) => {
        if (!cell.textContent.trim() || cell.classList.contains("mizan-locked")) return;
        const below = cells.slice(at + 1, at + 4).map((other) => other[day]);
        const off = below.find((other) => other && free(other));
        if (off) ways.push([cell, off]);
      }));
      return ways.filter((_way, number) => number % 7 === 0);
    }""",
    )


def board_moves(page: Any) -> list[tuple[Any, Any]]:
    """Each patient to another room a few rows below their own."""
    return _marked(
        page,
        """() => {
      const rows = [...document.querySelectorAll("#board tbody tr")];
      const ways = [];
      for (const bar of document.querySelectorAll("#board button[data-patient]")) {
        const at = rows.indexOf(bar.closest("tr"));
        const day = bar.closest("td").dataset.day;
        const other = rows.slice(at + 1, at + 6).flatMap((row) => [...row.querySelectorAll("td")])
          .find((cell) => cell.dataset.room !== bar.dataset.room && cell.dataset.day === day);
        if (other) ways.push([bar, other]);
      }
      return ways;
    }""",
    )


def _marked(page: Any, ways: str) -> list[tuple[Any, Any]]:
    """What the script finds, from where to where, marked on the page so that it is found again."""
    count = page.evaluate(f"""() => {{
      const found = ({ways})();
      found.forEach(([from, to], number) => {{
        from.setAttribute("data-from-" + number, ""); to.setAttribute("data-to-" + number, "");
      }});
      return found.length;
    }}""")
    return [
        (page.locator(f"[data-from-{n}]"), page.locator(f"[data-to-{n}]")) for n in range(count)
    ]
