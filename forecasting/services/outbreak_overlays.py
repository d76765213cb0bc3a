"""A confirmed outbreak in the plans: its scenario as overrides of the forecasts that plans read."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from forecasting.models import (
    AlarmState,
    ForecastKind,
    ForecastOverride,
    OutbreakAlarm,
    OverrideSource,
    OverrideWay,
)
from forecasting.services.overrides import override_set, override_withdraw
from hospital.errors import ApplicationError

log = logging.getLogger(__name__)
WARD_WEEKS = 4
"""Beds and people are planned so far ahead."""
STORE_BLOCKS = ((0, 4), (4, 8))
"""Weeks from and to: stock is ordered for months, week by week would say too much."""
LEAST_A_DAY = 0.02
"""Less than one in seven weeks moves no plan."""


@dataclass(frozen=True, slots=True)
class Extra:
    """So much more a day of one series, both days included."""

    kind: str
    series: str
    first: date
    last: date
    number: float


def overlays_refresh(*, alarm: OutbreakAlarm, today: date, why: str) -> int:
    """Withdraw what stands of this alarm and, while it is confirmed, set its scenario anew.

    Nothing changes where what stands says the same already. Returns how many overrides stand.
    """
    wanted = list(_extras(alarm, today)) if alarm.state == AlarmState.CONFIRMED else []
    standing = list(
        ForecastOverride.objects.filter(
            network=alarm.network_id,
            source=OverrideSource.OUTBREAK,
            source_key=alarm.source_key,
            withdrawn_at__isnull=True,
        )
    )
    if wanted and _same(wanted, standing, today):
        return len(standing)
    for row in standing:
        override_withdraw(override=row, why=why)
    return sum(_set(alarm, extra, today) for extra in wanted)


def _same(wanted: list[Extra], standing: list[ForecastOverride], today: date) -> bool:
    """Of what is still to come: the days that have passed since are no change."""
    ours = {(e.kind, e.series, e.last, round(e.number, 3)) for e in wanted}
    theirs = {
        (row.kind, row.unique_id, row.last_day, round(row.number, 3))
        for row in standing
        if row.last_day >= today
    }
    return ours == theirs


def _set(alarm: OutbreakAlarm, extra: Extra, today: date) -> int:
    """A series that is not forecast has no plan that could read it."""
    try:
        override_set(
            network=alarm.network,
            kind=extra.kind,
            unique_id=extra.series,
            first_day=extra.first,
            last_day=extra.last,
            way=OverrideWay.EXTRA,
            number=extra.number,
            reason=_("Outbreak of %(syndrome)s, %(place)s, confirmed.")
            % {
                "syndrome": alarm.syndrome.name,
                "place": alarm.facility.code if alarm.facility else alarm.network.code,
            },
            source=OverrideSource.OUTBREAK,
            source_key=alarm.source_key,
            today=today,
        )
    except ApplicationError as refusal:
        log.info("outbreak %s: %s", alarm.pk, refusal.message)
        return 0
    return 1


def _extras(alarm: OutbreakAlarm, today: date) -> Iterator[Extra]:
    scenario = alarm.scenario
    start = date.fromisoformat(scenario["first"])
    elsewhere = _told_elsewhere(alarm)
    weekly = [(week, week + 1) for week in range(WARD_WEEKS)]
    found: dict[tuple[str, str, date, date], float] = {}
    for row in scenario["wards"]:
        if row["from"] not in elsewhere:
            daily = [value / 7 for value in row["admissions"]]
            _add(found, ForecastKind.ADMISSIONS, row["series"], daily, weekly, start, today)
            _add(found, ForecastKind.OCCUPANCY, row["series"], row["beds"], weekly, start, today)
    for row in scenario["products"]:
        if row["from"] not in elsewhere:
            daily = [value / 7 for value in row["units"]]
            _add(found, ForecastKind.CONSUMPTION, row["series"], daily, STORE_BLOCKS, start, today)
    for (kind, series, first, last), number in found.items():
        if number >= LEAST_A_DAY:
            yield Extra(kind, series, first, last, round(number, 3))


def _add(
    found: dict[tuple[str, str, date, date], float],
    kind: str,
    series: str,
    daily: list[float],
    blocks: Iterator[tuple[int, int]] | list[tuple[int, int]] | tuple[tuple[int, int], ...],
    start: date,
    today: date,
) -> None:
    """Several facilities may send their patients to one ward: their extras add up."""
    for begin, end in blocks:
        values = daily[begin:end]
        last = start + timedelta(weeks=end, days=-1)
        if values and last >= today:
            key = (str(kind), series, max(today, start + timedelta(weeks=begin)), last)
            found[key] = found.get(key, 0.0) + sum(values) / len(values)


def _told_elsewhere(alarm: OutbreakAlarm) -> set[str]:
    """Facilities whose own alarm of this syndrome is confirmed: the network's leaves them out."""
    if alarm.facility_id is not None:
        return set()
    own = OutbreakAlarm.objects.filter(
        network=alarm.network_id,
        syndrome=alarm.syndrome_id,
        state=AlarmState.CONFIRMED,
        facility__isnull=False,
    )
    return set(own.values_list("facility__code", flat=True))
