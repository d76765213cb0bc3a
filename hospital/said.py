"""Sentences that are kept as a code and facts, and said in the language of whoever reads them.

A row keeps `Said`: messages, each a code and its facts. The sentence of a code is a template of an
app's catalogue (`TEMPLATES`, filled when the app is ready) with a named place for each fact. How a
fact is written follows from its name, as operations.core.rule.Violation says, and from its kind:
text stands as it is, a number is written as the language writes numbers, a message inside a message
is said first, a list is parted as the language parts clauses.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.utils.formats import date_format, number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

TEMPLATES: dict[str, Any] = {}
"""Code -> lazy string with %(name)s for each fact."""

WORDS: dict[str, Any] = {
    "female": gettext_lazy("female"),
    "male": gettext_lazy("male"),
    "vital": gettext_lazy("vital"),
    "essential": gettext_lazy("essential"),
    "necessary": gettext_lazy("necessary"),
}
"""Words of closed sets, which facts named `..._word` are taken from."""

MINUS = "−"
ONE_LINE = 24
"""Characters of a fact that are not broken over lines: a day, a room, a number of a stay."""
ISOLATED, ISOLATED_ENDS = "\u2068", "\u2069"
START = '[{"code":'


COMMA = ", "
"""Between listed words; Django's own catalogues have it for every language."""


def listed(parts: Iterable[object]) -> str:
    """Words one after the other, parted as the reader's language parts them."""
    return _(COMMA).join(map(str, parts))


def code(*parts: str) -> str:
    """ "staffing", "cover_minimum", "of_skill" -> "staffing.cover_minimum.of_skill"."""
    return ".".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence: the code of its template and what is filled in."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        template = TEMPLATES.get(self.code)
        if template is None:  # of a version that said more, or less
            named = listed(f"{name} {_written(name, fact)}" for name, fact in self.facts.items())
            return f"{self.code}: {named}"
        return _one_stop(str(template) % _Filled(self.facts))

    def marked(self) -> SafeString:
        """For pages: what is filled in keeps its direction, and what is short stays on one line."""
        template = TEMPLATES.get(self.code)
        if template is None:
            return escape(str(self))
        filled = escape(str(template)) % _Filled(self.facts, _marked)
        return mark_safe(_one_stop(filled, "</bdi>"))  # noqa: S308

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {"code": self.code, "facts": _plain(self.facts)}


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says. `verbatim`: what was kept as finished English before there were codes."""

    messages: tuple[Message, ...] = ()
    verbatim: str = ""

    def __str__(self) -> str:
        return " ".join(self)

    def __iter__(self) -> Iterator[str]:
        """Its sentences."""
        yield from [self.verbatim] if self.verbatim else map(str, self.messages)

    def __bool__(self) -> bool:
        return bool(self.messages or self.verbatim)

    @classmethod
    def of(cls, *messages: Message | None) -> Said:
        return cls(tuple(each for each in messages if each is not None))

    @classmethod
    def read(cls, text: str) -> Said:
        if not text.startswith(START):
            return cls(verbatim=text)
        return cls(tuple(Message(each["code"], each["facts"]) for each in json.loads(text)))

    def dumps(self) -> str:
        if not self.messages:
            return self.verbatim
        rows = [each.plain() for each in self.messages]
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


class SaidField(models.TextField):
    """A `Said` in a text column; text that is none of ours is said as it stands."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Said | None:
        return None if value is None else Said.read(value)

    def to_python(self, value: Any) -> Said | None:
        return value if value is None or isinstance(value, Said) else Said.read(str(value))

    def get_prep_value(self, value: Any) -> Any:
        if value is None:
            return None
        return value.dumps() if isinstance(value, Said) else str(value)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.get_prep_value(self.value_from_object(obj)))


def _one_stop(sentence: str, mark: str = "") -> str:
    """A sentence that ends with an abbreviation ("25 jan.") has one full stop."""
    end = f".{mark}."
    return sentence[:-1] if sentence.endswith(end) else sentence


