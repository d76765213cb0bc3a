"""Strengths of one medicine in one form that do each other's work, and medicines of which a
formulary committee decided that one may be prescribed for the other."""

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
INTERCHANGE = (
    # medicine, its units, the other medicine, its units: a day's dose for a day's dose (WHO DDD)
    ("M01AE01-01", 3, "M01AB05-01", 2),  # ibuprofen 3 x 400 mg, diclofenac 2 x 50 mg
    ("C09AA02-01", 2, "C09CA01-01", 1),  # enalapril 2 x 5 mg, losartan 50 mg
)
INTERCHANGE_CENTS = 20
"""A unit: somebody has to prescribe it anew."""


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


def interchanged(items: tuple[Item, ...]) -> list[tuple[str, str, int, int]]:
    """As `pairs`, of the committee's decisions about what is in the formulary."""
    known = {item.code for item in items}
    found = []
    for one, units, other, others in INTERCHANGE:
        if {one, other} <= known:
            found += [(one, other, units, others), (other, one, others, units)]
    return found


def write_equivalents(items: tuple[Item, ...], keys: Mapping[str, int]) -> None:
    """keys: the products' by code."""
    rows = [(each, UNIT_CENTS) for each in pairs(items)]
    rows += [(each, INTERCHANGE_CENTS) for each in interchanged(items)]
    Equivalent.objects.bulk_create(
        [
            Equivalent(
                product_id=keys[lacks],
                stand_in_id=keys[other],
                units=units,
                stand_in_units=stand_in_units,
                unit_cents=cents,
            )
            for (lacks, other, units, stand_in_units), cents in rows
        ],
        update_conflicts=True,
        unique_fields=["product", "stand_in"],
        update_fields=["units", "stand_in_units", "unit_cents"],
    )
