"""Specialties and kinds of ward: who comes, for how long, and what they need."""

from __future__ import annotations

from dataclasses import dataclass, field

from hospital.models import AgePolicy, GenderPolicy


@dataclass(frozen=True, slots=True)
class SpecialtyKind:
    """Case-mix of one specialty.

    nights, spread: median and log-deviation of the length of stay. ages: weights of the five age
    bands. season, flu, heat: relative rise of arrivals in midwinter, a bad flu week, a heat wave.
    needs: equipment code -> share of patients. surgery: median minutes, 0 for none.
    """

    code: str
    name: str
    nights: float
    spread: float
    elective: float
    female: float
    ages: tuple[float, float, float, float, float]
    isolation: float = 0.02
    season: float = 0.05
    flu: float = 0.1
    heat: float = 0.05
    needs: dict[str, float] = field(default_factory=dict)
    surgery: int = 0


@dataclass(frozen=True, slots=True)
class WardKind:
    """A sort of ward. weight: beds relative to others; care: staff per bed relative to others.

    specialties: code -> share of admissions, the ward's own first. overflow: kind that takes its
    patients when it is full. skill: what the ward's people hold beside the common skills.
    """

    code: str
    name: str
    weight: float
    care: float
    specialties: dict[str, float]
    overflow: str = ""
    skill: str = ""
    gender: str = GenderPolicy.SAME
    age: str = AgePolicy.ADULTS
    room_beds: int = 4
    equipment: dict[str, float] = field(default_factory=dict)


ADULTS = (0.0, 0.0, 0.58, 0.3, 0.12)
OLD = (0.0, 0.0, 0.3, 0.45, 0.25)
YOUNG = (0.45, 0.55, 0.0, 0.0, 0.0)
WOMEN = (0.0, 0.0, 1.0, 0.0, 0.0)

SPECIALTIES = {
    kind.code: kind
    for kind in (
        SpecialtyKind("INT", "Internal medicine", 5.0, 0.65, 0.12, 0.5, OLD, 0.04, 0.1, 0.3, 0.2,
                      {"OXY": 0.25, "DIA": 0.03}),
        SpecialtyKind("GAS", "Gastroenterology", 4.0, 0.6, 0.3, 0.46, ADULTS, 0.02),
        SpecialtyKind("PNE", "Pneumology", 6.0, 0.6, 0.1, 0.42, OLD, 0.06, 0.25, 0.7, 0.1,
                      {"OXY": 0.6}),
        SpecialtyKind("CAR", "Cardiology", 4.0, 0.6, 0.25, 0.42, OLD, 0.01, 0.12, 0.15, 0.25,
                      {"TEL": 0.5, "OXY": 0.2}),
        SpecialtyKind("NEU", "Neurology", 6.0, 0.7, 0.15, 0.48, OLD, 0.01, 0.05, 0.1, 0.15,
                      {"OXY": 0.15}),
        SpecialtyKind("ONC", "Oncology", 3.0, 0.7, 0.7, 0.55, ADULTS, 0.04, 0.0, 0.02, 0.0),
        SpecialtyKind("SUR", "General surgery", 3.5, 0.6, 0.5, 0.48, ADULTS, 0.02, 0.0, 0.0, 0.0,
                      {"OXY": 0.15}, 90),
        SpecialtyKind("ORT", "Orthopaedics", 4.5, 0.6, 0.5, 0.5, ADULTS, 0.01, 0.08, 0.0, 0.0,
                      {"OXY": 0.1}, 110),
        SpecialtyKind("URO", "Urology", 2.5, 0.5, 0.65, 0.25, ADULTS, 0.01, 0.0, 0.0, 0.05,
                      {}, 75),
        SpecialtyKind("GYN", "Gynaecology", 2.5, 0.5, 0.6, 1.0, (0.0, 0.0, 0.85, 0.15, 0.0), 0.01,
                      0.0, 0.0, 0.0, {}, 80),
        SpecialtyKind("OBS", "Obstetrics", 2.0, 0.4, 0.2, 1.0, WOMEN, 0.01, -0.05, 0.0, 0.0),
        SpecialtyKind("PED", "Paediatrics", 3.0, 0.6, 0.1, 0.46, YOUNG, 0.05, 0.2, 0.6, 0.1,
                      {"OXY": 0.2}),
        SpecialtyKind("REA", "Intensive care", 4.0, 0.7, 0.05, 0.42, OLD, 0.05, 0.1, 0.4, 0.15,
                      {"MON": 0.7, "VEN": 0.4}),
        SpecialtyKind("URG", "Emergency medicine", 1.3, 0.5, 0.0, 0.49, ADULTS, 0.02, 0.05, 0.4,
                      0.3, {"OXY": 0.15}),
    )
}  # fmt: skip

