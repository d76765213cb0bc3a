"""However many rows an import had: it is taken back in as many statements, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hospital.audit import chain
from hospital.audit.entries import record
from hospital.errors import Conflict
from hospital.imports import undo, way_back
from hospital.imports.on_record import Line, put_on_record
from hospital.imports.undo import batch_undo
from hospital.models import (
    AuditEntry,
    ImportBatch,
    Patient,
    Room,
    Skill,
    StaffMember,
    StaffSkill,
    Stay,
    Ward,
)
from tests.hospital.imports.conftest import Take

WHY = "the wrong file"
STAYS = "facility,number,patient,ward,gender,age_band,admitted\n"
STAFF = "facility,number,role,contract,home_ward,skills\n"


@pytest.fixture(autouse=True)
def _own_head(settings: Any, tmp_path: Path) -> None:
    settings.AUDIT_HEAD = str(tmp_path / "head.jsonl")


def stays(count: int, mark: str = "") -> str:
    """Three stays of each patient."""
    return STAYS + "".join(
        f"H,{mark}{n},p{mark}{n // 3},W1,F,16-64,2026-01-05 10:00\n" for n in range(count)
    )


def wards(count: int) -> str:
    """Two that are there, which change, and new ones."""
    new = "".join(f"H,X{n},New {n}\n" for n in range(count))
    return "facility,code,name\nH,W1,Eins\nH,W2,Zwei\n" + new


def state() -> list[Any]:
    models = (Ward, Room, Stay, Patient, StaffMember, StaffSkill)
    return [list(model.objects.order_by("pk").values()) for model in models]


def last() -> ImportBatch:
    return ImportBatch.objects.order_by("-pk")[0]


def undone(batch: ImportBatch) -> int:
    """How many statements it took."""
    with CaptureQueriesContext(connection) as asked:
        batch_undo(batch=batch, user=None, reason=WHY)
    return len(asked)


@pytest.mark.parametrize(("kind", "text"), [("stays", stays), ("wards", wards)])
def test_more_rows_take_no_more_statements(
    take: Take, place: SimpleNamespace, kind: str, text: Any
) -> None:
    before = state()
    assert not take(kind, text(100)).error_count
    few = undone(last())
    assert state() == before
    assert not take(kind, text(600)).error_count
    assert undone(last()) == few
    assert state() == before


def test_lists_of_many_rows_come_back_together(take: Take, place: SimpleNamespace) -> None:
    for code in ("ICU", "ER"):
        Skill.objects.create(code=code, name=code)

    def all_with(skills: str, count: int) -> None:
        rows = "".join(f"H,{n},nurse,FULL,W1,{skills}\n" for n in range(count))
        assert not take("staff", STAFF + rows).error_count

    taken = []
    for count in (60, 200):
        all_with("ICU:3", count)
        before = state()
        all_with("ER:1 ICU:2", count)
        taken.append(undone(last()))
        # An entry of a list that was taken away is made anew, under a key of its own.
        assert state()[:-1] == before[:-1]
        held = StaffSkill.objects.values_list("skill__code", "level")
        assert set(held) == {("ICU", 3)}
        assert len(held) == count
    assert taken[1] - taken[0] < 5, "a chunk's, not a row's"


@pytest.mark.parametrize(
    ("kind", "text", "breaks"),
    [
        ("wards", wards(60), (way_back, "put_on_record")),
        ("wards", wards(60), (undo, "record")),
        ("stays", stays(60), (way_back, "patients_drop")),
        ("stays", stays(60), (undo, "record")),
    ],
)
def test_what_breaks_on_the_way_leaves_everything_as_it_was(
    take: Take, place: SimpleNamespace, kind: str, text: str, breaks: tuple[Any, str]
) -> None:
    """Rows were put back or removed by then."""
    start = state()
    take(kind, text)
    before, entries = state(), AuditEntry.objects.count()
    with (
        mock.patch.object(*breaks, side_effect=OSError("no room")),
        pytest.raises(OSError, match="no room"),
    ):
        batch_undo(batch=last(), user=None, reason=WHY)
    assert state() == before
    assert AuditEntry.objects.count() == entries
    assert last().undone is None
    batch_undo(batch=last(), user=None, reason=WHY)
    assert state() == start


def test_one_row_of_many_that_is_in_use_keeps_all_of_them(
    take: Take, place: SimpleNamespace
) -> None:
    take("wards", wards(120))
    Room.objects.create(ward=Ward.objects.get(code="X77"), code="1", capacity=1)
    before = state()
    with pytest.raises(Conflict) as refused:
        batch_undo(batch=last(), user=None, reason=WHY)
    assert [each.subject for each in refused.value.extra["held"]] == ["H/X77"]
    assert state() == before


def test_rows_of_others_between_the_file_s_own_stay(take: Take, place: SimpleNamespace) -> None:
    """Keys are asked for by their ends only where no other row lies between them."""
    take("stays", stays(60, "A"))
    Stay.objects.filter(number__in=["A20", "A40"]).delete()
    mine = state()
    take("stays", stays(70, "B"))
    middle = Stay.objects.order_by("pk").filter(number__startswith="B")[30]
    Stay.objects.filter(pk=middle.pk).update(gender="M")
    with pytest.raises(Conflict):
        batch_undo(batch=last(), user=None, reason=WHY)
    Stay.objects.filter(pk=middle.pk).update(gender="F")
    batch_undo(batch=last(), user=None, reason=WHY)
    assert state() == mine


def test_each_row_is_told_with_what_it_was_and_is(take: Take, place: SimpleNamespace) -> None:
    take("wards", wards(55))
    batch_undo(batch=last(), user=None, reason=WHY)
    made = AuditEntry.objects.filter(reason=f"import {last().pk}").order_by("pk")
    back = AuditEntry.objects.filter(reason=f"undo of import {last().pk}").order_by("pk")
    assert [each.action for each in back] == ["changed"] * 2 + ["deleted"] * 55
    former = {each.key: (each.subject, each.after, each.before) for each in made}
    assert {each.key: (each.subject, each.before, each.after) for each in back} == former
    assert chain.seal() is not None
    assert chain.verify() == []


def test_many_entries_are_as_if_each_had_been_made_by_itself(db: None) -> None:
    after = {"name": "مستشفى « Été »", "beds": 3, "open": None, "in": [[1, None], [2, 4]]}
    put_on_record(
        [Line("wards 1", "1", None, after), Line("wards 2", "2", after, None)],
        action="changed", model="hospital.Ward", reason="import 7", actor="amina",
    )  # fmt: skip
    record("changed", "wards 1", after=after, reason="import 7", actor="amina")
    many, second, alone = AuditEntry.objects.order_by("pk")
    for each in (many, second, alone):
        assert each.mac == each.mac_expected()
    own = {"id", "at", "mac", "model", "key"}
    facts = [{k: v for k, v in vars(each).items() if k not in own} for each in (many, alone)]
    assert facts[0] | {"_state": 0} == facts[1] | {"_state": 0}
    assert (second.before, second.after, many.before) == (after, None, None)
    assert AuditEntry.objects.filter(before__isnull=True).count() == 2


def test_where_no_row_changed_nothing_is_put_on_the_record(db: None) -> None:
    put_on_record([], action="changed", model="hospital.Ward", reason="import 7", actor="amina")
    assert not AuditEntry.objects.exists()
