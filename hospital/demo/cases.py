"""Weekly cases of a few syndromes per facility, with their seasons, and one outbreak that is on.

Reports miss a week here and there, as reports do. The outbreak is acute diarrhoea in the last
weeks, at the first hospital and the health centres nearest to it in the list: what a person sees
first in the sample is an alarm with something to decide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_noop as _

from hospital.demo.book import Book
from hospital.demo.calendar import Calendar
from hospital.demo.catalogue import Item
from hospital.demo.consumption import week_starts
from hospital.demo.draws import Floats, Ints
from hospital.demo.network import Map, Site
from hospital.models import CaseCount, CountPeriod, Syndrome, SyndromeProduct


@dataclass(frozen=True, slots=True)
class SyndromeKind:
    """hospital: cases a week per 100 beds. centre: per 1,000 people. winter, summer: relative rise
    at midwinter and midsummer; flu: in a bad flu week. takes: ATC prefix -> units a case."""

    code: str
    name: str
    specialty: str
    hospital: float
    centre: float
    admitted: float
    nights: float
    takes: dict[str, float]
    notifiable: bool = False
    winter: float = 0.0
    summer: float = 0.0
    flu: float = 0.0


SYNDROMES = (
    SyndromeKind("ADD", _("Acute diarrhoea"), "INT", 9.0, 0.45, 0.16, 3.0,
                 {"A07CA": 1.2, "B05BB01": 0.3}, summer=0.7),
    SyndromeKind("ILI", _("Influenza-like illness"), "PNE", 8.0, 0.6, 0.08, 5.0,
                 {"N02BE01": 10.0, "R03AC02": 0.05}, winter=0.5, flu=2.5),
    SyndromeKind("SARI", _("Severe acute respiratory infection"), "PNE", 5.0, 0.04, 0.9, 6.0,
                 {"J01DD04": 4.0}, winter=0.6, flu=1.2),
    SyndromeKind("MEAS", _("Suspected measles"), "PED", 0.4, 0.01, 0.3, 4.0,
                 {"N02BE01": 6.0}, notifiable=True, winter=0.3),
    SyndromeKind("MENING", _("Meningitis"), "PED", 0.5, 0.004, 1.0, 8.0,
                 {"J01DD04": 16.0}, notifiable=True, winter=0.4),
)  # fmt: skip
OUTBREAK = "ADD"
OUTBREAK_RISE = (1.9, 2.5, 2.8)
"""cases over the usual, in the last weeks, oldest first"""
OUTBREAK_CENTRES = 4
SPREAD = 12.0
"""shape of the gamma that makes counts wilder than Poisson"""
MISSED = 0.015


def write_cases(
    book: Book,
    rng: np.random.Generator,
    places: Map,
    items: tuple[Item, ...],
    keys: Ints,
    calendar: Calendar,
    warm_up: int,
) -> None:
    """One row a week, facility and syndrome, of weeks that are over."""
    syndromes = _write_syndromes(book, places, items, keys)
    first, count = week_starts(calendar, warm_up)
    if count < 1:
        return
    starts = calendar.days[first] + 7 * np.arange(count)
    flu = calendar.flu[first : first + 7 * count].reshape(count, 7).mean(axis=1)
    sites = [*places.hospitals, *places.centres]
    struck = {places.hospitals[0].pk, *(site.pk for site in places.centres[:OUTBREAK_CENTRES])}
    told = rng.random((len(sites), count)) >= MISSED
    told[:, -len(OUTBREAK_RISE) :] = True
    for kind in SYNDROMES:
        wave = _wave(kind, starts, flu)
        for row, site in enumerate(sites):
            mean = _usual(kind, site) * rng.lognormal(0.0, 0.15) * wave
            if kind.code == OUTBREAK and site.pk in struck:
                weeks = min(len(OUTBREAK_RISE), count)
                mean[-weeks:] *= np.array(OUTBREAK_RISE)[-weeks:]
            cases = rng.poisson(mean * rng.gamma(SPREAD, 1 / SPREAD, count))
            book.add(
                CaseCount,
                facility_id=np.full(int(told[row].sum()), site.pk),
                syndrome_id=syndromes[kind.code],
                first_day=starts[told[row]],
                period=str(CountPeriod.WEEK),
                cases=cases[told[row]],
            )


def _usual(kind: SyndromeKind, site: Site) -> float:
    """Cases in a week of no season."""
    if site.population:
        return kind.centre * site.population / 1_000
    return kind.hospital * site.beds / 100


def _wave(kind: SyndromeKind, starts: Ints, flu: Floats) -> Floats:
    """Relative to a week of no season; the winter's height is in the middle of January."""
    day = (starts.astype("datetime64[D]") - starts.astype("datetime64[Y]")).astype(np.int64)
    cosine = np.cos(2 * np.pi * (day - 15) / 365.25)
    season = kind.winter * np.maximum(cosine, 0) + kind.summer * np.maximum(-cosine, 0)
    return np.asarray(1 + season + kind.flu * flu)


def _write_syndromes(
    book: Book, places: Map, items: tuple[Item, ...], keys: Ints
) -> dict[str, int]:
    rows = [
        {
            "code": kind.code,
            "name": kind.name,
            "notifiable": kind.notifiable,
            "admitted_share": kind.admitted,
            "nights": kind.nights,
            "specialty_id": places.specialties[kind.specialty],
        }
        for kind in SYNDROMES
    ]
    found = book.refer(Syndrome, rows)
    for kind in SYNDROMES:
        for atc, units in kind.takes.items():
            chosen = next((n for n, item in enumerate(items) if item.atc.startswith(atc)), None)
            if chosen is not None:
                SyndromeProduct.objects.update_or_create(
                    syndrome_id=found[kind.code],
                    product_id=int(keys[chosen]),
                    defaults={"units_per_case": units},
                )
    return found
