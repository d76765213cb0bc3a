"""A line is changed by who saw the version that stands; what the change breaks is said."""

from __future__ import annotations

from typing import Any

import pytest

from operations.models import LineState, OrderLine, PlanEvent, ShiftAssignment
from tests.operations import cast
from tests.operations.cast import Region


@pytest.fixture
def line(region: Region, toy_judge: None) -> ShiftAssignment:
    return region.roster.shiftassignments.get(staff=region.nurses[0])


def patch(
    client: Any, line: Any, body: dict[str, Any], tag: str | None = '"v0"', ask: str = ""
) -> Any:
    names = {"ShiftAssignment": "shift-assignments", "OrderLine": "order-lines"}
    headers = {} if tag is None else {"HTTP_IF_MATCH": tag}
    address = f"/api/{names[type(line).__name__]}/{line.pk}/{ask}"
    return client.patch(address, body, format="json", **headers)


def test_a_change_is_judged_kept_and_pinned(region: Region, as_: Any, line: Any) -> None:
    response = patch(as_(region.amina), line, {"shift": "N", "why": "asked for it"})
    assert response.status_code == 200
    found = response.json()
    assert found["effect"]["cost_change"] == 10
    assert found["effect"]["new"][0]["sentence"] == "1001 has no morning on 2026-11-23."
    assert (found["line"]["shift"], found["line"]["locked"], found["line"]["edited"]) == (
        "N",
        True,
        True,
    )
    assert response["ETag"] == '"v1"'
    event = PlanEvent.objects.first()
    assert event is not None
    assert (event.actor, event.action, event.reason) == ("amina", "edited", "asked for it")


def test_a_day_off_is_no_shift(region: Region, as_: Any, line: Any) -> None:
    assert patch(as_(region.amina), line, {"shift": None}).json()["line"]["shift"] is None


def test_without_if_match_nothing_changes(region: Region, as_: Any, line: Any) -> None:
    for tag in (None, "*", ""):
        assert patch(as_(region.amina), line, {"shift": "N"}, tag).status_code == 428
    line.refresh_from_db()
    assert line.shift == region.morning


def test_the_second_of_two_is_told_the_version_that_stands(
    region: Region, as_: Any, line: Any
) -> None:
    assert patch(as_(region.amina), line, {"shift": "N"}).status_code == 200
    late = patch(as_(region.basma), line, {"shift": None})
    assert late.status_code == 412
    assert late["ETag"] == '"v1"'
    assert "amina: edited" in late.json()["message"]
    line.refresh_from_db()
    assert line.shift == region.night
    assert patch(as_(region.basma), line, {"shift": None}, late["ETag"]).status_code == 200


def test_a_tag_of_somebody_else_is_stale(region: Region, as_: Any, line: Any) -> None:
    assert patch(as_(region.amina), line, {"shift": "N"}, '"abc"').status_code == 412


def test_a_preview_says_it_and_leaves_everything(region: Region, as_: Any, line: Any) -> None:
    response = patch(as_(region.amina), line, {"shift": "N"}, ask="?preview=true")
    assert response.json()["effect"]["cost_change"] == 10
    assert response["ETag"] == '"v0"'
    line.refresh_from_db()
    assert (line.shift, line.locked) == (region.morning, False)


def test_who_may_change_it(region: Region, as_: Any, line: Any) -> None:
    assert patch(as_(region.vera), line, {"shift": "N"}).status_code == 403
    assert patch(as_(region.samir), line, {"shift": "N"}).status_code == 403
    assert patch(as_(region.charlie), line, {"shift": "N"}).status_code == 404
    line.refresh_from_db()
    assert line.shift == region.morning


def test_another_hospital_s_shift_cannot_be_chosen(region: Region, as_: Any, line: Any) -> None:
    region.sud.shift_types.create(code="X", name="Theirs", starts="08:00", minutes=60)
    response = patch(as_(region.amina), line, {"shift": "X"})
    assert response.status_code == 400


def test_a_replaced_plan_is_not_changed(region: Region, as_: Any, line: Any) -> None:
    region.roster.state = "void"
    region.roster.save()
    assert patch(as_(region.amina), line, {"shift": "N"}).status_code == 409


def test_an_officer_approves_and_says_why_it_departs(
    region: Region, as_: Any, toy_judge: None
) -> None:
    order = OrderLine.objects.get()
    without = patch(as_(region.samir), order, {"approved_packs": 12})
    assert without.status_code == 400
    response = patch(as_(region.samir), order, {"approved_packs": 12, "why": "Ramadan"})
    assert response.status_code == 200
    order.refresh_from_db()
    assert (order.approved_packs, order.packs, order.state) == (12, 10, LineState.APPROVED)
    assert patch(as_(region.amina), order, {"approved_packs": 1}, '"v1"').status_code == 403


def test_nothing_is_deleted(region: Region, as_: Any, line: Any) -> None:
    for address in ("shift-assignments", "bed-assignments", "order-lines", "plans", "runs"):
        assert as_(region.admin).delete(f"/api/{address}/{line.pk}/").status_code == 405
    assert cast.ShiftAssignment.objects.filter(pk=line.pk).exists()
