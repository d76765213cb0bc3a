"""R18: a hundred people beside a million stays wait no longer than half a second to read and a
second to write, also while a solver works.

Each is a thread with a session of its own on the site as a release serves it; between two requests
they think for one to five seconds. They look at rosters, boards, lists and records, export, and
change a shift of a roster that others change too: whoever comes second is told so (412), looks
again and tries once more.
"""

from __future__ import annotations

import json
import os
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection

from benchmarks.reliability.inside import DAY, ON, demand, run, sample, until, worker
from benchmarks.reliability.visitors import Visitor
from benchmarks.screens.ground import copied
from benchmarks.served import p95, site
from hospital.models import Membership, Network, Role, Stay
from operations.families import FAMILIES
from operations.models import Plan, Run, RunState, ShiftAssignment
from operations.services import run_execute, run_request
from operations.tasks import nudge_ready

READ_MS, WRITE_MS = 500, 1000
THINK = (1.0, 5.0)
ROSTERS = 6
LINES = 40
"""Of each roster, among which people choose the one that they change."""
WRITES = 0.2
"""Of all that a person does."""
TRIES = 3


@dataclass
class Seen:
    """What one person waited, in milliseconds, and what went wrong."""

    reads: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    by_page: dict[str, list[float]] = field(default_factory=dict)
    stale: int = 0
    faults: list[str] = field(default_factory=list)
    largest: int = 0


@dataclass(frozen=True, slots=True)
class Ground:
    """Where they go. lines: of each roster, (line, the shifts that it may be changed to)."""

    pages: dict[str, str]
    rosters: dict[int, list[tuple[int, tuple[str, ...]]]]
    people: list[Any]
    network: Network


def laid(short: bool) -> Ground:
    network = sample()
    wards = FAMILIES["staffing"].source.scopes(network)[:ROSTERS]
    plans = {scope: planned("staffing", scope, 28) for scope in wards}
    board = planned("beds", wards[0].partition("/")[0], 14)
    stay = Stay.objects.exclude(discharged=None).order_by("pk").first()
    assert stay is not None
    copied(Stay, stay.pk, 20_000 if short else 1_000_000, {"number": "'S' || n.v"})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    pages = {
        "first page": "/",
        "roster": f"/operations/plan/{next(iter(plans.values())).pk}/grid/",
        "bed board": f"/operations/plan/{board.pk}/board/",
        "list of stays": "/hospital/stay/",
        "list of products": "/hospital/product/",
        "list of runs": "/operations/run/",
        "API, stays": "/api/stays/",
        "API, shifts": f"/api/shift-assignments/?plan={next(iter(plans.values())).pk}",
        "export": f"/api/plans/{next(iter(plans.values())).pk}/export/?format=csv",
    }
    return Ground(pages, {plan.pk: _lines(plan) for plan in plans.values()},
                  _people(network, 20 if short else 100), network)  # fmt: skip


def planned(family: str, scope: str, days: int) -> Plan:
    (asked,) = run_request(kind=family, scope=scope, days=days, seconds=2, today=DAY)
    run_execute(run_id=asked.pk)
    demand(Plan.objects.filter(run=asked).exists(), f"no plan of {scope} to look at")
    return Plan.objects.defer("problem").get(run=asked)


def _lines(plan: Plan) -> list[tuple[int, tuple[str, ...]]]:
    codes = tuple(plan.facility.shift_types.order_by("code").values_list("code", flat=True)[:2])
    lines = ShiftAssignment.objects.filter(plan=plan, shift__code__in=codes).order_by("pk")
    return [(pk, codes) for pk in lines.values_list("pk", flat=True)[:LINES]]


def _people(network: Network, count: int) -> list[Any]:
    users = get_user_model().objects
    people = [users.create_user(f"person{n}", is_staff=True) for n in range(count)]
    for person in people:
        Membership.objects.create(user=person, network=network, role=Role.PLANNER)
    return people


