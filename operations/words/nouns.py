"""What sentences count, as each language counts it: a template's %(nights|night)s is "3 nights"."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import ngettext

NOUNS: dict[str, Callable[[int], str]] = {
    "night": lambda n: ngettext("%(number)s night", "%(number)s nights", n),
    "day": lambda n: ngettext("%(number)s day", "%(number)s days", n),
    "day off": lambda n: ngettext("%(number)s day off", "%(number)s days off", n),
    "shift": lambda n: ngettext("%(number)s shift", "%(number)s shifts", n),
    "week": lambda n: ngettext("%(number)s week", "%(number)s weeks", n),
    "weekend": lambda n: ngettext("%(number)s weekend", "%(number)s weekends", n),
    "public holiday": lambda n: ngettext(
        "%(number)s public holiday", "%(number)s public holidays", n
    ),
    "minute": lambda n: ngettext("%(number)s minute", "%(number)s minutes", n),
    "wish": lambda n: ngettext("%(number)s wish", "%(number)s wishes", n),
    "person": lambda n: ngettext("%(number)s person", "%(number)s people", n),
    "bed": lambda n: ngettext("%(number)s bed", "%(number)s beds", n),
    "pack": lambda n: ngettext("%(number)s pack", "%(number)s packs", n),
    "unit": lambda n: ngettext("%(number)s unit", "%(number)s units", n),
    "facility": lambda n: ngettext("%(number)s facility", "%(number)s facilities", n),
}
