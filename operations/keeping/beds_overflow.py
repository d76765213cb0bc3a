"""Wards that may need more beds than they have, and where their patients could go instead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from math import asin, cos, radians, sin, sqrt

from forecasting.selectors.risk import WORTH_TELLING
from hospital.models import HOSPITAL_KINDS, Facility, Ward, WardSpecialty
from operations.core.beds.overflow import Risk, overflow
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.families import Note
from operations.keeping import beds
from operations.models import Family, PlanState
from operations.models import Plan as PlanRow
from operations.packed import unpack

HAS_ROOM = 0.1
"""A ward that is short with less than this can take somebody."""
EARTH_KM = 6371.0

Nights = dict[tuple[str, int], Risk]


def notes(plan_row: PlanRow, problem: Problem, plan: Plan) -> list[Note]:
    """One note for each ward that is likely to be short on some night, about its worst one."""
    nights = {(risk.ward, risk.day): risk for risk in overflow(problem, plan)}
    worst: dict[str, Risk] = {}
    for risk in nights.values():
        if risk.chance >= WORTH_TELLING and risk.chance > _chance(worst.get(risk.ward)):
            worst[risk.ward] = risk
    if not worst:
        return []
    region = _Region(plan_row, nights)
    return [region.note(risk) for _, risk in sorted(worst.items())]


def _chance(risk: Risk | None) -> float:
    return risk.chance if risk else 0.0


class _Region:
    """The wards of the network with what their plans in force promise."""

    def __init__(self, plan_row: PlanRow, nights: Nights) -> None:
        assert plan_row.facility is not None
        self.plan, self.here = plan_row, plan_row.facility
        self.nights: dict[int, Nights] = {self.here.pk: nights}

    def note(self, risk: Risk) -> Note:
        date = self.plan.start + timedelta(days=risk.day)
        facts = {
            "ward": risk.ward,
            "on_date": date,
            "chance": round(100 * risk.chance),
            "short": risk.short,
        }
        record = f"ward {self.here.code}/{risk.ward}"
        own = self.here.wards.select_related("overflow_to__facility").get(code=risk.ward)
        if own.overflow_to and (found := self._free(own.overflow_to, risk.day)) is not None:
            facts |= {"other": own.overflow_to.code, "other_chance": round(100 * found)}
            return Note("overflow_expected", record, facts, "to_ward")
        for distance, ward, specialty in self._elsewhere(own):
            if (found := self._free(ward, risk.day)) is not None:
                facts |= {"other": ward.scope, "other_chance": round(100 * found)}
                facts |= {"distance": round(distance), "specialty": specialty}
                return Note("overflow_expected", record, facts, "to_hospital")
        return Note("overflow_expected", record, facts, "nowhere")

    def _free(self, ward: Ward, day: int) -> float | None:
        """The ward's chance to be short on a day of our plan; None where it is, or is not known."""
        if ward.facility_id not in self.nights:
            self.nights[ward.facility_id] = self._promised(ward.facility)
        risk = self.nights[ward.facility_id].get((ward.code, day))
        return risk.chance if risk is not None and risk.chance < HAS_ROOM else None

    def _promised(self, facility: Facility) -> Nights:
        """By ward and day of our plan, from the other hospital's plan in force."""
        row = PlanRow.objects.filter(
            family=Family.BEDS, facility=facility, state=PlanState.PUBLISHED
        ).first()
        if row is None or not row.problem:
            return {}
        problem: Problem = unpack(row.problem, Problem)
        shift = (row.start - self.plan.start).days
        risks = overflow(problem, beds.answer(row, problem))
        return {(risk.ward, risk.day + shift): risk for risk in risks}

    def _elsewhere(self, own: Ward) -> Iterator[tuple[float, Ward, str]]:
        """Wards of other hospitals that take the same specialties, the nearest first."""
        codes = own.specialties.values_list("code", flat=True)
        rows = WardSpecialty.objects.filter(
            specialty__code__in=list(codes),
            ward__active=True,
            ward__facility__network=self.here.network,
            ward__facility__active=True,
            ward__facility__kind__in=HOSPITAL_KINDS,
        ).exclude(ward__facility=self.here)
        found = [
            (_km(self.here, row.ward.facility), row.priority, row.pk, row)
            for row in rows.select_related("ward__facility", "specialty")
        ]
        for distance, _, _, row in sorted(found):
            yield distance, row.ward, row.specialty.code


def _km(one: Facility, other: Facility) -> float:
    """Great-circle distance; 0 where a place is not known."""
    places = (one.latitude, one.longitude, other.latitude, other.longitude)
    if any(each is None for each in places):
        return 0.0
    lat1, lon1, lat2, lon2 = (radians(float(each)) for each in places if each is not None)
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))
