"""A hospital of a few rooms, to ask for bed plans of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hospital.models import (
    Bed,
    Equipment,
    Facility,
    Network,
    Patient,
    Referral,
    Room,
    Specialty,
    Stay,
    Surgeon,
    Ward,
    WardSpecialty,
)
from operations.models import Plan
from operations.sources.records import beds

MONDAY = date(2026, 3, 2)
DAYS = 14
pytestmark = pytest.mark.django_db


class Hospital:
    """A network of one hospital with two wards of two rooms, and hands to fill it."""

    def __init__(self) -> None:
        self.network = Network.objects.create(code="NET", name="Net", time_zone="UTC")
        self.facility = Facility.objects.create(
            network=self.network, code="CHU", name="Hospital", kind="university"
        )
        self.specialties = {
            code: Specialty.objects.create(code=code, name=code) for code in ("INT", "SUR")
        }
        self.med, self.sur = self.ward("MED", "INT"), self.ward("SUR", "SUR")
        self.med.overflow_to = self.sur
        self.med.save()
        self.beds = {
            f"{ward.code}/{room}/{bed}": self.bed(ward, room, bed)
            for ward in (self.med, self.sur)
            for room in ("1", "2")
            for bed in ("A", "B")
        }
        self.surgeon = Surgeon.objects.create(facility=self.facility, code="S1")
        self.oxygen = Equipment.objects.create(code="OXY", name="Oxygen")

    def ward(self, code: str, specialty: str) -> Ward:
        ward = Ward.objects.create(facility=self.facility, code=code, name=code)
        WardSpecialty.objects.create(ward=ward, specialty=self.specialties[specialty], priority=1)
        return ward

    def bed(self, ward: Ward, room: str, bed: str) -> Bed:
        row, _ = Room.objects.get_or_create(ward=ward, code=room, defaults={"capacity": 2})
        return Bed.objects.create(room=row, code=bed)

    def stay(self, number: str, bed: str = "MED/1/A", **facts: Any) -> Stay:
        person, _ = Patient.objects.get_or_create(network=self.network, pseudonym=number)
        row = self.beds.get(bed)
        facts = {
            "ward": row.room.ward if row else self.med,
            "specialty": self.specialties["INT"],
            "gender": "F",
            "age_band": "16-64",
            "admitted": at(MONDAY - timedelta(days=2)),
            "expected_discharge": MONDAY + timedelta(days=3),
            **facts,
        }
        return Stay.objects.create(
            facility=self.facility, number=number, patient=person, bed=row, **facts
        )

    def referral(self, number: str, **facts: Any) -> Referral:
        person, _ = Patient.objects.get_or_create(network=self.network, pseudonym=number)
        facts = {
            "specialty": self.specialties["SUR"],
            "gender": "M",
            "age_band": "65-79",
            "registered": MONDAY - timedelta(days=30),
            "release_day": MONDAY + timedelta(days=1),
            "expected_nights": 3,
            **facts,
        }
        return Referral.objects.create(
            facility=self.facility, number=number, patient=person, **facts
        )

    def asked(self) -> Any:
        return beds.problem(self.network, "CHU", MONDAY, DAYS)

    def patient(self, name: str) -> Any:
        return next(p for p in self.asked().problem.patients if p.id == name)

    def notes(self) -> dict[str, str]:
        """Sentences by code, without the one about the missing forecast."""
        return {n.code: n.sentence for n in self.asked().notes if n.code != "no_forecast"}

    def published(self, **lines: Any) -> Plan:
        return Plan.objects.create(
            network=self.network,
            facility=self.facility,
            family="beds",
            scope="CHU",
            version=1,
            state="published",
            start=MONDAY - timedelta(days=1),
            days=DAYS,
            status="optimal",
            problem=b"",
            answer=b"",
        )


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
