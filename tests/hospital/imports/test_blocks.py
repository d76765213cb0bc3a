"""A long file is on the record in blocks, and is taken back from them like a short one."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hospital.audit import chain
from hospital.errors import Conflict
from hospital.imports import blocks, keeper, load, way_back
from hospital.imports.kinds import KINDS
from hospital.imports.undo import batch_undo, refusal
from hospital.models import (
    AuditEntry,
    Bed,
    Facility,
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
HEAD = "facility,number,patient,ward,gender,age_band,admitted\n"
SEVEN = "facility,code,name\nH,W1,Eins\nH,W2,Zwei\n" + "".join(
    f"H,W{n},New {n}\n" for n in range(3, 8)
)


@pytest.fixture(autouse=True)
def _long_at_once(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """Three rows are a long file, and two are a block."""
    settings.AUDIT_HEAD = str(tmp_path / "head.jsonl")
    monkeypatch.setattr(keeper, "MOST_ROWS", 2)
    monkeypatch.setattr(keeper, "CHUNK", 2)
    monkeypatch.setattr(load, "CHUNK", 2)


def state() -> list[Any]:
    models = (Ward, Facility, Room, Bed, Stay, Patient, StaffMember, StaffSkill)
    return [list(model.objects.order_by("pk").values()) for model in models]


def last() -> ImportBatch:
    return ImportBatch.objects.order_by("-pk")[0]


def blocks_of(batch: ImportBatch) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(reason=keeper.reason_of(batch)).order_by("pk"))


def undone(batch: ImportBatch) -> ImportBatch:
    return batch_undo(batch=batch, user=None, reason=WHY)


def test_it_is_kept_in_blocks_and_taken_back_whole(take: Take, place: SimpleNamespace) -> None:
    before = state()
    result = take("wards", SEVEN)
    assert (result.created, result.updated) == (5, 2)
    kept = blocks_of(last())
    assert [(each.action, len(each.after["seals"]), each.key) for each in kept] == [
        ("created", 2, ""), ("created", 2, ""), ("created", 1, ""), ("changed", 2, ""),
    ]  # fmt: skip
    assert kept[-1].before["rows"] == {
        str(place.w1.pk): {"name": "One"}, str(place.w2.pk): {"name": "Two"},
    }  # fmt: skip

    batch = undone(last())
    assert state() == before
    assert (batch.undone_why, refusal(batch)) == (WHY, "It was undone already.")
    told = AuditEntry.objects.filter(reason=f"undo of import {batch.pk}").order_by("pk")
    assert [each.action for each in told] == ["changed", "deleted", "deleted", "deleted"]
    chain.seal()
    assert chain.verify() == []


def test_what_changed_since_is_named_and_nothing_is_undone(
    take: Take, place: SimpleNamespace
) -> None:
    take("wards", SEVEN)
    Ward.objects.filter(code="W2").update(name="Zwo")
    Ward.objects.filter(code="W5").update(name="Fünf")
    Ward.objects.get(code="W6").delete()
    gone = blocks_of(last())[1]
    before = state()
    with pytest.raises(Conflict, match="3 rows have changed") as refused:
        undone(last())
    assert {(each.subject, each.why) for each in refused.value.extra["held"]} == {
        ("H/W2", "It was changed since."),
        ("H/W5", "It was changed since."),
        (f"wards {max(map(int, gone.after['seals']))}", "It is not there any more."),
    }
    assert state() == before
    assert last().undone is None


def test_a_column_that_the_file_did_not_change_may_be_another_since(
    take: Take, place: SimpleNamespace
) -> None:
    take("wards", SEVEN)
    Ward.objects.filter(code="W1").update(active=False)
    undone(last())
    place.w1.refresh_from_db()
    assert (place.w1.name, place.w1.active) == ("One", False)


def test_what_is_in_use_since_is_named_and_nothing_is_undone(
    take: Take, place: SimpleNamespace
) -> None:
    take("wards", SEVEN)
    Room.objects.create(ward=Ward.objects.get(code="W7"), code="1", capacity=1)
    before = state()
    with pytest.raises(Conflict, match="1 row has changed or is in use") as refused:
        undone(last())
    assert [each.subject for each in refused.value.extra["held"]] == ["H/W7"]
    assert state() == before


def test_of_very_many_that_hold_it_the_first_are_named_and_all_are_counted(
    take: Take, place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(way_back, "TOLD", 2)
    take("wards", SEVEN)
    Ward.objects.update(name="Another")
    with pytest.raises(Conflict, match="7 rows have changed") as refused:
        undone(last())
    assert len(refused.value.extra["held"]) == 2


SITES = """
[columns]
facility = "site"
code = "code"
name = "code"
[[creates]]
kind = "facilities"
[creates.columns]
network = { constant = "N" }
code = "site"
name = "site"
kind = { constant = "centre" }
"""


def test_lists_and_what_was_made_on_the_way_go_back_too(take: Take, place: SimpleNamespace) -> None:
    before = state()
    assert take("wards", "site,code\nS1,A\nS2,B\nS3,C\n", SITES).created == 3
    assert {each.model for each in blocks_of(last())} == {"hospital.Ward", "hospital.Facility"}
    undone(last())
    assert state() == before


def test_former_lists_and_records_come_back(take: Take, place: SimpleNamespace) -> None:
    for code in ("ICU", "ER"):
        Skill.objects.create(code=code, name=code)
    head = "facility,number,role,contract,home_ward,skills\n"
    take("staff", head + "".join(f"H,{n},nurse,FULL,W1,ICU:3\n" for n in (7, 8, 9)))
    before = state()
    moved = take("staff", head + "".join(f"H,{n},nurse,FULL,W2,ER:1\n" for n in (7, 8, 9)))
    assert moved.updated == 3
    undone(last())
    assert state()[:-1] == before[:-1]
    held = StaffSkill.objects.order_by("staff__number").values_list("skill__code", "level")
    assert list(held) == [("ICU", 3)] * 3


def test_of_patients_rows_nothing_is_kept_but_seals(take: Take, place: SimpleNamespace) -> None:
    before = state()
    rows = "".join(f"H,{n},patient-{n},W1,F,16-64,2026-01-0{n} 10:00\n" for n in range(1, 6))
    assert take("stays", HEAD + rows).created == 5
    kept = json.dumps([[each.before, each.after, each.subject] for each in blocks_of(last())])
    assert "2026-01" not in kept
    assert not any(each.pseudonym in kept for each in Patient.objects.all())
    Stay.objects.filter(number="3").update(gender="M")
    with pytest.raises(Conflict) as refused:
        undone(last())
    key = Stay.objects.get(number="3").pk
    assert [each.subject for each in refused.value.extra["held"]] == [f"stays {key}"]
    Stay.objects.filter(number="3").update(gender="F")
    undone(last())
    assert state() == before


def test_patients_rows_that_changed_are_not_kept_and_not_undone(
    take: Take, place: SimpleNamespace
) -> None:
    rows = "".join(f"H,{n},p{n},%s,F,16-64,2026-01-0{n} 10:00\n" for n in range(1, 4))
    take("stays", HEAD + rows % ("W1", "W1", "W1"))
    take("stays", HEAD + rows % ("W2", "W2", "W1"))
    changed = blocks_of(last())
    assert [(each.action, each.before) for each in changed] == [("changed", None)]
    assert "erasure" in refusal(last())


def test_a_row_that_the_file_makes_and_completes_later_was_made_by_it(
    take: Take, place: SimpleNamespace
) -> None:
    before = state()
    rows = "".join(f"H,X{n},X,{'' if n == 3 else 'H/X3'}\n" for n in (1, 2, 3))
    assert take("wards", "facility,code,name,overflow_to\n" + rows).created == 3
    assert Ward.objects.filter(overflow_to__code="X3").count() == 2
    assert {each.action for each in blocks_of(last())} == {"created"}
    undone(last())
    assert state() == before


def test_of_more_rows_than_are_kept_none_is_and_the_way_back_is_said(
    take: Take, place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "MOST_KEPT", 4)
    mapping = '[columns]\nfacility = { constant = "H" }\ncode = "code"\nname = "code"\n'
    assert take("wards", "code\n" + "".join(f"X{n}\n" for n in range(9)), mapping).created == 9
    assert blocks_of(last()) == []
    assert "more of them than are kept" in refusal(last())


def test_what_was_made_on_the_way_counts_among_the_rows_that_are_too_many(
    take: Take, place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "MOST_KEPT", 4)
    rows = "".join(f"S{n},A\n" for n in range(7))
    assert take("wards", "site,code\n" + rows, SITES).also_created == {"facilities": 7}
    assert blocks_of(last()) == []
    assert "more of them than are kept" in refusal(last())


def test_a_block_that_was_tampered_with_is_found(take: Take, place: SimpleNamespace) -> None:
    take("wards", SEVEN)
    entry = blocks_of(last())[0]
    entry.after["seals"][next(iter(entry.after["seals"]))] = "0" * blocks.SEAL_LENGTH
    assert entry.mac != entry.mac_expected()
    found = next(blocks.lefts(entry))
    assert not found.stands(KINDS["wards"], keeper.held(KINDS["wards"], [found.key])[found.key])
