"""R7: beat away over the due hour, two beats at once, clocks that change: one night a local day."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from zoneinfo import ZoneInfo

from django.conf import settings

from benchmarks.reliability.clock_changes import CHANGES
from benchmarks.reliability.inside import demand, run, until, worker
from operations.models import NightSchedule, Run
from operations.services import ensure_due_runs
from tests.operations.ward import small_ward

TICK = timedelta(minutes=5)
LATE = timedelta(minutes=10)
AWAY_HOURS = 6
"""Around the due hour, of which beat is away in every other trial."""


def simulated(changes: list[date]) -> int:
    """Nights made around each clock change, with and without beat at the due hour."""
    zone, nights = ZoneInfo("Africa/Casablanca"), 0
    away = {(settings.NIGHT_HOUR + hour) % 24 for hour in range(-2, AWAY_HOURS - 2)}
    for number, change in enumerate(changes):
        Run.objects.all().delete()
        began = now = datetime.combine(change - timedelta(days=1), datetime.min.time(), UTC)
        made: dict[date, datetime] = {}
        there: list[datetime] = []
        for _tick in range((3 * 24 + AWAY_HOURS) * 12):
            now += TICK
            if number % 2 and now.astimezone(zone).hour in away:
                continue
            there.append(now)
            for each in ensure_due_runs(now=now):
                made.setdefault(each.for_date, now)
        for day, at in made.items():
            due = datetime(day.year, day.month, day.day, settings.NIGHT_HOUR, tzinfo=zone)
            if due < began:  # a night under way as this begins is caught up
                continue
            back = next(moment for moment in there if moment >= due)
            demand(at - back <= LATE, f"{day}: {at - back} after beat was there")
            demand(bool(number % 2) or at - due <= LATE, f"{day}: {at - due} after it was due")
        expected = {change + timedelta(days=n) for n in (-1, 0, 1)}
        demand(expected <= set(made), f"around {change}: {sorted(made)}")
        twice = [
            key
            for key, count in Counter(
                Run.objects.values_list("kind", "scope", "for_date", "generation")
            ).items()
            if count > 1
        ]
        demand(not twice, f"twice: {twice}")
        nights += len(made)
    Run.objects.all().delete()
    return nights


def two_beats(seconds: float) -> int:
    """Two workers, each with a beat that ticks far too often; the runs of today's night."""
    workers = [
        worker("benchmarks.reliability.quick_beat", name=name, MIZAN_NIGHT_HOUR="0")
        for name in ("one", "two")
    ]
    try:
        for each in workers:
            each.start(lanes=1)
        until(lambda: Run.objects.filter(kind="staffing").exists(), 120, "no night came")
        time.sleep(seconds)
    finally:
        for each in workers:
            each.kill()
    keys = Run.objects.values_list("kind", "scope", "for_date")
    twice = [key for key, count in Counter(keys).items() if count > 1]
    demand(not twice, f"twice: {twice}")
    return Run.objects.count()


def after_a_return() -> float:
    """Seconds from the product's own beat coming up to the first run under way."""
    Run.objects.all().delete()
    hands = worker(name="back", MIZAN_NIGHT_HOUR="0")
    hands.start(lanes=1)
    try:
        begun = Run.objects.filter(attempt__gt=0)
        return until(begun.exists, LATE.total_seconds(), "no run began", every=1)
    finally:
        hands.kill()


def measure(short: bool) -> str:
    ward = small_ward()
    ward.network.time_zone = "Africa/Casablanca"
    ward.network.save()
    # A night that was always agreed on: a network's own begins with the network.
    agreed = NightSchedule.objects.create(network=ward.network, time=clock(settings.NIGHT_HOUR))
    changes = CHANGES[:2] if short else CHANGES
    nights = simulated(changes)
    NightSchedule.objects.filter(pk=agreed.pk).update(time=clock(0))
    runs = two_beats(20 if short else 900)
    words = f"{len(changes)} clock changes, {nights} nights, one each; two beats: {runs} runs once"
    if short:
        return f"{words}; return after the due hour: full form only"
    return f"{words}; first run {after_a_return():.0f} s after beat's return"


if __name__ == "__main__":
    run(measure)
