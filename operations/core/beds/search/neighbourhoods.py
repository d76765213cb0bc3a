"""Large neighbourhoods: free the patients of some rooms and days, place them anew, repeat.

Shaw, "Using constraint programming and local search methods to solve vehicle routing problems"
(CP 1998); here each repair is solved to its optimum, so that no step makes a plan worse.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from operations.core.beds.cpsat.model import Repair
from operations.core.beds.plan import Placement
from operations.core.beds.problem import Patient
from operations.core.outcome import Status

OnPlaces = Callable[[tuple[Placement, ...]], None]

CHOICES = 1200
"""Choices that are freed at first; more while repairs are quick, fewer when they are not."""
REPAIR_SECONDS = 2.0


def improve(
    repair: Repair, placements: tuple[Placement, ...], until: float, on_places: OnPlaces
) -> tuple[Placement, ...]:
    """Repair parts of the plan until the monotonic clock shows `until`, or a stop is asked for."""
    chance = random.Random(repair.options.seed)  # noqa: S311
    size = float(CHOICES)
    while (left := until - time.monotonic()) > 0 and not repair.options.stop.is_set():
        free = _free(repair, placements, chance, size)
        began = time.monotonic()
        status, better = repair.again(placements, free, min(REPAIR_SECONDS, left))
        if better != placements:
            placements = better
            on_places(placements)
        quick = status is Status.OPTIMAL and time.monotonic() - began < REPAIR_SECONDS / 2
        size = size * 1.15 if quick else max(50.0, size * 0.7)
    return placements


def _free(
    repair: Repair, placements: tuple[Placement, ...], chance: random.Random, size: float
) -> frozenset[str]:
    """Patients to place anew: like ones first, until their choices make up `size`."""
    patients = list(repair.problem.patients)
    chance.shuffle(patients)
    near = chance.choice((_rooms, _days, _surgeons))(repair, placements, chance)
    free: set[str] = set()
    choices = 0
    for patient in sorted(patients, key=lambda patient: not near(patient)):
        more = repair.choices(patient.id)
        if choices + more <= size or not free:
            free.add(patient.id)
            choices += more
        elif choices > 0.9 * size:
            break
    return frozenset(free)


Near = Callable[[Patient], bool]


def _rooms(repair: Repair, placements: tuple[Placement, ...], chance: random.Random) -> Near:
    """Who lies in one of a few rooms, or could and is left out."""
    rooms = repair.problem.rooms
    some = {room.id for room in chance.sample(rooms, min(3, len(rooms)))}
    there = {placement.patient: placement.room for placement in placements}

    def near(patient: Patient) -> bool:
        return there.get(patient.id) in some if patient.id in there else chance.random() < 0.5

    return near


def _days(repair: Repair, placements: tuple[Placement, ...], chance: random.Random) -> Near:
    """Who is admitted on neighbouring days, or could be and is left out."""
    first = chance.randrange(repair.problem.days)
    there = {placement.patient: placement.day for placement in placements}

    def near(patient: Patient) -> bool:
        if patient.id in there:
            return first <= there[patient.id] < first + 3
        return first in patient.window(repair.problem.days)

    return near


def _surgeons(repair: Repair, placements: tuple[Placement, ...], chance: random.Random) -> Near:
    """Patients of one surgeon, or of one specialty where nobody is operated."""
    one = chance.choice(repair.problem.patients)

    def near(patient: Patient) -> bool:
        if one.surgeon:
            return patient.surgeon == one.surgeon
        return patient.specialty == one.specialty

    return near
