"""Whoever gives out beds enters what only a person knows: who came, who leaves later, which bed is
closed. It is they who are told, at the board and on the telephone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hospital.models import Bed, Facility, Membership, Network, Patient, Referral, Room, Stay, Ward
from hospital.pseudonyms import pseudonym_of

pytestmark = pytest.mark.django_db

MEND = "/operations/plan/1/beds/"
NONE = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}
BESIDE = {
    f"{name}-{field}": number
    for name in ("moves", "forecast_discharge")
    for field, number in NONE.items()
}


class House:
    """A ward with a room of two beds, and another ward."""

    def __init__(self) -> None:
        self.network = Network.objects.create(code="R", name="Region", time_zone="UTC")
        self.hospital = Facility.objects.create(
            network=self.network, code="H", name="H", kind="provincial"
        )
        self.ward, self.other = (
            Ward.objects.create(facility=self.hospital, code=code, name=code) for code in "WX"
        )
        self.room = Room.objects.create(ward=self.ward, code="1", capacity=2)
        self.beds = [Bed.objects.create(room=self.room, code=code) for code in ("1", "2")]
        self.far = Bed.objects.create(
            room=Room.objects.create(ward=self.other, code="1", capacity=1), code="1"
        )

    def person(self, role: str, place: Facility | None = None) -> Client:
        user = get_user_model().objects.create_user(role, password="x", is_staff=True)
        where = {"network": self.network, "facility": place or self.hospital}
        Membership.objects.create(user=user, role=role, **where)
        client = Client()
        client.force_login(user)
        return client

    def came(self, **more: Any) -> dict[str, Any]:
        return {
            "facility": self.hospital.pk, "number": "S1", "patients_number": "N-17",
            "ward": self.ward.pk, "gender": "F", "age_band": "16-64", "urgency": "emergency",
            "admitted_0": "2026-05-02", "admitted_1": "10:00", "_save": "1", **BESIDE, **more,
        }  # fmt: skip


@pytest.fixture
def house() -> House:
    return House()


def changed(client: Client, row: Any, **entered: Any) -> str:
    """What the page of a row says to these entries; "" where it takes them."""
    page = reverse(f"admin:hospital_{row._meta.model_name}_change", args=[row.pk])
    shown = client.get(page).context
    form = shown["adminform"].form
    sent = {each.html_name: each.value() for each in form if each.value() not in (None, [], False)}
    for name in {"admitted", "discharged"} & sent.keys():
        moment = timezone.localtime(sent.pop(name))
        sent[f"{name}_0"], sent[f"{name}_1"] = f"{moment:%Y-%m-%d %H:%M}".split()
    for each in shown["inline_admin_formsets"]:
        sent |= {field.html_name: field.value() for field in each.formset.management_form}
        for inline in each.formset.forms:
            sent |= {f.html_name: f.value() for f in inline if f.value() is not None}
    answer = client.post(page, sent | {"_save": "1"} | entered)
    return "" if answer.status_code == 302 else answer.content.decode()


def test_who_gives_out_beds_enters_an_emergency_by_the_patients_own_number(house: House) -> None:
    planner = house.person("planner")
    page = reverse("admin:hospital_stay_add") + f"?next={MEND}"
    form = planner.get(page).context["adminform"].form
    assert form["facility"].value() == house.hospital.pk  # the only one there is to choose
    assert form["admitted"].value() is not None

    answer = planner.post(page, house.came())

    assert answer.headers["Location"] == MEND
    stay = Stay.objects.get()
    assert stay.patient.pseudonym == pseudonym_of(house.network.pk, "N-17")
    again = planner.post(page, house.came(number="S2"))
    assert again.status_code == 302
    assert Patient.objects.count() == 1  # the same person


def test_who_waits_is_entered_the_same_way(house: House) -> None:
    planner = house.person("planner")
    sent = {
        "facility": house.hospital.pk, "number": "R1", "patients_number": "N-17", "gender": "F",
        "age_band": "16-64", "registered": "2026-05-02", "release_day": "2026-05-03",
        "surgery_minutes": 0, "expected_nights": 2, "state": "waiting",
    }  # fmt: skip
    assert planner.post(reverse("admin:hospital_referral_add"), sent).status_code == 302
    assert Referral.objects.get().patient.pseudonym == pseudonym_of(house.network.pk, "N-17")


def test_a_later_discharge_and_isolation_are_told(house: House) -> None:
    planner = house.person("planner")
    planner.post(reverse("admin:hospital_stay_add"), house.came())
    assert (
        changed(planner, Stay.objects.get(), expected_discharge="2026-05-09", isolation="on") == ""
    )
    stay = Stay.objects.get()
    assert (stay.expected_discharge, stay.isolation) == (dt.date(2026, 5, 9), True)


def test_the_bed_history_goes_with_a_stay_that_is_moved_and_discharged(house: House) -> None:
    planner = house.person("planner")
    planner.post(reverse("admin:hospital_stay_add"), house.came(bed=house.beds[0].pk))
    stay = Stay.objects.get()
    assert not stay.moves.exists()
    assert changed(planner, stay, ward=house.other.pk, bed=house.far.pk) == ""
    first, second = stay.moves.all()
    assert (first.ward, first.bed, first.starts) == (house.ward, house.beds[0], stay.admitted)
    assert (second.ward, second.bed, second.starts) == (house.other, house.far, first.ends)
    assert second.ends is None

    day = second.starts.date().isoformat()
    left = {"discharged_0": day, "discharged_1": "23:59"}
    assert changed(planner, Stay.objects.get(), **left) == ""
    stay.refresh_from_db()
    assert stay.moves.last().ends == stay.discharged
    assert changed(planner, Stay.objects.get(), discharged_0="", discharged_1="") == ""
    assert stay.moves.last().ends is None  # it was a slip


def test_a_bed_is_of_the_stays_ward_and_one_patients(house: House) -> None:
    planner, page = house.person("planner"), reverse("admin:hospital_stay_add")
    said = planner.post(page, house.came(bed=house.far.pk)).content.decode()
    assert "This bed is not of the ward" in said
    planner.post(page, house.came(bed=house.beds[0].pk))
    second = house.came(number="S2", patients_number="N-18", bed=house.beds[0].pk)
    assert "Stay S1 is in this bed" in planner.post(page, second).content.decode()
    child = second | {"beside": Stay.objects.get(number="S1").pk, "age_band": "0-1"}
    assert planner.post(page, child).status_code == 302


def test_who_gives_out_beds_closes_and_opens_them_and_makes_none(house: House) -> None:
    planner = house.person("planner")
    assert changed(planner, house.beds[0], status="blocked", status_until="2026-05-09") == ""
    bed = Bed.objects.get(pk=house.beds[0].pk)
    assert (bed.status, bed.status_until) == ("blocked", dt.date(2026, 5, 9))
    changed(planner, bed, code="7", room=house.far.room.pk)
    bed.refresh_from_db()
    assert (bed.code, bed.room) == ("1", house.room)
    rows = {"beds-0-status": "cleaning", "beds-1-status": "closed", "beds-1-code": "9"}
    assert changed(planner, house.room, capacity="9", **rows) == ""
    found = Bed.objects.filter(room=house.room).order_by("pk")
    assert [(each.code, each.status) for each in found] == [("1", "cleaning"), ("2", "closed")]
    house.room.refresh_from_db()
    assert house.room.capacity == 2
    for model in ("room", "bed"):
        assert planner.get(reverse(f"admin:hospital_{model}_add")).status_code == 403


def test_a_bed_is_called_and_found_by_its_whole_place(house: House) -> None:
    planner = house.person("planner")
    asked = {"app_label": "hospital", "model_name": "stay", "field_name": "bed"}
    for term in ("H/W/1/2", "H/W · 1 · 2", "w 2"):
        found = planner.get(reverse("admin:autocomplete"), asked | {"term": term}).json()
        assert [each["text"] for each in found["results"]] == ["H/W · 1 · 2"]
    listed = planner.get(reverse("admin:hospital_bed_changelist")).content.decode()
    assert "H/X · 1 · 1" in listed


def test_a_room_without_beds_or_with_more_than_it_is_for_is_told_with_the_remedy(
    house: House,
) -> None:
    keeper, page = house.person("administrator"), reverse("admin:hospital_room_add")
    sent = {"ward": house.ward.pk, "code": "2", "capacity": 2, "gender_policy": "same",
            "age_policy": "any", "beds-TOTAL_FORMS": 0, "beds-INITIAL_FORMS": 0}  # fmt: skip
    told = keeper.post(page, sent, follow=True).content.decode()
    assert "Room H/W · 2 is for 2 and has no beds: nobody is placed there until" in told
    beds = {f"beds-{n}-{key}": value for n in range(2)
            for key, value in (("code", str(n)), ("status", "open"))}  # fmt: skip
    small = sent | {"code": "3", "capacity": 1, "beds-TOTAL_FORMS": 2} | beds
    assert "has 2 beds" in keeper.post(page, small, follow=True).content.decode()
    right = small | {"code": "4", "capacity": 2}
    assert "Room H/W · 4 is for" not in keeper.post(page, right, follow=True).content.decode()


def test_who_orders_supplies_or_works_elsewhere_enters_nothing(house: House) -> None:
    supply = house.person("supply")
    assert supply.post(reverse("admin:hospital_stay_add"), house.came()).status_code == 403
    other = Facility.objects.create(network=house.network, code="O", name="O", kind="provincial")
    elsewhere = house.person("planner", other)
    elsewhere.post(reverse("admin:hospital_stay_add"), house.came())
    elsewhere.post(reverse("admin:hospital_bed_change", args=[house.far.pk]), {"status": "closed"})
    assert not Stay.objects.exists()
    assert not Patient.objects.exists()
    assert not Bed.objects.filter(status="closed").exists()
