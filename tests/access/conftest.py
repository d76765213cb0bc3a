"""One world for each module, made once: every probe leaves it as it was, or the test says so."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.access.world import World, models_all, world

PUT_DOWN = {"AuditEntry", "ExportLog"}


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()  # throttles count in the cache
        yield world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def digest(made: World) -> Callable[[], str]:
    """Changes when any row of ours does, but for what is put down of who read or took what."""

    def all_rows() -> str:
        found = hashlib.sha256()
        for model in models_all():
            if model.__name__ in PUT_DOWN:
                continue
            rows = model._base_manager.order_by("pk").values_list()
            found.update(repr([model.__name__, *rows]).encode())
        return found.hexdigest()

    return all_rows
