from __future__ import annotations

from dataclasses import replace

from operations.core.beds.report import judge
from operations.core.beds.rules.optional_admitted import RULE
from tests.operations.core.beds.cast import AMINA, amounts, hospital, lies, sentence

MAY_WAIT = replace(AMINA, mandatory=False)


def test_admitted():
    assert amounts(RULE, hospital(MAY_WAIT), lies((MAY_WAIT, 0, "R1"))) == []


def test_left_for_later():
    assert sentence(RULE, hospital(MAY_WAIT), lies()) == (
        "Amina could come within this plan and is left for a later one."
    )


def test_mandatory_patients_are_another_rules_concern():
    assert amounts(RULE, hospital(AMINA), lies()) == []


def test_a_patients_own_price_goes_before_the_rules():
    dear = replace(MAY_WAIT, optional_price=999)
    assert judge(hospital(dear), lies()).cost_by_rule[RULE.code] == 999
