"""What a night consists of: forecasts, then rosters, beds and supply, as runs that wait for each
other. Beat and people call the same functions; each only makes sure that rows exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from forecasting.models import ForecastFamily
from forecasting.services import forecast_scope_exists, outbreak_scope_exists
from hospital.access import Act, require
from hospital.errors import NotFound
from hospital.models import Network
from operations.families import FAMILIES
from operations.models import NIGHT_STEPS, OF_NETWORK, Plan, Run, RunKind
from operations.services.runs import run_again, run_ensure
from operations.services.schedules import Part, nightly, parts_due

FORECASTS = (ForecastFamily.FLOW, ForecastFamily.CONSUMPTION)
"""In this order: rosters are many and wait for occupancy. Each where there is something to make it
from: a hospital that plans supply alone is not told every night that its stays are missing."""
OUTBREAKS = "outbreaks"
"""Beside the forecasts, where cases are counted."""
NEEDS: dict[str, tuple[str, ...]] = {
    RunKind.STAFFING: (ForecastFamily.FLOW,),
    RunKind.BEDS: (ForecastFamily.FLOW,),
    RunKind.SUPPLY: (ForecastFamily.CONSUMPTION,),
}
"""Which forecasts a family of plans waits for."""
RECORDS: dict[str, str] = {
    RunKind.STAFFING: "wards with cover and staff of their own",
    RunKind.BEDS: "wards with rooms",
    RunKind.SUPPLY: "a depot",
}
"""Without which records a family has no scope."""


def first_day(family: str, night: date) -> date:
    """Beds are planned from today; rosters and supply from the Monday after the night."""
    if family == RunKind.BEDS:
        return night
    return night + timedelta(days=7 - night.weekday())


def forecast_scope(network: Network, family: str) -> str:
    return f"{network.code}:{family}"


def night_ensure(
    *,
    network: Network,
    night: date,
    actor: Any = None,
    params: Mapping[str, dict[str, Any]] | None = None,
    kinds: Iterable[str] = NIGHT_STEPS,
    part: Part | None = None,
) -> list[Run]:
    """All runs of this network's night; calling it again changes nothing.

    params: per family, what its runs are given (seconds, workers, seed). part: whose scopes alone.
    """
    wanted = set(kinds)
    forecasts: dict[str, Run] = {}
    if RunKind.FORECAST in wanted:
        for group in filter(partial(_forecast_from_records, network), FORECASTS):
            forecasts[group], _new = run_ensure(
                network=network,
                kind=RunKind.FORECAST,
                scope=forecast_scope(network, group),
                for_date=night,
                start=night,
                days=84 if group == ForecastFamily.CONSUMPTION else 28,
                actor=actor,
            )
    runs = list(forecasts.values())
    if RunKind.FORECAST in wanted and outbreak_scope_exists(network=network):
        runs.append(_watch(network, night, actor))
    for code, family in FAMILIES.items():
        if code not in wanted:
            continue
        needs = tuple(forecasts[group] for group in NEEDS[code] if group in forecasts)
        for scope in family.source.scopes(network):
            if part is not None and not part.takes(code, scope):
                continue
            run, _new = run_ensure(
                network=network,
                kind=code,
                scope=scope,
                for_date=night,
                start=first_day(code, night),
                days=family.days,
                params=(params or {}).get(code),
                actor=actor,
                depends_on=needs,
            )
            runs.append(run)
    return runs


def _forecast_from_records(network: Network, family: str) -> bool:
    return forecast_scope_exists(network=network, family=family)


def part_has_work(network: Network, part: Part) -> bool:
    """Whether there is anything that the part of a night could make."""
    forecasts = not part.own and RunKind.FORECAST in part.kinds
    return (forecasts and any(_forecast_from_records(network, each) for each in FORECASTS)) or any(
        part.takes(code, scope)
        for code, family in FAMILIES.items()
        if code in part.kinds
        for scope in family.source.scopes(network)
    )


def _watch(network: Network, night: date, actor: Any) -> Run:
    """The outbreak watch: a run like a forecast, which no plan waits for. What a person confirmed
    is in the plans already."""
    run, _new = run_ensure(
        network=network,
        kind=RunKind.FORECAST,
        scope=forecast_scope(network, OUTBREAKS),
        for_date=night,
        start=night,
        days=56,
        actor=actor,
    )
    return run


def ensure_due_runs(*, now: datetime | None = None) -> list[Run]:
    """The rows of every night that is due and missing. Days and hours are the network's own, so
    that a clock change neither skips nor doubles a night; a missed one is caught up."""
    now = now or timezone.now()
    made: list[Run] = []
    for network in Network.objects.all():
        for night, part in parts_due(network, now):
            if not _made(network, night, part):
                made += night_ensure(network=network, night=night, kinds=part.kinds, part=part)
    return made


def _made(network: Network, night: date, part: Part) -> bool:
    """By its last step that has anything to make: a network without a depot has no supply plan to
    wait for."""
    for kind in reversed(part.kinds):
        if part.runs(nightly(network, night).filter(kind=kind)).exists():
            return True
        if part_has_work(network, replace(part, kinds=(kind,))):
            return False
    return True


def network_of(scope: str | None, kind: str) -> Network:
    """The network a scope belongs to; without a scope, the only one. Raises NotFound."""
    if scope:
        code = scope.partition("/")[0].partition(":")[0]
        found = None
        if kind not in OF_NETWORK:  # where a hospital may have the code of another network
            found = Network.objects.filter(facilities__code=code).first()
        found = found or Network.objects.filter(code=code).first()
        if found is None:
            known = ", ".join(Network.objects.values_list("code", flat=True)) or "none"
            raise NotFound(f"No facility or network {code!r} for {kind}; networks: {known}.")
        return found
    networks = list(Network.objects.order_by("code")[:9])
    if not networks:
        raise NotFound("There is no network yet: import one, or make the demo.")
    if len(networks) > 1:
        listed = ", ".join(each.code for each in networks)
        raise NotFound(f"There are several networks ({listed}): name a scope.")
    return networks[0]


def _matching(known: list[str], network: Network, kind: str, scope: str | None) -> list[str]:
    """The scopes that were meant: one, all wards of a facility, or all of the network."""
    if not known:
        raise NotFound(
            f"{network.code} has nothing to plan for {kind} yet: import {RECORDS[kind]}."
        )
    if not scope:
        return known
    found = [name for name in known if name == scope or name.startswith(f"{scope}/")]
    if not found and scope == network.code:  # and of no hospital in it
        return known
    if not found:
        examples = ", ".join(known[:3])
        raise NotFound(f"{scope!r} is not a scope of {kind}; there are for example: {examples}.")
    return found


def run_request(
    *,
    kind: str,
    scope: str | None = None,
    network: Network | None = None,
    start: date | None = None,
    days: int | None = None,
    seconds: float | None = None,
    workers: int | None = None,
    seed: int | None = None,
    actor: Any = None,
    today: date | None = None,
    around: Plan | None = None,
) -> list[Run]:
    """Rows for a plan that a person asks for: one scope, or every scope of the family.

    around: the plan beside which what comes out is proposed, as it stands now; it is not replaced.
    Raises NotFound, Forbidden.
    """
    network = network or network_of(scope, kind)
    if actor is not None:
        require(actor, Act.RUN, network=None)
    family = FAMILIES[kind]
    scopes = _matching(family.source.scopes(network), network, kind, scope)
    today = today or timezone.now().astimezone(ZoneInfo(network.time_zone)).date()
    params = {"seconds": seconds, "workers": workers, "seed": seed}
    params = {name: value for name, value in params.items() if value is not None}
    if around is not None:
        params |= {"around": around.pk, "around_version": around.edit_version}
    return [
        run_again(
            network=network,
            kind=kind,
            scope=name,
            for_date=today,
            start=start or first_day(kind, today),
            days=days or family.days,
            params=params,
            actor=actor,
        )
        for name in scopes
    ]
