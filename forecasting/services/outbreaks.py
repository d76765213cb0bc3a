"""The outbreak watch of a night: counts out, alarms in. The work is a child's, as of forecasts."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_noop

from forecasting.models import AlarmState, OutbreakAlarm
from forecasting.services.make import Runner, run_child, whole_day
from forecasting.services.outbreak_decisions import SYSTEM, decision_add, refresh_confirmed
from forecasting.services.outbreak_scenario import scenario_build
from hospital.errors import ApplicationError
from hospital.models import CaseCount, Facility, Network, Syndrome

if TYPE_CHECKING:
    from forecasting.core.outbreak.answer import Alarm

CHILD = "forecasting.core.outbreak.child"
QUIET_WEEKS = 4
"""After so many weeks without an alarm it is over, and a further one is another outbreak."""
OVER = gettext_noop("No alarm for four weeks.")
STANDING = (AlarmState.OPEN, AlarmState.CONFIRMED)


def outbreak_scope_exists(*, network: Network) -> bool:
    """Whether anybody counts cases there at all."""
    return CaseCount.objects.filter(facility__network=network).exists()


def outbreak_prepare(*, network: Network, as_of: date, job_dir: Path) -> int:
    """Write the job for a child; the number of series, 0 where nothing was counted."""
    from forecasting.core.outbreak.jobfiles import Request, write_request
    from forecasting.core.outbreak.options import WatchOptions
    from forecasting.core.outbreak.weeknumbers import week_number
    from forecasting.history import read_calendar
    from forecasting.history.cases import read_cases

    cases = read_cases(network=network, as_of=whole_day(network, as_of))
    if cases is None or not cases.ids:
        return 0
    known = OutbreakAlarm.objects.filter(
        network=network, last_seen__gte=_quiet_since(as_of)
    ).order_by("since")
    follow = {alarm.unique_id: week_number(alarm.since) for alarm in known}
    options = WatchOptions(calendar=read_calendar(network))
    write_request(job_dir, Request(cases.ids, cases.first, cases.counts, follow, options))
    return len(cases.ids)


def outbreak_store(
    *,
    network: Network,
    as_of: date,
    job_dir: Path,
    fence: Callable[[], object] | None = None,
) -> list[OutbreakAlarm]:
    """Keep the child's alarms, end those that fell quiet, bring confirmed ones into the plans.

    The same alarm is the same row: storing an answer twice changes nothing. fence runs first inside
    the transaction. Raises ApplicationError when the child left no answer.
    """
    from forecasting.core.outbreak.jobfiles import ANSWER, read_answer

    if not (job_dir / ANSWER).exists():
        raise ApplicationError("The outbreak watch left no answer.")
    answer = read_answer(job_dir)
    today = as_of + timedelta(days=1)
    with transaction.atomic():
        if fence is not None:
            fence()
        # One watch of a network at a time: two could both find that there is no row yet.
        Network.objects.select_for_update().get(pk=network.pk)
        found = [
            row
            for alarm in answer.alarms
            if (row := _keep(network, alarm, as_of, answer.last_week)) is not None
        ]
        _end_quiet(network, as_of)
        refresh_confirmed(network=network, today=today)
    return found


def outbreak_make(
    *, network: Network, as_of: date, runner: Runner | None = None
) -> list[OutbreakAlarm] | None:
    """Prepare, let a child watch, store; None where nothing was counted.

    Raises ApplicationError with the child's own words when it fails.
    """
    with tempfile.TemporaryDirectory(prefix="outbreak-") as folder:
        job_dir = Path(folder)
        if not outbreak_prepare(network=network, as_of=as_of, job_dir=job_dir):
            return None
        if runner is not None:
            runner(job_dir)
        else:
            run_child(job_dir, CHILD)
        return outbreak_store(network=network, as_of=as_of, job_dir=job_dir)


def _keep(network: Network, alarm: Alarm, as_of: date, last_week: int) -> OutbreakAlarm | None:
    """The alarm's row, made or brought up to date; None where its place or syndrome is gone."""
    from forecasting.core.outbreak.weeknumbers import week_day

    place, _slash, code = alarm.unique_id.partition("/")
    syndrome = Syndrome.objects.filter(code=code).first()
    facility = Facility.objects.filter(network=network, code=place).first()
    if syndrome is None or (facility is None and place != "*"):
        return None
    since, last_seen = week_day(alarm.since), week_day(alarm.last_seen)
    values = {
        "last_seen": last_seen,
        "observed": alarm.observed,
        "expected": alarm.expected_total,
        "ratio": alarm.ratio,
        "ratio_low": alarm.ratio_low,
        "ratio_high": alarm.ratio_high,
        "severity": str(alarm.severity),
        "detectors": list(alarm.detectors),
        "chart": _chart(alarm),
        "scenario": scenario_build(
            network=network,
            facility=facility,
            syndrome=syndrome,
            alarm=alarm,
            last_week=last_week,
        ),
        "as_of": as_of,
    }
    row = _same_outbreak(network, alarm.unique_id, since)
    if row is None:
        return OutbreakAlarm.objects.create(
            network=network,
            facility=facility,
            syndrome=syndrome,
            unique_id=alarm.unique_id,
            since=since,
            **values,
        )
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    return row


def _same_outbreak(network: Network, unique_id: str, since: date) -> OutbreakAlarm | None:
    """The newest alarm of the series, unless it had fallen quiet before this one began."""
    newest = OutbreakAlarm.objects.filter(network=network, unique_id=unique_id).order_by("-since")
    row = newest.first()
    if row is None or since > row.last_seen + timedelta(weeks=QUIET_WEEKS):
        return None
    return row


def _chart(alarm: Alarm) -> dict[str, Any]:
    from forecasting.core.outbreak.weeknumbers import week_day

    return {
        "first": week_day(alarm.first_week).isoformat(),
        "counts": list(alarm.counts),
        "expected": list(alarm.expected),
        "upper": list(alarm.upper),
    }


def _end_quiet(network: Network, as_of: date) -> None:
    for alarm in OutbreakAlarm.objects.filter(
        network=network, state__in=STANDING, last_seen__lt=_quiet_since(as_of)
    ):
        decision_add(alarm=alarm, after=AlarmState.CLOSED, actor=SYSTEM, why=OVER)


def _quiet_since(as_of: date) -> date:
    """An alarm is of a week, and the quiet is counted from that week's end."""
    return as_of - timedelta(weeks=QUIET_WEEKS, days=6)
