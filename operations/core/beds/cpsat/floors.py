"""What nursing will cost at least, told to the first phase."""

from __future__ import annotations

from collections import defaultdict

from operations.core.beds.cpsat.places import Places
from operations.core.beds.cpsat.work import Linear
from operations.core.rule import Kind


def nursing_floors(p: Places) -> None:
    """What nurses will cost at least, so that the first phase does not promise the impossible.

    Continuity: a patient meets at least as many nurses as a day's shifts need. Skill: no nurse
    at work is better than the best. Load: together they carry no more than their limits.
    """
    room_nursed = p.work.policy("room_nursed")
    if not (p.problem.nurses and room_nursed.active and room_nursed.kind is Kind.HARD):
        return
    if any(nurse.ward for nurse in p.problem.nurses):
        return  # wards of their own, some with no roster yet: nothing is certain for all patients
    best: dict[tuple[int, int], int] = {}
    carry: dict[tuple[int, int], int] = defaultdict(int)
    for nurse in p.problem.nurses:
        for duty in nurse.duties:
            at = (duty.day, duty.shift)
            best[at] = max(best.get(at, nurse.skill), nurse.skill)
            carry[at] += duty.max_load
    load: dict[tuple[int, int], list[tuple[int, Linear]]] = defaultdict(list)
    nurses = _nurses_a_day(p)
    for patient_id, options in p.options.items():
        patient = p.patients[patient_id]
        if options:
            p.work.floor("continuity_of_care", nurses * p.admitted(patient))
        for fit, lit in options:
            short = 0
            for at, position in _shifts(p, patient_id, fit.day):
                if patient.skill_needed and at in best:
                    short += max(0, patient.skill_needed[position] - best[at])
                if patient.workload and at in best:
                    load[at].append((patient.workload[position], lit))
            if short:
                p.work.floor("nurse_skilled", short * lit)
    for at, parts in load.items():
        over = p.work.model.new_int_var(0, sum(weight for weight, _ in parts), "")
        p.work.model.add(sum(weight * lit for weight, lit in parts) - over <= carry[at])
        p.work.floor("nurse_load_kept", over)


def _shifts(p: Places, patient: str, since: int) -> list[tuple[tuple[int, int], int]]:
    """((day, shift), position in the stay) for each shift of a stay."""
    shifts = len(p.problem.shifts)
    return [
        ((day, shift), (day - since) * shifts + shift)
        for day in p.problem.nights(p.patients[patient], since)
        for shift in range(shifts)
    ]


def _nurses_a_day(p: Places) -> int:
    """Nurses that any day's shifts need, given how many shifts one nurse works in a day."""
    shifts: dict[tuple[str, int], int] = defaultdict(int)
    staffed = {(duty.day, duty.shift) for nurse in p.problem.nurses for duty in nurse.duties}
    for nurse in p.problem.nurses:
        for duty in nurse.duties:
            shifts[nurse.id, duty.day] += 1
    least = min(
        sum((day, shift) in staffed for shift in range(len(p.problem.shifts)))
        for day in range(p.problem.days)
    )
    return -(-least // max(shifts.values(), default=1))
