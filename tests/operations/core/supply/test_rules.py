import importlib
import inspect
from pathlib import Path

import pytest

from operations.core.supply import terms
from operations.core.supply.rules import RULES

HERE = Path(__file__).parent


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_has_a_home_a_term_a_test_a_label_and_a_reason(rule):
    module = importlib.import_module(f"operations.core.supply.rules.{rule.code}")

    assert module.RULE is rule
    assert callable(getattr(terms, rule.code))
    assert (HERE / "rules" / f"test_{rule.code}.py").exists()
    assert rule.label
    assert len(rule.reason) > 20
    assert rule.unit


def test_every_module_of_the_package_is_in_the_list():
    modules = {path.stem for path in Path(inspect.getfile(terms)).parent.glob("rules/*.py")}

    assert modules - {"__init__", "words"} == {rule.code for rule in RULES}
    assert len({rule.code for rule in RULES}) == len(RULES)
