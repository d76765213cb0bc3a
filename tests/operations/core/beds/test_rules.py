"""Every rule is complete: a term in the model, a test of its own, words and a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from operations.core.beds import rules
from operations.core.beds.cpsat.fits import FITS
from operations.core.beds.cpsat.nursing import NURSE_TERMS
from operations.core.beds.cpsat.terms import PLACE_TERMS
from operations.core.beds.rules import RULES

CODES = [rule.code for rule in RULES]
TERMS = {**FITS, **PLACE_TERMS, **NURSE_TERMS}


@pytest.mark.parametrize("rule", RULES, ids=CODES)
def test_a_rule_has_home_term_test_label_and_reason(rule):
    assert rule.check.__module__ == f"operations.core.beds.rules.{rule.code}"
    assert rule.code in TERMS
    assert (Path(__file__).parent / "rules" / f"test_{rule.code}.py").exists()
    assert rule.label
    assert rule.unit
    assert rule.reason.endswith(".")
    assert rule.weight > 0


def test_no_rule_twice_and_no_term_or_home_without_a_rule():
    homes = {path.stem for path in Path(rules.__file__).parent.glob("[a-z]*.py")}
    assert len(set(CODES)) == len(CODES)
    assert set(TERMS) == set(CODES) == homes
