"""The roster as a grid in the admin."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from hospital.models import Absence, Membership, Role
from operations.models import (
    ExportLog,
    Plan,
    PlanEvent,
    PlanState,
    RulePolicy,
    Run,
    ShiftAssignment,
)
from operations.roster_weeks import weeks_asked, weeks_shown
from tests.operations.admin.pages import client_of, read, words
from tests.operations.ward import SmallWard


@pytest.fixture
def plan(ward: SmallWard) -> Plan:
    return ward.plan()


@pytest.fixture
def paula(ward: SmallWard, plan: Plan) -> Client:
    return client_of(ward.paula)


def page_of(plan: Plan, step: str = "") -> str:
    return reverse(f"admin:operations_plan_grid{step}", args=[plan.pk])


def worked(plan: Plan) -> ShiftAssignment:
    return plan.shiftassignments.filter(shift__isnull=False).order_by("date", "pk")[0]


def off(line: ShiftAssignment) -> dict[str, Any]:
    day = (line.date - line.plan.start).days
    return {"cells": json.dumps([[line.staff.number, day, None, None]])}


def test_everybody_who_may_see_the_plan_sees_it_and_only_a_planner_may_change_it(
    ward: SmallWard, plan: Plan, paula: Client
) -> None:
    page = paula.get(page_of(plan))
    grid = page.context["shown"]
    assert [row.person for row in grid.rows] == [nurse.number for nurse in ward.nurses]
    assert len(grid.days) == plan.days
    line = worked(plan)
    row = next(row for row in grid.rows if row.person == line.staff.number)
    assert row.cells[(line.date - plan.start).days].shift == line.shift.code
    assert "roster.js" in page.content.decode()
    seen = client_of(ward.vera).get(page_of(plan))
    assert seen.status_code == 200
    assert "roster.js" not in seen.content.decode()
    for step in ("", "_judge"):
        assert client_of(ward.vera).post(page_of(plan, step), off(line)).status_code == 403
    assert client_of(User.objects.create_user("x", is_staff=True)).get(
        page_of(plan)
    ).status_code in {403, 404}


@pytest.mark.parametrize(
    ("bound", "said"),
    [
        (None, "how much less it could cost is not known: a longer search tells"),
        (12.0, "no plan can cost less than 12"),
    ],
)
def test_how_good_it_can_be_stands_beside_its_cost(
    plan: Plan, paula: Client, bound: float | None, said: str
) -> None:
    """A search that was cut short leaves uneven rosters: who reads one should know of it."""
    Plan.objects.filter(pk=plan.pk).update(bound=bound)
    assert said in " ".join(read(paula.get(page_of(plan))).split())


def test_one_week_or_two_of_four_are_chosen(plan: Plan, paula: Client) -> None:
    one = paula.get(page_of(plan)).context["shown"]
    assert one.views == ()  # a plan of one week has nothing to choose
    whole, half = weeks_shown(28, 0, 0), weeks_shown(28, 2, 1)
    assert [(view.weeks, view.chosen) for view in whole] == [(1, False), (2, False), (4, True)]
    chosen = next(view for view in half if view.chosen)
    assert (chosen.days, chosen.before, chosen.after) == (slice(7, 21), 0, 3)
    assert weeks_asked({"weeks": "2", "from": "-1"}) == (2, 0)


def test_the_strip_counts_who_is_there_and_who_is_missing(plan: Plan, paula: Client) -> None:
    need = paula.get(page_of(plan)).context["shown"].needs[0]
    place = next(each for each in need.days if each and each.have)
    assert place.gap == place.have - place.target
    line = plan.shiftassignments.filter(
        shift__code=need.shift, date=plan.start + timedelta(days=place.day)
    )[0]
    found = paula.post(page_of(plan, "_judge"), off(line)).json()
    assert [need.shift, "", place.day, place.have - 1] in found["cover"]
    paula.post(page_of(plan), off(line) | {"base_version": plan.edit_version})
    after = paula.get(page_of(plan)).context["shown"].needs[0]
    assert after.shift == need.shift
    assert after.missing == need.missing + (place.have <= place.target)


def test_the_strip_counts_who_is_away_since_as_missing(plan: Plan, paula: Client) -> None:
    line = worked(plan)
    day = (line.date - plan.start).days

    def have() -> int:
        needs = paula.get(page_of(plan)).context["shown"].needs
        place = next(need for need in needs if need.shift == line.shift.code).days[day]
        return int(place.have)

    before = have()
    Absence.objects.create(staff=line.staff, first_day=line.date, last_day=line.date)
    assert have() == before - 1


def test_a_change_is_judged_and_nothing_is_kept(plan: Plan, paula: Client) -> None:
    line = worked(plan)
    found = paula.post(page_of(plan, "_judge"), off(line)).json()
    assert found["lawful"]
    assert found["cost"].startswith("+")
    assert any(line.shift.code in sentence for sentence in found["new"])
    line.refresh_from_db()
    assert line.shift is not None
    assert paula.get(page_of(plan, "_judge")).status_code == 405


@pytest.mark.parametrize("cells", ["", "nonsense", '[["nobody", 0, null, null]]', "[]"])
def test_nonsense_is_refused_in_words(plan: Plan, paula: Client, cells: str) -> None:
    answer = paula.post(page_of(plan, "_judge"), {"cells": cells})
    assert answer.status_code == 400
    assert answer.json()["refused"]


def test_a_change_is_kept_pinned_and_on_the_record(plan: Plan, paula: Client) -> None:
    line = worked(plan)
    body = off(line) | {"base_version": plan.edit_version, "why": "training"}
    assert paula.post(page_of(plan), body, follow=True).status_code == 200
    line.refresh_from_db()
    assert (line.shift, line.locked, line.edited) == (None, True, True)
    event = PlanEvent.objects.filter(plan=plan, action="edited").get()
    assert (event.actor, event.reason) == ("paula", "training")


def test_who_saw_an_older_version_is_told_and_changes_nothing(plan: Plan, paula: Client) -> None:
    line = worked(plan)
    Plan.objects.filter(pk=plan.pk).update(edit_version=5)
    page = paula.post(page_of(plan), off(line) | {"base_version": 0}, follow=True)
    assert page.context["messages"]
    line.refresh_from_db()
    assert line.shift is not None


def test_a_cell_is_locked_and_let_go(plan: Plan, paula: Client) -> None:
    line = worked(plan)
    for version, locked in enumerate((True, False)):
        paula.post(page_of(plan), {"_lock": line.pk, "base_version": version})
        line.refresh_from_db()
        assert line.locked is locked
    # Somebody who still sees it locked does not lock it by asking to let it go.
    stale = paula.post(page_of(plan), {"_lock": line.pk, "base_version": 1}, follow=True)
    assert "changed this plan first" in words(stale)
    line.refresh_from_db()
    assert not line.locked
    page = paula.post(page_of(plan), {"_lock": "12345"}, follow=True)
    assert "changed in the meantime" in words(page)


def test_a_cell_s_window_offers_what_it_could_be_and_who_else_could_have_it(
    plan: Plan, paula: Client
) -> None:
    line = worked(plan)
    day = (line.date - plan.start).days
    asked = {"person": line.staff.number, "day": day}
    found = paula.post(page_of(plan, "_cell"), asked).json()
    assert [each["shift"] for each in found["choices"]] == [
        *({"M", "N"} - {line.shift.code}),
        "",
    ]
    assert [each["lawful"] for each in found["others"]] == sorted(
        (each["lawful"] for each in found["others"]), reverse=True
    )
    best = found["others"][0]
    # What the window promises is what the page's judge says of the same changes.
    cells = json.dumps([[who, day, s or None, k or None] for who, day, s, k in best["cells"]])
    judged = paula.post(page_of(plan, "_judge"), {"cells": cells}).json()
    assert (judged["cost"], judged["lawful"]) == (best["cost"], best["lawful"])


def test_its_window_counts_what_is_not_kept_yet(plan: Plan, paula: Client) -> None:
    line = worked(plan)
    day = (line.date - plan.start).days
    asked = {"person": line.staff.number, "day": day, "cells": off(line)["cells"]}
    found = paula.post(page_of(plan, "_cell"), asked).json()
    assert {each["shift"] for each in found["choices"]} == {"M", "N"}
    assert found["others"] == []
    assert paula.post(page_of(plan, "_cell"), asked | {"day": "x"}).status_code == 400
    assert PlanEvent.objects.filter(plan=plan, action="edited").count() == 0


def test_many_cells_are_locked_and_let_go_days_off_too(plan: Plan, paula: Client) -> None:
    line = worked(plan)
    free = next(
        day
        for day in range(plan.days)
        if not plan.shiftassignments.filter(
            staff=line.staff, date=plan.start + timedelta(days=day)
        ).exists()
    )
    number = line.staff.number
    cells = json.dumps([[number, (line.date - plan.start).days], [number, free]])
    for act, locked in (("_lock_cells", True), ("_free_cells", False)):
        plan.refresh_from_db()
        paula.post(page_of(plan), {act: cells, "base_version": plan.edit_version})
        there = plan.shiftassignments.filter(staff=line.staff, locked=locked)
        assert {line.date, plan.start + timedelta(days=free)} <= set(
            there.values_list("date", flat=True)
        )
    assert PlanEvent.objects.filter(plan=plan, action="locked").count() == 2
    paula.post(page_of(plan), {"_lock_cells": cells, "base_version": 0})  # seen long ago
    assert not plan.shiftassignments.filter(locked=True).exists()


def test_it_is_made_again_around_what_is_locked(plan: Plan, paula: Client) -> None:
    paula.post(page_of(plan), {"_again": "1"})
    assert Run.objects.filter(scope=plan.scope, trigger="person", start=plan.start).exists()


def test_a_draft_is_published_by_who_may(ward: SmallWard, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.DRAFT)
    Membership.objects.filter(user=ward.paula).update(role=Role.ADMINISTRATOR)
    page = client_of(ward.paula).get(page_of(plan))
    assert page.context["may_publish"]
    client_of(ward.paula).post(page_of(plan), {"_publish": "1", "base_version": "0"})
    plan.refresh_from_db()
    assert plan.state == PlanState.PUBLISHED


def morning_after_night(plan: Plan, paula: Client) -> Any:
    """The grid with a morning put after a night, and the cell where it stands."""
    nights = plan.shiftassignments.filter(shift__code="N").order_by("date")
    line = next(each for each in nights if (each.date - plan.start).days < plan.days - 1)
    day = (line.date - plan.start).days + 1
    cells = json.dumps([[line.staff.number, day, "M", None]])
    body = {"cells": cells, "base_version": plan.edit_version, "why": "nobody else came"}
    paula.post(page_of(plan), body)
    grid = paula.get(page_of(plan)).context["shown"]
    row = next(row for row in grid.rows if row.person == line.staff.number)
    return grid, row.cells[day]


def test_what_is_wrong_stands_in_its_cell(plan: Plan, paula: Client) -> None:
    grid, cell = morning_after_night(plan, paula)
    assert grid.hard > 0
    assert cell.wrong == "hard"
    assert cell.sentences


def test_what_the_hospital_decided_to_be_a_wish_is_not_marked_as_law(ward: SmallWard) -> None:
    for rule in ("shift_succession", "rest_between_shifts"):
        RulePolicy.objects.create(
            network=ward.ward.facility.network, family="staffing", rule=rule, kind="soft", weight=40
        )
    plan = ward.plan()
    paula = client_of(ward.paula)
    _grid, cell = morning_after_night(plan, paula)
    assert cell.wrong == "soft"
    assert cell.sentences


def test_the_roster_is_taken_along_from_its_own_page(
    ward: SmallWard, plan: Plan, paula: Client
) -> None:
    """Who looks for the month's paper is here, and not in the list of plans."""
    assert "?format=pdf" in paula.get(page_of(plan)).content.decode()
    taken = paula.get(page_of(plan), {"format": "pdf"})
    assert (taken["Content-Type"], taken.content[:4]) == ("application/pdf", b"%PDF")
    assert ExportLog.objects.get().asked["format"] == "pdf"
    refused = paula.get(page_of(plan), {"format": "docx"}, follow=True)
    assert "is not written as docx" in words(refused)
    looks = client_of(ward.vera)
    assert "?format=pdf" not in looks.get(page_of(plan)).content.decode()
    looks.get(page_of(plan), {"format": "pdf"})
    assert ExportLog.objects.count() == 1
