"""Somebody is told when a night failed, is late, or fell back on what was there before, and when a
glass was broken: once.

Looked at every five minutes by whoever ticks. A row a network, night and trouble; several workers
may look at once, and a mail server may be away: a row is sent by who moved its next try.
"""

from __future__ import annotations

import json
import logging
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import date, datetime, timedelta
from smtplib import SMTPException
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hospital.models import BreakGlass, Network
from operations.models import (
    OPEN_STATES,
    NightAlert,
    NightSchedule,
    NightTrouble,
    PlanState,
    Run,
    RunKind,
    RunState,
)
from operations.services.night import part_has_work
from operations.services.schedules import (
    NIGHT_OVER,
    Part,
    night_begun,
    night_on,
    part_of,
    schedules_of,
)

log = logging.getLogger(__name__)

TRY_AGAIN = timedelta(minutes=5)
MOST_TRIES = 200
"""Sixteen hours of tries: then the night is over, and the next one says what it has to say."""
RUNS_NAMED = 20
WAIT_SECONDS = 10
BROKEN = (RunState.FAILED, RunState.ERRORED, RunState.NO_PLAN)


def nights_watch(*, now: datetime | None = None) -> list[NightAlert]:
    """Make the rows of what has to be told of each network's night of today."""
    now = now or timezone.now()
    made = []
    for network in Network.objects.all():
        schedules = schedules_of(network)
        local = now.astimezone(ZoneInfo(network.time_zone))
        for night in (local.date(), local.date() - timedelta(days=1)):
            made += _watched(network, schedules, night, local)
    return made


def _watched(
    network: Network, schedules: list[NightSchedule], night: date, local: datetime
) -> list[NightAlert]:
    made = []
    of = _Night(network, schedules, night, local)
    recent = any(night_begun(each, night, local, over=NIGHT_OVER) for each in schedules)
    if night != local.date() and not recent and not of.runs.exists():
        return []  # there was none; one of long searches ends when it ends, and is told of then
    for trouble, concerned in (of.troubles() or of.went_well()).items():
        alert, new = NightAlert.objects.get_or_create(
            network=network, for_date=night, trouble=trouble, defaults={"runs": concerned}
        )
        if new or _more(alert, concerned):
            made.append(alert)
            if trouble != NightTrouble.DONE:
                log.warning("%s: the night of %s is in trouble: %s", network.code, night, trouble)
    return made


def _more(alert: NightAlert, concerned: list[int]) -> bool:
    """Told again where runs are concerned of which nobody was told: a hospital's own night may
    fail hours after the network's. Whoever looks at the same moment tells it once."""
    known = set(alert.runs)
    if alert.trouble == NightTrouble.DONE or known.issuperset(concerned):
        return False
    rows = NightAlert.objects.filter(pk=alert.pk, runs=alert.runs)
    alert.runs = sorted(known.union(concerned))
    return bool(rows.update(runs=alert.runs, tries=0, next_try=None, sent=None))


