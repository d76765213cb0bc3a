"""What a night needs, looked at one by one; doctor and the health page read the same list."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.utils import timezone
from kombu.exceptions import KombuError, OperationalError

from hospital.celery import app
from hospital.checks import PROBE_OFFSET, PROBE_ZONE, offset_of_system, offset_used
from hospital.models import Network, Patient
from hospital.pseudonyms import key_mark
from operations.models import END_STATES, Heartbeat, NightAlert, NightSchedule, Run, RunState
from operations.services.heartbeats import WORKER_SILENT
from operations.services.schedules import night_before

NIGHT_LATE = timedelta(hours=26)
BACKUP_OLD, TRIED_OLD = timedelta(hours=26), timedelta(days=8)
DISK_LOW_GB, DISK_BAD_GB = 5.0, 1.0
PACKAGES = ("Django", "celery", "kombu", "lightgbm", "ortools", "pandas", "pyvrp", "tzdata")


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One look: what was seen, how bad it is, what would mend it."""

    name: str
    level: Level
    value: str
    remedy: str = ""


def _versions() -> Finding:
    found, missing = [f"python {platform.python_version()}"], []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        gone = ", ".join(missing)
        return Finding("versions", Level.BAD, f"missing: {gone}", "Run `make setup`.")
    return Finding("versions", Level.OK, ", ".join(found))


def _database() -> Finding:
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SHOW server_version")
            else:
                cursor.execute("SELECT sqlite_version()")
            number = cursor.fetchone()[0]
    except DatabaseError as error:
        return Finding("database", Level.BAD, str(error).strip(), "Is DATABASE_URL right, and up?")
    major = int(str(number).split(".")[0])
    if connection.vendor == "postgresql" and major < 15:
        return Finding("database", Level.BAD, f"PostgreSQL {number}", "Use PostgreSQL 15 or newer.")
    return Finding("database", Level.OK, f"{connection.vendor} {number}")


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        names = f"{len(plan)} to apply, first {plan[0][0]}"
        return Finding("migrations", Level.BAD, names, "Run `manage.py migrate`.")
    return Finding("migrations", Level.OK, "all applied")


def _broker() -> Finding:
    try:
        with app.connection_for_write() as link:
            link.ensure_connection(max_retries=1, timeout=3)
            url = link.as_uri()
            if link.transport.driver_type == "redis":
                return _redis(link.default_channel.client, url)
    except (OperationalError, KombuError, OSError) as error:
        return Finding("broker", Level.BAD, str(error), "Is CELERY_BROKER_URL right, and up?")
    return Finding("broker", Level.OK, url)


def _redis(client: object, url: str) -> Finding:
    config = client.config_get("maxmemory*")  # type: ignore[attr-defined]
    policy, ceiling = config.get("maxmemory-policy"), int(config.get("maxmemory", 0))
    if ceiling and policy != "noeviction":
        return Finding(
            "broker",
            Level.WARN,
            f"{url}, maxmemory-policy {policy}",
            "Redis may throw queued messages away: set maxmemory-policy noeviction.",
        )
    return Finding("broker", Level.OK, url)


def _worker() -> Finding:
    last = Heartbeat.objects.filter(name="worker").first()
    remedy = "Start a worker and beat: `make demo`, or the worker and beat services."
    if last is None:
        return Finding("worker", Level.WARN, "never heard of", remedy)
    age = timezone.now() - last.at
    level = Level.OK if age < WORKER_SILENT else Level.WARN
    return Finding("worker", level, f"last heard {int(age.total_seconds())} s ago", remedy)


def _time_zones() -> Finding:
    if offset_used() != PROBE_OFFSET:
        return Finding(
            "time zones",
            Level.BAD,
            f"{PROBE_ZONE} is an hour wrong in this process",
            "Install the pinned requirements again: they bring tzdata.",
        )
    stale = [name for name, offset in _other_copies() if offset is not None and offset != 0]
    if stale:
        return Finding(
            "time zones",
            Level.WARN,
            f"pinned tzdata is right; {' and '.join(stale)} still has {PROBE_ZONE} at UTC+1",
            "Nothing here uses it, other programs will: update the host's tzdata.",
        )
    return Finding("time zones", Level.OK, f"tzdata {version('tzdata')}")


def _other_copies() -> list[tuple[str, float | None]]:
    system = offset_of_system()
    found: list[tuple[str, float | None]] = [
        ("the system's copy", None if system is None else system.total_seconds())
    ]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXTRACT(EPOCH FROM (TIMESTAMPTZ '2026-12-01 12:00+00' AT TIME ZONE %s)"
                " - TIMESTAMP '2026-12-01 12:00')",
                [PROBE_ZONE],
            )
            found.append(("PostgreSQL's copy", float(cursor.fetchone()[0])))
    return found


