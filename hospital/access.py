"""Who may see and do what, per hospital: one table of roles, a few functions, nothing elsewhere."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import Exists, Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hospital.errors import Forbidden
from hospital.models import BreakGlass, Facility, Membership, Network, Role

ModelT = TypeVar("ModelT", bound=Model)


class Act(StrEnum):
    """What can be done; a role is a set of these."""

    VIEW = "view"
    RECORDS = "records"
    STAFFING = "staffing"
    BEDS = "beds"
    SUPPLY = "supply"
    RULES = "rules"
    EXPORT = "export"
    PUBLISH = "publish"
    RUN = "run"


ROLES: dict[str, frozenset[Act]] = {
    Role.ADMINISTRATOR: frozenset(Act),
    Role.PLANNER: frozenset({Act.VIEW, Act.STAFFING, Act.BEDS, Act.EXPORT, Act.PUBLISH, Act.RUN}),
    Role.SUPPLY: frozenset({Act.VIEW, Act.SUPPLY, Act.EXPORT, Act.PUBLISH, Act.RUN}),
    Role.VIEWER: frozenset({Act.VIEW}),
}
"""The whole matrix. A superuser holds every act everywhere."""

GLASS: frozenset[Act] = frozenset({Act.VIEW})
"""What break-glass gives in the hospital it was opened for, and nothing beyond."""

EXPORT_ROWS: dict[str, int] = {
    Role.ADMINISTRATOR: 100_000,
    Role.PLANNER: 20_000,
    Role.SUPPLY: 50_000,
}
"""Lines of plans that a role takes away in one file; a superuser as many as an administrator."""

User = Any


def _token_allows(user: User, act: Act) -> bool:
    """A program's token may be for some of its person's acts only."""
    acts = getattr(user, "token_acts", None)
    return acts is None or act in acts


def everywhere(user: User, act: Act) -> bool:
    """A superuser holds every act everywhere, unless a token leaves it out."""
    known = user.is_authenticated and user.is_active and user.is_superuser
    return bool(known) and _token_allows(user, act)


def _memberships(user: User, act: Act) -> list[Membership]:
    if not user.is_authenticated or not user.is_active or not _token_allows(user, act):
        return []
    roles = [role for role, acts in ROLES.items() if act in acts]
    found = [membership for membership in _held(user) if membership.role in roles]
    if act in GLASS:
        found += [
            Membership(user=user, network_id=glass.facility.network_id, facility=glass.facility)
            for glass in opened(user)
        ]
    return found


def _held(user: User) -> list[Membership]:
    held = getattr(user, "_mizan_memberships", None)
    if held is None:
        glass = BreakGlass.objects.filter(user=user, ended=None, until__gt=timezone.now())
        held = list(Membership.objects.filter(user=user).annotate(glass=Exists(glass)))
        user._mizan_memberships = held
    return held


def opened(user: User) -> list[BreakGlass]:
    """What the person has open by break-glass now, within the networks of their roles. For people
    alone: a program that comes with a token is in no emergency."""
    if not user.is_authenticated or not user.is_active or hasattr(user, "token_acts"):
        return []
    networks = {membership.network_id for membership in _held(user)}
    if not any(membership.glass for membership in _held(user)):  # type: ignore[attr-defined]
        return []
    found = getattr(user, "_mizan_opened", None)
    if found is None:
        mine = BreakGlass.objects.filter(user=user, ended=None, until__gt=timezone.now())
        found = list(mine.select_related("facility__network"))
        user._mizan_opened = found
    now = timezone.now()
    return [g for g in found if g.in_force(now) and g.facility.network_id in networks]


def openable(user: User) -> QuerySet[Facility]:
    """The hospitals that the person could open by break-glass: in a network in which they have a
    role, and not to be read already."""
    if not user.is_authenticated or not user.is_active or hasattr(user, "token_acts"):
        return Facility.objects.none()
    networks = {membership.network_id for membership in _held(user)}
    seen = scope(Facility.objects.all(), user, "").values("pk")
    return Facility.objects.filter(network__in=networks).exclude(pk__in=seen)


def may(
    user: User, act: Act, facility: Facility | None = None, network: Network | None = None
) -> bool:
    """Whether the person may do this, there; without a place: anywhere at all."""
    if everywhere(user, act):
        return True
    return any(_covers(held, facility, network) for held in _memberships(user, act))


def _covers(held: Membership, facility: Facility | None, network: Network | None) -> bool:
    """Whether a role reaches the place; the facility counts where both are named."""
    if facility is not None:
        whole = held.facility_id is None and held.network_id == facility.network_id
        return whole or held.facility_id == facility.pk
    if network is not None:
        return held.facility_id is None and held.network_id == network.pk
    return True


def require(
    user: User, act: Act, facility: Facility | None = None, network: Network | None = None
) -> None:
    """As `may`, raising Forbidden."""
    if not may(user, act, facility, network):
        raise Forbidden(_("Your role does not allow this here."), {"act": str(act)})


def export_rows(user: User, facility: Facility | None, network: Network | None) -> int:
    """How many lines of this place's plans the person takes away at once; 0 for none."""
    if everywhere(user, Act.EXPORT):
        return EXPORT_ROWS[Role.ADMINISTRATOR]
    return max(
        (
            EXPORT_ROWS.get(held.role, 0)
            for held in _memberships(user, Act.EXPORT)
            if _covers(held, facility, network)
        ),
        default=0,
    )


