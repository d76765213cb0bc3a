from __future__ import annotations

from dataclasses import replace

import pytest

from operations.core.beds.problem import State
from operations.core.beds.report import judge
from operations.core.beds.rules.admitted_promptly import RULE
from tests.operations.core.beds.cast import AMINA, amounts, hospital, lies, sentence

READY = replace(AMINA, release_day=1)


@pytest.mark.parametrize(("day", "waited"), [(0, []), (1, []), (2, [1]), (4, [3])])
def test_days_beyond_the_release_day(day, waited):
    assert amounts(RULE, hospital(READY), lies((READY, day, "R1"))) == waited


def test_a_known_admission_does_not_wait():
    promised = replace(READY, state=State.ADMISSION, due_day=1)
    assert amounts(RULE, hospital(promised), lies((promised, 3, "R1"))) == []


def test_a_patients_own_price_goes_before_the_rules():
    dear = replace(READY, delay_price=70)
    assert judge(hospital(dear), lies((dear, 3, "R1"))).cost_by_rule[RULE.code] == 140


def test_it_names_the_wait():
    assert sentence(RULE, hospital(READY), lies((READY, 3, "R1"))) == (
        "Amina could come on day 1 and waits 2 days."
    )
