"""Who has no bed in a plan: what keeps them out, the first day on which they could come, and the
least that would have to give.

Every answer comes from doing it and letting the judge speak. Of a bed and of an operation is asked
apart, so that wards may be half empty and the sentence say that it is the theatre that is full.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from operations.core.beds.candidates import Option, judged, patient_named, taking, theatre_for
from operations.core.beds.explain import Reason
from operations.core.beds.plan import Placement
from operations.core.beds.problem import Patient, Room, State
from operations.core.beds.report import worsened
from operations.core.beds.rules import RULES
from operations.core.beds.standing import Change, Standing
from operations.core.rule import counted

SURGEON, THEATRE, WINDOW = "surgeon_minutes", "theatre_minutes", "admission_window"
OPERATION = frozenset((SURGEON, THEATRE))
NAMED = {
    SURGEON: ("minute", "surgeon {surgeon} operates {counted} longer"),
    THEATRE: ("minute", "theatre {theatre} is open {counted} longer"),
    WINDOW: ("day", "coming {counted} after the due day is accepted"),
    "room_capacity": ("night", "room {room} has one more bed for {counted}"),
    "room_one_gender": ("night", "women and men share room {room}"),
}
"""How it is said that a rule gives way, and what its amounts count; other rules by their label."""
BY_CODE = {rule.code: rule for rule in RULES}


class Lack(StrEnum):
    """What is missing."""

    OPERATION = "operation"
    BED = "bed"
    NOTHING = "nothing"
    """A place is free and would cost more than waiting, or nobody has taken it."""


@dataclass(frozen=True, slots=True)
class KeptOut:
    """Why a patient waits. first, last: days of the plan on which they may come.

    reasons: what keeps them out. possible: the first day of the plan with a place that breaks
    nothing but, at the most, the due day; None where there is none. way: the place where least has
    to give, and gives: what; empty where the place is lawful. way is None for whoever no ward
    takes. instead: the cheapest lawful place of somebody else who may wait too, with what it would
    cost to leave them out for this patient.
    """

    patient: str
    first: int
    last: int
    lack: Lack
    reasons: tuple[Reason, ...]
    possible: int | None
    way: Option | None
    gives: tuple[Reason, ...]
    instead: Instead | None = None


@dataclass(frozen=True, slots=True)
class Instead:
    """The place of `other`, who would wait; cost: of both changes together."""

    other: str
    change: Change
    cost: int


@dataclass(frozen=True, slots=True)
class _Day:
    """The best place of a day."""

    day: int
    option: Option
    allowed: bool
    """The patient may come on that day."""

    @property
    def bed(self) -> bool:
        """A bed that suits is free, whatever an operation lacks."""
        return not self.option.breaks.keys() - OPERATION - {WINDOW}

    def has(self, rule: str) -> bool:
        return rule not in self.option.breaks


def kept_out(standing: Standing, patient: str) -> KeptOut:
    """Of a patient without a bed. Raises BadProblem for one that the problem does not know."""
    known = patient_named(standing, patient)
    window = known.window(standing.problem.days)
    asked = window if known.state is State.PRESENT else range(window.start, standing.problem.days)
    days = [day for each in asked if (day := _day(standing, known, each, each in window))]
    open_days = [day for day in days if day.allowed]
    lawful = [day for day in open_days if day.option.lawful]
    last = max(window.start, window.stop - 1)
    if lawful:
        best = min(lawful, key=lambda day: day.option.rank).option
        reason = _free(standing, known, best)
        return KeptOut(
            patient, window.start, last, Lack.NOTHING, (reason,), lawful[0].day, best, ()
        )
    late = [day.day for day in days if not day.option.breaks.keys() - {WINDOW}]
    lack, reasons = _lacking(standing, known, open_days)
    way = min((d.option for d in days), key=lambda each: _given(known, each), default=None)
    gives = tuple(_gives(standing, known, way)) if way else ()
    instead = _instead(standing, known, open_days)
    first = late[0] if late else None
    return KeptOut(patient, window.start, last, lack, reasons, first, way, gives, instead)


def _instead(standing: Standing, patient: Patient, days: list[_Day]) -> Instead | None:
    """Anybody admitted on a day when the patient may come: in their room, or in the day's best."""
    found: list[Instead] = []
    for day in days:
        for place in standing.admitted(day.day):
            if not _may_wait(standing, place.patient) or _no_help(standing, patient, day, place):
                continue
            for room in dict.fromkeys((place.room, day.option.change.room)):
                change = Change(patient.id, room, day.day, place.theatre)
                difference = standing.difference(Change(place.patient), change)
                if not worsened(standing.problem.policies, difference):
                    found.append(Instead(place.patient, change, difference.cost))
    return min(found, key=lambda each: (each.cost, each.change.day, each.other), default=None)


