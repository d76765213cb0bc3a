"""The region with a judge that needs no solver; a small ward whose people may open the admin."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from operations import rosters
from operations.models import Plan
from tests.operations import cast
from tests.operations.cast import Region
from tests.operations.ward import MONDAY, SmallWard, small_ward


@pytest.fixture
def region(db: None, monkeypatch: pytest.MonkeyPatch) -> Region:
    cast.toy_judged(monkeypatch)
    return cast.region()


@pytest.fixture
def ward(transactional_db: None) -> SmallWard:
    found = small_ward()
    User.objects.update(is_staff=True)
    return found


@pytest.fixture
def plan(ward: SmallWard, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setattr(rosters, "today_of", lambda plan: MONDAY)
    return ward.plan()
