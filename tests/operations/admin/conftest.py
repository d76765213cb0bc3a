"""The region, and a judge that needs no solver."""

from __future__ import annotations

import pytest

from operations.services import edits
from tests.operations import cast
from tests.operations.cast import Region


@pytest.fixture
def region(db: None, monkeypatch: pytest.MonkeyPatch) -> Region:
    monkeypatch.setattr(edits, "plan_core", cast.toy_core)
    return cast.region()
