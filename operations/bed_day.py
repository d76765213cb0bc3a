"""What a bed plan means for today: who is to leave, who is to move, who is to come, and which beds
there are for them. Read-only; `operations.services.bed_day` enters what became of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from hospital.models import Bed, Referral, ReferralState, Room, Stay
from hospital.selectors import bed_usable
from operations.keeping.beds import REFERRAL, STAY, room_key
from operations.models import BedAssignment, Plan
from operations.services.edits import change_required


@dataclass(frozen=True, slots=True)
class Leaving:
    stay: Stay
    overdue: int
    """Days since the expected discharge."""

    @property
    def bed(self) -> str:
        return bed_said(self.stay.bed) if self.stay.bed else self.stay.ward.code


@dataclass(frozen=True, slots=True)
class Choice:
    """A bed somebody could be put in. taken: by whom, who is to leave it today; "" where free."""

    bed: int
    said: str
    room: int
    taken: str = ""


@dataclass(frozen=True, slots=True)
class Placing:
    """Somebody whom the plan has in another room than the records have. stay: of who is here, also
    where the list of those who wait still has them; late: days since they were to come."""

    key: str
    number: str
    room: str
    stay: Stay | None
    referral: Referral | None
    theatre: str
    choices: tuple[Choice, ...]
    chosen: int | None
    late: int = 0
    leaves: bool = False
    """Is to leave today all the same."""

    @property
    def lies(self) -> str:
        """Where they are now."""
        if self.stay is None:
            return ""
        return bed_said(self.stay.bed) if self.stay.bed else _("without a bed")

    @property
    def numbered(self) -> bool:
        """Whether a number of a new stay is asked for."""
        return self.stay is None


@dataclass(frozen=True, slots=True)
class BedDay:
    day: date
    leaving: tuple[Leaving, ...]
    moving: tuple[Placing, ...]
    coming: tuple[Placing, ...]

    @property
    def placings(self) -> tuple[Placing, ...]:
        return self.moving + self.coming


def bed_said(bed: Bed) -> str:
    """As the board names its room."""
    return f"{room_key(bed.room)}/{bed.code}"


def bed_day(*, plan: Plan, actor: Any, today: date) -> BedDay:
    """What the plan, as its lines stand, has for `today`. Raises Forbidden, Conflict for a plan
    that was replaced."""
    change_required(plan, actor)
    here = list(
        Stay.objects.filter(facility=plan.facility, discharged=None)
        .select_related("bed__room__ward", "ward")
        .order_by("ward__code", "bed__room__code", "bed__code", "number")
    )
    leaving = [
        Leaving(stay, (today - stay.expected_discharge).days)
        for stay in here
        if stay.expected_discharge and stay.expected_discharge <= today
    ]
    lines = list(_lines(plan, today))
    moving = [line for line in lines if line.stay and not _is_there(line)]
    coming = [line for line in lines if line.referral]
    beds = _Beds({line.room.ward_id for line in lines if line.room}, here, leaving, moving, today)
    stays = {stay.patient_id: stay for stay in here}
    goes = {each.stay.pk for each in leaving}
    return BedDay(
        today,
        tuple(leaving),
        tuple(
            replace(_placing(line, line.stay, beds, today), leaves=line.stay_id in goes)
            for line in moving
        ),
        tuple(
            _placing(line, stays.get(line.referral.patient_id), beds, today)
            for line in coming
            if line.referral
        ),
    )


def _lines(plan: Plan, today: date) -> Any:
    """Of who is here, and of who waits and is to come by now."""
    who = Q(stay__isnull=False, stay__discharged=None) | Q(
        referral__state=ReferralState.WAITING, first_day__lte=today
    )
    lines = BedAssignment.objects.filter(who, plan=plan, room__isnull=False).defer("reason")
    lines = lines.select_related("stay__bed__room__ward", "referral", "room__ward", "theatre")
    return lines.order_by("room__ward__code", "room__code", "pk")


def _is_there(line: BedAssignment) -> bool:
    bed = line.stay.bed if line.stay else None
    return bed is not None and bed.room_id == line.room_id


def _placing(line: BedAssignment, stay: Stay | None, beds: _Beds, today: date) -> Placing:
    assert line.room is not None
    row = line.stay or line.referral
    assert row is not None
    choices = beds.of(line.room)
    return Placing(
        f"{STAY if line.stay else REFERRAL}:{row.number}",
        row.number,
        room_key(line.room),
        stay,
        line.referral,
        line.theatre.code if line.theatre else "",
        choices,
        beds.next(line.room),
        (today - line.first_day).days if line.referral and line.first_day else 0,
    )


class _Beds:
    """Beds of some wards that are free today, or will be once today's leaving and moving is done;
    each is offered first to one patient."""

    def __init__(
        self,
        wards: set[int],
        here: list[Stay],
        leaving: list[Leaving],
        moving: list[BedAssignment],
        today: date,
    ) -> None:
        goes = {each.stay.pk: _("%(patient)s leaves today") for each in leaving}
        goes |= {line.stay_id: _("%(patient)s moves today") for line in moving if line.stay_id}
        taken = {stay.bed_id: stay for stay in here if stay.bed_id}
        self.by_ward: defaultdict[int, list[Choice]] = defaultdict(list)
        self.given: set[int] = set()
        beds = Bed.objects.filter(room__ward__in=wards).select_related("room__ward")
        for bed in beds.order_by("room__code", "code"):
            stay = taken.get(bed.pk)
            usable = bed_usable(bed.status, bed.status_until, today, today)
            if not usable or (stay is not None and stay.pk not in goes):
                continue
            why = goes[stay.pk] % {"patient": stay.number} if stay else ""
            choice = Choice(bed.pk, bed_said(bed), bed.room_id, why)
            self.by_ward[bed.room.ward_id].append(choice)

    def of(self, room: Room) -> tuple[Choice, ...]:
        """The ward's, the room's own first and in it the free ones."""
        found = self.by_ward[room.ward_id]
        return tuple(sorted(found, key=lambda each: (each.room != room.pk, bool(each.taken))))

    def next(self, room: Room) -> int | None:
        """A bed of the room that is offered to nobody else yet."""
        own = (each for each in self.of(room) if each.room == room.pk)
        chosen = next((each.bed for each in own if each.bed not in self.given), None)
        if chosen is not None:
            self.given.add(chosen)
        return chosen
