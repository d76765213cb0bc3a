"""Every rule of every family has its words in the shell's catalogue, and no word is left over."""

from __future__ import annotations

import ast
import inspect

import pytest
from django.utils import translation

from operations.families import FAMILIES
from operations.words import RULES, rule_label, rule_reason

EVERY = [(family, rule) for family, spec in FAMILIES.items() for rule in spec.rules]
NAMES = [f"{family}-{rule.code}" for family, rule in EVERY]


def variants(rule) -> set[str]:
    """The text constants that the rule's module gives as a variant, wherever it passes them on."""
    module = ast.parse(inspect.getsource(inspect.getmodule(rule.check)))
    return {node.value for node in ast.walk(module) if isinstance(node, ast.Constant)}


@pytest.mark.parametrize(("family", "rule"), EVERY, ids=NAMES)
def test_a_rule_has_its_label_its_reason_and_its_sentences(family, rule):
    home = f'RULES["{rule.code}"] in operations/words/{family}.py'
    known = RULES[family].get(rule.code)
    assert known, (
        f"Add {home}: RuleWords(_({rule.label!r}), _({rule.reason!r}), {{'': _(sentence)}}), the "
        "sentence as check() writes it with %(name)s for each of the violation's facts."
    )
    with translation.override("en"):
        assert rule_label(family, rule.code) == rule.label, f"{home}: write the label alike"
        assert rule_reason(family, rule.code) == rule.reason, f"{home}: write the reason alike"
    assert known.sentences, f"{home}: add a sentence"
    left = set(known.sentences) - variants(rule) - {""}
    assert not left, f"{home}: check() has no variant {left}; take them out"


@pytest.mark.parametrize("family", FAMILIES)
def test_no_words_are_left_of_a_rule_that_is_gone(family):
    gone = set(RULES[family]) - {rule.code for rule in FAMILIES[family].rules}
    assert not gone, f"take {sorted(gone)} out of operations/words/{family}.py"


def test_a_code_that_is_no_rule_any_more_is_called_by_itself():
    assert rule_label("beds", "gone") == "gone"
    assert rule_reason("beds", "gone") == ""
