"""A problem or plan as the database keeps it: the core's JSON, compressed."""

from __future__ import annotations

import zlib
from typing import Any

from django.utils.translation import gettext as _

from hospital.errors import ApplicationError
from operations.core import snapshot


def pack(value: Any) -> bytes:
    return zlib.compress(snapshot.dumps(value), 6)


def unpack(data: bytes | memoryview, type_: type[Any]) -> Any:
    """Raises ApplicationError where nothing was kept, msgspec.ValidationError when the stored JSON
    is not of this type."""
    if not data:
        raise ApplicationError(_("This plan has not kept what was asked; make it again."))
    return snapshot.loads(zlib.decompress(bytes(data)), type_)
