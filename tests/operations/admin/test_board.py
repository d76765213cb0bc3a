"""A bed plan as a board in the admin."""

from __future__ import annotations

import json
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from forecasting.models import ForecastKind, ForecastSeries
from forecasting.selectors import BedRisk
from forecasting.selectors.risk import local_today
from hospital.models import Surgeon, Theatre
from operations.bed_board import WardDay
from operations.models import BedAssignment, Plan, PlanEvent
from tests.forecasting.stored import store_run, store_series
from tests.operations.admin.pages import client_of
from tests.operations.small_beds import SmallBeds
from tests.operations.sources.records.bed_hospital import DAYS, MONDAY


@pytest.fixture
def chu(transactional_db: None) -> SmallBeds:
    found = SmallBeds()
    User.objects.update(is_staff=True)
    return found


@pytest.fixture
def plan(chu: SmallBeds) -> Plan:
    return chu.plan()


@pytest.fixture
def paula(chu: SmallBeds, plan: Plan) -> Client:
    return client_of(chu.paula)


def page_of(plan: Plan, step: str = "") -> str:
    return reverse(f"admin:operations_plan_board{step}", args=[plan.pk])


def to(patient: str, room: str, day: int = 0) -> dict[str, str]:
    return {"places": json.dumps([[patient, room, day, ""]])}


def test_everybody_who_may_see_the_plan_sees_who_lies_where(
    chu: SmallBeds, plan: Plan, paula: Client
) -> None:
    board = paula.get(page_of(plan)).context["shown"]
    assert len(board.days) == plan.days
    bars = [
        (room.id, bar.patient, bar.present)
        for room in board.rooms
        for lane in room.lanes
        for piece in lane.pieces
        if (bar := piece.bar)
    ]
    assert {(room, patient) for room, patient, present in bars if present} >= {
        ("MED/1", "stay:1"),
        ("MED/1", "stay:2"),
    }
    for room in board.rooms:  # each lane has every day once
        for lane in room.lanes:
            days = [d for piece in lane.pieces for d in range(piece.day, piece.day + piece.nights)]
            assert days == list(range(plan.days))
    strip = next(ward for ward in board.wards if ward.ward == "MED")
    assert strip.days[0].taken == 2
    seen = client_of(chu.vera).get(page_of(plan))
    assert seen.status_code == 200
    assert "board.js" not in seen.content.decode()
    for step in ("", "_judge"):
        posted = client_of(chu.vera).post(page_of(plan, step), to("stay:1", "SUR/1"))
        assert posted.status_code == 403


def test_a_move_is_judged_and_nothing_is_kept(plan: Plan, paula: Client) -> None:
    found = paula.post(page_of(plan, "_judge"), to("stay:1", "SUR/1")).json()
    assert not found["lawful"]  # a man lies there
    assert found["new"]
    assert BedAssignment.objects.get(plan=plan, stay__number="1").room.ward.code == "MED"
    refused = paula.post(page_of(plan, "_judge"), to("stay:1", "MED/99"))
    assert (refused.status_code, "MED/99" in refused.json()["refused"]) == (400, True)


def test_a_move_is_kept_pinned_on_the_record_and_drawn_as_wrong(plan: Plan, paula: Client) -> None:
    body = to("stay:1", "SUR/1") | {"base_version": "0", "why": "MED is cleaned"}
    board = paula.post(page_of(plan), body, follow=True).context["shown"]
    line = BedAssignment.objects.get(plan=plan, stay__number="1")
    assert (line.room.ward.code, line.locked, line.edited) == ("SUR", True, True)
    assert PlanEvent.objects.get(plan=plan, action="edited").reason == "MED is cleaned"
    assert board.hard > 0
    room = next(room for room in board.rooms if room.id == "SUR/1")
    there = [piece.bar for lane in room.lanes for piece in lane.pieces if piece.bar]
    assert {"hard"} == {bar.wrong for bar in there if bar.day == 0}
    paula.post(page_of(plan), {"_lock": line.pk, "base_version": "1"})
    line.refresh_from_db()
    assert not line.locked


def test_a_patient_says_each_rule_once_and_the_law_first(plan: Plan, paula: Client) -> None:
    """The same room is wrong on each of its nights, which left no place for anything else."""
    body = to("stay:1", "SUR/1") | {"base_version": "0", "why": "MED is cleaned"}
    board = paula.post(page_of(plan), body, follow=True).context["shown"]
    room = next(room for room in board.rooms if room.id == "SUR/1")
    bars = [piece.bar for lane in room.lanes for piece in lane.pieces if piece.bar]
    (said,) = (bar.sentences for bar in bars if bar.patient == "stay:1")
    assert "women and" in said[0]  # a man lies there
    assert sum("women and" in each for each in said) == 1
    assert any("is moved from room MED/1" in each for each in said)


def test_whoever_has_no_room_waits_above(plan: Plan, paula: Client) -> None:
    paula.post(page_of(plan), to("stay:2", "") | {"base_version": "0"})
    board = paula.get(page_of(plan)).context["shown"]
    assert "stay:2" in [bar.patient for bar in board.waiting]


def test_why_they_wait_is_told_to_whoever_sees_the_plan(
    chu: SmallBeds, plan: Plan, paula: Client
) -> None:
    paula.post(page_of(plan), to("stay:2", "") | {"base_version": "0"})
    for reader in (paula, client_of(chu.vera)):
        (told,) = reader.get(page_of(plan, "_waiting")).json()["patients"].values()
        assert told["lack"] == "nothing"  # the bed she was taken from is free
        assert "MED/1" in told["why"][0]
        (way,) = told["ways"]
        assert json.loads(way["places"]) == [["stay:2", "MED/1", 0, ""]]
        assert (told["after"], told["late"]) == ("", "")


