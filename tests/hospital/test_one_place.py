"""What a row names is of its own hospital, whoever keeps the records of both."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from hospital.models import (
    Contract,
    CoverRule,
    Facility,
    Network,
    Room,
    ShiftRequest,
    ShiftType,
    StaffMember,
    Stay,
    Ward,
)
from hospital.models.one_place import InOnePlace
from tests.hospital.imports.conftest import Take, place, take
from tests.operations.admin.pages import client_of

__all__ = ["place", "take"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def other(place: SimpleNamespace) -> SimpleNamespace:
    """Hospital B of the same network, and a contract of another one."""
    hospital = Facility.objects.create(network=place.network, code="B", name="B", kind="provincial")
    ward = Ward.objects.create(facility=hospital, code="X1", name="X")
    shift = ShiftType.objects.create(
        facility=hospital, code="N", name="Night", starts="21:00", minutes=600
    )
    far = Network.objects.create(code="FAR", name="Far")
    contract = Contract.objects.create(network=far, code="HALF", name="Half", minutes_per_week=1200)
    return SimpleNamespace(hospital=hospital, ward=ward, shift=shift, contract=contract)


def nurse(place: SimpleNamespace, **more: Any) -> StaffMember:
    facts = {"facility": place.hospital, "number": "1", "role": "nurse", "contract": place.contract}
    return StaffMember(**{**facts, **more})


def test_a_form_says_what_is_of_another_hospital(place: SimpleNamespace, other: Any) -> None:
    nurse(place).save()
    somebody = StaffMember.objects.get()
    for row, said in (
        (CoverRule(ward=place.w1, shift=other.shift, minimum=1, target=1), "Shift: "),
        (ShiftRequest(staff=somebody, date="2026-03-02", shift=other.shift), "Shift: "),
        (nurse(place, number="2", home_ward=other.ward), "Home ward: "),
        (nurse(place, number="2", contract=other.contract), "Contract: This belongs to another n"),
        (Stay(facility=place.hospital, ward=other.ward), "Ward: "),
    ):
        assert isinstance(row, InOnePlace)
        with pytest.raises(ValidationError, match=said):
            row.clean()
    for row in (
        CoverRule(ward=place.w1, shift=place.shift, minimum=1, target=1),
        ShiftRequest(staff=somebody, date="2026-03-02", shift=None),
        nurse(place, number="2", home_ward=place.w1),
        Stay(facility=place.hospital),
    ):
        row.clean()


def test_the_admin_refuses_it_in_words_in_forms_and_in_tables_below_new_rows(
    place: SimpleNamespace, other: Any, admin_user: Any
) -> None:
    client = client_of(admin_user)
    cover = {"ward": place.w1.pk, "shift": other.shift.pk, "minimum": 1, "target": 1}
    page = client.post(reverse("admin:hospital_coverrule_add"), {**cover, "quantile": 0.8})
    assert "This belongs to another facility" in page.content.decode()
    below = {
        f"{name}-{count}_FORMS": 0
        for name in ("staffskill_set", "fixed_shifts")
        for count in ("TOTAL", "INITIAL")
    }
    person = {
        "facility": place.hospital.pk, "number": "7", "role": "nurse",
        "contract": place.contract.pk, **below, "fixed_shifts-TOTAL_FORMS": 1,
        "fixed_shifts-0-weekday": 0, "fixed_shifts-0-shift": other.shift.pk,
    }  # fmt: skip
    page = client.post(reverse("admin:hospital_staffmember_add"), person)
    assert "This belongs to another facility" in page.content.decode()
    assert not CoverRule.objects.exists()
    assert not StaffMember.objects.exists()
    own = {**person, "fixed_shifts-0-shift": place.shift.pk}
    assert client.post(reverse("admin:hospital_staffmember_add"), own).status_code == 302


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("cover", "ward,shift,minimum,target\nH/W1,B/N,1,1\n"),
        ("staff", "facility,number,role,contract,home_ward\nH,1,nurse,N/FULL,B/X1\n"),
        ("staff", "facility,number,role,contract\nH,1,nurse,FAR/HALF\n"),
    ],
)
def test_a_file_refuses_it_with_its_row(
    take: Take, place: SimpleNamespace, other: Any, kind: str, text: str
) -> None:
    result = take(kind, text)
    assert [fault.row for fault in result.errors] == [2]
    assert "This belongs to another" in result.errors[0].message
    assert not CoverRule.objects.exists()
    assert not StaffMember.objects.exists()


def test_a_file_that_lacks_a_column_is_held_to_what_it_held(
    take: Take, place: SimpleNamespace, other: Any
) -> None:
    nurse(place, home_ward=place.w1).save()
    result = take("staff", "number,home_ward\n1,B/X1\n")
    if result.created + result.updated == 0:
        assert result.errors
    assert StaffMember.objects.get().home_ward == place.w1
    moved = take("staff", "number,role,contract,facility\n1,nurse,N/FULL,B\n")
    assert [(fault.row, fault.column) for fault in moved.errors] == [(2, "home_ward")]
    assert StaffMember.objects.get().facility == place.hospital
    both = take("staff", "number,role,contract,facility,home_ward\n1,nurse,N/FULL,B,B/X1\n")
    assert not both.errors


def test_a_bed_of_another_ward_s_hospital_is_refused(
    take: Take, place: SimpleNamespace, other: Any
) -> None:
    room = Room.objects.create(ward=other.ward, code="1", capacity=1)
    room.beds.create(code="A")
    head = "facility,number,patient,ward,bed,gender,age_band,admitted\n"
    result = take("stays", head + "H,1,P1,W1,B/X1/1/A,F,80+,2026-01-10 10:00\n")
    assert [fault.column for fault in result.errors] == ["bed"]
