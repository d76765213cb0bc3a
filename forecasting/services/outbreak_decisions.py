"""What people decide about an alarm, on the record; a confirmed one feeds the plans."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forecasting.models import AlarmState, OutbreakAlarm, OutbreakDecision
from forecasting.services.outbreak_overlays import overlays_refresh
from hospital.access import Act, may, require
from hospital.errors import ApplicationError, Conflict
from hospital.models import Network
from hospital.said import listed

SYSTEM = "system:outbreak"


def may_decide(user: Any, alarm: OutbreakAlarm) -> bool:
    """Whoever publishes plans there; for a whole network, whoever does so in all of it."""
    network = None if alarm.facility else alarm.network
    return may(user, Act.PUBLISH, alarm.facility, network)


def outbreak_decide(
    *, alarm: OutbreakAlarm, after: str, why: str, actor: Any, before: str | None = None
) -> OutbreakAlarm:
    """Confirm, dismiss, close or open again; plans made from now on read what follows from it.

    before: the state that the person saw. Raises Forbidden, ApplicationError without a reason or
    for no change, Conflict when somebody else was quicker.
    """
    why = why.strip()
    require(actor, Act.PUBLISH, alarm.facility, None if alarm.facility else alarm.network)
    if after not in AlarmState.values:
        raise ApplicationError(
            _("%(state)r is no state of an alarm; there are: %(states)s.")
            % {"state": after, "states": listed(AlarmState.values)}
        )
    if not why:
        raise ApplicationError(_("Say why: others will ask."))
    if len(why) > 500:
        raise ApplicationError(_("The reason is longer than 500 characters; shorten it."))
    with transaction.atomic():
        Network.objects.select_for_update().get(pk=alarm.network_id)
        row = OutbreakAlarm.objects.select_related("network", "facility", "syndrome").get(
            pk=alarm.pk
        )
        if before is not None and row.state != before:
            raise Conflict(
                _("Somebody else has decided: it is %(state)s now.")
                % {"state": row.get_state_display()}
            )
        if row.state == after:
            raise ApplicationError(_("It is %(state)s.") % {"state": row.get_state_display()})
        decision_add(alarm=row, after=after, actor=actor.get_username(), why=why)
        refresh_confirmed(network=row.network, today=_today(row.network), changed=row)
    return row


def decision_add(*, alarm: OutbreakAlarm, after: str, actor: str, why: str) -> OutbreakDecision:
    """Write the decision down and let the alarm follow it."""
    before, alarm.state = alarm.state, after
    alarm.save(update_fields=["state"])
    decision = OutbreakDecision.objects.create(
        alarm=alarm,
        actor=actor,
        before=before,
        after=after,
        why=why,
        observed=alarm.observed,
        expected=alarm.expected,
    )
    if before == AlarmState.CONFIRMED:
        overlays_refresh(alarm=alarm, today=_today(alarm.network), why=why)
    return decision


def refresh_confirmed(
    *, network: Network, today: date, changed: OutbreakAlarm | None = None
) -> None:
    """Bring the plans' overrides in line with all confirmed alarms: the network's own leaves out
    what a facility's says by itself."""
    confirmed = OutbreakAlarm.objects.filter(network=network, state=AlarmState.CONFIRMED)
    if changed is not None:
        confirmed = confirmed.filter(syndrome=changed.syndrome_id)
    for alarm in confirmed.select_related("network", "facility", "syndrome"):
        overlays_refresh(alarm=alarm, today=today, why=_("Newer figures of the outbreak."))


def _today(network: Network) -> date:
    return timezone.now().astimezone(ZoneInfo(network.time_zone)).date()
