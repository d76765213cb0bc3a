"""`make bench-screens`, or `python -m benchmarks.screens [figures|lists|stories] [--short]`.

figures: first paint, longest frame and judged drops of a roster of 60 people and 28 days and of a
bed board of 14 days, in headless Chromium. lists: p95 and queries of every list of the admin.
stories: three pieces of work as a person does them. Each beside a million stays and a million
consumptions (--rows), in a throwaway installation on PostgreSQL; --short: small, to see that it
works.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from benchmarks.reliability.__main__ import installation

PARTS = ("figures", "lists", "stories")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench-screens ARGS=...", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--size", choices=("small", "region"), default="region")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--short", action="store_true", help="small size, 20,000 rows, few looks")
    parser.add_argument("--on", choices=("postgres", "sqlite"), default="postgres")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    if not asked.inside:
        command = [sys.executable, "-m", "benchmarks.screens", *arguments, "--inside"]
        with installation(asked.on) as env:
            return subprocess.run(command, env=env, check=False).returncode
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread
    from benchmarks.screens import ground

    size, rows = ("small", 20_000) if asked.short else (asked.size, asked.rows)
    where = ground.laid(size, rows)
    for part in asked.parts or PARTS:
        ground.say(f"\n## {part} ({size}, {rows:,} rows more, load {os.getloadavg()[0]:.1f})\n")
        if part == "figures":
            from benchmarks.screens.figures import measured
        elif part == "lists":
            from benchmarks.screens.lists import measured
        else:
            from benchmarks.screens.stories import measured
        measured(where, short=asked.short)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
