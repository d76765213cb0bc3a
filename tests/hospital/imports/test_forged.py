"""A file that names records of others, and imports undone after whatever happened since."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User

from hospital.errors import Conflict
from hospital.imports import looks, waiting
from hospital.imports.undo import batch_undo, refusal
from hospital.models import CoverRule, Facility, ImportBatch, Membership, Skill, Ward
from tests.hospital.imports.test_looks import WARDS, WHY, amina, brought, imported

__all__ = ["amina"]
pytestmark = pytest.mark.usefixtures("var")


def test_a_row_names_no_other_hospital_s_records(place: SimpleNamespace) -> None:
    """A nurse of B who knows what H calls its wards."""
    other = Facility.objects.create(network=place.network, code="B", name="B", kind="provincial")
    own = Ward.objects.create(facility=other, code="X", name="X")
    basma = User.objects.create(username="basma", is_staff=True)
    Membership.objects.create(
        user=basma, network=place.network, facility=other, role="administrator"
    )
    head = "facility,number,role,contract,home_ward,floats_to\n"
    forged = brought(basma, "staff", head + "B,7,nurse,FULL,X,H/W1\nB,8,nurse,FULL,X,NONE\n")
    seen = looks.look(waiting=forged, user=basma)
    assert [(fault.row, fault.column) for fault in seen.faults] == [
        (2, "floats_to"),
        (3, "floats_to"),
    ]
    assert len({fault.message for fault in seen.faults}) == 1  # nor learns that it is there
    imported(basma, "staff", head + "B,7,nurse,FULL,X,X\n")
    assert own.floating_staff.get().number == "7"


def test_what_a_row_named_before_must_still_be_there(place: SimpleNamespace, amina: User) -> None:
    icu, er = (Skill.objects.create(code=code, name=code) for code in ("ICU", "ER"))
    head = "facility,number,role,contract,home_ward,skills\n"
    imported(amina, "staff", head + "H,7,nurse,FULL,W1,ICU\nH,8,nurse,FULL,W1,ER\n")
    batch = imported(amina, "staff", head + "H,7,nurse,FULL,W1,ER\nH,8,nurse,FULL,W2,ER\n")
    icu.delete()
    place.w1.delete()
    with pytest.raises(Conflict) as refused:
        batch_undo(batch=batch, user=amina, reason=WHY)
    told = refused.value.extra["held"]
    assert [(each.subject, each.why[:20]) for each in told] == [
        ("7", "What it named before"), ("8", "What it named before")
    ]  # fmt: skip
    assert er.staffskill_set.count() == 2


def test_former_values_that_do_not_go_with_later_ones_are_not_put_back(
    place: SimpleNamespace, amina: User
) -> None:
    head = "ward,shift,minimum,target\n"
    imported(amina, "cover", head + "H/W1,H/M,3,5\n")
    batch = imported(amina, "cover", head + "H/W1,H/M,1,5\n")
    CoverRule.objects.update(target=2)
    with pytest.raises(Conflict, match="do not go with"):
        batch_undo(batch=batch, user=amina, reason=WHY)
    assert CoverRule.objects.get().minimum == 1
    same = imported(amina, "wards", "facility,code,name\nH,W1,One\nH,W9,Nine\n")
    Ward.objects.filter(code="W9").delete()
    ImportBatch.objects.filter(pk=same.pk).update(created=0)
    assert "changed nothing" in refusal(ImportBatch.objects.get(pk=same.pk))


def test_two_presses_at_once_find_one_import(place: SimpleNamespace, amina: User) -> None:
    first = brought(amina, "wards", WARDS)
    mark = looks.look(waiting=first, user=amina).mark
    second = waiting.find(token=first.token, user=amina)  # before the first press was done
    batch = looks.carry_out(waiting=first, user=amina, mark=mark)
    assert looks.carry_out(waiting=second, user=amina, mark=mark) == batch
    assert ImportBatch.objects.count() == 1


def test_two_who_sweep_at_once_do_not_stumble(
    place: SimpleNamespace, amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought(amina, "wards", WARDS)

    def gone(_folder: Path) -> Any:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "iterdir", gone)
    assert waiting.sweep(now=time.time() + 2 * waiting.KEPT_SECONDS) == 0
