"""One small region for all tests of this folder: it is read, hardly ever made."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from hospital.demo.region import generate
from hospital.models import Network
from tests.emptying import emptied

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="package")
def sample(django_db_setup, django_db_blocker):
    """The network, made once outside any test's transaction and taken out at the end."""
    with django_db_blocker.unblock():
        network = generate("small", 7, TODAY)
    yield network
    # Not `remove`: it keeps what networks share (skills, equipment), which other tests count.
    with django_db_blocker.unblock():
        emptied(connection)


@pytest.fixture
def region(db, sample) -> Network:
    return Network.objects.get(pk=sample.pk)
