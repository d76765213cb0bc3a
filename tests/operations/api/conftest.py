"""The region, a client for each person, and a judge that needs no solver."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from operations import selectors
from tests.operations import cast


@pytest.fixture
def region(db: None) -> cast.Region:
    cache.clear()  # Throttles count in the cache.
    return cast.region()


@pytest.fixture
def as_(region: cast.Region) -> Callable[[Any], APIClient]:
    def client(user: Any) -> APIClient:
        found = APIClient()
        found.force_authenticate(type(user).objects.get(pk=user.pk))
        return found

    return client


@pytest.fixture
def toy_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    cast.toy_judged(monkeypatch)
    monkeypatch.setattr(selectors, "plan_core", cast.toy_core)
