"""An event about a bed names the stay's row: its number is told as long as it is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from hospital.audit import chain, signing, triggers
from hospital.models import Referral, Stay
from operations.event_lines import event_line, events_told, last_told
from operations.models import BedAssignment, Plan, PlanEvent, PlanState
from operations.services.edits import rows_lock
from operations.services.erasure import patient_erase
from tests.operations import cast
from tests.operations.cast import Region

pytestmark = pytest.mark.django_db
NUMBER = "DOSSIER-4711"


@pytest.fixture
def region(settings: Any, tmp_path: Path) -> Region:
    settings.AUDIT_HEAD = str(tmp_path / "head.jsonl")
    found = cast.region()
    Stay.objects.update(number=NUMBER)
    return found


def row_of(plan: Plan) -> BedAssignment:
    return BedAssignment.objects.get(plan=plan)


def locked(region: Region) -> PlanEvent:
    rows_lock(rows=[row_of(region.beds)], locked=True, actor=region.amina)
    return PlanEvent.objects.get(plan=region.beds, action="locked")


def from_before(region: Region, number: str = NUMBER) -> PlanEvent:
    """As events were written when they named the number."""
    return PlanEvent.objects.create(
        plan=region.beds, actor="amina", action="edited", subject=f"{number} 101"
    )


def erased(region: Region) -> None:
    Stay.objects.update(discharged=timezone.now())
    who = {"network": region.north, "pseudonym": "p1", "by": "dpo"}
    patient_erase(**who, reason="asked in writing, file 7")


def told(region: Region) -> list[str]:
    return [event_line(each) for each in events_told(region.beds.events.all())]


def client(region: Region) -> Client:
    found = Client()
    found.force_login(region.amina)
    return found


def pages(region: Region) -> dict[str, str]:
    """Where events are read, as text."""
    api = APIClient()
    api.force_authenticate(region.amina)
    numbers = list(PlanEvent.objects.filter(plan=region.beds).values_list("pk", flat=True))
    admin = client(region)
    found = {"api": api.get("/api/plan-events/", {"plan": region.beds.pk}).content.decode()}
    for name in ("changelist", "change"):
        for args in [[]] if name == "changelist" else [[number] for number in numbers]:
            page = admin.get(reverse(f"admin:operations_planevent_{name}", args=args))
            found[f"{name} {args}"] = page.content.decode()
    return found


def test_what_is_kept_of_a_change_has_no_number_and_what_is_read_has(region: Region) -> None:
    event = locked(region)
    kept = {field.attname: str(getattr(event, field.attname)) for field in event._meta.fields}
    assert NUMBER not in json.dumps(kept)
    assert event.stay_id == row_of(region.beds).stay_id
    assert told(region) == [f"{NUMBER} MED/101"]
    assert last_told(region.beds.events.all()) == f"amina: locked {NUMBER} MED/101"
    for name, page in pages(region).items():
        assert f"{NUMBER} MED/101" in page, name


def test_an_erasure_takes_the_number_out_of_all_that_happened(region: Region) -> None:
    locked(region)
    chain.seal()
    erased(region)
    assert told(region) == ["(erased) MED/101"]
    for name, page in pages(region).items():
        assert NUMBER not in page, name
        assert "(erased) MED/101" in page, name
    assert chain.verify() == []


def test_a_number_kept_from_before_is_told_and_found_until_it_is_erased(region: Region) -> None:
    from_before(region)
    chain.seal()
    assert told(region) == [f"{NUMBER} 101"]
    assert len(searched(region, NUMBER)) == 1
    erased(region)
    assert told(region) == ["(erased) 101"]
    assert searched(region, NUMBER) == []
    assert len(searched(region, "amina")) == 1
    for name, page in pages(region).items():
        assert NUMBER not in page, name
    assert chain.verify() == []


def test_a_number_that_begins_like_another_s_is_not_it(region: Region) -> None:
    from_before(region, NUMBER[:-1])
    from_before(region, f"{NUMBER}1")
    assert told(region) == ["(erased) 101", "(erased) 101"]


def searched(region: Region, term: str) -> list[Any]:
    page = client(region).get(reverse("admin:operations_planevent_changelist"), {"q": term})
    return list(page.context["cl"].result_list)


def test_a_change_is_found_by_the_number_of_its_stay(region: Region) -> None:
    event = locked(region)
    assert searched(region, NUMBER) == [event]
    erased(region)
    assert searched(region, NUMBER) == []


def test_a_waiting_patient_is_named_by_the_referral_s_row(region: Region) -> None:
    stay = Stay.objects.get()
    wait = Referral.objects.create(
        facility=region.chu, number="R-12", patient=stay.patient, gender="F", age_band="16-64",
        registered=cast.MONDAY, release_day=cast.MONDAY,
    )  # fmt: skip
    row = BedAssignment.objects.create(plan=region.beds, referral=wait)
    assert row.on_record() == {"subject": "-", "stay_id": None, "referral_id": wait.pk}
    rows_lock(rows=[row], locked=True, actor=region.amina)
    assert told(region) == ["R-12 -"]
    erased(region)
    assert told(region) == ["(erased) -"]


def test_what_is_about_no_bed_is_told_as_it_is_kept(region: Region) -> None:
    rows_lock(rows=region.roster.shiftassignments.all()[:1], locked=True, actor=region.amina)
    event = events_told(region.roster.events.filter(action="locked")).get()
    assert event_line(event) == event.subject != ""
    PlanEvent.objects.create(plan=region.beds, actor="a", action="made")
    assert told(region) == [""]
    assert last_told(region.supply.events.all()) == ""


def test_events_from_before_are_signed_as_they_were_and_new_ones_with_whom_they_name(
    region: Region,
) -> None:
    old, new = from_before(region), locked(region)
    values = [getattr(old, name) for name in PlanEvent.signed_fields]
    assert old.mac == signing.mac("row", "operations.PlanEvent", *values)
    chain.seal()
    assert chain.verify() == []
    for event, stay in ((old, new.stay_id), (new, None)):
        with triggers.lifted():
            PlanEvent.objects.filter(pk=event.pk).update(stay=stay)
        assert f"operations.PlanEvent {event.pk}" in {each.place for each in chain.verify()}
        with triggers.lifted():
            PlanEvent.objects.filter(pk=event.pk).update(stay=event.stay_id)
    assert chain.verify() == []


def test_who_saves_too_late_reads_what_was_done_meanwhile_without_an_erased_number(
    region: Region,
) -> None:
    locked(region)
    Plan.objects.filter(pk=region.beds.pk).update(state=PlanState.DRAFT)
    erased(region)
    address = reverse("admin:operations_bedassignment_change", args=[row_of(region.beds).pk])
    body = {"base_version": "0", "first_day": str(cast.MONDAY), "why": "quieter"}
    page = client(region).post(address, body).content.decode()
    assert "(erased) MED/101" in page
    assert NUMBER not in page


def test_a_shift_s_day_is_told_as_pages_write_days(region: Region) -> None:
    row = region.roster.shiftassignments.order_by("date")[0]
    rows_lock(rows=[row], locked=True, actor=region.amina)
    told = last_told(region.roster.events.all())
    assert f"{row.date:%Y-%m-%d}" not in told
    assert f"{row.date:%a} {row.date.day} {row.date:%b}" in told


def test_what_concerns_the_whole_plan_ends_with_its_word(region: Region) -> None:
    PlanEvent.objects.create(plan=region.beds, actor="amina", action="published")
    assert last_told(region.beds.events.all()) == "amina: published"
