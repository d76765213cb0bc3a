"""Two people on one record's page: the second is told, and neither loses an entry."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from hospital.models import Contract, Facility, Network, Skill, StaffMember, StaffSkill

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse() -> StaffMember:
    north = Network.objects.create(code="NORTH", name="North")
    chu = Facility.objects.create(network=north, code="CHU", name="Chu", kind="university")
    full = Contract.objects.create(network=north, code="FT", name="Full", minutes_per_week=2280)
    return StaffMember.objects.create(facility=chu, number="1001", role="nurse", contract=full)


@pytest.fixture
def alice() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("alice", password="x"))
    return client


def page_of(nurse: StaffMember) -> str:
    return reverse("admin:hospital_staffmember_change", args=[nurse.pk])


def shown(client: Client, nurse: StaffMember) -> dict[str, Any]:
    """What a browser would send back if nobody touched the page."""
    context = client.get(page_of(nurse)).context
    found: dict[str, Any] = {}
    forms = [context["adminform"].form]
    for each in context["inline_admin_formsets"]:
        forms += [each.formset.management_form, *each.formset.forms]
    for form in forms:
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                found[field.html_name] = "on" if value is True else value
    return found


def test_the_second_saver_is_told_and_both_entries_stand(nurse: StaffMember, alice: Client) -> None:
    first, second = shown(alice, nurse), shown(alice, nurse)
    assert alice.post(page_of(nurse), first | {"role": "midwife"}).status_code == 302
    refused = alice.post(page_of(nurse), second | {"number": "2002"})
    assert refused.status_code == 200
    page = strip_tags(refused.content.decode())
    assert "changed since you opened it" in page
    assert "role: nurse → midwife" in page
    nurse.refresh_from_db()
    assert (nurse.number, nurse.role) == ("1001", "midwife")
    # What comes back has one's own entry, and the other's where one touched nothing.
    form = refused.context["adminform"].form
    again = second | {name: form[name].value() for name in ("number", "role", "seen")}
    assert (again["number"], again["role"]) == ("2002", "midwife")
    assert alice.post(page_of(nurse), again).status_code == 302
    nurse.refresh_from_db()
    assert (nurse.number, nurse.role) == ("2002", "midwife")


def test_rows_edited_on_the_same_page_count(nurse: StaffMember, alice: Client) -> None:
    second = shown(alice, nurse)
    skill = Skill.objects.create(code="ICU", name="Intensive care")
    StaffSkill.objects.create(staff=nurse, skill=skill)
    refused = alice.post(page_of(nurse), second | {"role": "midwife"})
    assert "changed since you opened it" in strip_tags(refused.content.decode())


def test_a_page_that_does_not_say_what_it_showed_saves_nothing(
    nurse: StaffMember, alice: Client
) -> None:
    blind = shown(alice, nurse) | {"role": "midwife"}
    for seen in ("", "[]", "{", '{"role": ["porter"]}'):
        refused = alice.post(page_of(nurse), blind | {"seen": seen})
        assert "changed since you opened it" in strip_tags(refused.content.decode())
    nurse.refresh_from_db()
    assert nurse.role == "nurse"


def test_an_untouched_page_saves_in_every_language(nurse: StaffMember, alice: Client) -> None:
    nurse.started = "2026-01-31"
    nurse.save()
    for language in ("en", "fr", "ar"):
        alice.cookies["django_language"] = language
        answer = alice.post(page_of(nurse), shown(alice, nurse))
        assert answer.status_code == 302, answer.context["errors"]
