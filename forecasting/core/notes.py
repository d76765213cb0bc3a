"""What is to be said about a series: a code and its facts, and the sentence in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Fact = str | int | float


@dataclass(frozen=True, slots=True)
class Note:
    """sentence: for logs and the command line. facts: everything that it fills in, so that another
    language says the same from `code` and `facts`; days as ISO text in `..._date`, shares in whole
    or tenths of a per cent in `..._percent`, members in `..._recipe`, words of a closed set in
    `..._word`.
    """

    code: str
    sentence: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence


Notes = Mapping[str, tuple[Note, ...]]
"""By series id, "*" for all of them together."""


def joined(*parts: Notes) -> dict[str, tuple[Note, ...]]:
    """All notes per series, in the order in which they came."""
    found: dict[str, tuple[Note, ...]] = {}
    for part in parts:
        for name, notes in part.items():
            found[name] = found.get(name, ()) + notes
    return found


def figure(value: float) -> int | float:
    """Four figures, as sentences give them."""
    short = float(f"{value:.4g}")
    return int(short) if short.is_integer() else short
