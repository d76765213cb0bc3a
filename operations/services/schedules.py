"""When nights are due: by a network's own clock, on the days that its people chose.

Whether one is made already is read from its runs, so that a missed night is caught up, whatever
stood still, and no night is made twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from hospital.models import AuditEntry, Network
from operations.models import NIGHT_STEPS, OF_NETWORK, NightSchedule, Run, RunKind, runs_of

OWN_STEPS = (RunKind.STAFFING, RunKind.BEDS)
"""What a hospital can have a night of its own for: forecasts and supply are the network's."""
LOOK_AHEAD = 400
NIGHT_OVER = timedelta(hours=12)
"""From its beginning; until then a night that began before midnight is caught up and watched."""


@dataclass(frozen=True, slots=True)
class Night:
    """begins: aware, by the network's clock. shift: minutes by which the clock is put forward (or
    back, below zero) in that night. later: the chosen time is left out by the clock that day.
    """

    date: date
    begins: datetime
    shift: int
    later: bool


def schedules_of(network: Network) -> list[NightSchedule]:
    """The network's schedule, as it is unless somebody decided, and then its hospitals' own."""
    rows = list(network.night_schedules.select_related("facility", "network"))
    common = next((row for row in rows if row.facility_id is None), None)
    if common is None:
        since = _made_since(network)
        common = NightSchedule(network=network, time=time(settings.NIGHT_HOUR), decided=since)
    return [common, *(row for row in rows if row.facility_id is not None)]


def _made_since(network: Network) -> datetime | None:
    """When the network was made, as the record has it: the night before is not to be caught up
    while its first files still come in."""
    made = AuditEntry.objects.filter(model=Network._meta.label, key=str(network.pk))
    return made.filter(action="created").order_by("-at").values_list("at", flat=True).first()


def night_on(schedule: NightSchedule, day: date) -> bool:
    """Whether the day has a night by the schedule; none that would have begun before somebody
    decided on it, so that an evening chosen in the morning is not yesterday's."""
    if not (schedule.active and schedule.weekdays[day.weekday()] == "1"):
        return False
    return schedule.decided is None or night_begins(schedule, day) >= schedule.decided


def night_begins(schedule: NightSchedule, day: date) -> datetime:
    """The first moment of the day at which the clock there shows the time, or later."""
    zone = ZoneInfo(schedule.network.time_zone)
    wanted = datetime.combine(day, schedule.time, zone)
    moment = min(wanted.replace(fold=fold).astimezone(ZoneInfo("UTC")) for fold in (0, 1))
    while moment.astimezone(zone).replace(tzinfo=None) < datetime.combine(day, schedule.time):
        moment += timedelta(minutes=1)  # the clock is put forward over it
    return moment.astimezone(zone)


def night_due(schedule: NightSchedule, now: datetime) -> date | None:
    """The night that should be there by now: today's, where today has one and it has begun, or
    yesterday's while it is not over: one that begins just before midnight is seen after it."""
    today = now.astimezone(ZoneInfo(schedule.network.time_zone)).date()
    if night_begun(schedule, today, now):
        return today
    before = today - timedelta(days=1)
    return before if night_begun(schedule, before, now, over=NIGHT_OVER) else None


def night_begun(
    schedule: NightSchedule, day: date, now: datetime, over: timedelta | None = None
) -> bool:
    """Whether the day has a night that has begun, and not so long ago that it is over."""
    if not night_on(schedule, day):
        return False
    since = now - night_begins(schedule, day)
    return timedelta(0) <= since and (over is None or since < over)


def night_before(network: Network, moment: datetime) -> date | None:
    """The newest night that had begun at the moment by any of the network's schedules."""
    schedules = schedules_of(network)
    today = moment.astimezone(ZoneInfo(network.time_zone)).date()
    days = (today - timedelta(days=back) for back in range(8))
    begun = (day for day in days if any(night_begun(each, day, moment) for each in schedules))
    return next(begun, None)


def nights_ahead(schedule: NightSchedule, now: datetime, count: int = 3) -> Iterator[Night]:
    """The next nights by this schedule; none where nothing is chosen. A day has one night: today's
    is not to come where it was made before somebody chose a later time."""
    zone = ZoneInfo(schedule.network.time_zone)
    today = now.astimezone(zone).date()
    for ahead in range(LOOK_AHEAD):
        day = today + timedelta(days=ahead)
        if not night_on(schedule, day):
            continue
        begins = night_begins(schedule, day)
        if begins <= now or (day == today and _made(schedule, day)):
            continue
        yield Night(day, begins, _shift(begins, zone), begins.time() != schedule.time)
        count -= 1
        if not count:
            return


def _shift(begins: datetime, zone: ZoneInfo) -> int:
    """What the clock does between the noons around the night."""
    noon = datetime.combine(begins.date(), time(12), zone)
    before, after = (noon - timedelta(days=1), noon) if begins < noon else (
        noon, noon + timedelta(days=1))  # fmt: skip
    shift = (after.utcoffset() or timedelta()) - (before.utcoffset() or timedelta())
    return int(shift.total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class Part:
    """What one schedule makes of a night: these kinds, and of those only its own scopes."""

    kinds: tuple[str, ...]
    own: str
    others: frozenset[str]
    """Hospitals that have a night of their own."""

    def takes(self, kind: str, scope: str) -> bool:
        if kind in OF_NETWORK:
            return not self.own
        place = scope.partition("/")[0]
        return place == self.own if self.own else place not in self.others

    def runs(self, runs: Any) -> Any:
        """Those of its scopes. Of a hospital's own night without the forecasts, which are the
        network's."""
        if self.own:
            return runs.filter(runs_of(self.own))
        for other in self.others:
            runs = runs.exclude(runs_of(other))
        return runs


def nightly(network: Network, night: date) -> Any:
    """The runs of a night, not those that people asked for."""
    return Run.objects.filter(network=network, for_date=night, generation=0)


def _made(schedule: NightSchedule, day: date) -> bool:
    part = part_of(schedule, schedules_of(schedule.network))
    return part is not None and part.runs(nightly(schedule.network, day)).exists()


def part_of(schedule: NightSchedule, all_of_network: list[NightSchedule]) -> Part | None:
    """None: it makes nothing."""
    steps = [kind.value for kind in NIGHT_STEPS if kind in schedule.steps]
    if schedule.facility_id is None:
        others = frozenset(str(each) for each in all_of_network if each.facility_id is not None)
        return Part(tuple(steps), "", others) if steps else None
    own = [kind.value for kind in OWN_STEPS if kind in steps]
    if not own:
        return None
    # The network's forecasts, which its plans wait for: one run a night, whoever asks first.
    first = [RunKind.FORECAST.value] if RunKind.FORECAST in all_of_network[0].steps else []
    return Part((*first, *own), str(schedule), frozenset())


def parts_due(network: Network, now: datetime) -> Iterator[tuple[date, Part]]:
    """What should be there by now."""
    schedules = schedules_of(network)
    for schedule in schedules:
        day, part = night_due(schedule, now), part_of(schedule, schedules)
        if day is not None and part is not None:
            yield day, part
