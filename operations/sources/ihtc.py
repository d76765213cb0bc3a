"""The Integrated Healthcare Timetabling Competition 2024: instance and solution JSON.

Format and costs: https://ihtc2024.github.io (problem specification). One part below knows the
file, the other our objects; a field that neither knows is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from operations.core.beds.plan import Nursing, Placement, Plan
from operations.core.beds.problem import (
    Duty,
    Gender,
    GenderPolicy,
    Nurse,
    Patient,
    Problem,
    Room,
    State,
    Surgeon,
    Theatre,
)
from operations.core.beds.rules import RULES
from operations.core.errors import UnsupportedInstance
from operations.core.rule import Kind, Policy

WEIGHTS = {
    "room_mixed_age": "room_ages_close",
    "room_nurse_skill": "nurse_skilled",
    "continuity_of_care": "continuity_of_care",
    "nurse_eccessive_workload": "nurse_load_kept",
    "open_operating_theater": "theatres_few",
    "surgeon_transfer": "surgeon_one_theatre",
    "patient_delay": "admitted_promptly",
    "unscheduled_optional": "optional_admitted",
}
"""Name in the file (its spelling) -> the rule it prices: S1 to S8."""

GENDERS = {"A": Gender.FEMALE, "B": Gender.MALE}
ALIKE = ("id", "gender", "age_group", "length_of_stay", "workload_produced", "skill_level_required")
FIELDS = {
    "instance": (
        *("days", "skill_levels", "shift_types", "age_groups", "weights", "occupants"),
        *("patients", "surgeons", "operating_theaters", "rooms", "nurses"),
    ),
    "weights": tuple(WEIGHTS),
    "occupants": (*ALIKE, "room_id"),
    "patients": (
        *ALIKE,
        *("mandatory", "surgery_release_day", "surgery_duration", "surgeon_id"),
        "incompatible_room_ids",
    ),
    "surgeons": ("id", "max_surgery_time"),
    "operating_theaters": ("id", "availability"),
    "rooms": ("id", "capacity"),
    "nurses": ("id", "skill_level", "working_shifts"),
    "working_shifts": ("day", "shift", "max_load"),
}
OPTIONAL = {"patients": {"surgery_due_day"}}


def read_problem(path: str | Path) -> Problem:
    """The instance at `path`. Raises UnsupportedInstance for what is unknown or missing."""
    return _problem(_instance(Path(path)))


def read_plan(problem: Problem, path: str | Path) -> Plan:
    """A published solution (its optional `costs` are not read: the judge has the word)."""
    path = Path(path)
    data = _load(path)
    _fields(path, "solution", data, ("patients", "nurses"), {"costs"})
    placements = []
    for entry in data["patients"]:
        if entry["admission_day"] == "none":
            continue
        _fields(path, entry["id"], entry, ("id", "admission_day", "room", "operating_theater"))
        placements.append(
            Placement(
                entry["id"], entry["admission_day"], entry["room"], entry["operating_theater"]
            )
        )
    nursing = []
    for nurse in data["nurses"]:
        _fields(path, nurse["id"], nurse, ("id", "assignments"))
        for entry in nurse["assignments"]:
            _fields(path, nurse["id"], entry, ("day", "shift", "rooms"))
            shift = problem.shifts.index(entry["shift"])
            nursing.append(Nursing(nurse["id"], entry["day"], shift, tuple(entry["rooms"])))
    present = tuple(
        Placement(patient.id, 0, patient.room)
        for patient in problem.patients
        if patient.state is State.PRESENT
    )
    return Plan((*present, *placements), tuple(nursing))


def write_plan(problem: Problem, plan: Plan, path: str | Path) -> None:
    """Write `plan` as a solution file; occupants are part of the instance and not of it."""
    placements = {placement.patient: placement for placement in plan.placements}
    patients: list[dict[str, Any]] = []
    for patient in problem.patients:
        if patient.state is State.PRESENT:
            continue
        entry: dict[str, Any] = {"id": patient.id, "admission_day": "none"}
        if found := placements.get(patient.id):
            entry["admission_day"] = found.day
            entry["room"] = found.room
            entry["operating_theater"] = found.theatre
        patients.append(entry)
    nurses = [
        {
            "id": nurse.id,
            "assignments": [
                {"day": n.day, "shift": problem.shifts[n.shift], "rooms": list(n.rooms)}
                for n in plan.nursing
                if n.nurse == nurse.id
            ],
        }
        for nurse in problem.nurses
    ]
    Path(path).write_text(json.dumps({"patients": patients, "nurses": nurses}, indent=1) + "\n")


def _load(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text())
    except json.JSONDecodeError as error:
        raise UnsupportedInstance(str(path), error.lineno, f"is not JSON: {error.msg}") from error
    if not isinstance(data, dict):
        raise UnsupportedInstance(str(path), None, "holds no JSON object")
    return data


def _fields(
    path: Path, where: str, data: dict[str, Any], known: Iterable[str], more: Iterable[str] = ()
) -> None:
    missing, unknown = set(known) - set(data), set(data) - set(known) - set(more)
    if missing:
        raise UnsupportedInstance(str(path), None, f"{where} lacks {', '.join(sorted(missing))}")
    if unknown:
        raise UnsupportedInstance(
            str(path), None, f"{where} has unknown fields: {', '.join(sorted(unknown))}"
        )


def _instance(path: Path) -> dict[str, Any]:
    """The file's own data, each object's fields checked."""
    data = _load(path)
    _fields(path, "instance", data, FIELDS["instance"])
    _fields(path, "weights", data["weights"], FIELDS["weights"])
    for group in ("occupants", "patients", "surgeons", "operating_theaters", "rooms", "nurses"):
        for entry in data[group]:
            where = f"{group} {entry.get('id', '?')}"
            _fields(path, where, entry, FIELDS[group], OPTIONAL.get(group, ()))
            for shift in entry.get("working_shifts", ()):
                _fields(path, where, shift, FIELDS["working_shifts"])
            if entry.get("gender", "A") not in GENDERS:
                raise UnsupportedInstance(str(path), None, f"{where}: gender {entry['gender']}")
            if entry.get("mandatory") and "surgery_due_day" not in entry:
                raise UnsupportedInstance(str(path), None, f"{where} is mandatory, with no due day")
    return data


def _problem(data: dict[str, Any]) -> Problem:
    shifts = tuple(data["shift_types"])
    return Problem(
        days=data["days"],
        rooms=tuple(Room(r["id"], "", r["capacity"], gender=SAME) for r in data["rooms"]),
        patients=(*map(_occupant, data["occupants"]), *map(_patient, data["patients"])),
        age_bands=tuple(data["age_groups"]),
        shifts=shifts,
        surgeons=tuple(Surgeon(s["id"], tuple(s["max_surgery_time"])) for s in data["surgeons"]),
        theatres=tuple(
            Theatre(t["id"], tuple(t["availability"])) for t in data["operating_theaters"]
        ),
        nurses=tuple(_nurse(nurse, shifts) for nurse in data["nurses"]),
        policies=_policies(data["weights"]),
    )


SAME = GenderPolicy.SAME


def _person(entry: dict[str, Any]) -> dict[str, Any]:
    """What occupants and patients have alike."""
    return {
        "id": entry["id"],
        "gender": GENDERS[entry["gender"]],
        "age_band": entry["age_group"],
        "stay_nights": entry["length_of_stay"],
        "workload": tuple(entry["workload_produced"]),
        "skill_needed": tuple(entry["skill_level_required"]),
    }


def _occupant(entry: dict[str, Any]) -> Patient:
    return Patient(**_person(entry), state=State.PRESENT, room=entry["room_id"], movable=False)


def _patient(entry: dict[str, Any]) -> Patient:
    return Patient(
        **_person(entry),
        mandatory=entry["mandatory"],
        release_day=entry["surgery_release_day"],
        due_day=entry["surgery_due_day"] if entry["mandatory"] else None,
        surgeon=entry["surgeon_id"],
        surgery_minutes=entry["surgery_duration"],
        incompatible_rooms=tuple(entry["incompatible_room_ids"]),
    )


def _nurse(entry: dict[str, Any], shifts: tuple[str, ...]) -> Nurse:
    duties = tuple(
        Duty(duty["day"], shifts.index(duty["shift"]), duty["max_load"])
        for duty in entry["working_shifts"]
    )
    return Nurse(entry["id"], entry["skill_level"], duties)


def _policies(weights: dict[str, int]) -> dict[str, Policy]:
    """H1 to H9 are hard, S1 to S8 priced by the file; what the format has not is switched off."""
    hard = {
        *("room_capacity", "room_one_gender", "room_compatible", "admission_window"),
        *("surgeon_minutes", "theatre_minutes", "nurse_present", "room_nursed"),
        *("lock_kept", "present_placed", "mandatory_admitted"),
    }
    priced = {rule: weights[name] for name, rule in WEIGHTS.items()}
    policies = {}
    for rule in RULES:
        kind = Kind.HARD if rule.code in hard else Kind.SOFT
        active = rule.code in hard or rule.code in priced
        policies[rule.code] = Policy(kind, priced.get(rule.code, 0), active)
    return policies
