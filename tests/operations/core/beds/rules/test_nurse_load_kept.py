from __future__ import annotations

from dataclasses import replace

import pytest

from operations.core.beds.rules.nurse_load_kept import RULE
from tests.operations.core.beds.cast import (
    AMINA,
    BADR,
    SHIFTS,
    amounts,
    hospital,
    lies,
    nurse,
    nursed,
    sentence,
)

AMINA_WORK = replace(AMINA, workload=(3, 1, 1, 1))
BADR_WORK = replace(BADR, workload=(1, 1, 2, 1))


@pytest.mark.parametrize(("limit", "over"), [(6, []), (5, []), (4, [1])])
def test_rooms_together_against_the_limit(limit, over):
    nurses = (nurse("Nora", max_load=limit),)
    problem = hospital(AMINA_WORK, BADR_WORK, shifts=SHIFTS, nurses=nurses)
    # On day 1, early, Amina begins (3) and Badr is in his third shift (2).
    plan = lies((AMINA_WORK, 1, "R1"), (BADR_WORK, 0, "R2"))
    assert amounts(RULE, problem, nursed(plan, ("Nora", 1, 0, "R1", "R2"))) == over


def test_off_work_nothing_may_be_carried():
    problem = hospital(AMINA_WORK, shifts=SHIFTS, nurses=(nurse("Nora", days=1),))
    plan = nursed(lies((AMINA_WORK, 1, "R1")), ("Nora", 1, 0, "R1"))
    assert sentence(RULE, problem, plan) == (
        "Nurse Nora carries a workload of 3 on day 1, early; the limit is 0."
    )
