"""A search is held by its worker for as long as it lasts, whatever its seconds are counted in."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from hospital.models import Network
from hospital.supervise import Wish
from operations.core.stopwatch import FAR
from operations.models import Run
from operations.services import watching
from operations.services.execute import child_limits
from operations.services.runs import LostLease, run_claim
from operations.services.watching import Watcher

pytestmark = pytest.mark.django_db
NIGHT = date(2026, 3, 2)


def test_its_lease_is_renewed_by_the_wall_through_four_times_its_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.LEASE_SECONDS = 60
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(watching, "time", SimpleNamespace(monotonic=lambda: clock.now))
    network = Network.objects.create(code="NET", name="Net")
    run = Run.objects.create(
        network=network, kind="beds", scope="CHU", for_date=NIGHT, start=NIGHT, days=7
    )
    claim = run_claim(run_id=run.pk, owner="slow")
    assert claim is not None
    seconds = 100.0
    watcher = Watcher(claim, tmp_path, seconds)
    for _look in range(int(FAR * seconds / 50)):
        clock.now += 50
        almost_over = timezone.now() + timedelta(seconds=settings.LEASE_SECONDS - 50)
        Run.objects.update(lease_until=almost_over)
        assert watcher.on_tick() is Wish.GO_ON
        run.refresh_from_db()
        assert run.lease_until > almost_over + timedelta(seconds=40)
        assert run_claim(run_id=run.pk, owner="other") is None
    Run.objects.update(lease_until=timezone.now() - timedelta(seconds=1))  # it slept instead
    assert run_claim(run_id=run.pk, owner="other") is not None
    clock.now += 50
    with pytest.raises(LostLease):
        watcher.on_tick()


def test_a_search_that_counts_its_work_is_not_ended_before_it_ends_itself() -> None:
    assert child_limits(60, by_work=True).wall_seconds > FAR * 60
    assert child_limits(60, by_work=False).wall_seconds < FAR * 60
