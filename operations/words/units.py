"""What rules count, in words: the core names its units in English, for logs and commands."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hospital.said import money
from operations.models import Family

UNITS: dict[str, Any] = {
    "shifts": _("shifts"),
    "cells": _("cells"),
    "days": _("days"),
    "minutes": _("minutes"),
    "breaches": _("breaches"),
    "hours": _("hours"),
    "nights": _("nights"),
    "weekends": _("weekends"),
    "people": _("people"),
    "persons": _("people"),
    "wishes": _("wishes"),
    "holidays": _("holidays"),
    "patients": _("patients"),
    "rooms": _("rooms"),
    "locks": _("locks"),
    "beds": _("beds"),
    "hundredths of a bed": _("hundredths of a bed"),
    "transfers": _("moves to another room"),
    "changes": _("changes"),
    "steps x nights": _("steps x nights"),
    "age bands": _("age bands"),
    "skill levels": _("skill levels"),
    "nurses": _("nurses"),
    "workload points": _("workload points"),
    "theatre-days": _("theatre-days"),
    "moves": _("moves"),
    "units": _("units"),
    "packs": _("packs"),
    "cents": _("money"),
    "ml": _("ml"),
    "days or weeks": _("days or weeks"),
    "units x VEN weight x unit price": _("value of the units, more for vital ones"),
    "units x VEN factor x unit price": _("value of the units, more for vital ones"),
    "lines": _("lines"),
}


MONEY = frozenset({"cents", "units x VEN weight x unit price", "units x VEN factor x unit price"})
"""Units that are an amount of money already: their weight is a factor and no price."""


def amount_said(unit: str, amount: float, priced: bool) -> str:
    """What a finding counts, with its unit; of money nothing where its price is said beside it."""
    if unit in MONEY:
        return "-" if priced else money(round(amount))
    return gettext("%(amount)s %(unit)s") % {
        "amount": number_format(amount),
        "unit": unit_said(unit),
    }


def weight_said(family: str, unit: str, weight: int) -> str:
    """What one unit of a rule costs: of supply plans money, or how often money counts."""
    if family != Family.SUPPLY:
        return number_format(weight)
    return f"× {number_format(weight)}" if unit in MONEY else money(weight)


def unit_said(unit: str) -> str:
    """A rule's unit in the reader's language; as the core has it where nobody wrote more."""
    return str(UNITS.get(unit, unit))


def price(family: str, cost: float) -> str:
    """What a plan costs: a supply plan money, as its orders do; others points."""
    return money(round(cost)) if family == Family.SUPPLY else number_format(round(cost))
