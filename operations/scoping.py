"""Whose plans a person sees: hospital.access applied to runs, plans and their lines.

A ward's or hospital's plan belongs to its facility; a network's own plan (supply) only to whoever
works for the whole network.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from hospital.access import (
    Act,
    everywhere,
    facilities_held,
    may,
    networks_held,
    networks_within,
    require,
    scope,
)
from hospital.errors import NotFound
from hospital.models import Facility, Network
from operations.families import FAMILIES
from operations.models import (
    OF_NETWORK,
    Family,
    Finding,
    Plan,
    PlanEvent,
    PlanRow,
    Run,
    RunKind,
    ShiftSwap,
    runs_of,
)
from operations.services.publish import ACT

RowT = TypeVar("RowT", bound=Model)
T = TypeVar("T")

FAMILY_ACT = ACT | {RunKind.IMPORT: Act.RECORDS}
"""What a person must be allowed to do to change a family's plan, or to end an import; a forecast
asks for RUN alone."""


def networks_whole(user: Any, act: Act = Act.VIEW) -> list[int]:
    """The networks in which the person may do `act` everywhere, not in one facility only."""

    if everywhere(user, act):
        return _once(user, "networks", lambda: list(Network.objects.values_list("pk", flat=True)))
    return networks_held(user, act)


def _once(user: Any, what: str, ask: Callable[[], list[T]]) -> list[T]:
    """The same answer for as long as this user object lives, which is one request: a list page
    asks for its reach several times."""
    known: dict[str, list[T]] = user.__dict__.setdefault("_mizan_reach", {})
    if what not in known:
        known[what] = ask()
    return known[what]


def _reach(user: Any, act: Act, prefix: str = "") -> Q:
    """Plans within reach, as a condition on a row that leads to its plan by `prefix`."""
    if everywhere(user, act):
        return Q()
    facilities = scope(Facility.objects.all(), user, "", act).values("pk")
    own = Q(**{f"{prefix}facility__in": facilities})
    shared = Q(
        **{
            f"{prefix}facility__isnull": True,
            f"{prefix}network__in": networks_whole(user, act),
        }
    )
    return own | shared


def plans_seen(user: Any, act: Act = Act.VIEW) -> QuerySet[Plan]:
    return Plan.objects.filter(_reach(user, act))


def rows_seen(model: type[RowT], user: Any, act: Act = Act.VIEW) -> QuerySet[RowT]:
    """Lines, findings, events or swaps of the plans within reach."""
    if not issubclass(model, PlanRow | Finding | PlanEvent | ShiftSwap):
        raise TypeError(f"{model.__name__} has no plan")
    return model._default_manager.filter(_reach(user, act, "plan__"))


def swaps_seen(user: Any) -> QuerySet[ShiftSwap]:
    """The swaps of the rosters that the person plans, and their own."""
    own = Q(asking__user=user.pk) | Q(other__user=user.pk)
    return ShiftSwap.objects.filter(own | Q(pk__in=swaps_planned(user).values("pk")))


def swaps_planned(user: Any) -> QuerySet[ShiftSwap]:
    """The swaps that the person decides, since they plan the rosters."""
    found: QuerySet[ShiftSwap] = rows_seen(ShiftSwap, user, Act.STAFFING)
    return found


def rosters_seen(user: Any) -> QuerySet[Plan]:
    """The rosters within reach, and those on which one works oneself, once they were published."""
    told = Plan.objects.filter(published__isnull=False)
    own = told.filter(shiftassignments__staff__user=user.pk).values("pk")
    seen = Plan.objects.filter(_reach(user, Act.VIEW)).values("pk")
    return Plan.objects.filter(Q(pk__in=own) | Q(pk__in=seen), family=Family.STAFFING)


def runs_seen(user: Any, act: Act = Act.VIEW) -> QuerySet[Run]:
    """A run names its place in words: by network for most people, by scope for one facility's."""
    if everywhere(user, act):
        return Run.objects.all()
    whole = networks_whole(user, act)
    within = Q(network__in=whole)
    single = scope(Facility.objects.exclude(network__in=whole), user, "", act)
    held = bool(facilities_held(user, act))
    codes = _once(
        user, f"codes {act}", lambda: list(single.values_list("code", "network")) if held else []
    )
    for code, network in codes:
        within |= runs_of(code) & Q(network=network)
    return Run.objects.filter(within)


def network_named(user: Any, asked: str | None, kind: str = RunKind.FORECAST) -> Network:
    """The network of a scope of this kind, seen by the person; without a scope their only one. A
    forecast and a supply plan are a network's: a hospital of another may have its code.

    Raises NotFound, in the same words for what is not there and what is somebody else's.
    """
    seen = scope(Network.objects.all(), user, "network:")
    if not asked:
        found = list(seen[:2])
        if len(found) == 1:
            return found[0]
        raise NotFound(_("Say for which scope: you work for %(count)s.") % {"count": seen.count()})
    code = asked.partition("/")[0]
    facility = None
    if kind not in OF_NETWORK:
        places = scope(Facility.objects.select_related("network"), user, "")
        facility = places.filter(code=code).first()
    network = facility.network if facility else seen.filter(code=code).first()
    if network is None:
        raise NotFound(_("There is no %(scope)s here.") % {"scope": asked})
    return network


def scopes_plannable(user: Any) -> list[tuple[str, str]]:
    """(family, scope) of all that the person may have planned and that has the records for it."""
    found = []
    for network in networks_within(user, Act.RUN):
        places = {each.code: each for each in network.facilities.all()}
        for family, spec in FAMILIES.items():
            for name in spec.source.scopes(network):
                place = None if family in OF_NETWORK else places.get(name.partition("/")[0])
                acts = (Act.RUN, FAMILY_ACT[family])
                if all(may(user, act, place, None if place else network) for act in acts):
                    found.append((family, name))
    return found


def run_required(user: Any, run: Run) -> None:
    """May this person start, stop or cancel this run? Raises NotFound or Forbidden."""
    if not runs_seen(user).filter(pk=run.pk).exists():
        raise NotFound(_("There is no %(scope)s here.") % {"scope": run.scope})
    facility = Facility.objects.filter(network=run.network_id, code=run.facility_code).first()
    for act in (Act.RUN, FAMILY_ACT.get(run.kind, Act.RUN)):
        require(user, act, facility, None if facility else run.network)
