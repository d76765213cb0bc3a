"""Which patients of a bed board a person should look at.

Most places of the best plan cost something: whoever waits a day, shares a room with somebody older
or has a third nurse. A mark on all of them tells nobody where to begin, and leaving them unmarked
hides nothing, for each patient's window says it. What boards of hospitals mark is what somebody has
to do or to watch: who is to be moved, who lies among another specialty's patients, who lacks what
they need, whose bed is promised too soon, who was told another day.
"""

from __future__ import annotations

from operations.core.beds.problem import Patient, Problem, Room
from operations.core.beds.rules import (
    RULES,
    overstay_absorbed,
    plan_stability,
    specialty_of_room,
    stays_in_room,
    wished_equipment_present,
)
from operations.core.rule import Kind, Violation

WATCHED = frozenset(
    each.RULE.code for each in (stays_in_room, overstay_absorbed, wished_equipment_present)
)


def must_not_lack(problem: Problem) -> frozenset[str]:
    """Codes of the rules that say what must not lack here, as the hospital decided."""
    found = (each for each in RULES if each.policy(problem.policies).kind is Kind.MEDIUM)
    return frozenset(each.code for each in found)


def to_look_at(
    violation: Violation, patient: Patient, room: Room | None, must: frozenset[str]
) -> bool:
    """Whether this is something to do or to watch for whoever gives out beds. room: where the plan
    has the patient; must: `must_not_lack`."""
    if room is None:
        return False  # the list of those without a room says why, of each
    if violation.rule in WATCHED | must:
        return True
    if violation.rule == specialty_of_room.RULE.code:
        return patient.specialty not in room.specialties
    if violation.rule == plan_stability.RULE.code:
        return violation.facts.get("from_on") != violation.facts.get("to_on")
    return False
