"""One file of a kind at a time: two at once would both find a record missing, and make it twice."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from hospital.errors import Conflict
from hospital.imports.kinds import KINDS

WAIT_SECONDS = 10.0
"""For files that are read quickly nobody learns that there was another before theirs."""
AGAIN_SECONDS = 0.1


class Busy(Conflict):
    """Another file of the kind is being taken in, or looked at: nothing was written."""


@contextmanager
def turn(kinds: Iterable[str]) -> Iterator[None]:
    """A transaction during which nobody else has one of records of these kinds. Raises Busy.

    PostgreSQL keeps the turn as long as the transaction lives, however it ends; SQLite lets one
    write at a time, whatever the kind.
    """
    names = sorted(set(kinds))
    with ExitStack() as stack:
        try:
            stack.enter_context(transaction.atomic())
        except OperationalError as fault:
            if connection.vendor == "sqlite":  # after its own time to wait
                raise _busy(names) from fault
            raise
        if connection.vendor == "postgresql":
            _wait(names)
        yield


def _wait(names: list[str]) -> None:
    until = time.monotonic() + WAIT_SECONDS
    with connection.cursor() as cursor:
        for name in names:
            while True:
                key = zlib.crc32(f"import {name}".encode())
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key])
                if cursor.fetchone()[0]:
                    break
                if time.monotonic() > until:
                    raise _busy(names)
                time.sleep(AGAIN_SECONDS)


def _busy(names: list[str]) -> Busy:
    return Busy(
        _(
            "Another file of %(kind)s is being taken in just now; nothing of this one was written. "
            "Wait until the other is done, then look again what this one would do."
        )
        % {"kind": ", ".join(str(KINDS[name].model._meta.verbose_name_plural) for name in names)}
    )