class _Night:
    """One night of a network as it stands: what each of its schedules makes of it, and how far."""

    def __init__(
        self, network: Network, schedules: list[NightSchedule], night: date, local: datetime
    ) -> None:
        self.network, self.schedules, self.night, self.local = network, schedules, night, local
        self.runs = Run.objects.filter(
            network=network, for_date=night, trigger="nightly", generation=0
        )
        self.open = self.runs.filter(state__in=OPEN_STATES)
        self.parts: list[tuple[NightSchedule, Part]] = [
            (each, part)
            for each in schedules
            if night_on(each, night) and (part := part_of(each, schedules)) is not None
        ]

    def troubles(self) -> dict[str, list[int]]:
        found = {} if (late := self._late()) is None else {NightTrouble.LATE.value: late}
        if self.open.exists():
            return found  # how it went is said when it is over
        broken = self.runs.filter(state__in=BROKEN)
        plans = list(broken.exclude(kind=RunKind.FORECAST).values_list("pk", flat=True))
        if plans:
            found[NightTrouble.FAILED] = plans
        forecasts = Q(kind=RunKind.FORECAST, state__in=BROKEN)
        drafts = Q(state=RunState.DONE, plan__state=PlanState.DRAFT)
        back = self.runs.filter(forecasts | drafts).order_by("pk").values_list("pk", flat=True)
        if back:
            found[NightTrouble.FELL_BACK] = list(back)
        return found

    def _late(self) -> list[int] | None:
        """What is under way though it began long ago, by the wall clock: people wait for it by
        that, whatever a search counts. Empty where nothing was begun; None where all is in time."""
        patience = timedelta(hours=settings.NIGHT_LATE_HOURS)
        begun = [
            part
            for schedule, part in self.parts
            if night_begun(schedule, self.night, self.local - patience)
        ]
        if not begun:
            return None
        waiting = self.open
        for _schedule, part in self.parts:
            if part not in begun:  # its time is still to come
                waiting = waiting.exclude(pk__in=part.runs(self.runs).values("pk"))
        late = list(waiting.order_by("pk").values_list("pk", flat=True))
        return late if late or not all(map(self._made, begun)) else None

    def _made(self, part: Part) -> bool:
        return part.runs(self.runs).exists() or not part_has_work(self.network, part)

    def went_well(self) -> dict[str, list[int]]:
        """Only where somebody asked to be told so, and nothing of this night is still to come."""
        asked = any(each.mail_success and each.addresses for each in self.schedules)
        begun = all(night_begun(each, self.night, self.local) for each, _part in self.parts)
        if not (asked and begun) or self.open.exists() or not self.runs.exists():
            return {}
        if not all(self._made(part) for _schedule, part in self.parts):
            return {}
        return {NightTrouble.DONE: list(self.runs.order_by("pk").values_list("pk", flat=True))}


def alerts_send() -> int:
    """Send what is due. Returns how many were sent; one that fails is tried again later, and what
    nobody is named for is left as it is."""
    return sum(
        _sent(alert, tell)
        for model, place, tell in (
            (NightAlert, "network", _tell_night),
            (BreakGlass, "facility__network", _tell_glass),
        )
        for alert in model._default_manager.filter(DUE, _now()).select_related(place)
        if settings.ALERT_WEBHOOK or _addresses(alert)
    )


def _addresses(alert: NightAlert | BreakGlass) -> list[str]:
    """The installation's, of what went wrong; and those of the schedules that ask for it: a
    hospital's where one of its own runs is concerned."""
    if isinstance(alert, BreakGlass):
        return list(settings.ALERT_MAIL)
    done = alert.trouble == NightTrouble.DONE
    found = [] if done else list(settings.ALERT_MAIL)
    places = {run.facility_code for run in Run.objects.filter(pk__in=alert.runs)}
    for schedule in schedules_of(alert.network):
        wanted = schedule.mail_success if done else schedule.mail_failure
        if wanted and (schedule.facility_id is None or str(schedule) in places):
            found += schedule.addresses
    return list(dict.fromkeys(found))


DUE = Q(sent=None, tries__lt=MOST_TRIES)


def _now() -> Q:
    return Q(next_try=None) | Q(next_try__lte=Now())


def _sent(alert: Any, tell: Callable[[Any], None]) -> bool:
    rows = type(alert)._default_manager.filter(pk=alert.pk, sent=None)
    mine = rows.filter(tries=alert.tries)
    if not mine.update(tries=F("tries") + 1, next_try=timezone.now() + TRY_AGAIN):
        return False  # another worker has it
    try:
        tell(alert)
    except (OSError, SMTPException, urllib.error.URLError) as error:
        log.warning("an alert could not be sent, it is tried again: %s", error)
        return False
    rows.update(sent=Now())
    return True


def _tell_night(alert: NightAlert) -> None:
    """In the installation's language; scopes and numbers only, nobody's name."""
    with translation.override(settings.LANGUAGE_CODE):
        subject, body = alert_words(alert)
    _tell(subject, body, {
        "network": alert.network.code, "night": str(alert.for_date),
        "trouble": alert.trouble, "runs": alert.runs,
    }, _addresses(alert))  # fmt: skip


