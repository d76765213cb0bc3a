"""What a hospital's records say by now that a bed plan did not know when it was made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from operations.core.beds.problem import Patient, Problem, Room, State, Surgeon, Theatre
from operations.words import patients_named


def bed_news(asked: Problem, start: date, today: Problem, first: date) -> tuple[str, ...]:
    """A sentence for each thing, in the reader's language: who came, who left, who stays how long,
    what they need, which beds are closed or open, which theatres and surgeons have other minutes.

    asked: the plan's own problem, which begins on `start`; today: the records', from `first` on.
    """
    before = {patient.id: patient for patient in asked.patients}
    now = {patient.id: patient for patient in today.patients}
    rooms = {room.id: room for room in asked.rooms}
    days = (first - start).days
    return (
        *(_new(each) for name, each in now.items() if name not in before),
        *(_gone(each) for name, each in before.items() if name not in now),
        *(
            said
            for name, each in now.items()
            if name in before
            for said in _otherwise(before[name], start, each, first)
        ),
        *(
            said
            for room in today.rooms
            if room.id in rooms
            for said in _beds(rooms[room.id], days, room, first, today.days)
        ),
        *_operating(asked, days, today, first),
    )


def _operating(asked: Problem, days: int, today: Problem, first: date) -> Iterator[str]:
    """Each day on which a theatre or a surgeon has other minutes."""
    theatre = _("Theatre %(name)s on %(day)s: %(minutes)s minutes, not %(before)s.")
    surgeon = _("Surgeon %(name)s on %(day)s: %(minutes)s minutes, not %(before)s.")
    pairs: list[tuple[str, tuple[Theatre | Surgeon, ...], tuple[Theatre | Surgeon, ...]]] = [
        (theatre, asked.theatres, today.theatres),
        (surgeon, asked.surgeons, today.surgeons),
    ]
    for said, had, has in pairs:
        before = {each.id: each.minutes for each in had}
        for each in has:
            for day, minutes in enumerate(each.minutes):
                former = before.get(each.id, ())[days + day : days + day + 1]
                if former and former[0] != minutes:
                    on = _day(first + timedelta(days=day))
                    facts = {"name": each.id, "day": on, "minutes": minutes}
                    yield said % {**facts, "before": former[0]}


def _new(patient: Patient) -> str:
    words = _("%(patient)s has come.") if _is_here(patient) else _("%(patient)s waits now.")
    return words % {"patient": patients_named(patient.id)}


def _gone(patient: Patient) -> str:
    words = _("%(patient)s has left.") if _is_here(patient) else _("%(patient)s waits no more.")
    return words % {"patient": patients_named(patient.id)}


def _is_here(patient: Patient) -> bool:
    return patient.state is State.PRESENT


def _otherwise(before: Patient, start: date, now: Patient, first: date) -> Iterator[str]:
    named = {"patient": patients_named(now.id)}
    nights = timedelta(days=before.stay_nights), timedelta(days=now.stay_nights)
    if _is_here(now):
        expected, expects = start + nights[0], first + nights[1]
        if expected != expects:
            said = _("%(patient)s stays until %(until)s, not until %(before)s.")
            yield said % {**named, "until": _day(expects), "before": _day(expected)}
    elif nights[0] != nights[1]:
        said = _("%(patient)s is to stay %(nights)s nights, not %(before)s.")
        yield said % {**named, "nights": now.stay_nights, "before": before.stay_nights}
    if bool(before.isolation) != bool(now.isolation):
        alone = _("%(patient)s needs a room alone.")
        beside = _("%(patient)s needs no room alone any more.")
        yield (alone if now.isolation else beside) % named
    if before.needs != now.needs:
        yield _("%(patient)s needs other equipment.") % named
    if before.with_patient != now.with_patient:
        mother = _("%(patient)s lies beside %(other)s.")
        apart = _("%(patient)s lies beside nobody any more.")
        words = mother if now.with_patient else apart
        yield words % {**named, "other": patients_named(now.with_patient)}


def _beds(before: Room, days: int, now: Room, first: date, left: int) -> Iterator[str]:
    """Once a room, of the first day that differs."""
    for day in range(left):
        had, has = before.beds(days + day), now.beds(day)
        if had != has:
            said = _("Usable beds of room %(room)s from %(day)s on: %(beds)s, not %(before)s.")
            on = _day(first + timedelta(days=day))
            yield said % {"room": now.id, "beds": has, "before": had, "day": on}
            return


def _day(day: date) -> str:
    return date_format(day, "MONTH_DAY_FORMAT")
