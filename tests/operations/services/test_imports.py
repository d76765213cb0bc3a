"""A large file's run: looked at and taken in by a worker, once, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models.functions import Now
from django.utils import translation

from hospital.errors import ApplicationError, Conflict
from hospital.imports import looks, waiting
from hospital.imports.kept_looks import look_kept
from hospital.imports.waiting import Waiting
from hospital.leaving import leave, stay
from hospital.models import AuditEntry, Facility, ImportBatch, Membership, Network, Ward
from operations import launch, services, tasks
from operations.models import Heartbeat, Run, RunKind, RunState
from operations.services import imports, run_execute
from operations.services.imports import LOOK, TAKE
from operations.services.runs import MAX_ATTEMPTS, LostLease, run_claim

pytestmark = pytest.mark.usefixtures("var")

WARDS = "facility,code,name\nH,W1,One\nH,W2,Two\n"


@pytest.fixture
def amina(transactional_db: None) -> User:
    network = Network.objects.create(code="N", name="Network")
    Facility.objects.create(network=network, code="H", name="H", kind="provincial")
    user = User.objects.create(username="amina", is_staff=True)
    Membership.objects.create(user=user, network=network, role="administrator")
    return user


@pytest.fixture
def file(amina: User) -> Waiting:
    return brought(amina)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[tuple[int], dict[str, Any]]]:
    """What the broker was told of."""
    found: list[Any] = []
    ask = lambda args, **options: found.append((args, options))  # noqa: E731
    monkeypatch.setattr(tasks.run_execute, "apply_async", ask)
    return found


@pytest.fixture
def _stays() -> Iterator[None]:
    yield
    stay()


def brought(user: User, text: str = WARDS) -> Waiting:
    found = looks.bring(
        user=user, kind="wards", network="N", chunks=[text.encode()], name="mine.csv"
    )
    looks.columns_choose(waiting=found, columns=looks.columns_proposed(found))
    return found


def asked(file: Waiting, user: User, step: str = TAKE) -> Run:
    """The run, and the file as it stands then."""
    mark = looks.look(waiting=file, user=user).mark if step == TAKE else ""
    return services.import_request(waiting=file, user=user, step=step, mark=mark)


def now(file: Waiting, user: User) -> Waiting:
    return waiting.find(token=file.token, user=user)


def ended(run: Run) -> Run:
    run_execute(run_id=run.pk)
    run.refresh_from_db()
    return run


def test_a_worker_does_what_a_request_would_be_too_long_for_where_one_lives(
    file: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not services.import_by_worker(file), "small"
    monkeypatch.setattr(waiting, "LARGE_BYTES", 10)
    assert not services.import_by_worker(file), "nobody would do it"
    Heartbeat.objects.create(name="worker", at=Now() - timedelta(minutes=4))
    assert not services.import_by_worker(file), "nobody was heard of for long"
    services.heartbeat_keep(name="worker")
    assert services.import_by_worker(file)
    file.path.unlink()
    assert not services.import_by_worker(file), "it came in already"


def test_a_workbook_is_large_sooner_than_its_text_and_nobody_counts_its_rows(
    file: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert waiting.rows_about(file) == 2
    file.path.rename(file.path.with_suffix(".xlsx"))
    file.name = "mine.xlsx"
    monkeypatch.setattr(waiting, "LARGE_SHEET_BYTES", 10)
    assert file.is_large
    assert waiting.rows_about(file) == 0
    file.path.unlink()
    file.name = "mine.csv"
    assert waiting.rows_about(file) == 0


def test_looking_writes_nothing_and_is_kept_beside_the_file(file: Waiting, amina: User) -> None:
    run = ended(asked(file, amina, LOOK))
    assert (run.state, str(run.message)) == ("done", "mine.csv was looked at; wrong: 0.")
    assert not Ward.objects.exists()
    kept, direct = look_kept(file), looks.look(waiting=file, user=amina)
    assert kept is not None
    assert (kept.new, kept.wrong, kept.mark) == (2, 0, direct.mark)
    assert kept.can_be_done
    assert kept.rows[0].cells[-1].after == "One"
    assert waiting.progress_kept(file) == 2
    looks.columns_choose(waiting=now(file, amina), columns=file.columns)
    assert look_kept(file) is None, "other columns are another question"


def test_what_is_wrong_is_said_in_the_language_of_who_asked(amina: User) -> None:
    file = brought(amina, "facility,code,name\nNOWHERE,W1,One\n")
    with translation.override("fr"):
        run = asked(file, amina, LOOK)
    ended(run)
    kept = look_kept(file)
    assert kept is not None
    assert "Aucun enregistrement de ce nom" in kept.faults[0].message
    assert not kept.can_be_done


def test_taking_in_is_one_transaction_with_the_run_s_end(file: Waiting, amina: User) -> None:
    run = ended(asked(file, amina))
    (batch,) = ImportBatch.objects.all()
    assert (run.state, run.params["import"], batch.created, batch.by) == (
        "done",
        batch.pk,
        2,
        amina,
    )
    assert str(run.message) == "mine.csv was taken in: 2 new, 0 changed, 0 as they were."
    assert now(file, amina).batch == batch.pk
    assert run_execute(run_id=run.pk) is None, "it is done once"
    acts = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"run asked", "run done", "imported", "created"} <= acts


def test_a_worker_killed_in_the_middle_leaves_nothing_and_another_takes_it_in_once(
    file: Waiting, amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = asked(file, amina)

    class Killed(BaseException):
        pass

    def kill(*_args: Any, **_facts: Any) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(imports, "run_finish", kill)  # the last moment before everything is there
        with pytest.raises(Killed):
            run_execute(run_id=run.pk)
    assert not Ward.objects.exists()
    assert Run.objects.get().state == RunState.RUNNING
    Run.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert services.runs_reconcile()["requeued"] == 1
    assert ended(run).state == "done"
    assert (Ward.objects.count(), ImportBatch.objects.count(), run.attempt) == (2, 1, 2)


def test_after_the_last_lost_worker_the_run_says_what_to_do_and_the_file_may_be_asked_for_again(
    file: Waiting, amina: User
) -> None:
    run = asked(file, amina)
    for _attempt in range(MAX_ATTEMPTS):
        assert run_claim(run_id=run.pk, owner="killed") is not None
        Run.objects.update(lease_until=Now() - timedelta(seconds=1))
        services.runs_reconcile()
    run.refresh_from_db()
    assert (run.state, run.error_code) == (RunState.FAILED, "attempts")
    assert "Ask for it once more, or bring the file in parts." in str(run.message)
    assert not Ward.objects.exists()
    again = ended(asked(file, amina))
    assert (again.state, Ward.objects.count()) == ("done", 2)


def test_who_lost_the_run_writes_nothing(
    file: Waiting, amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = asked(file, amina)
    keep = waiting.progress_keep

    def overtaken(found: Waiting, done: int) -> None:
        keep(found, done)
        Run.objects.filter(pk=run.pk).update(owner="another")

    monkeypatch.setattr(waiting, "progress_keep", overtaken)
    run_execute(run_id=run.pk)
    assert not Ward.objects.exists()
    assert Run.objects.get().state == RunState.RUNNING


def test_a_lease_told_of_its_end_too_late_undoes_nothing(
    file: Waiting, amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, take = asked(file, amina), looks.take_in

    def late(**how: Any) -> ImportBatch:
        take(**how)
        raise LostLease("its thread found the run ended")

    monkeypatch.setattr(looks, "take_in", late)
    assert ended(run).state == "done"
    assert Ward.objects.count() == 2


def test_a_lease_lost_before_the_end_is_lost(
    file: Waiting, amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def early(**_how: Any) -> ImportBatch:
        raise LostLease("somebody else holds it")

    monkeypatch.setattr(looks, "take_in", early)
    assert ended(asked(file, amina)).state == "running"


@pytest.mark.parametrize("wish", ["cancel_requested", "stop_requested"])
def test_a_person_ends_it_and_nothing_is_written(
    file: Waiting, amina: User, wish: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, keep = asked(file, amina), waiting.progress_keep

    def ending(found: Waiting, done: int) -> None:
        keep(found, done)
        Run.objects.filter(pk=run.pk).update(**{wish: Now()})

    monkeypatch.setattr(waiting, "progress_keep", ending)
    assert ended(run).state == "cancelled"
    assert not Ward.objects.exists()


@pytest.mark.usefixtures("_stays")
def test_a_worker_that_is_leaving_gives_it_back(
    file: Waiting, amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, keep = asked(file, amina), waiting.progress_keep

    def going(found: Waiting, done: int) -> None:
        keep(found, done)
        leave()

    with monkeypatch.context() as deploy:
        deploy.setattr(waiting, "progress_keep", going)
        assert (ended(run).state, run.given_back) == ("queued", 1)
    assert not Ward.objects.exists()
    stay()
    assert ended(run).state == "done"


def test_what_changed_since_the_look_is_not_written_over(file: Waiting, amina: User) -> None:
    ended(asked(file, amina, LOOK))
    run = asked(now(file, amina), amina)
    Ward.objects.create(facility=Facility.objects.get(), code="W1", name="Another")
    assert ended(run).state == "failed"
    assert "changed since you looked" in str(run.message)
    assert look_kept(file) is None, "it is looked at again"
    assert not Ward.objects.filter(code="W2").exists()


def test_a_second_press_finds_the_same_run_and_nobody_else_touches_the_file(
    file: Waiting, amina: User
) -> None:
    run = asked(file, amina)
    assert asked(file, amina) == run
    assert services.import_open(now(file, amina)) == run
    with pytest.raises(Conflict, match="taken in already"):
        services.import_free_required(now(file, amina))
    other = brought(amina)
    assert asked(other, amina) != run, "another file of the same name"
    Run.objects.update(state=RunState.CANCELLED)
    services.import_free_required(now(file, amina))
    with pytest.raises(ApplicationError, match="Look at what the file would do first"):
        services.import_request(waiting=file, user=amina, step=TAKE)


def test_rights_are_looked_at_again_when_it_is_done(file: Waiting, amina: User) -> None:
    run = asked(file, amina)
    Membership.objects.update(role="viewer")
    assert ended(run).state == "failed"
    Membership.objects.update(role="administrator")
    run = asked(now(file, amina), amina)
    file = now(file, amina)
    file.kind = "networks"
    waiting.note(file)
    assert ended(run).state == "failed"
    file.kind = "wards"
    waiting.note(file)
    run = asked(file, amina)
    User.objects.update(is_active=False)
    assert ended(run).state == "failed"
    assert "no log-in any more" in str(run.message)
    assert not Ward.objects.exists()


def test_a_file_whose_hour_is_over_is_said(file: Waiting, amina: User) -> None:
    run = asked(file, amina)
    waiting.drop(file)
    assert ended(run).state == "failed"
    assert "kept for an hour" in str(run.message)


def test_each_run_finds_its_own_file_and_a_person_theirs(file: Waiting, amina: User) -> None:
    assert waiting.progress_kept(file) == 0, "nobody has begun"
    run, other = asked(file, amina, LOOK), brought(amina)
    later = asked(other, amina, LOOK)
    assert [waiting.of_run(each.pk).token for each in (run, later)] == [file.token, other.token]
    assert {each.token for each in waiting.all_of(amina)} == {file.token, other.token}
    assert waiting.all_of(User.objects.create(username="basma")) == []


def test_a_file_that_is_swept_meanwhile_is_nobody_s(
    file: Waiting, amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = file.folder.with_name("gone")
    monkeypatch.setattr(waiting.Path, "glob", lambda _home, _what: iter([gone]))
    assert waiting.all_of(amina) == []


def test_it_waits_for_no_search(file: Waiting, amina: User, told: list[Any]) -> None:
    run = launch.import_start(waiting=file, user=amina, step=LOOK)
    assert told == [((run.pk,), {"expires": 3600, "queue": "light"})]
    assert run.kind == RunKind.IMPORT


def test_a_claim_of_a_process_that_was_killed_is_taken_over(
    file: Waiting, amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting.claim(file)
    with pytest.raises(Conflict):
        asked(file, amina)
    monkeypatch.setattr(waiting, "STALE_SECONDS", -1)
    assert asked(file, amina).state == "queued"