def _tell_glass(glass: BreakGlass) -> None:
    """Who opened what, until when. Not the reason: it may name somebody, and is read inside."""
    with translation.override(settings.LANGUAGE_CODE):
        subject, body = glass_words(glass)
    _tell(subject, body, {
        "network": glass.facility.network.code, "trouble": "break_glass",
        "facility": glass.facility.code, "by": glass.name, "until": glass.until.isoformat(),
    }, _addresses(glass))  # fmt: skip


def glass_words(glass: BreakGlass) -> tuple[str, str]:
    """(subject, body) in the language that is active."""
    facts = {"place": glass.facility.code, "name": glass.name}
    subject = _("Mizan: %(name)s broke the glass of %(place)s") % facts
    until = date_format(timezone.localtime(glass.until), "DATETIME_FORMAT")
    lines = [
        _("%(name)s reads %(place)s until %(until)s, though no role of theirs reaches it.")
        % {**facts, "until": until},
        _("The reason and every page that was read are in Mizan, under break-glass accesses: look, "
          "end it there if it is not in order, and mark it as reviewed."),
    ]  # fmt: skip
    return subject, "\n".join(lines)


def _tell(subject: str, body: str, document: dict[str, Any], addresses: list[str]) -> None:
    if settings.ALERT_WEBHOOK and document["trouble"] != NightTrouble.DONE:
        _post({**document, "text": f"{subject}\n{body}"})
    if addresses:
        send_mail(subject, body, None, addresses)


class NoDetour(urllib.request.HTTPRedirectHandler):
    """What is told is told to the address in the settings, and to no other that it names."""

    def redirect_request(self, *_asked: Any, **_more: Any) -> None:
        return None


def _post(document: dict[str, Any]) -> None:
    request = urllib.request.Request(  # noqa: S310  (settings refuse other schemes)
        settings.ALERT_WEBHOOK,
        json.dumps(document, ensure_ascii=False).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.build_opener(NoDetour).open(request, timeout=WAIT_SECONDS):
        pass


def alert_words(alert: NightAlert) -> tuple[str, str]:
    """(subject, body) in the language that is active."""
    facts = {"network": alert.network.code, "night_date": date_format(alert.for_date)}
    subject = {
        NightTrouble.FAILED: _("Mizan %(network)s: plans of the night of %(night_date)s failed"),
        NightTrouble.LATE: _("Mizan %(network)s: the night of %(night_date)s is late"),
        NightTrouble.FELL_BACK: _(
            "Mizan %(network)s: the night of %(night_date)s fell back on what was there"
        ),
        NightTrouble.DONE: _("Mizan %(network)s: all went well on the night of %(night_date)s"),
    }[NightTrouble(alert.trouble)] % facts
    if alert.trouble == NightTrouble.DONE:
        made = ngettext(
            "%(count)s run ended; what it made is published.",
            "%(count)s runs ended; what they made is published.",
            len(alert.runs),
        )
        return str(subject), made % {"count": len(alert.runs)}
    named = Run.objects.filter(pk__in=alert.runs).order_by("kind", "scope")
    lines = [
        ngettext(
            "%(count)s run is concerned. Plans published before stay in force.",
            "%(count)s runs are concerned. Plans published before stay in force.",
            len(alert.runs),
        )
        % {"count": len(alert.runs)}
        if alert.runs
        else _("No run of this night was begun: do worker and beat run?")
    ]
    lines += [
        f"{run.pk}  {run.get_kind_display()}  {run.scope}: {run.get_state_display()} "
        f"{run.error_code}".rstrip()
        for run in named[:RUNS_NAMED]
    ]
    if len(alert.runs) > RUNS_NAMED:
        lines.append(_("... and %(more)s more") % {"more": len(alert.runs) - RUNS_NAMED})
    lines.append(_("What to do: docs/operator.md; `manage.py doctor` looks at everything."))
    return str(subject), "\n".join(lines)
