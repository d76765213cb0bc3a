"""Every rule is stated twice, tested, named and explained."""

from __future__ import annotations

from pathlib import Path

import pytest

import operations.core.staffing.rules as home
from operations.core.staffing.cpsat.terms import TERMS
from operations.core.staffing.rules import RULES

CODES = [rule.code for rule in RULES]


def test_codes_are_unique_and_each_module_is_listed():
    modules = {path.stem for path in Path(home.__file__).parent.glob("*.py")} - {"__init__"}
    assert len(CODES) == len(set(CODES))
    assert modules == set(CODES)


def test_each_rule_has_a_term_and_each_term_a_rule():
    assert set(TERMS) == set(CODES)


@pytest.mark.parametrize("rule", RULES, ids=CODES)
def test_each_rule_has_a_test_a_label_a_unit_and_a_reason(rule):
    assert (Path(__file__).parent / "rules" / f"test_{rule.code}.py").exists()
    assert rule.label
    assert rule.unit
    assert rule.reason.endswith((".", ")."))
    assert rule.weight > 0


@pytest.mark.parametrize("rule", RULES, ids=CODES)
def test_each_rule_declares_how_far_it_looks(rule):
    source = (Path(home.__file__).parent / f"{rule.code}.py").read_text()
    assert f"span=Span.{rule.span.name}" in source, "give Rule its span: PERSON, COVER or ROSTER"