class Person(threading.Thread):
    """Does as people do until it is time to go home."""

    def __init__(self, address: str, ground: Ground, number: int, until_when: float) -> None:
        super().__init__(name=f"person {number}", daemon=True)
        self.dice, self.seen = random.Random(number), Seen()
        self.ground, self.until = ground, until_when
        self.visitor = Visitor(address, ground.people[number])

    def run(self) -> None:
        while True:
            time.sleep(self.dice.uniform(*THINK))
            if time.monotonic() > self.until:
                return
            if self.dice.random() < WRITES:
                self._change()
            else:
                self._read(*self.dice.choice(sorted(self.ground.pages.items())))

    def _read(self, name: str, path: str) -> None:
        status, took, size = self.visitor.get(path)
        self.seen.reads.append(took)
        self.seen.by_page.setdefault(name, []).append(took)
        self.seen.largest = max(self.seen.largest, size)
        if status != 200:
            self.seen.faults.append(f"{name}: {status}")

    def _change(self) -> None:
        """Opens a line, changes its shift; looks again when somebody was quicker."""
        roster = self.dice.choice(sorted(self.ground.rosters))
        line, codes = self.dice.choice(self.ground.rosters[roster])
        path = f"/api/shift-assignments/{line}/"
        for _try in range(TRIES):
            self._read("API, one shift", path)
            now = json.loads(self.visitor.body or b"{}").get("shift")
            self._read("API, one roster", f"/api/plans/{roster}/")
            body = {"shift": next(code for code in codes if code != now), "why": "swap agreed"}
            status, took, _size = self.visitor.send("PATCH", path, body, If_Match=self.visitor.tag)
            self.seen.writes.append(took)
            if status != 412:
                break
            self.seen.stale += 1
        if status not in (200, 412):
            self.seen.faults.append(f"change: {status} {self.visitor.body[:200]!r}")


def visited(address: str, ground: Ground, seconds: float) -> Seen:
    """Everybody at once; what all of them saw."""
    end = time.monotonic() + seconds
    people = [Person(address, ground, n, end) for n in range(len(ground.people))]
    for person in people:
        person.start()
    for person in people:
        person.join(seconds + 300)
    whole = Seen()
    for one in (person.seen for person in people):
        whole.reads += one.reads
        whole.writes += one.writes
        whole.stale += one.stale
        whole.faults += one.faults
        whole.largest = max(whole.largest, one.largest)
        for name, taken in one.by_page.items():
            whole.by_page.setdefault(name, []).extend(taken)
    return whole


def said(seen: Seen) -> str:
    slowest = max(seen.by_page, key=lambda name: p95(seen.by_page[name]))
    return (
        f"{len(seen.reads)} reads p95 {p95(seen.reads):.0f} ms, {len(seen.writes)} writes p95 "
        f"{p95(seen.writes):.0f} ms ({seen.stale} came second), slowest {slowest} "
        f"{p95(seen.by_page[slowest]):.0f} ms, load {os.getloadavg()[0]:.1f}"
    )


def during_a_search(address: str, ground: Ground, seconds: float) -> Seen:
    hands = worker()
    hands.start(lanes=1)
    try:
        scope = FAMILIES["staffing"].source.scopes(ground.network)[0]
        (asked,) = run_request(
            kind="staffing", scope=scope, days=28, seconds=int(seconds) + 120,
            today=DAY + timedelta(days=28),
        )  # fmt: skip
        nudge_ready()
        row = Run.objects.filter(pk=asked.pk, state=RunState.RUNNING)
        until(row.exclude(curve=[]).exists, 120, "the search found nothing")
        seen = visited(address, ground, seconds)
        demand(row.exists(), "the search was over before they were")
    finally:
        hands.kill()
    return seen


def measure(short: bool) -> str:
    ground, seconds = laid(short), 20 if short else 300
    with site() as address:
        warm = Visitor(address, ground.people[0])
        for path in ground.pages.values():
            for _process in range(4):
                warm.get(path)
        alone = visited(address, ground, seconds)
        beside = during_a_search(address, ground, seconds)
    words = (
        f"{len(ground.people)} people, {Stay.objects.count()} stays on {ON}: {said(alone)}; while "
        f"a roster is searched for: {said(beside)}; largest answer {beside.largest / 1000:.0f} kB"
    )
    wrong = Counter(alone.faults + beside.faults)
    demand(not wrong, f"{words}; {sum(wrong.values())} faults: {wrong.most_common(3)}")
    for seen in (alone, beside):
        demand(len(seen.writes) > 0, f"{words}; nobody wrote")
        demand(p95(seen.reads) <= READ_MS, f"{words}; reads at most {READ_MS} ms")
        demand(p95(seen.writes) <= WRITE_MS, f"{words}; writes at most {WRITE_MS} ms")
    return words


if __name__ == "__main__":
    run(measure)
