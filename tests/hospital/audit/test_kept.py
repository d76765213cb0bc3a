"""The file of heads, the order of seals, and the one record that may begin again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hospital.audit import chain, triggers
from hospital.audit.entries import record
from hospital.audit.signing import mac
from hospital.models import AuditEntry, AuditSeal

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(tmp_path: Path, settings: Any) -> Path:
    settings.AUDIT_HEAD = str(tmp_path / "head.jsonl")
    record("told", "a thing")
    chain.seal()
    return tmp_path / "head.jsonl"


def test_a_head_that_is_no_json_counts_as_one_without_a_seal(head: Path) -> None:
    head.write_text(head.read_text() + "not json\n[1]\n")
    assert chain.heads()[1:] == [{}, {}]
    assert [fault.place for fault in chain.verify()] == ["head None", "head None"]


def test_a_seal_older_than_the_one_before_is_found(head: Path) -> None:
    record("told", "another")
    second = chain.seal()
    assert second is not None
    with triggers.lifted():
        AuditSeal.objects.filter(pk=second.pk).update(at=second.at - timedelta(days=1))
    assert "is older than the seal before" in [fault.what for fault in chain.verify()]


def test_a_sample_s_record_begins_again_and_no_other(head: Path, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(RuntimeError, match="in use"):
        chain.begin_again()
    assert AuditSeal.objects.exists()
    settings.DEMO = True
    chain.begin_again()
    assert not AuditSeal.objects.exists()
    assert not head.exists()


def test_the_triggers_stand_again_afterwards() -> None:
    from django.db import DatabaseError, transaction

    row = AuditEntry.objects.create(actor="a", action="b")
    with triggers.lifted():
        AuditEntry.objects.filter(pk=row.pk).update(reason="mended")
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(pk=row.pk).update(reason="again")


def test_what_json_does_not_hold_is_signed_as_text() -> None:
    assert mac(Path("x")) == mac("x")
