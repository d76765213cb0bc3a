"""An edit says what it breaks, before and after; the second of two savers loses nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from hospital.errors import ApplicationError
from hospital.models import Room
from operations.admin import lines as line_pages
from operations.models import (
    LineState,
    OrderLine,
    PlanEvent,
)
from tests.operations.admin.pages import client_of, edit, line, words
from tests.operations.cast import Region


def test_an_edit_says_what_it_breaks_and_pins_the_row(region: Region) -> None:
    response = edit(region.amina, line(region), shift=region.night.pk, why="swap with a colleague")
    assert "1001 has no morning on 2026-11-23." in words(response)
    assert "Cost +10" in words(response)
    row = line(region)
    assert (row.shift, row.locked, row.edited) == (region.night, True, True)
    assert row.plan.edit_version == 1
    event = PlanEvent.objects.first()
    assert event is not None
    assert (event.actor, event.reason) == ("amina", "swap with a colleague")
    assert event.before == {"shift": region.morning.pk}


def test_an_edit_says_what_it_mends(region: Region) -> None:
    edit(region.amina, line(region), shift="")
    response = edit(region.amina, line(region), shift=region.morning.pk)
    assert "No longer: 1001 has no morning" in words(response)
    assert "Cost −10" in words(response)


def test_a_preview_says_the_same_and_saves_nothing(region: Region) -> None:
    response = edit(region.amina, line(region), follow=False, shift=region.night.pk, _preview="1")
    assert response.status_code == 200
    assert "1001 has no morning on 2026-11-23." in words(response)
    assert "not saved" in words(response)
    # What was typed is still there, to be saved or not.
    assert response.context["adminform"].form["shift"].value() == str(region.night.pk)
    row = line(region)
    assert (row.shift, row.locked, row.plan.edit_version) == (region.morning, False, 0)
    assert not LogEntry.objects.exists()


def test_saving_what_is_already_so_changes_nothing(region: Region) -> None:
    edit(region.amina, line(region))
    assert line(region).plan.edit_version == 0
    assert not PlanEvent.objects.filter(action="edited").exists()


def test_the_second_saver_is_told_what_the_first_changed_and_keeps_what_was_typed(
    region: Region,
) -> None:
    seen_by_both = line(region)
    edit(region.amina, seen_by_both, shift=region.night.pk)
    late = edit(region.basma, seen_by_both, follow=False, shift="")
    page = late.content.decode()
    assert late.status_code == 200
    assert "changed since you opened it" in page
    assert "amina edited 1001 2026-11-23 N Night: shift M Morning → shift N Night" in page
    assert line(region).shift == region.night
    # The page now carries the version that stands: saving again is a decision.
    form = late.context["adminform"].form
    assert form["base_version"].value() == "1"
    assert form["shift"].value() == ""
    edit(region.basma, line(region), shift="")
    assert line(region).shift is None


def test_a_refusal_of_the_service_is_shown_and_rolled_back(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_asked: Any) -> None:
        LogEntry.objects.create(user=region.admin, action_flag=1, object_repr="half done")
        raise ApplicationError("Not like this.")

    monkeypatch.setattr(line_pages.services, "assignment_edit", refuse)
    response = edit(region.amina, line(region), shift=region.night.pk)
    assert "Not like this." in words(response)
    assert "changed successfully" not in words(response)
    assert not LogEntry.objects.exists()


def test_two_shifts_on_one_day_are_refused_at_the_field(region: Region) -> None:
    response = edit(region.amina, line(region), follow=False, staff=region.nurses[1].pk)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert line(region).plan.edit_version == 0


def test_another_hospital_s_shifts_and_people_are_not_offered(region: Region) -> None:
    theirs = region.sud.shift_types.get(code="M")
    response = edit(region.amina, line(region), follow=False, shift=theirs.pk)
    assert "shift" in response.context["adminform"].form.errors
    neighbour = region.prov.staff.get()
    response = edit(region.amina, line(region), follow=False, staff=neighbour.pk)
    assert "staff" in response.context["adminform"].form.errors


def test_who_only_reads_cannot_save(region: Region) -> None:
    page = reverse("admin:operations_shiftassignment_change", args=[line(region).pk])
    buttons = ('name="_save"', 'name="_preview"')
    assert not any(each in client_of(region.vera).get(page).content.decode() for each in buttons)
    assert all(each in client_of(region.amina).get(page).content.decode() for each in buttons)
    for user in (region.vera, region.samir):
        assert edit(user, line(region), shift=region.night.pk).status_code == 403
    assert line(region).shift == region.morning


def test_a_bed_can_be_changed_to_a_room_of_the_own_hospital(region: Region) -> None:
    row = region.beds.bedassignments.get()
    other = Room.objects.get(code="102")
    where = reverse("admin:operations_bedassignment_change", args=[row.pk])
    body = {
        "room": other.pk,
        "first_day": row.first_day.isoformat(),
        "theatre": "",
        "why": "",
        "base_version": 0,
    }
    client_of(region.amina).post(where, body)
    row.refresh_from_db()
    assert (row.room, row.edited) == (other, True)


def test_an_officer_approves_and_the_suggestion_stays(region: Region) -> None:
    order = OrderLine.objects.get()
    where = reverse("admin:operations_orderline_change", args=[order.pk])
    body = {
        "packs": order.packs,
        "supplier": order.supplier_id,
        "order_date": order.order_date.isoformat(),
        "approved_packs": 12,
        "base_version": 0,
    }
    refused = client_of(region.samir).post(where, {**body, "why": ""}, follow=True)
    assert "say why" in words(refused)
    client_of(region.samir).post(where, {**body, "why": "Ramadan"})
    order.refresh_from_db()
    assert (order.packs, order.approved_packs, order.state) == (10, 12, LineState.APPROVED)
