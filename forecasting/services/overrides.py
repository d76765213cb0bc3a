"""Numbers that people put in the place of computed ones: set, withdrawn, never rewritten."""

from __future__ import annotations

from datetime import date
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forecasting.models import (
    ForecastKind,
    ForecastOverride,
    ForecastRun,
    OverrideSource,
    OverrideWay,
)
from forecasting.selectors.overlays import EVERYWHERE
from forecasting.selectors.overrides import computed_then, series_targeted
from forecasting.selectors.steps import forecast_current
from hospital.access import Act, may, require
from hospital.audit.entries import record
from hospital.errors import ApplicationError, Conflict
from hospital.models import Facility, Network
from hospital.said import listed

LONGEST_DAYS = 366
HIGHEST_FACTOR = 100.0
ACTS: dict[str, Act] = {
    ForecastKind.ADMISSIONS: Act.BEDS,
    ForecastKind.DISCHARGES: Act.BEDS,
    ForecastKind.OCCUPANCY: Act.BEDS,
    ForecastKind.CONSUMPTION: Act.SUPPLY,
}
"""What a person must be allowed to do, there, to override a forecast of this kind. Who overrides
consumption overrides its protection intervals with it: they have no numbers of a person's own."""
SYSTEM = {OverrideSource.OUTBREAK: "system:outbreak"}


def may_override(
    user: Any, kind: str, *, facility: Facility | None, network: Network | None = None
) -> bool:
    """Whether the person may override this kind there; without a facility, in the whole network."""
    return kind in ACTS and may(user, ACTS[kind], facility, network)


def override_set(
    *,
    network: Network,
    kind: str,
    unique_id: str,
    first_day: date,
    last_day: date,
    way: str,
    number: float,
    reason: str,
    actor: Any = None,
    source: str = OverrideSource.PERSON,
    source_key: str | None = None,
    today: date | None = None,
) -> ForecastOverride:
    """Lay a number over the computed forecast from `first_day` to `last_day`, both included.

    `unique_id` as in ForecastOverride. Without an actor only another part of the system may call.
    Raises Forbidden, or ApplicationError for days that are over, a number that cannot be, a missing
    reason, or a target that the current forecast does not know.
    """
    reason = reason.strip()
    _check_kind(kind)
    _check_days(first_day, last_day, today or _today(network))
    _check_number(way, number)
    if not reason:
        raise ApplicationError(_("Say why: the reason is shown beside every plan that uses it."))
    if len(reason) > 500:
        raise ApplicationError(_("The reason is longer than 500 characters; shorten it."))
    if actor is None and source == OverrideSource.PERSON:
        raise ApplicationError(_("Somebody has to answer for an override."))
    _check_wide(unique_id, way)
    facility = _facility(network, unique_id)
    if actor is not None:
        require(actor, ACTS[kind], facility, None if facility else network)
    run = _run_knowing(network, kind, unique_id)
    return ForecastOverride.objects.create(
        network=network,
        facility=facility,
        kind=kind,
        unique_id=unique_id,
        first_day=first_day,
        last_day=last_day,
        way=way,
        number=number,
        reason=reason,
        source=source,
        source_key=source_key,
        author=actor.get_username() if actor is not None else SYSTEM[OverrideSource(source)],
        computed=computed_then(run=run, target=unique_id, first=first_day, last=last_day),
    )


def override_withdraw(
    *, override: ForecastOverride, why: str, actor: Any = None
) -> ForecastOverride:
    """From now on plans read the computed values again; the row stays, with its score.

    Without an actor only what the system itself has set is withdrawn. Raises Forbidden, Conflict
    when somebody else was quicker.
    """
    why = why.strip()
    if not why:
        raise ApplicationError(_("Say why it is withdrawn."))
    if actor is None and override.source == OverrideSource.PERSON:
        raise ApplicationError(_("Somebody has to answer for withdrawing an override."))
    if actor is not None:
        network = None if override.facility else override.network
        require(actor, ACTS[override.kind], override.facility, network)
    name = actor.get_username() if actor is not None else SYSTEM[OverrideSource(override.source)]
    with transaction.atomic():
        changed = ForecastOverride.objects.filter(pk=override.pk, withdrawn_at__isnull=True).update(
            withdrawn_at=timezone.now(), withdrawn_by=name, withdrawn_why=why[:500]
        )
        if not changed:
            raise Conflict(_("This override was withdrawn already."))
        record("withdrawn", override, actor=name, reason=why)
    override.refresh_from_db()
    return override


def _today(network: Network) -> date:
    return timezone.now().astimezone(ZoneInfo(network.time_zone)).date()


def _check_days(first: date, last: date, today: date) -> None:
    if last < first:
        raise ApplicationError(_("The last day is before the first."))
    if first < today:
        raise ApplicationError(
            _("An override starts today (%(today)s) or later: what is over cannot be foretold.")
            % {"today": today.isoformat()}
        )
    if (last - first).days >= LONGEST_DAYS:
        raise ApplicationError(_("An override lasts at most a year."))


def _check_kind(kind: str) -> None:
    if kind not in ACTS:
        raise ApplicationError(
            _("%(kind)r is nothing that is forecast; there are: %(kinds)s.")
            % {"kind": kind, "kinds": listed(ACTS)}
        )


def _check_number(way: str, number: float) -> None:
    if way not in OverrideWay.values:
        raise ApplicationError(
            _("%(way)r is no way to override; there are: %(ways)s.")
            % {"way": way, "ways": listed(OverrideWay.values)}
        )
    if not isfinite(number):
        raise ApplicationError(_("The number is not a finite number."))
    if number < 0 and way != OverrideWay.EXTRA:
        raise ApplicationError(_("The number is below zero; only more or fewer a day may be."))
    if way == OverrideWay.FACTOR and number > HIGHEST_FACTOR:
        raise ApplicationError(
            _("A factor above %(most)g is a typing error, or the records' units have changed.")
            % {"most": HIGHEST_FACTOR}
        )


def _check_wide(unique_id: str, way: str) -> None:
    """A value or so many a day, said of a whole hospital, would be put on each of its wards."""
    one = "/" in unique_id and not unique_id.startswith(EVERYWHERE)
    if not one and way != OverrideWay.FACTOR:
        raise ApplicationError(
            _("Only a factor can be laid over many series at once; give %(ways)s for one series.")
            % {"ways": listed((OverrideWay.VALUE.label, OverrideWay.EXTRA.label))}
        )


def _facility(network: Network, unique_id: str) -> Facility | None:
    """The facility an override is for; None for the whole network."""
    code = unique_id.partition("/")[0]
    if code == EVERYWHERE:
        return None
    facility = Facility.objects.filter(network=network, code=code).first()
    if facility is None:
        raise ApplicationError(
            _("There is no facility %(code)s in %(network)s.")
            % {"code": code, "network": network.code}
        )
    return facility


def _run_knowing(network: Network, kind: str, unique_id: str) -> ForecastRun:
    run = forecast_current(network=network, kind=kind)
    if run is None:
        raise ApplicationError(
            _("There is no forecast of %(kind)s in %(network)s yet; run it first.")
            % {"kind": ForecastKind(kind).label, "network": network.code}
        )
    if not series_targeted(run=run, target=unique_id).exists():
        raise ApplicationError(
            _(
                "The forecast of %(kind)s knows no %(series)s; name one of its series, "
                "a facility, or * for all."
            )
            % {"kind": ForecastKind(kind).label, "series": unique_id}
        )
    return run
