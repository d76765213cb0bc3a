"""Whether a forecast is as good for all: its walk-forward error by kind of place and of patient.

Places: the errors of a group's series together, over all test windows. Patients: a ward's forecast
is not split by patient, so a group is given the error of the wards it lies in, weighted by how many
of its stays each ward had in the days that were tested: what a patient of that group meets. Groups
with fewer than `LEAST` values or stays keep neither error nor count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from forecasting.models import ForecastKind
from hospital.models import Facility, Network, Product, Stay, Ward, WardSpecialty

if TYPE_CHECKING:
    from forecasting.core.backtest import SeriesScore
    from forecasting.core.request import ForecastAnswer

LEAST = 30
FACILITY_KIND, RURAL, SPECIALTY, ATC, VEN = "facility_kind", "rural", "specialty", "atc", "ven"
AGE, GENDER = "age_band", "gender"
UNKNOWN = ""


@dataclass
class _Sum:
    """Over a group: n values or stays, and sums of truth, errors and of what the band held."""

    n: int = 0
    truth: float = 0.0
    error: float = 0.0
    naive: float = 0.0
    bias: float = 0.0
    held: float = 0.0

    def add(self, score: SeriesScore, n: int, scale: float) -> None:
        """scale: what a mean of the score is multiplied by."""
        self.n += n
        self.truth += scale * (score.truth or 0.0)
        self.error += scale * (score.mae or 0.0)
        self.naive += scale * (score.seasonal_naive_mae or 0.0)
        self.bias += scale * (score.bias or 0.0)
        self.held += n * (score.coverage80 or 0.0)

    def row(self, by: str, group: str) -> dict[str, Any]:
        if self.n < LEAST:
            return {"by": by, "group": group, "n": None}
        truth = self.truth if self.truth > 0 else None
        return {
            "by": by,
            "group": group,
            "n": self.n,
            "wape": truth and self.error / truth,
            "naive_wape": truth and self.naive / truth,
            "bias": truth and self.bias / truth,
            "coverage80": self.held / self.n,
        }


Key = tuple[str, str]
"""What groups are made by, and one of them."""
Traits = Callable[[str], list[Key]]
"""The groups that a series belongs to."""


def fairness(*, network: Network, kind: str, answer: ForecastAnswer) -> dict[str, Any]:
    """{"places": [...], "patients": [...], "first", "last"}: the days tested; empty untested,
    and of protection intervals, which say nothing of errors by series.

    A row: {"by", "group", "n", "wape", "naive_wape", "bias", "coverage80"}, n None where too few.
    """
    if answer.family is None or answer.last is None or kind == ForecastKind.PROTECTION:
        return {}
    scores = {score.unique_id: score for score in answer.scores if score.values}
    traits = _product_traits if kind == ForecastKind.CONSUMPTION else _ward_traits
    found: dict[str, Any] = {"places": _places(scores, traits(network)), "patients": []}
    if kind != ForecastKind.CONSUMPTION:
        days = max((score.values for score in answer.scores), default=0)
        found |= {"last": answer.last.isoformat()}
        first = answer.last - timedelta(days=days - 1)
        found |= {"first": first.isoformat()}
        stays = _stays(network, kind, first, answer.last)
        found["patients"] = _patients(scores, _scopes(network), stays)
    return found


def _places(scores: Mapping[str, SeriesScore], traits: Traits) -> list[dict[str, Any]]:
    sums: dict[Key, _Sum] = defaultdict(_Sum)
    for name, score in scores.items():
        for key in traits(name):
            sums[key].add(score, score.values, score.values)
    return [total.row(*key) for key, total in sorted(sums.items())]


def _ward_traits(network: Network) -> Traits:
    places = _facility_traits(network)
    own = WardSpecialty.objects.filter(ward__facility__network=network, priority=1)
    names = own.values_list("ward__facility__code", "ward__code", "specialty__name")
    specialties = {f"{facility}/{ward}": name for facility, ward, name in names}

    def traits(name: str) -> list[Key]:
        return [*places(name), (SPECIALTY, specialties.get(name, UNKNOWN))]

    return traits


def _product_traits(network: Network) -> Traits:
    places = _facility_traits(network)
    rows = Product.objects.values_list("code", "atc", "ven")
    products = {code: [(ATC, atc[:1]), (VEN, ven)] for code, atc, ven in rows}

    def traits(name: str) -> list[Key]:
        product = name.partition("/")[2]
        return [*places(name), *products.get(product, [(ATC, UNKNOWN), (VEN, UNKNOWN)])]

    return traits


def _facility_traits(network: Network) -> Traits:
    words = {None: UNKNOWN, True: "rural", False: "urban"}
    rows = Facility.objects.filter(network=network).values_list("code", "kind", "rural")
    known = {code: [(FACILITY_KIND, kind), (RURAL, words[rural])] for code, kind, rural in rows}
    unknown = [(FACILITY_KIND, UNKNOWN), (RURAL, UNKNOWN)]
    return lambda name: known.get(name.partition("/")[0], unknown)


def _scopes(network: Network) -> dict[int, str]:
    wards = Ward.objects.filter(facility__network=network).select_related("facility")
    return {ward.pk: ward.scope for ward in wards}


def _stays(network: Network, kind: str, first: Any, last: Any) -> QuerySet[Any]:
    """Stays that were counted by the kind on one of these days, by ward and group."""
    zone = ZoneInfo(network.time_zone)
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    inside = {
        ForecastKind.ADMISSIONS: Q(admitted__gte=begin, admitted__lt=end),
        ForecastKind.DISCHARGES: Q(discharged__gte=begin, discharged__lt=end),
        ForecastKind.OCCUPANCY: Q(admitted__lt=end)
        & (Q(discharged__isnull=True) | Q(discharged__gte=begin)),
    }[ForecastKind(kind)]
    stays = Stay.objects.filter(inside, facility__network=network).order_by()
    return stays.values("ward_id", AGE, GENDER).annotate(count=Count("pk"))


def _patients(
    scores: Mapping[str, SeriesScore], scopes: Mapping[int, str], stays: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    sums: dict[Key, _Sum] = defaultdict(_Sum)
    for row in stays:
        score = scores.get(scopes.get(row["ward_id"], ""))
        if score is None or not score.truth:
            continue
        # Its ward's error per unit, once for each stay.
        for key in ((AGE, row[AGE]), (GENDER, row[GENDER])):
            sums[key].add(score, row["count"], row["count"] / score.truth)
    return [total.row(*key) for key, total in sorted(sums.items())]
