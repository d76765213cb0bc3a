from __future__ import annotations

import pytest

from operations.core.beds.rules.theatre_minutes import RULE
from tests.operations.core.beds.cast import (
    AMINA,
    CHAIMAE,
    THEATRES,
    amounts,
    hospital,
    lies,
    operated,
    sentence,
)


@pytest.mark.parametrize(("minutes", "over"), [(59, []), (60, []), (61, [1])])
def test_two_operations_within_the_theatres_two_hours(minutes, over):
    first, second = operated(AMINA, 60), operated(CHAIMAE, minutes)
    problem = hospital(first, second, theatres=THEATRES)
    plan = lies((first, 0, "R1", "T1"), (second, 0, "R1", "T1"))
    assert amounts(RULE, problem, plan) == over


def test_each_theatre_has_its_own_minutes():
    first, second = operated(AMINA, 120), operated(CHAIMAE, 120)
    problem = hospital(first, second, theatres=THEATRES)
    assert amounts(RULE, problem, lies((first, 0, "R1", "T1"), (second, 0, "R1", "T2"))) == []


def test_an_operation_without_a_theatre():
    patient = operated(AMINA, 60)
    problem, plan = hospital(patient, theatres=THEATRES), lies((patient, 0, "R1"))
    assert amounts(RULE, problem, plan) == [60]
    assert sentence(RULE, problem, plan) == "Amina is operated on day 0 and has no theatre."


def test_a_plan_of_beds_alone_needs_no_theatre():
    patient = operated(AMINA, 60)
    assert amounts(RULE, hospital(patient), lies((patient, 0, "R1"))) == []


def test_it_names_theatre_and_minutes():
    patient = operated(AMINA, 150)
    plan = lies((patient, 1, "R1", "T2"))
    assert sentence(RULE, hospital(patient, theatres=THEATRES), plan) == (
        "Theatre T2 is used 150 minutes on day 1 and open 120."
    )