def _no_help(standing: Standing, patient: Patient, day: _Day, place: Placement) -> bool:
    """Whose place has not what the day lacks: the surgeon's time, or a theatre's."""
    other = standing.views.patients[place.patient]
    return (not day.has(SURGEON) and other.surgeon != patient.surgeon) or (
        not day.has(THEATRE) and not place.theatre
    )


def _may_wait(standing: Standing, patient: str) -> bool:
    known = standing.views.patients[patient]
    locked = any(lock.patient == patient for lock in standing.problem.locks)
    return known.state is State.ELECTIVE and not known.mandatory and not locked


def _day(standing: Standing, patient: Patient, day: int, allowed: bool) -> _Day | None:
    """The day's best place. Rooms are asked the emptiest first, and no further than the first that
    suits where the operation has no time: all of them would say the same of it."""
    theatre = theatre_for(standing, patient, day)
    best: Option | None = None
    for room in _emptiest_first(standing, patient, day):
        option = judged(standing, Change(patient.id, room.id, day, theatre))
        if best is None or _given(patient, option) < _given(patient, best):
            best = option
        others = option.breaks.keys() - {WINDOW}
        if others and not others - OPERATION:
            break
    return _Day(day, best, allowed) if best else None


def _emptiest_first(standing: Standing, patient: Patient, day: int) -> list[Room]:
    def people(room: Room) -> int:
        nights = standing.problem.nights
        known = standing.views.patients
        return sum(day in nights(known[p.patient], p.day) for p in standing.there(room.id))

    rooms = list(taking(standing, patient))
    return sorted(rooms, key=lambda room: people(room) - room.beds(day))


def _given(patient: Patient, option: Option) -> tuple[float, int, int, str]:
    """How much of what the patient needs does not fit there, then the cost."""
    shares = (amount / _whole(patient, rule) for rule, amount in option.breaks.items())
    return round(sum(shares), 6), option.cost, option.change.day, option.change.room


def _whole(patient: Patient, rule: str) -> int:
    """All that the patient needs of what the rule counts."""
    if rule in OPERATION:
        return max(1, patient.surgery_minutes)
    if rule == WINDOW and patient.due_day is not None:
        return patient.due_day - patient.release_day + 1
    return patient.stay_nights


def _free(standing: Standing, patient: Patient, best: Option) -> Reason:
    """A place is lawful: what it would cost more than waiting, or that nothing speaks against."""
    facts = {"patient": patient.id, "room": best.change.room, "cost": f"{best.cost:+d}"}
    facts |= standing.problem.day_facts(best.change.day)
    where = f"room {best.change.room} from {standing.problem.day_name(best.change.day)}"
    if best.cost <= 0:
        return Reason("out_free", f"A bed is free: {where}.", facts, best.cost)
    most = _dearest(standing, best)
    sentence = (
        f"A bed is free, {where}, but taking it changes the cost by {best.cost:+d}, most of it by: "
        f"{_label(most)}."
    )
    return Reason("out_dear", sentence, facts | {"most_rule": most}, best.cost)


def _dearest(standing: Standing, option: Option) -> str:
    """The rule that most of an option's price is of."""
    priced: Counter[str] = Counter()
    for each in option.difference.appeared:
        own = BY_CODE[each.rule].policy(standing.problem.policies).weight
        priced[each.rule] += each.amount * (own if each.weight is None else each.weight)
    return priced.most_common(1)[0][0] if priced else ""


