"""How a night grows: `python -m benchmarks.scaling night|whole|lanes|lists [--size region]`.

night: seconds of each stage, wall and processor, some scopes of each family.
whole: every run of a night, by a worker of two lanes as a release has it; what came of each.
lanes: the same rosters through one lane and through two.
lists: the admin's and the API's list of a million stays.
Each in a throwaway installation, PostgreSQL and Redis of its own; see docs/scaling.md.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from benchmarks.reliability.__main__ import installation

WARDS, SECONDS = 6, 10
SHOWN = {"forecast": 9, "beds": 3, "staffing": 8, "supply": 1}
LOOKS = 5
LANES, NIGHT_SECONDS = 2, 3 * 3600


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def _processor() -> float:
    both = (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, both))


def timed(words: str, do: Callable[[], Any]) -> Any:
    began, used = time.monotonic(), _processor()
    answer = do()
    wall, busy = time.monotonic() - began, _processor() - used
    say(f"{words:<34} {wall:8.1f} s wall {busy:8.1f} s processor")
    return answer


def night(size: str) -> None:
    from benchmarks.reliability.inside import DAY
    from operations.models import Run
    from operations.services import night_ensure, run_execute
    from operations.services.sample import sample_make

    (network, *_others) = timed(
        f"records of the sample region, {size}",
        lambda: sample_make(size=size, seed=1, today=DAY),
    )
    runs = timed("asking", lambda: night_ensure(network=network, night=DAY))
    say(", ".join(f"{count} {kind}" for kind, count in Counter(str(r.kind) for r in runs).items()))
    for kind, most in SHOWN.items():
        for each in [run for run in runs if run.kind == kind][:most]:
            state = timed(f"{kind} {each.scope}", lambda pk=each.pk: run_execute(run_id=pk))
            if state != "done":
                say(f"    {state}: {Run.objects.get(pk=each.pk).message}")


def whole(size: str) -> None:
    from benchmarks.reliability.inside import DAY, ended, faults, until, worker
    from operations.models import Plan, Run
    from operations.services import night_ensure
    from operations.services.sample import sample_make
    from operations.tasks import nudge_ready

    (network, *_others) = timed(
        f"records of the sample region, {size}",
        lambda: sample_make(size=size, seed=1, today=DAY),
    )
    ids = [run.pk for run in night_ensure(network=network, night=DAY)]
    hands = worker()
    hands.start(lanes=LANES)
    began = time.monotonic()
    nudge_ready()
    until(lambda: ended(ids), NIGHT_SECONDS, "the night did not end", every=2)
    wall = time.monotonic() - began
    hands.kill()
    for kind in SHOWN:
        runs = list(Run.objects.filter(pk__in=ids, kind=kind))
        took = sorted((r.finished - r.started).total_seconds() for r in runs if r.started)
        states = ", ".join(f"{n} {state}" for state, n in Counter(r.state for r in runs).items())
        say(f"{kind:<10} {states}; median {took[len(took) // 2]:.1f} s, most {took[-1]:.1f} s, "
            f"{sum(took):.0f} s in all")  # fmt: skip
    made = Plan.objects.filter(run__in=ids)
    broken = {plan.scope: plan.hard_violations for plan in made if plan.hard_violations}
    say(f"{len(made)} plans, hard rules broken in {len(broken)}: {broken or 'none'}")
    wrong = faults(ids)
    say(f"the night: {wall:.0f} s with {LANES} lanes; lost, doubled or half-written: {len(wrong)}")
    for words in wrong:
        say(f"    {words}")


def lanes() -> None:
    from datetime import timedelta

    from benchmarks.reliability.inside import DAY, ended, sample, until, worker
    from operations.families import FAMILIES
    from operations.services import run_request
    from operations.tasks import nudge_ready

    network = sample()
    scopes = FAMILIES["staffing"].source.scopes(network)[:WARDS]
    hands = worker()
    took = {}
    for turn, count in enumerate((1, 2, 2, 1)):
        hands.start(lanes=count)
        time.sleep(10)
        runs = [
            run_request(
                kind="staffing", scope=scope, days=28, seconds=SECONDS,
                today=DAY + timedelta(days=28 * turn),
            )[0].pk
            for scope in scopes
        ]  # fmt: skip
        began = time.monotonic()
        nudge_ready()
        until(lambda ids=runs: ended(ids), 600, "the rosters did not end")
        took.setdefault(count, []).append(time.monotonic() - began)
        hands.kill()
    one, two = (min(took[count]) for count in (1, 2))
    say(f"{len(scopes)} rosters of {SECONDS} s: one lane {one:.1f} s, two {two:.1f} s, "
        f"factor {one / two:.2f}")  # fmt: skip


def lists(stays: int = 1_000_000) -> None:
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from rest_framework.test import APIClient

    from benchmarks.reliability.restore_drill import many_stays

    many_stays(stays)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    who = get_user_model().objects.create_superuser("somebody")
    pages, api = Client(), APIClient()
    pages.force_login(who)
    api.force_authenticate(who)
    for name, look in (
        ("admin", lambda: pages.get("/hospital/stay/")),
        ("API", lambda: api.get("/api/stays/")),
    ):
        seconds = []
        for _look in range(LOOKS):
            began = time.monotonic()
            status = look().status_code
            seconds.append(time.monotonic() - began)
        say(f"{name}: {status}, {stays} stays, median {sorted(seconds)[LOOKS // 2]:.2f} s")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("night", "whole", "lanes", "lists"))
    parser.add_argument("--size", default="region")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if not asked.inside:
        command = [sys.executable, "-m", "benchmarks.scaling", *arguments, "--inside"]
        with installation("postgres") as env:
            return subprocess.run(command, env=env, check=False).returncode
    from django.core.management import call_command

    from benchmarks.reliability import inside  # noqa: F401  (sets Django up)

    call_command("migrate", verbosity=0, interactive=False)
    {
        "night": lambda: night(asked.size), "whole": lambda: whole(asked.size), "lanes": lanes,
        "lists": lists,
    }[asked.what]()  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
