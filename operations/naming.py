"""Medicines, places and suppliers by name in sentences that know them by code: "Amoxicillin 250 mg
(AMOX250)"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from hospital.models import Facility, Product, Supplier
from hospital.said import Message

Named = type[Product] | type[Facility] | type[Supplier]
Called = Mapping[tuple[Named, str], str]
"""What records are called, by their code."""

NAMED: Mapping[str, tuple[Named, ...]] = {
    **dict.fromkeys(("product", "stand_in"), (Product,)),
    **dict.fromkeys(("facility", "origin", "depot"), (Facility,)),
    "place": (Facility, Supplier),
    **dict.fromkeys(("supplier", "other"), (Supplier,)),
}
"""Facts that hold the code of a record, and of which."""
IN_STOCK = re.compile(r"[^/]+/([^/]+)/(?!(?:\w+-)?week-\d+$)(.+)")
"""The id that problems give a lot in stock: its place, its product, what is on the pack. One that
an order of the plan brings has no more than a supplier and a week yet."""


def names_in(facts: Iterable[Mapping[str, Any]]) -> dict[tuple[Named, str], str]:
    """What the records that these facts name are called."""
    codes: dict[Named, set[str]] = {}
    for each in facts:
        for name in NAMED.keys() & each.keys():
            for model in NAMED[name]:
                codes.setdefault(model, set()).add(str(each[name]))
    return {
        (model, row.code): called(row)
        for model, asked in codes.items()
        for row in model._default_manager.filter(code__in=asked)
    }


def called(row: Product | Facility | Supplier) -> str:
    return row.code if row.name == row.code else f"{row.name} ({row.code})"


def named(message: Message, names: Called) -> Message:
    """The same message with its records as they are called, and lots as packs have them; what
    nobody knows stays a code."""
    facts = message.facts
    other = {
        name: names[model, str(facts[name])]
        for name in NAMED.keys() & facts.keys()
        for model in NAMED[name]
        if (model, str(facts[name])) in names
    }
    lot = IN_STOCK.fullmatch(str(facts.get("lot", "")))
    if lot is not None and lot[1] == facts.get("product"):
        other["lot"] = lot[2]
    return replace(message, facts={**facts, **other}) if other else message
