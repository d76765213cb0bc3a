"""While a worker reads or judges its run stays its own, however long that takes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError
from django.utils import timezone

from operations.families import FAMILIES, FamilySpec
from operations.models import Plan, Run, RunState
from operations.services import execute, run_execute, run_request, watching
from operations.services.runs import Claim, LostLease, run_claim
from operations.services.watching import held
from tests.operations.remembered import answers_remembered
from tests.operations.ward import TODAY, SmallWard, small_ward

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_SECONDS = 60
"""Of a test on a busy machine; what is waited for comes after a quarter of a lease."""


@pytest.fixture(autouse=True)
def _short_lease(settings: Any) -> None:
    settings.LEASE_SECONDS = 1


@pytest.fixture
def ward() -> SmallWard:
    return small_ward()


@pytest.fixture
def run(ward: SmallWard) -> Run:
    question = {"days": 7, "seconds": 1, "today": TODAY}
    return run_request(kind="staffing", scope=ward.ward.scope, **question)[0]


def claimed(run: Run) -> Claim:
    claim = run_claim(run_id=run.pk, owner="reader")
    assert claim is not None
    return claim


def until(there: Callable[[], Any]) -> Any:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not (found := there()):
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.02)
    return found


def renewed(run: Run) -> bool:
    return Run.objects.filter(pk=run.pk, lease_until__gt=timezone.now()).exists()


def beats() -> list[str]:
    """Leases that are being renewed."""
    return [each.name for each in threading.enumerate() if each.name.startswith("lease of run")]


def outlast(run: Run) -> None:
    """As if the work had gone on for longer than the lease."""
    Run.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(minutes=1))


def taken_over(run: Run) -> Claim:
    def tried() -> Claim | None:
        outlast(run)
        return run_claim(run_id=run.pk, owner="another")

    return until(tried)


@contextmanager
def during(name: str, meanwhile: Callable[[], None]) -> Iterator[None]:
    """`source` (records are read) or `judge`: this happens in the middle of it."""
    family = FAMILIES["staffing"]
    slow = family.source.problem if name == "source" else family.judge

    def slowly(*args: Any, **kwargs: Any) -> Any:
        meanwhile()
        return slow(*args, **kwargs)

    if name == "source":
        patched = mock.patch.object(family.source, "problem", slowly)
    else:
        patched = mock.patch.object(FamilySpec, "judge", property(lambda _family: slowly))
    with patched:
        yield


@pytest.mark.parametrize("phase", ["source", "judge"])
def test_work_that_outlasts_the_lease_stays_with_its_worker(phase: str, run: Run) -> None:
    others = []

    def meanwhile() -> None:
        outlast(run)
        until(lambda: renewed(run))
        others.append(run_claim(run_id=run.pk, owner="another"))

    with answers_remembered(), during(phase, meanwhile):
        assert run_execute(run_id=run.pk) == RunState.DONE
    assert others
    assert set(others) == {None}
    run.refresh_from_db()
    assert run.attempt == 1
    assert Plan.objects.filter(run=run).count() == 1


def test_a_reader_whose_run_was_taken_over_writes_nothing_and_starts_no_search(run: Run) -> None:
    claims = []

    def meanwhile() -> None:
        claims.append(taken_over(run))

    with during("source", meanwhile), mock.patch.object(execute, "supervise") as search:
        run_execute(run_id=run.pk)
    assert not search.called
    run.refresh_from_db()
    assert (run.state, run.owner, run.attempt) == (RunState.RUNNING, "another", 2)
    assert (run.stage, run.input_sha256, run.incumbent) == ("records", "", None)
    assert not Plan.objects.exists()
    with held(claims[0]):
        pass  # whoever took it over holds it


def test_who_finds_that_it_lost_the_run_says_so_at_its_end(run: Run) -> None:
    claim = claimed(run)

    def work() -> None:
        with held(claim):
            taken_over(run)
            until(lambda: not beats())

    with pytest.raises(LostLease):
        work()


def test_a_database_that_was_away_for_a_moment_is_asked_again(run: Run) -> None:
    claim, tries = claimed(run), []

    def away_once(claim: Claim) -> None:
        tries.append(claim)
        if len(tries) == 1:
            raise OperationalError("database is locked")

    with mock.patch.object(watching, "run_renew", away_once), held(claim):
        until(lambda: len(tries) > 1)


def test_what_hangs_does_not_keep_its_run_for_ever(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LONGEST_HELD_SECONDS", 0)
    claim = claimed(run)
    with held(claim):
        until(lambda: not beats())
        assert taken_over(run) is not None


def test_what_the_work_raises_goes_on_upwards_and_the_beat_ends(run: Run) -> None:
    with pytest.raises(ValueError, match="no shifts"), held(claimed(run)):
        raise ValueError("no shifts")
    assert not beats()
