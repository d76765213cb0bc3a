"""R24: old time zone data are refused at the start; days of 23 and 25 hours come out right.

Morocco's clock changed around Ramadan until 2026-09-20, and never since (tz 2026c).
"""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from benchmarks.reliability.inside import ON, demand, run
from hospital.models import CoverRule
from operations.families import FAMILIES
from operations.health import examine
from operations.models import Plan, ShiftAssignment
from operations.services import run_execute, run_request
from tests.operations.remembered import answers_remembered
from tests.operations.ward import SmallWard, small_ward

ZONE = "Africa/Casablanca"
CHANGES = [
    date(2024, 3, 10), date(2024, 4, 14), date(2025, 2, 23), date(2025, 4, 6),
    date(2026, 2, 15), date(2026, 3, 22), date(2026, 9, 20),
]  # fmt: skip
LEAP_DAY = date(2028, 2, 29)
STALE = (
    "import django, os; os.environ['DJANGO_SETTINGS_MODULE'] = 'hospital.settings'; django.setup();"
    "from datetime import timedelta; from hospital import checks;"
    "checks.offset_used = lambda: timedelta(hours=1);"
    "from django.core.management import call_command; call_command('check')"
)


def starts_of_days(first: date, days: int) -> list[int]:
    """Real minutes from the first local midnight to each following one, by the pinned tz data."""
    zone = ZoneInfo(ZONE)

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), zone).astimezone(UTC)

    began = midnight(first)
    return [
        int((midnight(first + timedelta(days=n)) - began).total_seconds()) // 60
        for n in range(days)
    ]


def week_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def a_week_planned(ward: SmallWard, day: date) -> int:
    """Plan the week around `day`; minutes of its longest or shortest local day."""
    first = week_of(day)
    source = FAMILIES["staffing"].source
    problem = source.problem(ward.network, ward.ward.scope, first, 14).problem
    expected = starts_of_days(first, 14)
    demand(list(problem.day_starts[:14]) == expected, f"{first}: {problem.day_starts}")
    (asked,) = run_request(
        kind="staffing", scope=ward.ward.scope, start=first, days=7, seconds=1, today=first
    )
    with answers_remembered():
        demand(run_execute(run_id=asked.pk) == "done", f"{first}: no plan")
    plan = Plan.objects.get(run=asked)
    dates = set(
        ShiftAssignment.objects.filter(plan=plan, shift=ward.night).values_list("date", flat=True)
    )
    wanted = {first + timedelta(days=n) for n in range(7)}
    demand(bool(dates) and dates <= wanted, f"{first}: nights on {sorted(dates)}")
    index = (day - first).days
    return expected[index + 1] - expected[index]


def measure(short: bool) -> str:
    stale = subprocess.run(
        [sys.executable, "-c", STALE], capture_output=True, text=True, check=False
    )
    demand(stale.returncode != 0 and "E002" in stale.stderr, "old tz data are not refused")
    ward = small_ward()
    ward.network.time_zone = ZONE
    ward.network.save()
    CoverRule.objects.update(target=1)
    lengths = {day: a_week_planned(ward, day) // 60 for day in CHANGES}
    demand(set(lengths.values()) == {23, 25}, f"days of {lengths}")
    demand(a_week_planned(ward, LEAP_DAY) == 24 * 60, "29 February")
    told = next(finding for finding in examine() if finding.name == "time zones")
    return (
        f"old data refused at the start; {len(CHANGES)} clock changes and 29 February right on "
        f"{ON}; doctor: {told.level}"
    )


if __name__ == "__main__":
    run(measure)
