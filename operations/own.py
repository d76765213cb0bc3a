"""What a person of the staff sees: their own published shifts, and who works on their ward.

Read-only. Drafts are nobody's shifts yet and are never read here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from hospital.errors import NotFound
from hospital.models import ShiftRequest, ShiftType, StaffMember
from operations import export_rows
from operations.core.staffing.replacements import Option, swaps
from operations.exports import calendar
from operations.in_force import in_force
from operations.models import (
    CalendarLink,
    Family,
    Plan,
    PlanEvent,
    PlanState,
    ShiftAssignment,
    ShiftSwap,
)
from operations.services.own import token_digest
from operations.services.publish import TAKEN_BACK
from operations.services.rosters import roster_standing
from operations.services.swaps import OPEN, own_required

DAYS_SHOWN = 56
DAYS_KEPT = 28
"""Of the past, in the calendar: what was worked this month stays readable."""
SWAPS_SHOWN = 20
SWAPS_TOLD = 10
NEWS_DAYS = 7
"""How long a decided swap stands above the shifts."""


def staff_of(user: Any) -> StaffMember | None:
    """Who of the staff logs in as this user; nobody who has left."""
    found = StaffMember.objects.filter(user=user.pk)
    found = found.select_related("facility__network", "home_ward__facility")
    staff = found.first()
    return None if staff is None or has_left(staff) else staff


def has_left(staff: StaffMember) -> bool:
    return staff.ended is not None and staff.ended < today_of(staff)


def today_of(staff: StaffMember) -> date:
    """The date where the person works."""
    return datetime.now(ZoneInfo(staff.facility.network.time_zone)).date()


def _lines(first: date, until: date) -> QuerySet[ShiftAssignment]:
    lines = ShiftAssignment.objects.filter(
        plan__family=Family.STAFFING, shift__isnull=False, date__gte=first, date__lt=until
    )
    related = ("shift", "staff", "skill", "plan__ward", "plan__facility", "plan__network")
    found = in_force(lines, "date").select_related(*related)
    return found.defer("plan__problem", "plan__answer").order_by("date", "shift__starts")


def shifts_of(staff: StaffMember, first: date, until: date) -> list[ShiftAssignment]:
    """The person's shifts of rosters in force on [first, until), of any ward."""
    return list(_lines(first, until).filter(staff=staff))


@dataclass(frozen=True, slots=True)
class OnShift:
    """Who works one shift of a ward on a day."""

    shift: ShiftType
    people: tuple[str, ...]


def ward_on(staff: StaffMember, day: date) -> list[OnShift]:
    """Who works on the person's own ward on a day; empty without a ward."""
    if staff.home_ward is None:
        return []
    people: defaultdict[ShiftType, list[str]] = defaultdict(list)
    for line in _lines(day, day + timedelta(days=1)).filter(plan__ward=staff.home_ward):
        assert line.shift is not None
        people[line.shift].append(line.staff.number)
    return [OnShift(shift, tuple(sorted(found))) for shift, found in people.items()]


def ward_opens(staff: StaffMember) -> date:
    """Today, or the first day after it that a published roster of the person's ward has, where
    today is before the first."""
    today = today_of(staff)
    if staff.home_ward is None:
        return today
    lines = _lines(today, today + timedelta(days=DAYS_SHOWN)).filter(plan__ward=staff.home_ward)
    first: date | None = lines.order_by("date").values_list("date", flat=True).first()
    return first or today


def wishes_of(staff: StaffMember) -> QuerySet[ShiftRequest]:
    """From today on."""
    wishes = ShiftRequest.objects.filter(staff=staff, date__gte=today_of(staff))
    return wishes.select_related("shift").order_by("date", "pk")


def swaps_of(staff: StaffMember) -> QuerySet[ShiftSwap]:
    """Those that the person asked for or is asked for, the newest first."""
    mine = ShiftSwap.objects.filter(Q(asking=staff) | Q(other=staff))
    since = today_of(staff) - timedelta(days=DAYS_KEPT)
    mine = mine.filter(Q(asking_date__gte=since) | Q(other_date__gte=since))
    return mine.select_related("asking", "other", "plan").defer("plan__problem", "plan__answer")


