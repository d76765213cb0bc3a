"""Medicines by name in sentences that know them by code: "Amoxicillin 250 mg (AMOX250)"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from hospital.models import Product
from hospital.said import Message

NAMED = ("product", "stand_in")
"""Facts that hold the code of a product."""
IN_STOCK = re.compile(r"[^/]+/([^/]+)/(?!(?:\w+-)?week-\d+$)(.+)")
"""The id that problems give a lot in stock: its place, its product, what is on the pack. One that
an order of the plan brings has no more than a supplier and a week yet."""


def names_in(facts: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What the products of these facts are called, by code."""
    codes = {str(each[name]) for each in facts for name in NAMED if name in each}
    if not codes:
        return {}
    return {each.code: product_called(each) for each in Product.objects.filter(code__in=codes)}


def product_called(product: Product) -> str:
    return product.code if product.name == product.code else f"{product.name} ({product.code})"


def named(message: Message, called: Mapping[str, str]) -> Message:
    """The same message with its products as they are called, and lots as packs have them; what
    nobody knows stays a code."""
    facts = message.facts
    other = {name: called[facts[name]] for name in NAMED if facts.get(name) in called}
    lot = IN_STOCK.fullmatch(str(facts.get("lot", "")))
    if lot is not None and lot[1] == facts.get("product"):
        other["lot"] = lot[2]
    return replace(message, facts={**facts, **other}) if other else message
