"""Stays, their bed history and patients, up to this morning; beds that are out of use today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from hospital.demo.arrivals import CODES, DAY, NEEDS, Arrivals, draw_arrivals
from hospital.demo.book import Book
from hospital.demo.calendar import Calendar, Days
from hospital.demo.draws import Floats, Ints
from hospital.demo.flow import Flow, run_flow
from hospital.demo.kinds import WARDS
from hospital.demo.network import Map, Site
from hospital.models import AgeBand, Bed, BedStatus, Patient, Stay, StayMove, Urgency
from hospital.pseudonyms import SAMPLE, key_mark, pseudonym_of

WARM_UP_DAYS = 45
"""days played before the history begins, so that it begins with full wards"""
BANDS = np.array([str(band) for band in AgeBand])
KINDS = tuple(WARDS)
Activity = dict[str, Floats]
"""hospital code -> patients at midnight, kind of ward x day of history"""


def write_stays(book: Book, rng: np.random.Generator, places: Map, calendar: Calendar) -> Activity:
    """Play every hospital over the calendar (which includes the warm-up) and write what is kept."""
    activity: Activity = {}
    for number, hospital in enumerate(places.hospitals):
        arrivals = draw_arrivals(rng, calendar, hospital)
        flow = run_flow(hospital, arrivals)
        moves = {name: np.array(getattr(flow, name), np.int64) for name in _MOVES}
        kept = _kept(moves, len(calendar))
        _write(book, rng, places, hospital, number, calendar, arrivals, moves, kept)
        activity[hospital.code] = _activity(hospital, moves, len(calendar))
        _block_beds(rng, hospital, moves, calendar)
    return activity


_MOVES = tuple(name for name in Flow.__slots__ if name != "refused")


def _kept(moves: dict[str, Ints], days: int) -> Ints:
    """Arrivals that found a bed, came before today, and left after the warm-up."""
    stays, first = np.unique(moves["stay"], return_index=True)
    last = np.zeros(int(stays[-1]) + 1, np.int64)
    np.maximum.at(last, moves["stay"], moves["ends"])
    inside = (moves["starts"][first] < days * DAY) & (last[stays] >= WARM_UP_DAYS * DAY)
    return np.asarray(stays[inside])


def _write(
    book: Book,
    rng: np.random.Generator,
    places: Map,
    hospital: Site,
    number: int,
    calendar: Calendar,
    arrivals: Arrivals,
    moves: dict[str, Ints],
    kept: Ints,
) -> None:
    end = len(calendar) * DAY
    row_of = np.full(len(arrivals.at), -1)
    row_of[kept] = np.arange(len(kept))
    inside = (row_of[moves["stay"]] >= 0) & (moves["starts"] < end)
    moves = {name: column[inside] for name, column in moves.items()}
    order = np.lexsort((moves["starts"], row_of[moves["stay"]]))
    moves = {name: column[order] for name, column in moves.items()}
    row = row_of[moves["stay"]]
    last = np.append(np.flatnonzero(np.diff(row)), len(row) - 1)
    first = np.append(0, last[:-1] + 1)
    comes, leaves = moves["starts"][first], moves["ends"][last]
    female, band = arrivals.female[kept], arrivals.band[kept]
    key = arrivals.specialty[kept] * 10 + band * 2 + female
    patients = _write_patients(book, rng, places, number, key, comes, leaves)
    wards = np.array([ward.pk for ward in hospital.wards])
    specialties = np.array([places.specialties[code] for code in CODES])
    pks = book.add(
        Stay,
        facility_id=hospital.pk,
        number=[f"{places.letter}{number:02}-{i:07}" for i in range(1, len(kept) + 1)],
        patient_id=patients,
        ward_id=wards[moves["ward"][last]],
        bed_id=moves["bed"][last],
        specialty_id=specialties[arrivals.specialty[kept]],
        gender=np.where(female, "F", "M"),
        age_band=BANDS[band],
        urgency=_urgency(arrivals, kept),
        admitted=_moments(calendar, comes),
        discharged=_moments(calendar, leaves, until=end),
        expected_discharge=_expected(rng, calendar, leaves, end),
        isolation=arrivals.isolation[kept],
    )
    _write_moves(book, calendar, wards, pks[row], moves)
    # Whoever has moved on from intensive care needs no monitor and no ventilator any more.
    _write_needs(book, places, pks, np.where(last > first, 0, arrivals.needs[kept]))


def _write_moves(
    book: Book, calendar: Calendar, wards: Ints, stays: Ints, moves: dict[str, Ints]
) -> None:
    book.add(
        StayMove,
        stay_id=stays,
        ward_id=wards[moves["ward"]],
        bed_id=moves["bed"],
        starts=_moments(calendar, moves["starts"]),
        ends=_moments(calendar, moves["ends"], until=len(calendar) * DAY),
    )


def _write_needs(book: Book, places: Map, pks: Ints, needs: Ints) -> None:
    stays, keys = [], []
    for position, code in enumerate(NEEDS):
        rows = np.flatnonzero(needs >> position & 1)
        stays.append(pks[rows])
        keys.append(np.full(len(rows), places.equipment[code]))
    through = Stay.equipment.through
    book.add(through, stay_id=np.concatenate(stays), equipment_id=np.concatenate(keys))


def _urgency(arrivals: Arrivals, kept: Ints) -> Any:
    urgent = np.where(arrivals.urgent[kept], str(Urgency.URGENT), str(Urgency.EMERGENCY))
    return np.where(arrivals.elective[kept], str(Urgency.ELECTIVE), urgent)


def _moments(calendar: Calendar, seconds: Ints, until: int | None = None) -> Days:
    """Wall-clock seconds as UTC moments; NaT from `until` on (it has not happened yet)."""
    day = np.minimum(seconds // DAY, len(calendar) - 1)
    moments = calendar.midnight[day] + (seconds - day * DAY).astype("timedelta64[s]")
    if until is not None:
        moments = np.where(seconds >= until, np.datetime64("NaT", "s"), moments)
    return moments


def _expected(rng: np.random.Generator, calendar: Calendar, leaves: Ints, end: int) -> Days:
    """What the ward expects: mostly right, for those present never before today."""
    guess = rng.choice([-2, -1, 0, 0, 0, 0, 1, 2], len(leaves))
    day = leaves // DAY + guess
    day = np.where(leaves >= end, np.maximum(day, len(calendar)), day)
    return calendar.days[0] + np.maximum(day, 0).astype("timedelta64[D]")


def _write_patients(
    book: Book,
    rng: np.random.Generator,
    places: Map,
    number: int,
    key: Ints,
    admitted: Ints,
    leaves: Ints,
) -> Ints:
    """Most people come once; some return, like themselves and after they had gone home."""
    count = len(key)
    order = np.lexsort((np.arange(count), key))
    lag = rng.integers(5, 80, count)
    earlier = order[np.maximum(np.arange(count) - lag, 0)]
    fits = (key[earlier] == key[order]) & (rng.random(count) < 0.3)
    fits &= (leaves[earlier] + DAY < admitted[order]) & (np.arange(count) >= lag)
    former = np.full(count, -1)
    rows, once = np.unique(earlier[fits], return_index=True)
    former[order[fits][once]] = rows
    person = np.zeros(count, np.int64)
    people = 0
    for stay, before in enumerate(former.tolist()):
        if before >= 0:
            person[stay] = person[before]
        else:
            person[stay] = people
            people += 1
    names = [f"{places.letter}{number:02}{i:07}" for i in range(people)]
    made = [pseudonym_of(SAMPLE, name) for name in names]
    return book.add(Patient, network_id=places.pk, pseudonym=made, key_mark=key_mark())[person]


def _activity(hospital: Site, moves: dict[str, Ints], days: int) -> Floats:
    """Patients at the end of each day by kind of ward."""
    kind = np.array([KINDS.index(ward.kind.code) for ward in hospital.wards])[moves["ward"]]
    change = np.zeros((len(KINDS), days + 1))
    np.add.at(change, (kind, np.minimum(moves["starts"] // DAY, days)), 1)
    np.add.at(change, (kind, np.minimum(moves["ends"] // DAY, days)), -1)
    return np.asarray(np.cumsum(change, axis=1)[:, WARM_UP_DAYS:days])


def _block_beds(
    rng: np.random.Generator, hospital: Site, moves: dict[str, Ints], calendar: Calendar
) -> None:
    """About two beds in a hundred, empty ones, are being cleaned, repaired or closed."""
    end = len(calendar) * DAY
    taken = moves["bed"][(moves["starts"] < end) & (moves["ends"] >= end)]
    beds = np.array([bed for ward in hospital.wards for room in ward.rooms for bed in room.beds])
    empty = np.setdiff1d(beds, taken)
    chosen = rng.permutation(empty)[: min(len(empty) // 3, max(1, len(beds) // 50))].tolist()
    today = date.fromisoformat(str(calendar.days[-1])) + timedelta(days=1)
    parts = (chosen[0::3], chosen[1::3], chosen[2::3])
    states = ((BedStatus.BLOCKED, 9), (BedStatus.CLEANING, 0), (BedStatus.CLOSED, 30))
    for pks, (status, days) in zip(parts, states, strict=True):
        Bed.objects.filter(pk__in=pks).update(
            status=status, status_until=today + timedelta(days=days)
        )
