"""Whatever a rule says in any test of the core, the shell's catalogue says in the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.utils import translation

from operations.core.rule import Violation
from operations.families import FAMILIES
from operations.words import RULES, violation_message

MOST = 50
"""Violations compared a test and sentence: random problems break the same rule a thousand times."""


@pytest.fixture(autouse=True)
def said_in_the_same_words(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    family = request.path.relative_to(request.config.rootpath).parts[3]
    if family not in FAMILIES:
        yield
        return
    made: dict[tuple[str, str], list[Violation]] = {}
    check_amount = Violation.__post_init__

    def note(violation: Violation) -> None:
        check_amount(violation)
        same = made.setdefault((violation.rule, violation.variant), [])
        if len(same) < MOST:
            same.append(violation)

    monkeypatch.setattr(Violation, "__post_init__", note)
    yield
    rules = {rule.code for rule in FAMILIES[family].rules}
    wrong = [
        problem
        for (rule, _), same in made.items()
        if rule in rules
        for violation in same
        if (problem := difference(family, violation))
    ]
    assert not wrong, wrong[0]


def ungrouped(sentence: str) -> str:
    """Thousands without the comma that a page writes between them and the core does not."""
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", sentence)


def difference(family: str, violation: Violation) -> str:
    """What to do where catalogue and core do not agree; empty where they do."""
    home, key = f"operations/words/{family}.py", f'RULES["{violation.rule}"]'
    words = RULES[family].get(violation.rule)
    if words is None or violation.variant not in words.sentences:
        return (
            f'Add the sentence "{violation.variant}" to {key} in {home}: '
            f"{violation.sentence!r} with %(name)s for each of {sorted(violation.facts)}."
        )
    with translation.override("en"):
        said = str(violation_message(family, violation))
    if ungrouped(said) == ungrouped(violation.sentence):
        return ""
    return (
        f"{home}, {key}, sentence {violation.variant!r} reads {said!r}; the core's "
        f"check() says {violation.sentence!r} with facts {dict(violation.facts)}. Write both "
        "alike, and give check() the facts that the sentence fills in."
    )
