"""R15: a backup is restored over a database that is lost; rows, sums, log-in and a plan come back.

A million stays more are laid into the sample region first, so that the time means something.
"""

from __future__ import annotations

import time
from pathlib import Path

from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, Max, Min, Sum

from benchmarks.reliability.inside import DAY, FOLDER, ON, demand, run
from hospital.audit import triggers
from hospital.models import Network, Stay
from operations.models import Plan, Run
from operations.services import run_execute, run_request
from operations.services.publish import plan_core
from tests.operations.ward import small_ward

RESTORED_SECONDS = 600


def many_stays(count: int) -> None:
    """Copies of one stay under other numbers, made by the database itself."""
    ward = small_ward()
    patient = _patient(ward.network)
    first = Stay.objects.create(
        number="S0", patient=patient, facility=ward.ward.facility, ward=ward.ward,
        admitted="2026-01-01T08:00Z", discharged="2026-01-04T08:00Z",
        gender="F", age_band="18-64",
    )  # fmt: skip
    columns = [f'"{field.column}"' for field in Stay._meta.concrete_fields]
    named = ", ".join(name for name in columns if name != '"id"')
    chosen = named.replace('"number"', "'S' || n.v", 1)
    numbers = (
        f"generate_series(1, {count}) AS n(v)"
        if ON == "postgresql"
        else f"(WITH RECURSIVE c(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM c WHERE v < {count})"
        " SELECT v FROM c) AS n"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Stay._meta.db_table} ({named}) SELECT {chosen} FROM "
            f"{Stay._meta.db_table} s, {numbers} WHERE s.id = %s", [first.pk],
        )  # fmt: skip


def _patient(network: Network) -> object:
    from hospital.models import Patient

    return Patient.objects.create(network=network, pseudonym="P0")


def sums() -> dict[str, object]:
    """What has to be the same afterwards."""
    return Stay.objects.aggregate(
        count=Count("pk"), first=Min("number"), last=Max("number"), ids=Sum("pk"),
        admitted=Max("admitted"),
    ) | {"runs": Run.objects.count(), "users": get_user_model().objects.count()}  # fmt: skip


def measure(short: bool) -> str:
    count = 20_000 if short else 1_000_000
    many_stays(count)
    get_user_model().objects.create_user("rita", password="a long pass phrase")
    (asked,) = run_request(kind="staffing", scope="CHU/MED", days=7, seconds=1, today=DAY)
    demand(run_execute(run_id=asked.pk) == "done", "no plan to lose")
    cost, before = Plan.objects.get(run=asked).cost, sums()
    began = time.monotonic()
    call_command("backup", str(FOLDER / "kept"), verbosity=0)
    backed = time.monotonic() - began
    (path,) = (each for each in Path(FOLDER / "kept").iterdir() if each.suffix != ".json")
    with triggers.lifted():  # the record lets nobody empty it
        call_command("flush", interactive=False, verbosity=0)
    demand(not Stay.objects.exists(), "nothing was lost")
    began = time.monotonic()
    call_command("restore", str(path), verbosity=0)
    restored = time.monotonic() - began
    after = sums()
    demand(after == before, f"{after} instead of {before}")
    demand(authenticate(username="rita", password="a long pass phrase") is not None, "no log-in")
    plan = Plan.objects.get(run=asked)
    demand(plan_core(plan)[2].cost == cost == plan.cost, "the plan is another")
    (again,) = run_request(kind="staffing", scope="CHU/MED", days=7, seconds=1, seed=2, today=DAY)
    demand(run_execute(run_id=again.pk) == "done", "no new plan can be made")
    demand(restored <= RESTORED_SECONDS, f"restored in {restored:.0f} s")
    size = path.stat().st_size / 1e6
    return (
        f"{count + 1} stays: backup {backed:.1f} s, {size:.0f} MB; restored {restored:.1f} s, "
        "rows and sums equal, log-in, old plan judged the same, a new one made"
    )


if __name__ == "__main__":
    run(measure)