def _plain(fact: Any) -> Any:
    if isinstance(fact, Message):
        return fact.plain()
    if isinstance(fact, Mapping):
        return {name: _plain(each) for name, each in fact.items()}
    if isinstance(fact, list | tuple):
        return [_plain(each) for each in fact]
    return fact.isoformat() if isinstance(fact, date) else fact


class _Filled:
    """The facts as a template asks for them: `nights`, or `nights|night` for "3 nights"."""

    def __init__(
        self, facts: Mapping[str, Any], written: Callable[[str, Any], str] | None = None
    ) -> None:
        self.facts, self.written = facts, written or _written

    def __getitem__(self, asked: str) -> str:
        name, _mark, noun = asked.partition("|")
        if name not in self.facts:
            return "?"
        fact = self.facts[name]
        written = self.written(name, fact)
        if not noun:
            return written
        try:
            form = NOUNS[noun](int(float(fact)))
        except (KeyError, TypeError, ValueError):  # of a version that said more, or less
            return written
        plain = isinstance(fact, str) and fact.isdigit()
        return form % {"number": self.written(name, int(fact)) if plain else written}


def _marked(name: str, fact: Any) -> str:
    if isinstance(fact, list | tuple):
        return _("; ").join(_marked(name, each) for each in fact)
    if isinstance(fact, Mapping):
        return Message(fact["code"], fact["facts"]).marked()
    if isinstance(fact, Message):
        return fact.marked()
    text = _written(name, fact)
    kept = "mizan-code" if len(text) <= ONE_LINE else ""
    return format_html('<bdi class="{}">{}</bdi>', kept, text)


def _written(name: str, fact: Any) -> str:
    if isinstance(fact, Mapping):
        fact = Message(fact["code"], fact["facts"])
    if isinstance(fact, list | tuple):
        return _("; ").join(_written(name, each) for each in fact)
    if isinstance(fact, Message):
        return str(fact)
    if isinstance(fact, date):
        fact = fact.isoformat()
    unit = name.rpartition("_")[2]
    if unit in UNITS and fact != "":
        return UNITS[unit](str(fact))
    if isinstance(fact, int | float):
        whole = isinstance(fact, int) or fact.is_integer()
        return number_format(int(fact) if whole else fact)
    return apart(str(fact))


def apart(text: str) -> str:
    """A code within a sentence from right to left keeps its own direction, and the sentence its."""
    return f"{ISOLATED}{text}{ISOLATED_ENDS}" if text and get_language_bidi() else text


def _day(fact: str) -> str:
    """A date with its weekday, without the year; a day without a date by its number."""
    if fact.isdigit():
        return _("day %(number)s") % {"number": fact}
    return date_format(date.fromisoformat(fact), "SHORT_DATE_FORMAT")


def _length(minutes: str) -> str:
    return _("%(hours)d h %(minutes)02d") % dict(
        zip(("hours", "minutes"), divmod(int(minutes), 60), strict=True)
    )


def _clock(minute: str) -> str:
    return f"{int(minute) // 60:02d}:{int(minute) % 60:02d}"


def money(cents: int) -> str:
    """With two decimals."""
    return number_format(cents / 100, decimal_pos=2)


def _litres(millilitres: str) -> str:
    litres = number_format(round(int(millilitres) / 1000, 1), decimal_pos=1)
    return _("%(litres)s l") % {"litres": litres}


def _percent(number: str) -> str:
    """The sign stays where it is, as a minus."""
    sign = number[0].replace("-", MINUS) if number[0] in "+-" else ""
    return _("%(number)s %%") % {"number": sign + number_format(number.lstrip("+-"))}


NOUNS: dict[str, Callable[[int], str]] = {}
"""Noun -> its form with a %(number)s for so many of it, as the language counts; filled as TEMPLATES
are."""


UNITS: dict[str, Callable[[str], str]] = {
    "on": _day,
    "date": lambda fact: date_format(date.fromisoformat(fact)),
    "minutes": _length,
    "clock": _clock,
    "cents": lambda cents: money(int(cents)),
    "hundredths": lambda number: number_format(int(number) / 100, decimal_pos=2),
    "ml": _litres,
    "percent": _percent,
    "word": lambda word: str(WORDS.get(word, word)),
}
"""By the last part of a fact's name."""
