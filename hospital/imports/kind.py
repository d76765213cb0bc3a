"""What a file of one kind holds. Types, choices, bounds and units are read from the model."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.encoding import force_str
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from hospital.imports.finders import FINDERS, Finder
from hospital.models import Patient


class Type(StrEnum):
    TEXT = "text"
    WHOLE = "whole number"
    DECIMAL = "number"
    FLAG = "yes or no"
    DAY = "day"
    MOMENT = "moment"
    CLOCK = "time of day"
    RECORD = "record"
    LIST = "list"

    @property
    def label(self) -> Any:
        """As a person calls it."""
        return TYPE_LABELS[self]


TYPE_LABELS = {
    Type.TEXT: _("text"),
    Type.WHOLE: _("whole number"),
    Type.DECIMAL: _("number"),
    Type.FLAG: _("yes or no"),
    Type.DAY: _("day"),
    Type.MOMENT: _("moment"),
    Type.CLOCK: _("time of day"),
    Type.RECORD: _("record"),
    Type.LIST: _("list"),
}


@dataclass(frozen=True, slots=True)
class Many:
    """A cell that lists several: rows of a table `through`, each with a target and a payload.

    `default` fills a payload that is not written; "position" numbers the entries from 1.
    """

    payload: str = ""
    default: int | str = 1
    through: type[models.Model] | None = None
    owner: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name is the model field's. `later` names records of the same file."""

    name: str
    example: str = ""
    many: Many | None = None
    later: bool = False


@dataclass(frozen=True, slots=True)
class Spec:
    """A column with what the model says of it."""

    name: str
    type: Type
    required: bool
    nullable: bool
    default: Any
    choices: dict[str, Any]
    low: Decimal | None
    high: Decimal | None
    longest: int | None
    validators: tuple[Any, ...]
    unit: Any
    """What a value means, and in which unit: lazy, for whoever reads it."""
    finder: Finder | None
    many: Many | None
    later: bool

    @property
    def is_patient(self) -> bool:
        """The identifier of a person: no fault quotes it."""
        return self.finder is not None and self.finder.model is Patient

    @property
    def attname(self) -> str:
        return f"{self.name}_id" if self.type is Type.RECORD else self.name


OTHER_WORDS: dict[str, str] = {
    "emergency": "urgence urgences",
    "M": "h masculin",
    "F": "feminin",
    "leave": "conges vacances",
}
"""What hospitals' own files call a value, beside its names in our languages; folded."""


def folded(text: str) -> str:
    """Without case and accents: what people write for a word of a list."""
    parted = unicodedata.normalize("NFKD", text).casefold().strip()
    return "".join(each for each in parted if not unicodedata.combining(each))


@dataclass(frozen=True, slots=True)
class Wrong:
    """A record by the keys of its natural key, and what is wrong in which of its columns."""

    key: Mapping[str, int | str]
    column: str
    said: str


class Extent(StrEnum):
    """Of what a file tells all there is; of anything else it says nothing."""

    ROWS = ""
    PRODUCTS = "products"
    """Each product at each place that it names together."""
    PLACES = "places"
    """Each place that it names."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What a record that a whole file does not have becomes: `column` 0.

    `left_over` are the records within the extent that the file does not have and that are not 0
    yet, by key, with what people call them; it is asked with whether the file has a natural key,
    once all rows are written.
    """

    column: str
    left_over: Callable[[Callable[[tuple[Any, ...]], bool], Extent], dict[int, str]]


@dataclass(frozen=True)
class Kind:
    """One kind of record: its model, natural key and columns.

    `in_order` are pairs of columns where the second is never before the first, nor more than
    `longest_years` after it where that is told (a slip of a year's digit).
    """

    code: str
    model: type[models.Model]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    in_order: tuple[tuple[str, str], ...] = ()
    strictly: bool = False
    longest_years: int = 0
    differ: tuple[tuple[str, str], ...] = ()
    together: Callable[[], Iterable[Wrong]] | None = None
    """What is wrong in the records together, once all rows are written."""
    follows: Callable[[Mapping[int, Mapping[str, Any]]], None] | None = None
    """Brings other records in step with the rows just written: told their keys, each with the
    former values of what changed."""
    whole: Whole | None = None
    """Of a kind whose files may tell of all there is."""
    alike: bool = False
    """Rows that say the same of one record are that record: a sheet of beds tells of each ward as
    often as it has beds. Not where two equal rows may be two things, to be added up."""

    @cached_property
    def specs(self) -> dict[str, Spec]:
        return {column.name: _spec(self.model, column) for column in self.columns}

    @cached_property
    def lists(self) -> tuple[Spec, ...]:
        return tuple(spec for spec in self.specs.values() if spec.many is not None)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(spec.name for spec in self.specs.values() if spec.required)


