"""The card's tables of errors by group, with the groups' own names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hospital.models import AgeBand, FacilityKind, Gender, Ven

BY: dict[str, str | Promise] = {
    "facility_kind": gettext_lazy("kind of facility"),
    "rural": gettext_lazy("town or country"),
    "specialty": gettext_lazy("ward's own specialty"),
    "atc": gettext_lazy("ATC main group"),
    "ven": gettext_lazy("VEN class"),
    "age_band": gettext_lazy("patients' age"),
    "gender": gettext_lazy("patients' gender"),
}
GROUPS: dict[str, Mapping[Any, Any]] = {
    "facility_kind": dict(FacilityKind.choices),
    "rural": {"rural": gettext_lazy("rural"), "urban": gettext_lazy("urban")},
    "ven": dict(Ven.choices),
    "age_band": dict(AgeBand.choices),
    "gender": dict(Gender.choices),
}
ORDER = {band: at for at, band in enumerate(AgeBand.values)}


@dataclass(frozen=True, slots=True)
class FairRow:
    """n, None: too few to say; first: the first row of its trait."""

    by: str
    group: str
    n: int | None
    scores: dict[str, Any]
    first: bool


def fair_rows(stored: Iterable[dict[str, Any]]) -> list[FairRow]:
    """The stored rows in the order of `BY`, ages in theirs."""
    place = {by: at for at, by in enumerate(BY)}
    ranked = sorted(
        stored,
        key=lambda row: (
            place.get(row["by"], len(place)),
            ORDER.get(row["group"], 0),
            row["group"],
        ),
    )
    found: list[FairRow] = []
    last = None
    for row in ranked:
        by, group = row["by"], row["group"]
        words = GROUPS.get(by, {}).get(group, group) if group else _("not known")
        found.append(FairRow(str(BY.get(by, by)), str(words), row["n"], row, by != last))
        last = by
    return found
