from __future__ import annotations

import pytest

from operations.core.beds.rules.surgeon_minutes import RULE
from tests.operations.core.beds.cast import (
    AMINA,
    CHAIMAE,
    SURGEON,
    amounts,
    hospital,
    lies,
    operated,
    sentence,
)


@pytest.mark.parametrize(("minutes", "over"), [(59, []), (60, []), (61, [1])])
def test_two_operations_within_the_surgeons_two_hours(minutes, over):
    first, second = operated(AMINA, 60), operated(CHAIMAE, minutes)
    problem = hospital(first, second, surgeons=(SURGEON,))
    assert amounts(RULE, problem, lies((first, 0, "R1"), (second, 0, "R1"))) == over


def test_each_day_has_its_own_minutes():
    first, second = operated(AMINA, 120), operated(CHAIMAE, 120)
    problem = hospital(first, second, surgeons=(SURGEON,))
    assert amounts(RULE, problem, lies((first, 0, "R1"), (second, 1, "R1"))) == []


def test_it_names_the_surgeon_and_the_day():
    long = operated(AMINA, 150)
    assert sentence(RULE, hospital(long, surgeons=(SURGEON,)), lies((long, 2, "R1"))) == (
        "Surgeon Dr Saidi operates 150 minutes on day 2 and has 120."
    )
