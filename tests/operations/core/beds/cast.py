"""A small ward and its people, for tests to vary: Amina and Chaimae are women, Badr is a man."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from operations.core.beds.plan import Nursing, Placement, Plan
from operations.core.beds.problem import (
    Duty,
    Gender,
    Nurse,
    Patient,
    Problem,
    Room,
    State,
    Surgeon,
    Theatre,
)
from operations.core.rule import Rule

DAYS = 5
AMINA = Patient("Amina", Gender.FEMALE, "adult", stay_nights=2)
BADR = Patient("Badr", Gender.MALE, "adult", stay_nights=2)
CHAIMAE = Patient("Chaimae", Gender.FEMALE, "old", stay_nights=2)
R1 = Room("R1", "Surgery", 2)
R2 = Room("R2", "Surgery", 1)
SURGEON = Surgeon("Dr Saidi", (120,) * DAYS)
THEATRES = (Theatre("T1", (120,) * DAYS), Theatre("T2", (120,) * DAYS))
SHIFTS = ("early", "night")


def here(patient: Patient, room: str = "R1", **facts: Any) -> Patient:
    """The patient, present in `room` on day 0."""
    return replace(patient, state=State.PRESENT, room=room, **facts)


def operated(patient: Patient, minutes: int) -> Patient:
    return replace(patient, surgeon=SURGEON.id, surgery_minutes=minutes)


def nurse(name: str, skill: int = 1, max_load: int = 5, days: int = DAYS) -> Nurse:
    """At work in every shift of the first `days` days."""
    shifts = range(len(SHIFTS))
    duties = tuple(Duty(day, shift, max_load) for day in range(days) for shift in shifts)
    return Nurse(name, skill, duties)


def hospital(*patients: Patient, **facts: Any) -> Problem:
    facts.setdefault("rooms", (R1, R2))
    facts.setdefault("age_bands", ("child", "adult", "old"))
    return Problem(days=DAYS, patients=patients, **facts)


def lies(*places: tuple[Any, ...]) -> Plan:
    """A plan of (patient, day, room) or (patient, day, room, theatre)."""
    return Plan(tuple(Placement(who.id, *rest) for who, *rest in places))


def nursed(plan: Plan, *nursing: tuple[Any, ...]) -> Plan:
    """The plan with (nurse, day, shift, room, ...) added."""
    return replace(plan, nursing=tuple(Nursing(n, d, s, tuple(r)) for n, d, s, *r in nursing))


def amounts(rule: Rule, problem: Problem, plan: Plan) -> list[int]:
    return [violation.amount for violation in rule.check(problem, plan)]


def sentence(rule: Rule, problem: Problem, plan: Plan) -> str:
    """The words of the only violation."""
    (violation,) = rule.check(problem, plan)
    return violation.sentence