def is_news(swap: ShiftSwap, today: date) -> bool:
    """Of days to come: it waits for somebody, or was decided lately."""
    if min(swap.asking_date, swap.other_date) < today:
        return False
    return swap.state in OPEN or (
        swap.decided is not None and swap.decided.date() >= today - timedelta(days=NEWS_DAYS)
    )


def rosters_withdrawn(staff: StaffMember) -> list[Plan]:
    """Rosters with shifts of the person to come whose publication was withdrawn, the latest first,
    as long as no other was published for their days since; `since`: when it was withdrawn."""
    ahead = ShiftAssignment.objects.filter(
        plan=OuterRef("pk"), staff=staff, shift__isnull=False, date__gte=today_of(staff)
    )
    events = PlanEvent.objects.filter(plan=OuterRef("pk"), action=TAKEN_BACK).order_by("-pk")
    later = Plan.objects.filter(
        family=Family.STAFFING, scope=OuterRef("scope"), state=PlanState.PUBLISHED,
        published__gt=OuterRef("since"),
    )  # fmt: skip
    found = Plan.objects.filter(family=Family.STAFFING, state=PlanState.DRAFT)
    found = found.annotate(since=Subquery(events.values("at")[:1])).filter(
        ~Exists(later), Exists(ahead), since__isnull=False
    )
    return list(found.select_related("ward").defer("problem", "answer").order_by("-since"))


@dataclass(frozen=True, slots=True)
class SwapOffer:
    """A colleague's shift that could be had for one's own, within the law."""

    person: str
    day: date
    shift: str


def own_line(staff: StaffMember, day: date) -> ShiftAssignment:
    """One's own published shift of a day to come. Raises NotFound."""
    found = shifts_of(staff, day, day + timedelta(days=1))
    if not found or day < today_of(staff):
        raise NotFound(_("You have no published shift on that day."))
    return found[0]


def swap_offers(line: ShiftAssignment, actor: Any) -> list[SwapOffer]:
    """Whose shifts to come could be exchanged with this one, the best for the ward first.

    Only what the judge finds lawful; what it costs is the planner's to weigh, and why a colleague
    would rather not is theirs to say. Raises Forbidden, Conflict, ApplicationError.
    """
    plan = line.plan
    own_required(plan, line.staff, actor)
    standing = roster_standing(plan)
    first = max(0, (today_of(line.staff) - plan.start).days)
    end = _taken_over(plan)
    found = swaps(standing, line.staff.number, (line.date - plan.start).days, range(first, end))
    return [_offer(plan, option) for option in found if option.lawful][:SWAPS_SHOWN]


def _taken_over(plan: Plan) -> int:
    """The first day of the plan that a later published one has taken over; its end without one."""
    later = Plan.objects.filter(
        family=plan.family, scope=plan.scope, state=PlanState.PUBLISHED, start__gt=plan.start
    )
    start = later.order_by("start").values_list("start", flat=True).first()
    return plan.days if start is None else min(plan.days, (start - plan.start).days)


def _offer(plan: Plan, option: Option) -> SwapOffer:
    gains = [c for c in option.changes if c.person != option.person and c.shift]
    return SwapOffer(option.person, plan.start + timedelta(days=gains[0].day), gains[0].shift or "")


def calendar_of(token: str) -> bytes:
    """The iCalendar behind a secret address. Raises NotFound for one that is none, or none any
    more: revoked, of somebody who has left or may not log in."""
    link = CalendarLink.objects.filter(token_sha256=token_digest(token))
    found = link.select_related("staff__user", "staff__facility__network").first()
    staff = found.staff if found else None
    user = staff.user if staff else None
    if staff is None or user is None or not user.is_active or has_left(staff):
        raise NotFound(_("There is no such calendar."))
    today = today_of(staff)
    lines = shifts_of(staff, today - timedelta(days=DAYS_KEPT), today + timedelta(days=366))
    return calendar.to_feed(export_rows.own_rosters(lines), staff.number)
