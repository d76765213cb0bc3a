"""How likely a ward has more patients than beds on each night, when the plan is carried out.

Drawn, not computed: each patient of the plan stays on or leaves by their own chances, and people
come unannounced (Poisson) about the forecast mean. The same seed gives the same answer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from operations.core.beds.board import placed
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Patient, Problem

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SAMPLES = 2_000


@dataclass(frozen=True, slots=True)
class Risk:
    """One ward's night. chance: of more patients than beds, 0 to 1; expected: patients on average;
    short: beds missing in nine of ten nights at most; unannounced: of the patients, on average."""

    ward: str
    day: int
    beds: int
    chance: float
    expected: float
    short: int
    unannounced: float


def overflow(problem: Problem, plan: Plan, samples: int = SAMPLES, seed: int = 1) -> list[Risk]:
    """Every ward and night of the plan, by ward and day."""
    import numpy as np  # pages and workers that only speak of a Risk do without it

    chance = np.random.default_rng(seed)
    there: dict[str, list[npt.NDArray[np.float64]]] = defaultdict(list)
    for patient, room, placement in placed(problem, plan):
        there[room.ward].append(_nights(patient, placement.day, problem.days))
    coming = {(each.ward, each.day): each.people_milli / 1000 for each in problem.arriving}
    found = []
    for ward in sorted({room.ward for room in problem.rooms}):
        people = np.array(there[ward]).reshape(-1, problem.days)
        # One draw a patient: who is gone one night is gone the next.
        luck = chance.random((samples, len(people)))
        for day in range(problem.days):
            mean = coming.get((ward, day), 0.0)
            lying = (luck < people[:, day]).sum(axis=1) + chance.poisson(mean, samples)
            beds = sum(room.beds(day) for room in problem.rooms if room.ward == ward)
            missing = int(np.quantile(lying, 0.9)) - beds
            found.append(
                Risk(
                    ward,
                    day,
                    beds,
                    float((lying > beds).mean()),
                    float(people[:, day].sum() + mean),
                    max(0, missing),
                    mean,
                )
            )
    return found


def _nights(patient: Patient, admitted: int, days: int) -> npt.NDArray[np.float64]:
    """The chance to be there on each night of the plan; it never rises during a stay."""
    import numpy as np

    sure = patient.staying or (100,) * patient.stay_nights
    stay = np.array([*sure, *patient.overstay], dtype=float)[: days - admitted]
    found = np.zeros(days)
    found[admitted : admitted + len(stay)] = np.minimum.accumulate(stay) / 100
    return found
