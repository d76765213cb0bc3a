"""Everything that the planning shell says of plans, in the reader's language.

Rows keep a code and facts (hospital.said); the sentences stand here, by code:
`FAMILY.RULE[.VARIANT]` for what breaks a rule, `record.CODE[.VARIANT]` for what is wrong in the
records, `line.CODE` for why a line is as it is, `explain.CODE` for why it is not otherwise,
`draft.CODE` and `pin.CODE` for why a plan waits for a person, `run.CODE` for how a run ended.
The cores know no Django: what they say in English for logs and commands is said here once more,
and tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from forecasting.models import ForecastKind
from hospital import said
from hospital.models import BedStatus
from hospital.modes import Mode
from hospital.said import Message
from operations.core.rule import Violation
from operations.words import (
    beds,
    equivalents,
    explain,
    nouns,
    plans,
    records,
    staffing,
    supply,
)
from operations.words.rule import RuleWords

RULES: Mapping[str, Mapping[str, RuleWords]] = {
    "staffing": staffing.RULES,
    "beds": beds.RULES,
    "supply": supply.RULES | equivalents.RULES,
}


def violation_message(family: str, violation: Violation, start: date | None = None) -> Message:
    """What is kept of a violation, to be said in any language; English where nobody wrote more.

    start: the plan's first day, from which supply counts its weeks; with it they are said as dates.
    """
    code = said.code(family, violation.rule, violation.variant)
    if code not in said.TEMPLATES:
        return Message("verbatim", {"sentence": violation.sentence})
    facts = violation.facts
    if family == "supply" and start is not None:
        return Message(code, supply.dated(violation.rule, facts, start))
    return Message(code, dict(facts))


def reason_message(code: str, facts: Mapping[str, str]) -> Message:
    """What is said of a reason in an explanation."""
    return Message(said.code("explain", code), dict(facts))


def patients_named(ids: str) -> str:
    """Patients by the numbers of their stays and referrals, as lists and beds show them: problems
    put before each what it is a number of ("stay:24-118")."""
    return said.listed(said.apart(each.partition(":")[2] or each) for each in ids.split(", "))


def _rule_named(code: str) -> str:
    """The label of whichever family's rule it is."""
    family = next((family for family, rules in RULES.items() if code in rules), "")
    return rule_label(family, code) if family else code


def rule_label(family: str, rule: str) -> str:
    """The rule as people call it; its code where it has no words (any more)."""
    known = RULES[family].get(rule)
    return str(known.label) if known else rule


def rule_reason(family: str, rule: str) -> str:
    known = RULES[family].get(rule)
    return str(known.reason) if known else ""


def register() -> None:
    """Make the sentences known to hospital.said; done once, when the app is ready."""
    for family, rules in RULES.items():
        for rule, words in rules.items():
            for variant, sentence in words.sentences.items():
                said.TEMPLATES[said.code(family, rule, variant)] = sentence
    for note, sentences in records.NOTES.items():
        for variant, sentence in sentences.items():
            said.TEMPLATES[said.code("record", note, variant)] = sentence
    said.UNITS["rule"] = _rule_named
    said.UNITS["patient"] = said.UNITS["patients"] = patients_named
    said.NOUNS |= nouns.NOUNS
    said.TEMPLATES["verbatim"] = "%(sentence)s"
    said.TEMPLATES |= supply.TIMES | equivalents.LINES
    said.TEMPLATES |= (
        plans.LINES | plans.OVERRIDES | plans.DRAFTS | plans.SWAPS | plans.RUNS | explain.REASONS
    )
    said.WORDS |= dict(BedStatus.choices) | dict(ForecastKind.choices) | plans.BOUNDS
    said.WORDS |= dict(Mode.choices)
