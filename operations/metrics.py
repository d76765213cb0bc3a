"""What a monitoring system asks every minute, in Prometheus' text form: figures, no names.

Read from the database at the moment of asking, so that any process answers for all of them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Max, Min
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from operations.models import Heartbeat, NightAlert, PlanState, Run, RunState


def exposition() -> bytes:
    """The whole answer, text format 0.0.4."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures())
    return generate_latest(registry)


def _gauge(name: str, words: str, labels: tuple[str, ...] = ()) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"mizan_{name}", words, labels=labels)


def _one(name: str, words: str, value: float) -> GaugeMetricFamily:
    family = _gauge(name, words)
    family.add_metric([], value)
    return family


class Figures(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = timezone.now()
        info = _gauge("info", "The version that answers.", ("version",))
        info.add_metric([settings.VERSION], 1)
        yield info
        yield from _queue(now)
        yield from _nights()
        yield from _ages(now)
        waiting = NightAlert.objects.filter(sent=None).count()
        yield _one("alerts_unsent", "Alerts of nights that nobody was told of yet.", waiting)
        free = shutil.disk_usage(settings.VAR_DIR).free
        yield _one("disk_free_bytes", "Room under MIZAN_VAR_DIR.", free)


def _queue(now: datetime) -> Iterator[GaugeMetricFamily]:
    queued = Run.objects.filter(state=RunState.QUEUED)
    oldest = queued.aggregate(at=Min("created"))["at"]
    running = Run.objects.filter(state=RunState.RUNNING).count()
    yield _one("runs_queued", "Runs that wait.", queued.count())
    yield _one("runs_running", "Runs under way.", running)
    age = (now - oldest).total_seconds() if oldest else 0
    yield _one("runs_queued_oldest_seconds", "Age of the run that waits longest.", age)


def _nights() -> Iterator[GaugeMetricFamily]:
    """The latest night of each network."""
    runs = _gauge("night_runs", "Runs of the latest night by state.", ("network", "kind", "state"))
    drafts = _gauge("night_drafts", "Its plans that wait for a person.", ("network",))
    ended = _gauge("night_ended_timestamp_seconds", "When its last run ended.", ("network",))
    lasted = _gauge("night_seconds", "From its first run's start to its last's end.", ("network",))
    nightly = Run.objects.filter(trigger="nightly", generation=0)
    latest = nightly.order_by().values("network", "network__code").annotate(on=Max("for_date"))
    for each in latest:
        night = nightly.filter(network=each["network"], for_date=each["on"]).order_by()
        code = each["network__code"]
        for row in night.values("kind", "state").annotate(count=Count("pk")):
            runs.add_metric([code, row["kind"], row["state"]], row["count"])
        drafts.add_metric([code], night.filter(plan__state=PlanState.DRAFT).count())
        times = night.aggregate(began=Min("started"), over=Max("finished"))
        if times["over"]:
            ended.add_metric([code], times["over"].timestamp())
        if times["over"] and times["began"]:
            lasted.add_metric([code], (times["over"] - times["began"]).total_seconds())
    yield from (runs, drafts, ended, lasted)


def _ages(now: datetime) -> Iterator[GaugeMetricFamily]:
    age = _gauge(
        "heartbeat_age_seconds",
        "Since a worker was heard, a backup was made, a backup was restored on trial.",
        ("of",),
    )
    for beat in Heartbeat.objects.all():
        age.add_metric([beat.name], (now - beat.at).total_seconds())
    yield age
