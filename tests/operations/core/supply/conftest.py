"""What tests of supply plans share."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from operations.core.supply.columns import mix, programme, team


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The solvers inside a search end when they are done, not when their own clocks say so: a busy
    machine makes their answers later and no others."""
    day = datetime.timedelta(days=1)
    monkeypatch.setattr(team, "_PATIENT", day.total_seconds())
    monkeypatch.setattr(team, "_PART", day.total_seconds())
    limits = replace(programme.LIMITS, time_limit=day)
    for module in (programme, mix):
        monkeypatch.setattr(module, "LIMITS", limits)
