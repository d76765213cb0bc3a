"""What rules count, in words: the core names its units in English, for logs and commands."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
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
    "cents": _("cents"),
    "ml": _("ml"),
    "days or weeks": _("days or weeks"),
    "units x VEN weight x unit price": _("units x VEN weight x unit price"),
    "units x VEN factor x unit price": _("units x VEN factor x unit price"),
    "lines": _("lines"),
}


def unit_said(unit: str) -> str:
    """A rule's unit in the reader's language; as the core has it where nobody wrote more."""
    return str(UNITS.get(unit, unit))


def price(family: str, cost: float) -> str:
    """What a plan costs: a supply plan money, as its orders do; others points."""
    return money(round(cost)) if family == Family.SUPPLY else number_format(round(cost))