def _disk() -> Finding:
    free = shutil.disk_usage(settings.VAR_DIR).free / 1e9
    level = Level.OK if free > DISK_LOW_GB else Level.WARN if free > DISK_BAD_GB else Level.BAD
    return Finding("disk", level, f"{free:.1f} GB free", f"Make room under {settings.VAR_DIR}.")


def _night() -> Finding:
    """Of the network whose last night went worst."""
    ended = Run.objects.filter(trigger="nightly", state__in=END_STATES).order_by()
    lasts = ended.values_list("network").annotate(last=Max("for_date"))
    found = [_last_night(Network.objects.get(pk=pk), last) for pk, last in lasts]
    if not found:
        return Finding("last night", Level.WARN, "no night was run yet", "`manage.py nightly`")
    return max(found, key=lambda each: list(Level).index(each.level))


def _last_night(network: Network, last: date) -> Finding:
    runs = Run.objects.filter(network=network, trigger="nightly", for_date=last)
    states = [str(state) for state in runs.values_list("state", flat=True)]
    broken = sum(s in {RunState.FAILED, RunState.ERRORED, RunState.NO_PLAN} for s in states)
    words = (
        f"{network.code} {last}: {states.count('done')} of {len(states)} done, "
        f"{broken} without a plan"
    )
    asked = night_before(network, timezone.now() - NIGHT_LATE)
    late = asked is not None and asked > last
    if late:
        words += f", none on {asked}"
    level = Level.BAD if late or broken == len(states) else Level.WARN if broken else Level.OK
    return Finding("last night", level, words, "See the runs' messages: admin, Runs.")


def _alerts() -> Finding:
    waiting = NightAlert.objects.filter(sent=None).count()
    named = NightSchedule.objects.filter(mail_failure=True).exclude(mail_to="").exists()
    if not (settings.ALERT_MAIL or settings.ALERT_WEBHOOK or named):
        return Finding(
            "alerts",
            Level.WARN,
            "nobody is told when a night fails",
            "Set MIZAN_ALERT_MAIL (and EMAIL_URL) or MIZAN_ALERT_WEBHOOK, or name an address on "
            "the network's nightly schedule.",
        )
    if waiting:
        return Finding(
            "alerts",
            Level.WARN,
            f"{waiting} could not be sent yet",
            "Does the mail server or the webhook answer? See the light worker's log.",
        )
    return Finding("alerts", Level.OK, "sent")


def _backups() -> Finding:
    last = {beat.name: timezone.now() - beat.at for beat in Heartbeat.objects.all()}
    if "backup" not in last:
        return Finding("backups", Level.WARN, "none was made", "`manage.py backup FOLDER --try`")
    made, tried = last["backup"], last.get("restore")
    words = f"last {made.total_seconds() / 3600:.0f} h ago"
    if made > BACKUP_OLD:
        return Finding("backups", Level.BAD, words, "Does the nightly backup run?")
    if tried is None or tried > TRIED_OLD:
        words += ", not restored on trial for eight days"
        return Finding("backups", Level.WARN, words, "`manage.py restore FILE --try`")
    return Finding("backups", Level.OK, words)


def _patient_key() -> Finding:
    """A lost key makes a second patient of everybody who comes again."""
    marks = Patient.objects.exclude(key_mark__in=["", key_mark()]).order_by()
    other = marks.values_list("key_mark", flat=True).first()
    if other is None:
        return Finding("patient key", Level.OK, f"mark {key_mark()}")
    return Finding(
        "patient key",
        Level.BAD,
        f"patients of mark {other}, the key in use is {key_mark()}",
        "Give MIZAN_PATIENT_KEY back, or `manage.py rekey_patients` (docs/privacy.md).",
    )


def ready() -> list[Finding]:
    """What must be well before requests are sent here: quick, and asked every few seconds."""
    database = _database()
    if database.level is Level.BAD:
        return [database]
    return [database, _migrations(), _broker()]


def examine() -> list[Finding]:
    """Every look; a database that is not there leaves out those that need it."""
    findings = [_versions(), _database()]
    needing: list[Callable[[], Finding]] = [_migrations, _worker, _night, _alerts, _backups]
    needing.append(_patient_key)
    if findings[1].level is not Level.BAD:
        for look in needing:
            try:
                findings.append(look())
            except DatabaseError as error:
                name = look.__name__.strip("_")
                findings.append(
                    Finding(name, Level.BAD, str(error).strip(), "Run `manage.py migrate`.")
                )
        findings.append(_time_zones())
    return [*findings, _broker(), _disk()]
