"""A patient's pseudonym, made of the source's identifier with a key kept outside the database.

The identifier goes in here and nowhere else: it is not kept, not logged and not quoted in a fault.
"""

from __future__ import annotations

import base64
import hmac
import unicodedata

from django.conf import settings

from hospital.errors import ApplicationError

BYTES = 10
"""80 bits: among ten million patients two alike are expected once in 10^10 installations."""
LONGEST = 200
CLOSED = "closed-"
REFERRAL_NUMBER = "referral "
"""Before a referral's number where it is closed: a stay may have the same."""
SAMPLE = 0
"""The sample's network here, whatever number its row gets: one seed makes one region."""


def pseudonym_of(network: int, identifier: str, key: str = "") -> str:
    """The same for the same identifier of the network, another in every other network. Raises
    ApplicationError for what is no identifier."""
    text = unicodedata.normalize("NFC", identifier).strip()
    if not 0 < len(text) <= LONGEST:
        raise ApplicationError(f"An identifier of 1 to {LONGEST} characters is expected.")
    return "P" + base64.b32encode(_hash(f"patient\0{network}\0{text}", key)[:BYTES]).decode()


def closed_number(facility: str, number: str) -> str:
    """What stands in a stay's number once it is linked to no patient any more: a file that names
    the stay again is known by it, and nobody without the key knows the stay."""
    digest = _hash(f"stay\0{facility}\0{number}", "")[:BYTES]
    return CLOSED + base64.b32encode(digest).decode()


def key_mark(key: str = "") -> str:
    """Which key it is, without telling it: kept with each pseudonym, so that two are not mixed."""
    return _hash("mark", key)[:4].hex()


def _hash(text: str, key: str) -> bytes:
    return hmac.digest((key or settings.PATIENT_KEY).encode(), text.encode(), "sha256")
