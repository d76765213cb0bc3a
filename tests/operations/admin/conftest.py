"""The region, and a judge that needs no solver."""

from __future__ import annotations

import pytest

from tests.operations import cast
from tests.operations.cast import Region


@pytest.fixture
def region(db: None, monkeypatch: pytest.MonkeyPatch) -> Region:
    cast.toy_judged(monkeypatch)
    return cast.region()
