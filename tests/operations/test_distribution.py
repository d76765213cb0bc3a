"""A supply plan's week on the road: which truck brings what where, what lacks and why, and the
drivers' sheets."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from django.urls import reverse

from hospital.models import Facility, Product, Vehicle
from operations.core.supply.plan import OrderLine as CoreOrder
from operations.core.supply.plan import Plan as CorePlan
from operations.core.supply.plan import Route, Visit
from operations.distribution_board import distribution_board
from operations.distribution_map import scheme
from operations.models import DeliveryLine, ExportLog, Finding, OrderLine, RouteStop
from operations.packed import pack
from tests.operations import cast
from tests.operations.admin.pages import client_of, read
from tests.operations.cast import MONDAY, Region


@pytest.fixture
def region(db: None) -> Region:
    found = cast.region()
    Facility.objects.filter(pk=found.depot.pk).update(latitude=34.0, longitude=-5.0)
    Facility.objects.filter(pk=found.chu.pk).update(latitude=34.2, longitude=-5.1)
    return found


def board(region: Region, **changes: Any) -> Any:
    return distribution_board(region.supply, changes.get("week"), changes.get("today", MONDAY))


def page(region: Region, user: Any, **asked: Any) -> Any:
    where = reverse("admin:operations_plan_distribution", args=[region.supply.pk])
    return client_of(user).get(where, asked)


def deliver(region: Region, to: Facility, day: Any, origin: Facility | None = None) -> DeliveryLine:
    return DeliveryLine.objects.create(
        plan=region.supply,
        origin=origin or region.depot,
        destination=to,
        product=Product.objects.get(),
        date=day,
        packs=3,
        units=60,
    )


def test_a_stop_shows_what_is_unloaded_there_and_when(region: Region) -> None:
    (truck,) = board(region).trucks
    (stop,) = truck.stops
    assert (truck.code, truck.day, stop.facility, stop.arrives) == (
        "V1", MONDAY, region.chu, "09:05"
    )  # fmt: skip
    assert [line.packs for line in stop.lines] == [2]
    assert (truck.load.litres, truck.load.room, truck.load.over) == (12.5, 9000, False)
    assert (truck.leaves, truck.kilometres) == ("", None)  # this plan's answer tells nothing


def test_when_a_truck_leaves_and_how_far_it_drives_is_the_plan_s_answer(region: Region) -> None:
    route = Route(0, 0, "V1", 480, (Visit("CHU", 545, 12_500, 0),), 725, 61_400)
    region.supply.answer = pack(CorePlan(routes=(route,)))
    region.supply.save()
    (truck,) = board(region).trucks
    assert (truck.leaves, truck.back, truck.kilometres) == ("08:00", "12:05", 61.4)


def test_a_load_beyond_the_truck_s_room_is_told(region: Region) -> None:
    Vehicle.objects.update(volume_litres=12, cold_box_litres=0)
    (truck,) = board(region).trucks
    assert (truck.load.over, truck.cold.over) == (True, False)


def test_two_trucks_with_parts_of_the_same_lines_name_each_other(region: Region) -> None:
    second = Vehicle.objects.create(facility=region.depot, code="V2", volume_litres=100)
    RouteStop.objects.create(
        plan=region.supply, vehicle=second, date=MONDAY, sequence=1, facility=region.chu,
        arrival_minute=600, load_litres=5, cold_litres=0,
    )  # fmt: skip
    first, other = board(region).trucks
    assert (first.stops[0].also, other.stops[0].also) == (["V2"], ["V1"])
    assert first.stops[0].lines == other.stops[0].lines


def test_what_facilities_give_each_other_is_on_no_truck(region: Region) -> None:
    handed = deliver(region, region.chu, MONDAY, origin=region.prov)
    found = board(region)
    assert found.others == [handed]
    assert [line.packs for line in found.trucks[0].stops[0].lines] == [2]


def test_the_week_of_today_is_shown_or_the_first_after_it(region: Region) -> None:
    third = MONDAY + timedelta(weeks=2)
    deliver(region, region.chu, third + timedelta(days=3))
    assert board(region).weeks == [MONDAY, third]
    assert board(region, today=MONDAY + timedelta(days=6)).monday == MONDAY
    assert board(region, today=MONDAY + timedelta(days=7)).monday == third
    assert board(region, today=third + timedelta(weeks=9)).monday == third
    first = board(region, week=MONDAY)
    assert (first.before, first.after) == (None, third)
    assert board(region, week=third).days == []


def lack(region: Region, rule: str = "demand_met", kind: str = "medium", **facts: str) -> Finding:
    usual = {"week": "0", "product": "0012", "facility": "CHU", "ven_word": "vital"}
    return Finding.objects.create(
        plan=region.supply, rule=rule, kind=kind, cost=5, sentence=rule, facts=usual | facts
    )


def test_what_lacks_says_why_as_far_as_the_plan_tells(region: Region) -> None:
    lack(region)
    lack(region, week="1")
    lack(region, facility="PROV")
    (here, elsewhere) = board(region).unmet
    assert here.reason == "No further order of it arrives within the plan."
    assert "Nothing is brought there this week." in elsewhere.reason
    OrderLine.objects.update(arrival_date=MONDAY + timedelta(days=14))
    assert "The next order arrives on 7 Dec 2026." in board(region).unmet[0].reason
    placed = CoreOrder("S1", "0012", 0, 1, 5, 100, 0, 1, "L", 400, on_the_way="O7")
    region.supply.answer = pack(CorePlan(orders=(placed,)))
    assert "The next order arrives on 30 Nov 2026." in board(region).unmet[0].reason


def test_broken_hard_rules_of_the_road_come_first(region: Region) -> None:
    lack(region)
    left = lack(region, "vehicle_volume_kept", "hard")
    lack(region, "holding", "soft")
    assert [each.finding.rule for each in board(region).unmet] == [left.rule, "demand_met"]


def test_the_scheme_is_drawn_north_up_within_its_frame(region: Region) -> None:
    drawn = scheme(board(region).trucks)
    assert drawn is not None
    at = {place.code: place for place in drawn.places}
    assert at["CHU"].y < at["DEPOT"].y  # further north
    assert at["CHU"].x < at["DEPOT"].x  # further west
    assert (at["DEPOT"].depot, at["CHU"].depot) == (True, False)
    assert all(0 < p.x < drawn.width and 0 < p.y < drawn.height for p in drawn.places)
    (tour,) = drawn.tours
    points = tour.points.split()
    assert (points[0], len(points)) == (points[-1], 3)  # from the depot and back


def test_places_without_coordinates_are_named_not_drawn(region: Region) -> None:
    Facility.objects.filter(pk=region.chu.pk).update(latitude=None)
    assert scheme(board(region).trucks) is None
    RouteStop.objects.create(
        plan=region.supply, vehicle=Vehicle.objects.get(), date=MONDAY, sequence=2,
        facility=region.prov, arrival_minute=600, load_litres=5, cold_litres=0,
    )  # fmt: skip
    Facility.objects.filter(pk=region.prov.pk).update(latitude=33.0, longitude=-5.0)
    drawn = scheme(board(region).trucks)
    assert drawn is not None
    assert drawn.unplaced == ("CHU",)


def test_the_page_is_read_within_reach(region: Region) -> None:
    for user in (region.samir, region.vera, region.admin):
        assert "V1" in read(page(region, user))
    for user in (region.basma, region.charlie, region.nobody):
        assert page(region, user).status_code == 404
    assert "No truck drives this week." in read(empty(region))


def empty(region: Region) -> Any:
    RouteStop.objects.all().delete()
    return page(region, region.samir)


def test_sheets_show_every_line_with_room_to_sign(region: Region) -> None:
    shown = page(region, region.samir, sheets="1").content.decode()
    assert "Paracetamol" in shown
    assert "received by, at" in shown
    assert "<details>" not in shown


def test_files_are_of_the_week_and_for_who_may_export(region: Region) -> None:
    next_week = MONDAY + timedelta(weeks=1)
    deliver(region, region.prov, next_week)
    asked = {"week": MONDAY.isoformat(), "format": "pdf"}
    answer = page(region, region.samir, **asked)
    (text,) = [each.extract_text() for each in pypdf.PdfReader(io.BytesIO(answer.content)).pages]
    assert "V1" in text
    assert "Paracetamol" in text
    assert "PROV" not in text
    number = ExportLog.objects.latest("pk").pk
    assert f"distribution-NORTH-v1-{MONDAY}-E{number}.pdf" in answer["Content-Disposition"]
    assert page(region, region.samir, week=MONDAY.isoformat(), format="xlsx").content[:2] == b"PK"
    refused = page(region, region.vera, **asked)
    assert refused["Content-Type"].startswith("text/html")
    assert "Your role does not allow this here." in refused.content.decode()
    assert (
        "not written as ics"
        in page(region, region.samir, **asked | {"format": "ics"}).content.decode()
    )


def test_the_page_asks_no_more_for_more_lines(
    region: Region, django_assert_max_num_queries: Any
) -> None:
    for number in range(10):
        to = cast.facility(region.north, f"C{number}", "centre")
        deliver(region, to, MONDAY)
        RouteStop.objects.create(
            plan=region.supply, vehicle=Vehicle.objects.get(), date=MONDAY, sequence=2 + number,
            facility=to, arrival_minute=600, load_litres=5, cold_litres=0,
        )  # fmt: skip
        lack(region)
    client = client_of(region.samir)
    where = reverse("admin:operations_plan_distribution", args=[region.supply.pk])
    with django_assert_max_num_queries(13):
        assert client.get(where).status_code == 200
