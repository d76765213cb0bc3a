"""The admin shows and changes only what a person's role and hospital allow.

Alice keeps the records of the north, Bob reads those of the south, Charlie is nobody there.
"""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from hospital.models import (
    Absence,
    Contract,
    CoverRule,
    Delivery,
    Facility,
    Membership,
    Network,
    Order,
    Patient,
    Product,
    Room,
    ShiftType,
    StaffMember,
    Stay,
    Supplier,
    Ward,
)

pytestmark = pytest.mark.django_db


def person(name: str, **kwargs: object) -> Client:
    user = get_user_model().objects.create_user(name, password="x", is_staff=True)
    if kwargs:
        Membership.objects.create(user=user, **kwargs)
    client = Client()
    client.force_login(user)
    return client


def region(code: str) -> SimpleNamespace:
    network = Network.objects.create(code=code, name=f"Region {code}")
    hospital = Facility.objects.create(
        network=network, code=f"{code}-H", name=f"Hospital {code}", kind="provincial"
    )
    ward = Ward.objects.create(facility=hospital, code=f"{code}-W", name=f"Ward {code}")
    contract = Contract.objects.create(
        network=network, code="FULL", name=f"Full time {code}", minutes_per_week=2400
    )
    return SimpleNamespace(network=network, hospital=hospital, ward=ward, contract=contract)


@pytest.fixture
def cast() -> SimpleNamespace:
    north, south = region("NORTH"), region("SOUTH")
    return SimpleNamespace(
        north=north,
        south=south,
        alice=person("alice", network=north.network, role="administrator"),
        bob=person("bob", network=south.network, facility=south.hospital, role="viewer"),
        charlie=person("charlie"),
    )


