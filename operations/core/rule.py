"""A rule in words: what a plan should respect, and how it speaks when it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """How much a rule weighs: law and physics, what must not lack, what is wished."""

    HARD = "hard"
    MEDIUM = "medium"
    SOFT = "soft"


class Span(StrEnum):
    """How much of a plan one verdict of a rule looks at, so that a change is judged quickly.

    Rosters. PERSON: one person's row, with what the problem says of that person and of the
    calendar. COVER: who is on one shift of one day, and what is asked there. ROSTER: all of it.
    Beds. PATIENT: one patient's place or want of one, and their companion's. ROOM: who lies in one
    room, and its nurses. WARD: who lies in the rooms of one ward. OPERATIONS: who is operated on
    one day. DUTIES: the rooms of nurses, with who lies there.
    """

    PERSON = "person"
    COVER = "cover"
    ROSTER = "roster"
    PATIENT = "patient"
    ROOM = "room"
    WARD = "ward"
    OPERATIONS = "operations"
    DUTIES = "duties"


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach of one rule: by how much (in the rule's unit), whom it concerns, in words.

    `facts` are everything that the sentence fills in (ids, numbers as text), so that another
    language builds its sentence from rule, `variant` and `facts` without reading the English one.
    A fact's name says how it is written: `on` and `..._on` are days, `..._minutes` a length of
    time, `..._clock` a time of day, `..._cents` money, `..._hundredths` a number with two decimals,
    `..._ml` a volume, `..._word` a word of a closed set, `patient` and `..._patient` (`patients`
    where several, after each other) a patient's id; all others stand as they are.
    """

    rule: str
    amount: int
    sentence: str
    subjects: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    weight: int | None = None
    """Price per unit where this breach has its own (a wish's weight, a cover line's price)."""
    variant: str = ""
    """Which of the rule's sentences this is, where it has more than one."""

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise ValueError(
                f"{self.rule}: a violation has an amount above zero, not {self.amount}"
            )


PLURALS = {"day off": "days off", "person": "people", "facility": "facilities", "wish": "wishes"}
"""Nouns that take more than an s."""


def counted(number: int, noun: str) -> str:
    """ "1 night", "2 nights": how a sentence says how many."""
    return f"{number} {noun if number == 1 else PLURALS.get(noun, noun + 's')}"


class Measure(StrEnum):
    """How a rule that shares something prices what single people have beyond their share.

    TOTAL: all of it alike, so that together there is least. RISING: a person's second unit costs
    twice the first, the third three times, so that what must be is spread. WORST: only the person
    who has most beyond the share counts, so that nobody is far off.
    """

    TOTAL = "total"
    RISING = "rising"
    WORST = "worst"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a hospital decided about a rule: its kind and its price per unit, or that it is off.

    measure is heeded by rules that share something (`Rule.balance`)."""

    kind: Kind
    weight: int
    active: bool = True
    measure: Measure = Measure.TOTAL


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule; `check(problem, plan)` yields its violations and knows no solver."""

    code: str
    label: str
    kind: Kind
    unit: str
    reason: str
    check: Callable[[Any, Any], Iterable[Violation]]
    weight: int = 1
    span: Span = Span.ROSTER
    balance: bool = False
    """Shares something among people; a policy may say by what measure."""

    def policy(self, policies: Mapping[str, Policy]) -> Policy:
        """The hospital's decision about this rule, or the rule's own default."""
        return policies.get(self.code, Policy(self.kind, self.weight))


def hard_codes(rules: Iterable[Rule], policies: Mapping[str, Policy]) -> frozenset[str]:
    """The codes of the rules that are law here: as the hospital decided, or by their default."""
    return frozenset(each.code for each in rules if each.policy(policies).kind is Kind.HARD)
