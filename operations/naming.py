"""Medicines by name in sentences that know them by code: "Amoxicillin 250 mg (AMOX250)"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from hospital.models import Product
from hospital.said import Message

NAMED = ("product", "stand_in")
"""Facts that hold the code of a product."""


def names_in(facts: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What the products of these facts are called, by code."""
    codes = {str(each[name]) for each in facts for name in NAMED if name in each}
    if not codes:
        return {}
    return {each.code: product_called(each) for each in Product.objects.filter(code__in=codes)}


def product_called(product: Product) -> str:
    return product.code if product.name == product.code else f"{product.name} ({product.code})"


def named(message: Message, called: Mapping[str, str]) -> Message:
    """The same message with its products as they are called; what nobody knows stays a code."""
    facts = message.facts
    other = {name: called[facts[name]] for name in NAMED if facts.get(name) in called}
    return replace(message, facts={**facts, **other}) if other else message
