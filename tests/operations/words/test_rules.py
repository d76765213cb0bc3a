"""Every rule of every family has its words in the shell's catalogue, and no word is left over."""

from __future__ import annotations

import ast
import inspect
import re
from datetime import date

import pytest
from django.utils import translation

from hospital import said
from operations.core.rule import Violation
from operations.families import FAMILIES
from operations.words import RULES, rule_label, rule_reason, violation_message
from operations.words.units import UNITS

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


@pytest.mark.parametrize(("family", "rule"), EVERY, ids=NAMES)
def test_what_a_rule_counts_is_said_in_the_readers_language(family, rule):
    assert rule.unit in UNITS, f"add {rule.unit!r} to operations/words/units.py"


@pytest.mark.parametrize("family", FAMILIES)
def test_no_words_are_left_of_a_rule_that_is_gone(family):
    gone = set(RULES[family]) - {rule.code for rule in FAMILIES[family].rules}
    assert not gone, f"take {sorted(gone)} out of operations/words/{family}.py"


def test_a_code_that_is_no_rule_any_more_is_called_by_itself():
    assert rule_label("beds", "gone") == "gone"
    assert rule_reason("beds", "gone") == ""


@pytest.mark.parametrize(
    ("rule", "variant", "facts", "said"),
    [
        (
            "whole_packs", "",
            {"week": "2", "packs": "3", "product": "P", "right": "30", "units": "31"},
            "Week of Mon 23 Mar: 3 packs of P are 30 units, not 31.",
        ),
        (
            "nothing_expired_shipped", "",
            {"week": "0", "lot": "L", "product": "P", "facility": "C", "last": "3"},
            "Week of Mon 9 Mar: lot L of P for C expires on day Thu 12 Mar, before the week's use "
            "ends.",
        ),
        (
            "route_times_kept", "sent_twice",
            {"week": "1", "day": "2", "vehicle": "V", "times": "2"},
            "Week of Mon 16 Mar, day Wed 18 Mar: V is sent out 2 times at once.",
        ),
        (
            "budget_kept", "",
            {"funding_line": "F", "first": "0", "last": "4", "spent_cents": "200",
             "budget_cents": "100"},
            "Funding line F, weeks Mon 9 Mar to Mon 6 Apr: orders cost 2.00, the budget is 1.00.",
        ),
    ],
)  # fmt: skip
def test_a_week_of_a_supply_plan_is_said_by_its_date(rule, variant, facts, said):
    broken = Violation(rule, 1, "", facts=facts, variant=variant)
    with translation.override("en"):
        assert str(violation_message("supply", broken, date(2026, 3, 9))) == said
    without = str(violation_message("supply", broken))
    assert "Mar" not in without


@pytest.mark.parametrize(
    ("language", "counted"),
    [
        ("en", ["1 night", "2 nights", "3 nights", "11 nights", "100 nights"]),
        ("fr", ["1 nuit", "2 nuits", "3 nuits", "11 nuits", "100 nuits"]),
        ("ar", ["ليلة واحدة (1)", "ليلتان (2)", "3 ليالٍ", "11 ليلة", "100 ليلة"]),
    ],
)
def test_what_is_counted_agrees_with_its_number(
    monkeypatch: pytest.MonkeyPatch, language: str, counted: list[str]
) -> None:
    monkeypatch.setitem(said.TEMPLATES, "stays", "%(nights|night)s")
    with translation.override(language):
        found = [
            str(said.Message("stays", {"nights": number})) for number in (1, "2", 3, "11", 100)
        ]
        unknown = str(said.Message("stays", {"nights": ["some"]}))
    plain = [text.replace("\u2068", "").replace("\u2069", "") for text in found]
    assert plain == counted
    assert "some" in unknown


def test_every_noun_that_a_sentence_counts_is_known() -> None:
    counted = re.compile(r"%\(\w+\|([^)]*)\)s")
    for language in ("en", "fr", "ar"):
        with translation.override(language):
            used = {noun for each in said.TEMPLATES.values() for noun in counted.findall(str(each))}
        assert used <= said.NOUNS.keys()
    assert used
