"""The waiting list: who is to be admitted in the coming weeks, by when, and who operates."""

from __future__ import annotations

from datetime import date

import numpy as np

from hospital.demo.arrivals import NEEDS, mean_nights
from hospital.demo.book import Book
from hospital.demo.draws import Ints
from hospital.demo.kinds import SPECIALTIES
from hospital.demo.network import Map, Site
from hospital.demo.stays import BANDS
from hospital.models import Patient, Referral, ReferralState
from hospital.pseudonyms import SAMPLE, key_mark, pseudonym_of

WEEKS = 4
"""of planned admissions that wait"""


def write_referrals(book: Book, rng: np.random.Generator, places: Map, today: date) -> None:
    """About four weeks of planned admissions per hospital, a few already admitted or withdrawn."""
    for number, hospital in enumerate(places.hospitals):
        _write_hospital(book, rng, places, hospital, number, today)


def waiting_by_specialty(hospital: Site) -> dict[str, float]:
    """Planned admissions a week, as the stays have them too."""
    weekly: dict[str, float] = {}
    for ward in hospital.wards:
        mean = sum(s * mean_nights(SPECIALTIES[c]) for c, s in ward.kind.specialties.items())
        for code, share in ward.kind.specialties.items():
            rate = 7 * 0.9 * ward.beds / mean * share * SPECIALTIES[code].elective
            weekly[code] = weekly.get(code, 0.0) + rate
    return weekly


def _write_hospital(
    book: Book, rng: np.random.Generator, places: Map, hospital: Site, number: int, today: date
) -> None:
    weekly = waiting_by_specialty(hospital)
    codes = [code for code, rate in weekly.items() for _ in range(rng.poisson(rate * WEEKS))]
    codes = [codes[i] for i in rng.permutation(len(codes))]
    count = len(codes)
    kinds = [SPECIALTIES[code] for code in codes]
    band = np.array([rng.choice(5, p=np.array(k.ages) / sum(k.ages)) for k in kinds])
    nights = np.exp(rng.normal(0.0, 0.45, count)) * np.array([k.nights for k in kinds])
    release = rng.integers(-6, 24, count)
    window = rng.choice([7, 10, 14, 21, 28], count, p=[0.15, 0.2, 0.3, 0.2, 0.15])
    base = np.datetime64(today)
    state = np.where(rng.random(count) < 0.06, str(ReferralState.CANCELLED), "waiting")
    state = np.where(rng.random(count) < 0.08, str(ReferralState.ADMITTED), state)
    over = (state == ReferralState.ADMITTED) & (release > 0)
    release = np.where(over, -release, release)
    due = base + np.maximum(release + window, 3)
    pks = book.add(
        Referral,
        facility_id=hospital.pk,
        number=[f"R{places.letter}{number:02}-{i:05}" for i in range(1, count + 1)],
        patient_id=_patients(book, places, number, count),
        specialty_id=[places.specialties[code] for code in codes],
        surgeon_id=[_surgeon(rng, hospital, code) for code in codes],
        gender=np.where(rng.random(count) < [k.female for k in kinds], "F", "M"),
        age_band=BANDS[band],
        registered=base + np.minimum(release, 0) - rng.integers(3, 60, count),
        release_day=base + release,
        due_day=np.where(rng.random(count) < 0.12, np.datetime64("NaT", "D"), due),
        mandatory=rng.random(count) < 0.25,
        surgery_minutes=_minutes(rng, codes),
        expected_nights=np.clip(np.rint(nights), 1, 30).astype(np.int64),
        isolation=rng.random(count) < 0.01,
        state=state,
    )
    _write_needs(book, rng, places, pks, codes)


def _patients(book: Book, places: Map, number: int, count: int) -> Ints:
    names = [f"{places.letter}{number:02}R{i:05}" for i in range(count)]
    made = [pseudonym_of(SAMPLE, name) for name in names]
    return book.add(Patient, network_id=places.pk, pseudonym=made, key_mark=key_mark())


def _surgeon(rng: np.random.Generator, hospital: Site, code: str) -> int | None:
    surgeons = hospital.surgeons.get(code)
    return surgeons[int(rng.integers(len(surgeons)))] if surgeons else None


def _minutes(rng: np.random.Generator, codes: list[str]) -> Ints:
    """Surgery in steps of five minutes around the specialty's median."""
    usual = np.array([SPECIALTIES[code].surgery for code in codes])
    drawn = usual * np.exp(rng.normal(0.0, 0.35, len(codes)))
    return np.where(usual > 0, np.clip(np.rint(drawn / 5) * 5, 30, 240), 0).astype(np.int64)


def _write_needs(
    book: Book, rng: np.random.Generator, places: Map, pks: Ints, codes: list[str]
) -> None:
    pairs = [
        (pk, places.equipment[need])
        for pk, code in zip(pks.tolist(), codes, strict=True)
        for need in NEEDS
        if need == "OXY" and rng.random() < SPECIALTIES[code].needs.get(need, 0.0) / 2
    ]
    if pairs:
        book.add(
            Referral.equipment.through,
            referral_id=[pair[0] for pair in pairs],
            equipment_id=[pair[1] for pair in pairs],
        )
