"""A run is asked for once, held by one, fenced by its attempt, and never lost."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from hospital.errors import Conflict
from hospital.models import Network
from hospital.said import Said
from operations import tasks
from operations.models import Run, RunState
from operations.services import runs
from operations.services.runs import (
    LostLease,
    run_claim,
    run_ensure,
    run_finish,
    run_renew,
    runs_restart,
)

NIGHT = date(2026, 3, 2)


@pytest.fixture
def network(db: None) -> Network:
    return Network.objects.create(code="NET", name="Net")


def ask(network: Network, **changes: Any) -> Run:
    asked = {"kind": "beds", "scope": "CHU", "for_date": NIGHT, "start": NIGHT, "days": 14}
    return run_ensure(network=network, **{**asked, **changes})[0]


def let_lease_expire(run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(lease_until=Now() - timedelta(seconds=1))


def test_the_same_night_is_one_run(network: Network) -> None:
    assert ask(network).pk == ask(network).pk
    assert ask(network, for_date=NIGHT + timedelta(days=1)).pk != ask(network).pk


def test_a_free_run_is_claimed_by_one_only(network: Network) -> None:
    run = ask(network)
    first = run_claim(run_id=run.pk, owner="a")
    assert first is not None
    assert first.attempt == 1
    assert run_claim(run_id=run.pk, owner="b") is None


def test_an_expired_lease_is_taken_over_and_the_first_holder_is_fenced_off(
    network: Network,
) -> None:
    run = ask(network)
    first = run_claim(run_id=run.pk, owner="a")
    assert first is not None
    let_lease_expire(run)
    second = run_claim(run_id=run.pk, owner="b")
    assert second is not None
    assert second.attempt == 2
    with pytest.raises(LostLease):
        run_renew(first, progress=0.5)
    with pytest.raises(LostLease):
        run_finish(first, RunState.DONE)
    run_finish(second, RunState.DONE)
    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_a_renewed_lease_is_not_taken_over(network: Network) -> None:
    run = ask(network)
    claim = run_claim(run_id=run.pk, owner="a")
    assert claim is not None
    let_lease_expire(run)
    run_renew(claim)
    assert run_claim(run_id=run.pk, owner="b") is None


def test_a_run_waits_for_what_it_depends_on(network: Network) -> None:
    forecast = ask(network, kind="forecast", scope="NET:occupancy")
    beds = ask(network, depends_on=(forecast,))
    assert runs.runs_ready() == [forecast.pk]
    assert run_claim(run_id=beds.pk, owner="a") is None
    claim = run_claim(run_id=forecast.pk, owner="a")
    assert claim is not None
    run_finish(claim, RunState.FAILED)  # a plan on last night's forecast is better than none
    assert runs.runs_ready() == [beds.pk]
    assert run_claim(run_id=beds.pk, owner="a") is not None


def test_a_run_that_was_told_of_lately_is_not_told_again(network: Network) -> None:
    run = ask(network)
    runs.runs_nudged([run.pk])
    assert runs.runs_ready() == []
    assert runs.runs_ready(everyone=True) == [run.pk]
    Run.objects.update(nudged=Now() - 2 * runs.NUDGE_AGAIN)
    assert runs.runs_ready() == [run.pk]


def test_the_reconciler_gives_back_what_a_lost_worker_held(network: Network) -> None:
    run = ask(network)
    run_claim(run_id=run.pk, owner="a")
    assert runs.runs_reconcile()["requeued"] == 0
    let_lease_expire(run)
    assert runs.runs_reconcile()["requeued"] == 1
    assert runs.runs_ready() == [run.pk]


def test_a_run_whose_worker_is_lost_three_times_fails_with_a_cause(network: Network) -> None:
    run = ask(network)
    for attempt in range(1, 4):
        claim = run_claim(run_id=run.pk, owner="a")
        assert claim is not None
        assert claim.attempt == attempt
        let_lease_expire(run)
        runs.runs_reconcile()
    run.refresh_from_db()
    assert (run.state, run.error_code) == (RunState.FAILED, "attempts")
    assert "lost 3 times" in str(run.message)
    assert run_claim(run_id=run.pk, owner="a") is None


def test_a_run_given_back_by_a_worker_that_leaves_spends_no_attempt(network: Network) -> None:
    run = ask(network)
    for _release in range(runs.MAX_ATTEMPTS + 1):
        claim = run_claim(run_id=run.pk, owner="a")
        assert claim is not None
        runs.run_give_back(claim, incumbent={"best": "so far"})
        assert runs.runs_ready() == [run.pk]
        with pytest.raises(LostLease):
            run_finish(claim, RunState.DONE)
    for _loss in range(runs.MAX_ATTEMPTS):
        run.refresh_from_db()
        assert (run.state, run.incumbent) == (RunState.QUEUED, {"best": "so far"})
        claim = run_claim(run_id=run.pk, owner="b")
        assert claim is not None
        runs.run_release(claim, Said())
    run.refresh_from_db()
    assert (run.state, run.error_code) == (RunState.FAILED, "attempts")


def test_where_nothing_is_under_way_a_run_that_was_told_of_is_soon_told_again(
    network: Network,
) -> None:
    run, other = ask(network), ask(network, scope="CHP")
    claim = run_claim(run_id=other.pk, owner="a")
    assert claim is not None
    Run.objects.filter(pk=run.pk).update(nudged=Now() - runs.NUDGE_IDLE - timedelta(seconds=1))
    assert runs.runs_ready() == []  # it waits for the one under way
    run_finish(claim, RunState.DONE)
    assert runs.runs_ready() == [run.pk]


def test_a_broker_that_is_away_is_told_of_the_run_when_it_is_back(network: Network) -> None:
    first, second = ask(network), ask(network, scope="CHP")
    with mock.patch.object(tasks.run_execute, "apply_async") as send:
        send.side_effect = [None, OperationalError("refused")]
        with pytest.raises(OperationalError):
            tasks.nudge_ready()
        assert runs.runs_ready() == [second.pk]
        send.side_effect = None
        assert tasks.nudge_ready() == 1
    assert send.call_args.args == ((second.pk,),)
    assert first.pk != second.pk


def test_a_run_of_a_night_long_over_is_superseded(network: Network) -> None:
    run = ask(network)
    Run.objects.update(created=Now() - runs.EXPIRES - timedelta(minutes=1))
    assert runs.runs_reconcile()["superseded"] == 1
    run.refresh_from_db()
    assert run.state == RunState.SUPERSEDED


def test_a_queued_run_is_cancelled_at_once_and_a_running_one_is_asked(network: Network) -> None:
    queued, running = ask(network), ask(network, scope="CHP")
    runs.run_cancel(run=queued, actor="paula")
    queued.refresh_from_db()
    assert queued.state == RunState.CANCELLED
    claim = run_claim(run_id=running.pk, owner="a")
    assert claim is not None
    runs.run_cancel(run=running, actor="paula")
    assert run_renew(claim).cancel_requested is not None
    run_finish(claim, RunState.CANCELLED)
    with pytest.raises(Conflict):
        runs.run_stop(run=running, actor="paula")


def test_a_person_asking_twice_gets_the_run_that_waits(network: Network) -> None:
    ask(network)
    again = {"network": network, "kind": "beds", "scope": "CHU", "for_date": NIGHT}
    first = runs.run_again(**again, start=NIGHT, days=14)
    assert first.generation == 1
    assert runs.run_again(**again, start=NIGHT, days=14).pk == first.pk
    run_claim(run_id=first.pk, owner="a")
    assert runs.run_again(**again, start=NIGHT, days=14).generation == 2


@pytest.mark.parametrize(
    "other", [{"days": 7}, {"start": NIGHT + timedelta(days=1)}, {"params": {"seed": 7}}]
)
def test_a_person_asking_for_something_else_gets_a_run_of_its_own(
    network: Network, other: dict[str, Any]
) -> None:
    asked = {"network": network, "kind": "beds", "scope": "CHU", "for_date": NIGHT}
    asked |= {"start": NIGHT, "days": 14, "params": {"seed": 1}}
    first, second = runs.run_again(**asked), runs.run_again(**asked | other)
    assert second.pk != first.pk
    assert all(getattr(second, name) == value for name, value in other.items())


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_the_same_moment_one_gets_the_run() -> None:
    network = Network.objects.create(code="NET", name="Net")
    run = ask(network)
    won: list[str] = []
    start = threading.Barrier(8)

    def worker(name: str) -> None:
        start.wait()
        if run_claim(run_id=run.pk, owner=name) is not None:
            won.append(name)
        connection.close()

    threads = [threading.Thread(target=worker, args=(f"w{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_schedulers_at_the_same_moment_one_row_comes() -> None:
    network = Network.objects.create(code="NET", name="Net")
    start = threading.Barrier(8)
    found: list[int] = []

    def scheduler() -> None:
        start.wait()
        found.append(ask(network).pk)
        connection.close()

    threads = [threading.Thread(target=scheduler) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_who_is_overtaken_twenty_times_is_asked_to_try_again(network: Network) -> None:
    somebody_else_s = ask(network)
    rest = {"start": NIGHT, "days": 14}
    with (
        mock.patch.object(runs, "run_ensure", return_value=(somebody_else_s, False)) as tries,
        pytest.raises(Conflict, match="try again"),
    ):
        runs.run_again(network=network, kind="beds", scope="CHU", for_date=NIGHT, **rest)
    assert tries.call_count == 20


def test_all_have_ended_when_none_is_open(network: Network) -> None:
    first, second = ask(network), ask(network, scope="PROV")
    both = [first.pk, second.pk]
    runs.run_cancel(run=first, actor="paula")
    assert not runs.all_ended(both)
    runs.run_cancel(run=second, actor="paula")
    assert runs.all_ended(both)


def test_what_is_under_way_begins_again_and_who_worked_on_it_finds_it_lost(
    network: Network,
) -> None:
    busy, waits = ask(network), ask(network, scope="CHU/SUR")
    claim = run_claim(run_id=busy.pk, owner="w1")
    Run.objects.filter(pk=busy.pk).update(incumbent={"placements": []}, stage="solving")
    assert claim is not None
    assert runs_restart(Run.objects.all()) == 1
    with pytest.raises(LostLease):
        run_renew(claim)
    with pytest.raises(LostLease):
        run_finish(claim, RunState.DONE)
    busy.refresh_from_db()
    assert (busy.state, busy.owner, busy.stage, busy.incumbent) == (RunState.QUEUED, "", "", None)
    assert (busy.given_back, busy.lease_until) == (1, None)
    waits.refresh_from_db()
    assert (waits.state, waits.given_back) == (RunState.QUEUED, 0)