EQUIPMENT = {
    "OXY": "Oxygen at the bed",
    "TEL": "Telemetry",
    "DIA": "Dialysis connection",
    "MON": "Intensive monitoring",
    "VEN": "Ventilator",
}

SKILLS = {
    "CHARGE": "Nurse in charge of a shift",
    "ICU": "Intensive care",
    "PAED": "Care of children",
    "MIDWIFE": "Midwifery",
    "THEATRE": "Surgical care",
    "CARDIO": "Cardiac monitoring",
    "TRIAGE": "Triage",
}

WARDS = {
    kind.code: kind
    for kind in (
        WardKind("MED", "Medicine", 1.25, 1.0, {"INT": 0.75, "GAS": 0.25}, "SUR",
                 equipment={"OXY": 0.7, "DIA": 0.15}),
        WardKind("SUR", "Surgery", 1.2, 1.0, {"SUR": 0.75, "URO": 0.25}, "MED", "THEATRE",
                 equipment={"OXY": 0.6}),
        WardKind("ICU", "Intensive care", 0.5, 1.9, {"REA": 1.0}, "", "ICU", GenderPolicy.ANY,
                 AgePolicy.ANY, 2, {"OXY": 1.0, "MON": 1.0, "VEN": 0.8}),
        WardKind("PED", "Paediatrics", 0.9, 1.05, {"PED": 1.0}, "", "PAED", GenderPolicy.ANY,
                 AgePolicy.CHILDREN, 3, {"OXY": 0.7}),
        WardKind("MAT", "Maternity", 1.0, 1.05, {"OBS": 0.75, "GYN": 0.25}, "", "MIDWIFE",
                 GenderPolicy.FEMALE, AgePolicy.ANY, 3, {"OXY": 0.4}),
        WardKind("CAR", "Cardiology", 0.85, 1.1, {"CAR": 0.85, "PNE": 0.15}, "MED", "CARDIO",
                 room_beds=3, equipment={"OXY": 0.8, "TEL": 0.8}),
        WardKind("ORT", "Orthopaedics", 1.1, 0.95, {"ORT": 1.0}, "SUR", "THEATRE",
                 equipment={"OXY": 0.5}),
        WardKind("PNE", "Pneumology", 1.0, 1.0, {"PNE": 1.0}, "MED",
                 equipment={"OXY": 0.9}),
        WardKind("SSU", "Short stay", 0.7, 1.15, {"URG": 0.8, "INT": 0.2}, "MED", "TRIAGE",
                 room_beds=3, equipment={"OXY": 0.6}),
        WardKind("NEU", "Neurology", 1.0, 1.0, {"NEU": 1.0}, "MED", equipment={"OXY": 0.6}),
        WardKind("ONC", "Oncology", 0.9, 1.0, {"ONC": 1.0}, "MED", room_beds=2,
                 equipment={"OXY": 0.4}),
    )
}  # fmt: skip

SMALL_MIX = ("MED", "SUR", "ICU", "PED", "MAT", "CAR")
PROVINCIAL_MIX = ("MED", "SUR", "ICU", "PED", "MAT", "ORT", "MED", "SSU", "CAR", "SUR", "MAT")
UNIVERSITY_MIX = (
    "MED", "SUR", "ICU", "PED", "MAT", "CAR", "ORT", "PNE", "SSU", "NEU", "ONC", "MED", "SUR",
    "ICU", "PED", "MAT",
)  # fmt: skip
