"""Records that a row names must be of the row's own place, whatever the person who names them may
read: a ward's cover of another hospital's shift means nothing to anybody who plans either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class SamePlace:
    """`theirs` leads from the record that the field names to its place, `own` from the row to the
    row's; both as Django joins names. A place is a facility, or a network."""

    field: str
    theirs: str
    own: str

    def said(self) -> str:
        if self.theirs.endswith("network"):
            return _("This belongs to another network.")
        return _("This belongs to another facility.")


class InOnePlace:
    """Mixed into a model: what its `one_place` says is looked at wherever a form is checked. Files
    look for themselves, many rows at a time (hospital.imports.resolve)."""

    one_place: ClassVar[tuple[SamePlace, ...]] = ()

    def clean(self) -> None:
        super().clean()  # type: ignore[misc]
        wrong = [
            f"{capfirst(self._meta.get_field(each.field).verbose_name)}: {each.said()}"  # type: ignore[attr-defined]
            for each in self.one_place
            if _differ(_walk(self, f"{each.field}__{each.theirs}"), _walk(self, each.own))
        ]
        if wrong:
            raise ValidationError(wrong)


def _differ(theirs: int | None, own: int | None) -> bool:
    return theirs is not None and own is not None and theirs != own


def _walk(row: Any, path: str) -> int | None:
    """The key at the end of the path; None where one of its steps is empty."""
    *steps, last = path.split("__")
    try:
        for step in steps:
            if row is not None:
                row = getattr(row, step)
        return getattr(row, f"{last}_id", None)
    except ObjectDoesNotExist:
        return None
