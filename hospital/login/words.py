"""Words that everybody in the house would try: no password has one of them in it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hospital.models import Facility, Network

ALWAYS = ("mizan", "hospital", "hopital", "hôpital", "pharmacy", "pharmacie", "مستشفى", "ميزان")
SHORTEST = 4
"""A code of three letters is in many a good password by chance."""


class WordsOfTheHouse:
    """The product's name, what the place is, and the names and codes of networks and hospitals."""

    def validate(self, password: str, user: Any = None) -> None:
        plain = password.casefold()
        for word in (*ALWAYS, *_places()):
            if len(word) >= SHORTEST and word.casefold() in plain:
                said = _("The password has “%(word)s” in it, which others here would try.")
                raise ValidationError(said, code="word_of_the_house", params={"word": word})

    def get_help_text(self) -> str:
        return str(_("Your password can’t have the names of hospitals or of this programme in it."))


def _places() -> list[str]:
    named = [
        *Network.objects.values_list("code", "name"),
        *Facility.objects.values_list("code", "name"),
    ]
    return [each for pair in named for each in pair]
