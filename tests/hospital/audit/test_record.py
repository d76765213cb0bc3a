"""What people and the night do is on the record, in the same transaction, by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_out
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from hospital.audit import chain
from hospital.audit.context import acting
from hospital.audit.entries import record
from hospital.logs import about_run
from hospital.models import AuditEntry, Network

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("alice", password="x"))
    return client


def entries(**wanted: Any) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(**wanted).order_by("pk"))


def test_a_record_s_change_says_who_what_before_and_after(alice: Client) -> None:
    add = reverse("admin:hospital_specialty_add")
    alice.post(add, {"code": "CAR", "name": "Cardiology"}, headers={"X-Request-ID": "abcdefgh12"})
    [made] = entries(model="hospital.Specialty")
    assert (made.actor, made.action, made.after["code"]) == ("alice", "created", "CAR")
    assert made.request == "abcdefgh12"
    page = reverse("admin:hospital_specialty_change", args=[made.key])
    seen = alice.get(page).context["adminform"].form["seen"].value()
    alice.post(page, {"code": "CAR", "name": "Heart", "seen": seen})
    changed = entries(action="changed")[0]
    assert (changed.before, changed.after) == ({"name": "Cardiology"}, {"name": "Heart"})
    alice.post(reverse("admin:hospital_specialty_delete", args=[made.key]), {"post": "yes"})
    assert entries(action="deleted")[0].before["name"] == "Heart"


def test_what_is_rolled_back_is_not_on_the_record() -> None:
    with acting("alice"), transaction.atomic():
        Network.objects.create(code="N", name="N")
        assert entries()
        transaction.set_rollback(True)
    assert not entries()


def test_the_night_acts_under_its_own_name() -> None:
    with about_run(7):
        Network.objects.create(code="N", name="N")
    [made] = entries()
    assert (made.actor, made.request) == ("system:nightly", "run 7")


def test_passwords_are_not_on_the_record() -> None:
    with acting("alice"):
        user = User.objects.create_user("bob", password="a secret word")
        user.set_password("another secret")
        user.first_name = "Bob"
        user.save()
    for each in entries(model="auth.User"):
        assert "password" not in {**(each.before or {}), **(each.after or {})}


def test_roles_that_are_given_are_on_the_record() -> None:
    with acting("alice"):
        user = User.objects.create_user("bob")
        user.groups.create(name="planners")
    assert {each.action for each in entries()} == {"created", "linked"}


@pytest.mark.parametrize("way", ["update", "delete", "raw update", "raw delete"])
def test_the_database_refuses_to_change_what_is_on_the_record(way: str) -> None:
    from django.db import connection

    record("told", "something")
    rows = AuditEntry.objects.all()
    table = AuditEntry._meta.db_table
    ways = {
        "update": lambda: rows.update(actor="nobody"),
        "delete": lambda: rows._raw_delete(rows.db),
        "raw update": lambda: connection.cursor().execute(f"UPDATE {table} SET actor = 'x'"),
        "raw delete": lambda: connection.cursor().execute(f"DELETE FROM {table}"),
    }
    with pytest.raises(DatabaseError, match="on the record is not changed"), transaction.atomic():
        ways[way]()
    assert [each.subject for each in entries()] == ["something"]


def test_log_ins_are_on_the_record() -> None:
    User.objects.create_user("bob", password="a long password", is_staff=True)
    client = Client()
    for password in ("wrong", "a long password"):
        client.post("/login/", {"username": "bob", "password": password})
    client.post("/logout/")
    told = [(each.action, each.subject) for each in entries()]
    assert told == [("log-in failed", "bob"), ("logged in", "bob"), ("logged out", "bob")]
    client.post("/login/", {"username": "my password by mistake", "password": "x"})
    assert entries()[-1].subject == "an unknown name"


def test_what_nobody_did_and_who_was_not_logged_in_are_not_on_the_record() -> None:
    """Sample rows that tests make, and a log-out after the session had ended."""
    Network.objects.create(code="N", name="N").delete()
    user_logged_out.send(sender=User, user=None)
    assert not entries()


def test_an_entry_and_a_seal_are_named_in_lists(settings: Any, tmp_path: Path) -> None:
    settings.AUDIT_HEAD = str(tmp_path / "head.jsonl")
    record("told", "a subject", actor="alice")
    [made] = entries()
    assert str(made) == f"{made.at:%Y-%m-%d %H:%M} alice told "
    seal = chain.seal()
    assert str(seal) == f"{seal.pk} {seal.mac[:12]}"