def test_a_theatre_that_is_full_says_so_and_names_a_day_after_the_plan(chu: SmallBeds) -> None:
    # S1 operates for 60 minutes on Wednesdays, days 2 and 9; of three operations of 60 minutes that
    # are due by the last day, 13, one waits for the Wednesday after the plan, day 16.
    Theatre.objects.create(facility=chu.facility, code="T1", minutes_monday_to_friday=60)
    Surgeon.objects.filter(code="S1").update(minutes_per_day=60, weekdays="0010000")
    due = MONDAY + timedelta(days=DAYS - 1)
    numbers = ("21", "22", "23")
    for number in numbers:
        chu.referral(
            number, release_day=MONDAY, due_day=due, surgeon=chu.surgeon, surgery_minutes=60
        )
    plan = chu.plan()
    told = client_of(chu.paula).get(page_of(plan, "_waiting")).json()["patients"]
    (patient,) = told.keys() & {f"referral:{number}" for number in numbers}
    assert told[patient]["lack"] == "operation"
    assert "S1" in told[patient]["why"][0]
    assert told[patient]["first"] == date_format(MONDAY + timedelta(days=16), "SHORT_DATE_FORMAT")
    assert (told[patient]["after"], told[patient]["late"]) == (
        "after this plan",
        "3 days after the due day",
    )


def expected(chu: SmallBeds, patients: float, start: date = MONDAY) -> ForecastSeries:
    """A forecast that the ward MED has so many patients on each of three days, give or take one."""
    ward = chu.facility.wards.get(code="MED")
    run = store_run(chu.network, ForecastKind.OCCUPANCY, "D", start, 3)
    levels = {"q10": patients - 1.28, "mean": patients, "q50": patients, "q90": patients + 1.28}
    points = {name: [value] * 3 for name, value in levels.items()}
    return store_series(run, chu.facility, start, ward=ward, **points)


def strip(board: Any, ward: str) -> Any:
    return next(each for each in board.wards if each.ward == ward)


def test_beside_the_beds_that_the_plan_gives_stands_whom_the_forecast_expects(
    chu: SmallBeds, plan: Plan, paula: Client
) -> None:
    series = expected(chu, 3.0)
    page = paula.get(page_of(plan))
    med = strip(page.context["shown"], "MED")
    assert [night.expected for night in med.days[:4]] == [3, 3, 3, None]  # as far as it looks
    assert strip(page.context["shown"], "SUR").days[0].risk is None
    text = page.content.decode()
    assert f"{med.days[0].taken}/{med.days[0].beds} · 3<" in text
    assert reverse("admin:forecasting_forecastseries_change", args=[series.pk]) in text


def test_the_first_page_and_the_board_say_the_same_of_a_ward(
    chu: SmallBeds, plan: Plan, paula: Client
) -> None:
    today = local_today(chu.network)
    Plan.objects.filter(pk=plan.pk).update(start=today)
    expected(chu, 9.0, today)
    (decision,) = [
        each
        for each in paula.get(reverse("admin:index")).context["home"].to_decide
        if each.what == "Beds may run out"
    ]
    board = paula.get(page_of(plan))
    (night,) = [
        night
        for day, night in zip(
            board.context["shown"].days, strip(board.context["shown"], "MED").days, strict=True
        )
        if day == decision.when
    ]
    assert night.risk.sentence == decision.sentence
    assert "; 9 are expected." in decision.sentence
    assert decision.sentence in unescape(board.content.decode())
    assert (night.looks, decision.href) == ("mizan-short-of", page_of(plan))


def test_a_night_is_amber_where_beds_are_full_or_may_run_out() -> None:
    quiet, tight = (BedRisk("CHU/MED", 1, 1, MONDAY, 4, 3.0, chance) for chance in (0.19, 0.2))
    nights = [
        WardDay(2, 4),
        WardDay(2, 4, quiet),
        WardDay(2, 4, tight),
        WardDay(4, 4),
        WardDay(5, 4, quiet),
    ]
    looks = ["", "", "mizan-short-of", "mizan-short-of", "mizan-under"]
    assert [night.looks for night in nights] == looks


def test_whoever_is_operated_gets_a_theatre_of_the_day_they_are_put_on(chu: SmallBeds) -> None:
    Theatre.objects.create(facility=chu.facility, code="T1", minutes_monday_to_friday=60)
    chu.referral("21", release_day=MONDAY, surgeon=chu.surgeon, surgery_minutes=60)
    plan = chu.plan()
    paula = client_of(chu.paula)
    paula.post(page_of(plan), to("referral:21", "") | {"base_version": "0"})
    found = paula.post(page_of(plan, "_judge"), to("referral:21", "MED/1", 2)).json()
    assert not [said for said in found["new"] if "no theatre" in said]
    paula.post(page_of(plan), to("referral:21", "MED/1", 2) | {"base_version": "1"})
    assert BedAssignment.objects.get(plan=plan, referral__number="21").theatre.code == "T1"


def test_a_roster_has_no_board(chu: SmallBeds, plan: Plan, paula: Client) -> None:
    roster = reverse("admin:operations_plan_grid", args=[plan.pk])
    assert paula.get(roster).status_code == 404