def _label(rule: str) -> str:
    return BY_CODE[rule].label if rule in BY_CODE else "-"


def _lacking(
    standing: Standing, patient: Patient, days: list[_Day]
) -> tuple[Lack, tuple[Reason, ...]]:
    """What no day has, or no day at once."""
    with_bed = [day for day in days if day.bed]
    if not with_bed:
        return Lack.BED, (_no_bed(days),)
    operated = [day for day in days if day.has(SURGEON) and day.has(THEATRE)]
    if operated:
        first = operated[0].day
        facts = {"days": str(len(operated)), **standing.problem.day_facts(first)}
        sentence = (
            f"There is time for the operation on {counted(len(operated), 'day')}, first on "
            f"{standing.problem.day_name(first)}, but no bed that suits is free then."
        )
        return Lack.BED, (Reason("out_beds_then", sentence, facts),)
    return Lack.OPERATION, (_no_operation(standing, patient, days), _beds_free(with_bed, days))


def _beds_free(with_bed: list[_Day], days: list[_Day]) -> Reason:
    """That it is not for want of a bed."""
    if len(with_bed) == len(days):
        return Reason("out_beds_always", "A bed that suits is free on every such day.")
    return Reason(
        "out_beds_free",
        f"A bed that suits is free on {len(with_bed)} of {counted(len(days), 'day')}.",
        {"free": str(len(with_bed)), "days": str(len(days))},
    )


def _no_bed(days: list[_Day]) -> Reason:
    """Which rule is in the way on most days."""
    stops = [rule for day in days for rule in day.option.breaks if rule not in OPERATION]
    most = max(dict.fromkeys(stops), key=stops.count, default="")
    sentence = f"No bed that suits is free then; what is mostly in the way: {_label(most)}."
    return Reason("out_no_bed", sentence, {"most_rule": most})


def _no_operation(standing: Standing, patient: Patient, days: list[_Day]) -> Reason:
    surgeon, needed = patient.surgeon, patient.surgery_minutes
    facts = {"surgeon": surgeon, "needed": str(needed)}
    takes = f"the operation takes {counted(needed, 'minute')}"
    if not any(day.has(SURGEON) for day in days):
        minutes = next((s.minutes for s in standing.problem.surgeons if s.id == surgeon), ())
        if not any(minutes[day.day] for day in days if minutes):
            sentence = f"Surgeon {surgeon} does not operate on a day on which the patient may come."
            return Reason("out_surgeon_away", sentence, facts)
        left = _left(days, SURGEON, needed)
        sentence = (
            f"Surgeon {surgeon} has no more than {counted(left, 'minute')} left on a day; {takes}."
        )
        return Reason("out_surgeon_full", sentence, facts | {"left": str(left)})
    if not any(day.has(THEATRE) for day in days):
        left = _left(days, THEATRE, needed)
        sentence = f"No theatre has more than {counted(left, 'minute')} left on a day; {takes}."
        return Reason("out_theatre_full", sentence, facts | {"left": str(left)})
    sentence = (
        f"Surgeon {surgeon} and a theatre never have {counted(needed, 'minute')} left on the same "
        "day."
    )
    return Reason("out_surgery_apart", sentence, facts)


def _left(days: list[_Day], rule: str, needed: int) -> int:
    """Minutes left on the day that has most."""
    return max(0, needed - min(day.option.breaks[rule] for day in days))


def _gives(standing: Standing, patient: Patient, way: Option) -> Iterator[Reason]:
    """What has to give, one part of a sentence for each rule."""
    for rule, amount in way.breaks.items():
        facts = {"over": str(amount), "room": way.change.room}
        facts |= {"surgeon": patient.surgeon, "theatre": way.change.theatre}
        if rule not in NAMED or (rule == THEATRE and not way.change.theatre):
            sentence = f"this gives way: {_label(rule)}"
            yield Reason("way_rule", sentence, facts | {"way_rule": rule})
            continue
        noun, sentence = NAMED[rule]
        facts["counted"] = counted(amount, noun)
        yield Reason(f"way_{rule}", sentence.format_map(facts), facts)
