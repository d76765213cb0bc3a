"""What a price is for: so many units of a kind."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext


class Pack(NamedTuple):
    size: int
    unit: str

    def __str__(self) -> str:
        """As any language reads it."""
        return f"{self.size} × {self.unit}"

    def differing(self, other: Pack) -> str:
        """The column in which it is another pack; empty: it is the same."""
        if self.unit.casefold() != other.unit.casefold():
            return "unit"
        return "" if self.size == other.size else "pack_size"


def other_pack(product: str, offered: Pack, planned: Pack) -> str:
    """What is wrong with an offer of another pack than its product's, and what mends it."""
    return gettext(
        "The price is for %(offered)s, and %(product)s is planned in packs of %(planned)s. Give "
        "the price of such a pack; where other goods are meant, enter them as a product of their "
        "own that stands in for it."
    ) % {"offered": offered, "product": product, "planned": planned}
