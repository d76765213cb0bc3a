"""Strengths of one medicine in one form that do each other's work."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from hospital.demo.catalogue import Item
from hospital.models import Equivalent

MILLIGRAMS = {"ug": Fraction(1, 1000), "mg": Fraction(1), "g": Fraction(1000)}
STRENGTH = re.compile(r" (\d+(?:\.\d+)?) (ug|mg|g), ")
FORMS = ("tablet", "capsule", "injection")
MOST = 4
"""Tablets in the place of one that a patient is still asked to take."""
UNIT_CENTS = 1


def pairs(items: tuple[Item, ...]) -> list[tuple[str, str, int, int]]:
    """(lacks, stands in, units, stand-in units) by code, both ways, where one strength is a whole
    multiple of the other."""
    strengths = [(item, strength) for item in items if (strength := _milligrams(item))]
    found = []
    for item, weak in strengths:
        for other, strong in strengths:
            times = strong / weak
            alike = (item.atc, item.form) == (other.atc, other.form)
            if alike and 1 < times <= MOST and times.denominator == 1:
                found.append((item.code, other.code, times.numerator, 1))
                found.append((other.code, item.code, 1, times.numerator))
    return found


def _milligrams(item: Item) -> Fraction | None:
    said = STRENGTH.search(item.name)
    if said is None or not item.atc or item.form.name not in FORMS:
        return None
    return Fraction(said[1]) * MILLIGRAMS[said[2]]


def write_equivalents(items: tuple[Item, ...], keys: Mapping[str, int]) -> None:
    """keys: the products' by code."""
    Equivalent.objects.bulk_create(
        [
            Equivalent(
                product_id=keys[lacks],
                stand_in_id=keys[other],
                units=units,
                stand_in_units=stand_in_units,
                unit_cents=UNIT_CENTS,
            )
            for lacks, other, units, stand_in_units in pairs(items)
        ],
        update_conflicts=True,
        unique_fields=["product", "stand_in"],
        update_fields=["units", "stand_in_units", "unit_cents"],
    )
