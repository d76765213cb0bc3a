"""The sample region with plans, many rows more, and a site that serves it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from benchmarks.reliability.inside import DAY, ON

PEOPLE, BEDS = 60, 140
SECONDS = 10
ENGINES = ("staffing.columns", "beds.annealing", "supply.columns")


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


@dataclass(frozen=True, slots=True)
class Ground:
    """boards: (beds, plan) of each bed board that is looked at."""

    roster: int
    boards: tuple[tuple[int, int], ...]
    supply: int | None


def laid(size: str, rows: int) -> Ground:
    """Everything that is looked at, planned by the very engines."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.models import Count

    from hospital.demo.people_logins import create_logins
    from hospital.models import CoverRule, StaffMember, Ward
    from operations.services.sample import sample_make

    began = time.monotonic()
    for engine in ENGINES:  # compiled before, else a search's ten seconds go for it
        subprocess.run([sys.executable, "-m", f"operations.core.{engine}.warm"], check=True)
    call_command("migrate", verbosity=0, interactive=False)
    (network, *_others) = sample_make(size=size, seed=1, today=DAY)
    create_logins(network)
    wards = Ward.objects.filter(facility__network=network).annotate(people=Count("home_staff"))
    ward = wards.order_by("-people", "pk").first()
    assert ward is not None
    others = StaffMember.objects.filter(facility=ward.facility).exclude(home_ward=ward)
    wanted = list(others.order_by("pk").values_list("pk", flat=True)[: PEOPLE - ward.people])
    StaffMember.objects.filter(pk__in=wanted).update(home_ward=ward)
    more = PEOPLE / ward.people
    for rule in CoverRule.objects.filter(ward=ward):
        rule.minimum, rule.target = round(rule.minimum * more), round(rule.target * more)
        rule.save()
    many(rows)
    roster = planned("staffing", ward.scope)
    boards = tuple(_boards(network, ward.facility))
    supply = planned("supply", network.code) if size == "small" else None
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert roster is not None
    took = time.monotonic() - began
    say(f"laid in {took:.0f} s on {ON}: {size}, {ward.scope} with {PEOPLE} people")
    return Ground(roster, boards, supply)


def _boards(network: Any, largest: Any) -> Iterator[tuple[int, int]]:
    """The hospital whose beds are nearest to the reach's, and the one with the roster, where that
    is another."""
    from django.db.models import Count

    counted = network.facilities.annotate(beds=Count("wards__rooms__beds"))
    beds = {each: each.beds for each in counted if each.beds}
    nearest = min(beds, key=lambda each: (abs(beds[each] - BEDS), each.pk))
    for facility in dict.fromkeys((nearest, largest)):
        plan = planned("beds", facility.code)
        assert plan is not None
        yield beds[facility], plan


def planned(family: str, scope: str) -> int | None:
    from operations.models import Plan
    from operations.services import run_execute, run_request

    (run,) = run_request(kind=family, scope=scope, seconds=SECONDS, today=DAY)
    run_execute(run_id=run.pk)
    run.refresh_from_db()
    if run.state != "done":
        say(f"no plan of {scope}: {run.state} {run.error_code} {run.message}")
    return Plan.objects.filter(run=run).values_list("pk", flat=True).first()


def many(rows: int) -> None:
    """Copies of one discharged stay under other numbers and of one consumption on other days, made
    by the database itself."""
    from hospital.models import Consumption, Stay

    stay = Stay.objects.exclude(discharged=None).order_by("pk").first()
    use = Consumption.objects.order_by("pk").first()
    assert stay is not None
    assert use is not None
    numbers = "'S' || n.v"
    copied(Stay, stay.pk, rows, {"number": numbers})
    # A product has a row a facility and day: the copies are shared out over all products.
    pairs = list(
        Consumption.objects.order_by().values_list("facility_id", "product_id").distinct()[:400]
    )
    each = max(1, rows // len(pairs))
    first = date(1990, 1, 1).isoformat()
    day = (
        f"DATE '{first}' + n.v" if ON == "postgresql" else f"date('{first}', '+' || n.v || ' days')"
    )
    for facility, product in pairs:
        values = {"first_day": day, "period": "'day'", "facility_id": str(facility),
                  "product_id": str(product)}  # fmt: skip
        copied(Consumption, use.pk, each, values)


def copied(model: type, pk: int, count: int, values: dict[str, str]) -> None:
    """So many copies of one row, made by the database itself. values: column -> SQL of `n.v`, the
    copy's number; the other columns are as they are."""
    from django.db import connection

    meta = model._meta  # type: ignore[attr-defined]
    columns = [field.column for field in meta.concrete_fields if field.column != "id"]
    named = ", ".join(f'"{column}"' for column in columns)
    chosen = ", ".join(values.get(column, f's."{column}"') for column in columns)
    numbers = (
        f"generate_series(1, {count}) AS n(v)"
        if ON == "postgresql"
        else f"(WITH RECURSIVE c(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM c WHERE v < {count})"
        " SELECT v FROM c) AS n"
    )
    table = meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({named}) SELECT {chosen} FROM "{table}" s, {numbers} '
            "WHERE s.id = %s",
            [pk],
        )


@contextmanager
def entered(address: str, who: str, *, width: int = 1280) -> Iterator[object]:
    """A page of the site at host:port in which this person of the sample is logged in."""
    from playwright.sync_api import sync_playwright

    from tests.browser import FLAGS
    from tests.pictures import _browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_browser(), args=FLAGS)
        # Its watchers are evaluated, which the pages' own policy rightly forbids.
        page = browser.new_page(
            base_url=f"http://{address}",
            viewport={"width": width, "height": 900},
            bypass_csp=True,
        )
        page.goto("/login/")
        page.fill("#id_username", who)
        page.fill("#id_password", "demo")
        page.click("input[type=submit]")
        page.wait_for_load_state()
        yield page
        browser.close()
