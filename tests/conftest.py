"""What every test shares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db import connections
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck, settings

from tests.emptying import emptied
from tests.everywhere import PURE

# A busy machine is no failure, neither of an example nor of making them.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A page asked for in French leaves nothing behind for the next test."""
    translation.activate("en")
    yield
    translation.deactivate()


@pytest.fixture
def var(settings: Any, tmp_path: Path) -> Path:
    """The folder of what an installation keeps beside its database, of this test alone."""
    settings.VAR_DIR = tmp_path / "var"
    return tmp_path / "var"


@pytest.fixture(autouse=True, scope="session")
def _rows_go_between_tests() -> Iterator[None]:
    """Of tests with transactions of their own."""

    def teardown(case: TransactionTestCase) -> None:
        for name in case._databases_names(include_mirrors=False):
            emptied(connections[name])

    with mock.patch.object(TransactionTestCase, "_fixture_teardown", teardown):
        yield


OWN_DATABASE = ("e2e/test_demo",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what knows no database, so that a second run on another database leaves it out."""
    root = Path(__file__).parent
    for item in items:
        where = item.path.relative_to(root).as_posix() if item.path.is_relative_to(root) else ""
        fixtures = getattr(item, "fixturenames", ())
        needs_db = "db" in fixtures or any(
            item.get_closest_marker(name) for name in ("django_db", "services", "postgres")
        )
        if needs_db and where.startswith(PURE):
            raise pytest.UsageError(f"{where}: the cores know no database, nor do their tests")
        if where.startswith(OWN_DATABASE) or not needs_db:
            item.add_marker(pytest.mark.core)