def networks_held(user: User, act: Act) -> list[int]:
    """Keys of the networks in which a role allows this everywhere; a superuser needs no role."""
    return [held.network_id for held in _memberships(user, act) if held.facility_id is None]


def may_whole(user: User, act: Act) -> bool:
    """Whether some network is the person's to do this in everywhere."""
    return everywhere(user, act) or bool(networks_held(user, act))


def networks_within(user: User, act: Act) -> QuerySet[Network]:
    """The networks in which the person may do this somewhere, be it in one facility: to name the
    network that a facility's own row is in. Whether the row is theirs `may` says."""
    if everywhere(user, act):
        return Network.objects.all()
    return Network.objects.filter(pk__in={held.network_id for held in _memberships(user, act)})


def _common(user: User, act: Act) -> set[int]:
    """Keys of the networks to whose common rows a role allows this. Whoever works in one facility
    reads them, for the facility's work rests on them (contracts, the calendar); they are done to
    by people of the whole network alone, for they are every other facility's too."""
    if act is Act.VIEW:
        return {held.network_id for held in _memberships(user, act)}
    return set(networks_held(user, act))


def of_network(path: str) -> bool:
    """Whether `scope`'s path leads to a network and to no facility."""
    return path.startswith(("network:", "whole:"))


def may_common(user: User, act: Act, network: Network) -> bool:
    """Whether the person may do this to what all facilities of the network have in common."""
    return everywhere(user, act) or network.pk in _common(user, act)


def facilities_held(user: User, act: Act) -> list[int]:
    """Keys of the single facilities in which a role allows this; a superuser needs no role."""
    return [held.facility_id for held in _memberships(user, act) if held.facility_id is not None]


def scope(
    queryset: QuerySet[ModelT], user: User, path: str, act: Act = Act.VIEW
) -> QuerySet[ModelT]:
    """Only the rows of the places where the person may do `act`.

    `path` leads from the row to a facility ("facility", "ward__facility", "" for facilities
    themselves) or to a network: "network:" for what its facilities have in common, which their
    people read and only those of the whole network change ("network:network", "network:" for
    networks themselves); "whole:" for what only the latter see. "part:facility": rows beside a
    network that are one facility's where they name one, and common where they name none.
    """
    if everywhere(user, act):
        return queryset
    networks = networks_held(user, act)
    facilities = facilities_held(user, act)
    if path.startswith("whole:"):
        return queryset.filter(**{f"{path.removeprefix('whole:')}__in": networks})
    if path.startswith("network:"):
        field = path.removeprefix("network:")
        key = f"{field}__in" if field else "pk__in"
        return queryset.filter(**{key: _common(user, act)})
    if path.startswith("part:"):
        field = path.removeprefix("part:")
        mine = Q(**{f"{field}__in": facilities}) | Q(network__in=networks)
        common = Q(**{f"{field}__isnull": True, "network__in": _common(user, act)})
        return queryset.filter(mine | common)
    prefix = f"{path}__" if path else ""
    return queryset.filter(
        Q(**{f"{prefix}network__in": networks}) | Q(**{f"{prefix}pk__in": facilities})
    )