def page(client: Client, model: str, query: str = "") -> str:
    response = client.get(reverse(f"admin:hospital_{model}_changelist") + query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("model", ["facility", "ward", "contract", "network"])
def test_a_person_sees_their_own_hospital_and_nothing_of_another(cast, model: str) -> None:
    alice, bob = page(cast.alice, model), page(cast.bob, model)

    assert "NORTH" in alice
    assert "SOUTH" not in alice
    assert "SOUTH" in bob
    assert "NORTH" not in bob


def test_the_page_of_another_hospitals_ward_is_not_found(cast) -> None:
    url = reverse("admin:hospital_ward_change", args=[cast.south.ward.pk])

    assert cast.bob.get(url).status_code == 200
    assert cast.alice.get(url, follow=False).status_code == 302
    assert "Ward SOUTH" not in cast.alice.get(url, follow=True).content.decode()


def test_someone_without_a_role_has_no_way_in(cast) -> None:
    for model in ("ward", "product", "network"):
        response = cast.charlie.get(reverse(f"admin:hospital_{model}_changelist"))
        assert response.status_code == 403


def test_a_reader_cannot_change_add_or_delete(cast) -> None:
    change = reverse("admin:hospital_ward_change", args=[cast.south.ward.pk])

    assert cast.bob.post(change, {"name": "Mine"}).status_code == 403
    assert cast.bob.get(reverse("admin:hospital_ward_add")).status_code == 403
    delete = reverse("admin:hospital_ward_delete", args=[cast.south.ward.pk])
    assert cast.bob.post(delete, {"post": "yes"}).status_code == 403
    cast.south.ward.refresh_from_db()
    assert cast.south.ward.name == "Ward SOUTH"


def ward_form(facility: Facility, **changes: str) -> dict[str, str]:
    inline = {f"wardspecialty_set-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    return {"facility": str(facility.pk), "code": "W9", "name": "New", **inline, **changes}


def test_a_keeper_of_records_adds_a_ward_at_home_but_not_elsewhere(cast) -> None:
    url = reverse("admin:hospital_ward_add")

    assert cast.alice.post(url, ward_form(cast.north.hospital)).status_code == 302
    refused = cast.alice.post(url, ward_form(cast.south.hospital))

    assert Ward.objects.filter(facility=cast.north.hospital, code="W9").exists()
    assert refused.status_code == 200
    assert "facility" in refused.context["adminform"].form.errors
    assert not Ward.objects.filter(facility=cast.south.hospital, code="W9").exists()


def test_reading_in_the_south_does_not_let_alice_write_there(cast) -> None:
    alice = get_user_model().objects.get(username="alice")
    Membership.objects.create(user=alice, network=cast.south.network, role="viewer")

    assert "SOUTH" in page(cast.alice, "ward")
    url = reverse("admin:hospital_ward_add")
    assert cast.alice.post(url, ward_form(cast.south.hospital)).status_code == 200
    assert not Ward.objects.filter(code="W9").exists()


def test_a_selection_with_a_row_one_may_only_read_is_not_deleted(cast) -> None:
    alice = get_user_model().objects.get(username="alice")
    Membership.objects.create(user=alice, network=cast.south.network, role="viewer")
    rooms = [
        Room.objects.create(ward=place.ward, code="1", capacity=1)
        for place in (cast.north, cast.south)
    ]
    url = reverse("admin:hospital_room_changelist")

    def delete(*chosen: Room) -> int:
        keys = [room.pk for room in chosen]
        form = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
        return cast.alice.post(url, form).status_code

    assert delete(*rooms) == 403
    assert Room.objects.count() == 2
    assert delete(rooms[0]) == 302
    assert list(Room.objects.all()) == [rooms[1]]


def test_a_keeper_of_one_hospital_cannot_add_one_to_the_network(cast) -> None:
    diana = person(
        "diana", network=cast.north.network, facility=cast.north.hospital, role="administrator"
    )
    form = {
        "network": cast.north.network.pk, "code": "NEW", "name": "New", "kind": "centre",
        "level_of_care": 1, "delivery_every_weeks": 1, "delivery_offset_weeks": 0,
        "fridge_litres": 0, "opens_minute": 480, "closes_minute": 960, "unloading_minutes": 20,
    }  # fmt: skip

    assert diana.post(reverse("admin:hospital_facility_add"), form).status_code == 403
    assert cast.alice.post(reverse("admin:hospital_facility_add"), form).status_code == 302


def test_beds_are_edited_on_the_page_of_their_room(cast) -> None:
    room = Room.objects.create(ward=cast.north.ward, code="1", capacity=2)
    form = {
        "ward": room.ward_id, "code": "1", "capacity": 2, "gender_policy": "any",
        "age_policy": "any", "beds-TOTAL_FORMS": 1, "beds-INITIAL_FORMS": 0,
        "beds-0-code": "A", "beds-0-status": "open", "beds-0-room": room.pk,
    }  # fmt: skip
    url = reverse("admin:hospital_room_change", args=[room.pk])

    page = cast.alice.get(url)
    form["seen"] = page.context["adminform"].form["seen"].value()
    assert cast.alice.post(url, form).status_code == 302
    assert [bed.code for bed in room.beds.all()] == ["A"]


def test_the_filters_beside_a_list_name_no_other_hospital(cast) -> None:
    superuser = get_user_model().objects.create_superuser("root", password="x")
    root = Client()
    root.force_login(superuser)
    staff(cast.north, 0, 1)

    assert "Full time SOUTH" in page(root, "staffmember")
    assert "Full time SOUTH" not in page(cast.alice, "staffmember")


def test_search_as_you_type_offers_only_own_records(cast) -> None:
    query = {"app_label": "hospital", "model_name": "room", "field_name": "ward", "term": "Ward"}
    found = cast.alice.get(reverse("admin:autocomplete"), query).json()["results"]

    assert [entry["id"] for entry in found] == [str(cast.north.ward.pk)]


def stay(facility: Facility, ward: Ward, pseudonym: str) -> Stay:
    return Stay.objects.create(
        facility=facility,
        number=f"ST-{pseudonym}",
        patient=Patient.objects.create(network=facility.network, pseudonym=pseudonym),
        ward=ward,
        gender="F",
        age_band="16-64",
        admitted=dt.datetime(2026, 5, 1, 10, tzinfo=dt.UTC),
    )


def test_one_hospital_s_people_see_the_patients_of_that_hospital(cast) -> None:
    """Another hospital of Bob's own network has its patients for itself."""
    other = Facility.objects.create(
        network=cast.south.network, code="SOUTH-O", name="Other", kind="provincial"
    )
    ward = Ward.objects.create(facility=other, code="O", name="Other ward")
    stay(other, ward, "elsewhere")
    stay(cast.south.hospital, cast.south.ward, "present")
    stay(cast.north.hospital, cast.north.ward, "northern")

    assert "present" in page(cast.bob, "patient")
    assert "elsewhere" not in page(cast.bob, "patient")
    assert "northern" in page(cast.alice, "patient")
    assert "present" not in page(cast.alice, "patient")
    hidden = Patient.objects.get(pseudonym="elsewhere")
    where = reverse("admin:hospital_patient_change", args=[hidden.pk])
    assert cast.bob.get(where).status_code == 302


def test_why_somebody_is_absent_is_told_to_keepers_of_records_only(cast) -> None:
    away = {}
    for side in (cast.north, cast.south):
        someone = StaffMember.objects.create(
            facility=side.hospital, number=f"{side.network.code}-1", contract=side.contract
        )
        day = dt.date(2026, 5, 1)
        away[side.network.code] = Absence.objects.create(
            staff=someone, first_day=day, last_day=day, kind="sick"
        )
    assert "sick" in page(cast.alice, "absence")
    told = page(cast.bob, "absence")
    assert "SOUTH-1" in told
    assert "sick" not in told
    form = reverse("admin:hospital_absence_change", args=[away["SOUTH"].pk])
    assert "sick" not in cast.bob.get(form).content.decode()


def test_absences_cannot_be_sifted_by_a_reason_that_is_not_shown(cast) -> None:
    where = reverse("admin:hospital_absence_changelist")
    for reason in ("sick", "leave"):  # neither says who is sick and who is not
        asked = cast.bob.get(where, {"kind__exact": reason}, follow=True)
        assert asked.redirect_chain == [(where, 302)]
        assert "kind__exact; that was left out" in asked.content.decode()
    assert cast.alice.get(where, {"kind__exact": "sick"}).status_code == 200


def test_a_delivery_is_seen_from_both_ends(cast) -> None:
    Delivery.objects.create(
        number="D-1",
        origin=cast.north.hospital,
        destination=cast.south.hospital,
        product=Product.objects.create(code="P", name="P"),
        units=1,
        sent=dt.date(2026, 5, 1),
    )

    assert "D-1" in page(cast.alice, "delivery")
    assert "D-1" in page(cast.bob, "delivery")


def test_roles_and_imports_are_for_the_operator_alone(cast) -> None:
    for model in ("membership", "importbatch"):
        url = reverse(f"admin:hospital_{model}_changelist")
        assert cast.alice.get(url).status_code == 403


def staff(place: SimpleNamespace, first: int, last: int) -> None:
    StaffMember.objects.bulk_create(
        StaffMember(
            facility=place.hospital,
            number=f"{place.network.code}-{n}",
            role="nurse",
            contract=place.contract,
            home_ward=place.ward,
        )
        for n in range(first, last)
    )


def rooms(place: SimpleNamespace, first: int, last: int) -> None:
    for n in range(first, last):
        room = Room.objects.create(ward=place.ward, code=f"R{n}", capacity=2)
        room.beds.create(code="A")


def stays(place: SimpleNamespace, first: int, last: int) -> None:
    for n in range(first, last):
        Stay.objects.create(
            facility=place.hospital,
            number=str(n),
            patient=Patient.objects.create(network=place.network, pseudonym=f"P{n}"),
            ward=Ward.objects.create(facility=place.hospital, code=f"X{n}", name="x"),
            gender="F",
            age_band="80+",
            admitted=dt.datetime(2026, 5, 1, tzinfo=dt.UTC),
        )


def cover(place: SimpleNamespace, first: int, last: int) -> None:
    for n in range(first, last):
        shift = ShiftType.objects.create(
            facility=place.hospital, code=f"S{n}", name="s", starts="07:00", minutes=480
        )
        ward = Ward.objects.create(facility=place.hospital, code=f"X{n}", name="x")
        CoverRule.objects.create(ward=ward, shift=shift, minimum=1, target=1)


def orders(place: SimpleNamespace, first: int, last: int) -> None:
    for n in range(first, last):
        Order.objects.create(
            number=str(n),
            supplier=Supplier.objects.create(code=f"S{n}", name="s"),
            product=Product.objects.create(code=f"P{n}", name="p"),
            facility=place.hospital,
            packs=1,
            ordered=dt.date(2026, 5, 1),
        )


@pytest.mark.parametrize(
    ("model", "fill"),
    [
        ("staffmember", staff),
        ("room", rooms),
        ("bed", rooms),
        ("stay", stays),
        ("ward", stays),
        ("coverrule", cover),
        ("order", orders),
    ],
)
def test_a_list_asks_no_more_questions_for_more_rows(
    cast, model: str, fill, django_assert_max_num_queries
) -> None:
    fill(cast.north, 0, 2)
    with django_assert_max_num_queries(20) as few:
        page(cast.alice, model)
    fill(cast.north, 2, 20)
    with django_assert_max_num_queries(len(few)):
        page(cast.alice, model)