_TYPES: tuple[tuple[type[models.Field], Type], ...] = (
    (models.ForeignKey, Type.RECORD),
    (models.BooleanField, Type.FLAG),
    (models.DateTimeField, Type.MOMENT),
    (models.DateField, Type.DAY),
    (models.TimeField, Type.CLOCK),
    (models.FloatField, Type.DECIMAL),
    (models.IntegerField, Type.WHOLE),
    (models.CharField, Type.TEXT),
)
_VALIDATED = (Type.TEXT, Type.DAY, Type.MOMENT)
"""Numbers have bounds instead."""
_LARGEST = {
    "PositiveSmallIntegerField": 32_767,
    "PositiveIntegerField": 2_147_483_647,
    "PositiveBigIntegerField": 9_223_372_036_854_775_807,
}
"""What every database can hold; SQLite alone would take more."""


def _spec(model: type[models.Model], column: Column) -> Spec:
    if column.many is not None:
        return _list_spec(model, column)
    field: Any = model._meta.get_field(column.name)
    kind = next(type_ for class_, type_ in _TYPES if isinstance(field, class_))
    low, high = _bounds(field)
    optional = field.null or field.blank or field.has_default()
    return Spec(
        name=column.name,
        type=kind,
        required=not optional,
        nullable=field.null,
        default=field.get_default() if field.has_default() or not field.null else None,
        choices=_choices(field),
        low=low,
        high=high,
        longest=field.max_length if kind is Type.TEXT else None,
        validators=tuple(field._validators) if kind in _VALIDATED else (),
        unit=field.help_text,
        finder=FINDERS[field.related_model] if kind is Type.RECORD else None,
        many=None,
        later=column.later,
    )


def _list_spec(model: type[models.Model], column: Column) -> Spec:
    assert column.many is not None
    finder, unit = None, _("entries separated by a space")
    if column.many.through is None:
        field: Any = model._meta.get_field(column.name)
        finder = FINDERS[field.related_model]
        unit = format_lazy(_("{shape} separated by a space"), shape=finder.shape)
    if column.many.payload:
        each = _("{entries}, each with its {payload} after a colon")
        unit = format_lazy(each, entries=unit, payload=column.many.payload)
    return Spec(
        column.name, Type.LIST, False, False, None, {}, None, None, None, (), unit, finder,
        column.many, column.later,
    )  # fmt: skip


def _bounds(field: Any) -> tuple[Decimal | None, Decimal | None]:
    low = high = None
    if field.get_internal_type() in _LARGEST:
        low, high = Decimal(0), Decimal(_LARGEST[field.get_internal_type()])
    for validator in field._validators:
        if isinstance(validator, MinValueValidator):
            low = Decimal(str(validator.limit_value))
        elif isinstance(validator, MaxValueValidator):
            high = Decimal(str(validator.limit_value))
    return low, high


def _choices(field: Any) -> dict[str, Any]:
    """Folded word -> value: our own codes, and what they are called in each of our languages, but
    for a word that means two of them."""
    if not getattr(field, "choices", None):
        return {}
    words: dict[str, set[Any]] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for value, label in field.flatchoices:
                words.setdefault(folded(force_str(label)), set()).add(value)
    for value, others in OTHER_WORDS.items():
        if value in {each for each, _label in field.flatchoices}:
            for word in others.split():
                words.setdefault(word, set()).add(value)
    codes = {folded(str(value)): value for value, _label in field.flatchoices}
    return {word: value for word, (value, *more) in words.items() if not more} | codes
