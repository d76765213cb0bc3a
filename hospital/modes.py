"""How goods travel from a supplier: a closed set, and what records from elsewhere call it."""

from __future__ import annotations

import re

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Mode(models.TextChoices):
    SEA = "sea", pgettext_lazy("transport", "sea")
    AIR = "air", pgettext_lazy("transport", "air")
    ROAD = "road", pgettext_lazy("transport", "road")
    RAIL = "rail", pgettext_lazy("transport", "rail")
    LOCAL = "local", _("local pick-up")


CALLED: dict[Mode, str] = {
    Mode.SEA: "sea ocean ship boat vessel maritime mer bateau بحر بحري بحرا",
    Mode.AIR: "air plane flight airfreight avion aerien aérien جو جوي جوا",
    Mode.ROAD: "road truck lorry camion route routier بر بري برا طريق",
    Mode.RAIL: "rail train railway ferroviaire قطار سكة",
    Mode.LOCAL: "local pickup collected enlèvement enlevement محلي",
}
"""Words by which order books name a mode: "Air Charter", "ocean", "par camion"."""
NAMES = {word: mode for mode, words in CALLED.items() for word in words.split()}


def mode_of(text: str) -> Mode | None:
    """The mode that a free text names; None where it names none, or several."""
    named = {NAMES[word] for word in re.findall(r"\w+", text.casefold()) if word in NAMES}
    return named.pop() if len(named) == 1 else None
