"""Who reads what: another hospital's rows are not there."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from hospital.models import Signal
from operations.models import (
    BedAssignment,
    DeliveryLine,
    OrderLine,
    RouteStop,
    ShiftAssignment,
)
from operations.services.publish import place
from tests.operations.cast import MONDAY, Region

LINES = {
    "shift-assignments": ShiftAssignment,
    "bed-assignments": BedAssignment,
    "order-lines": OrderLine,
    "delivery-lines": DeliveryLine,
    "route-stops": RouteStop,
}


def ids(client: Any, address: str) -> set[int]:
    response = client.get(f"/api/{address}/")
    assert response.status_code == 200, response.content
    return {row["id"] for row in response.json()["results"]}


def test_plans_of_the_own_network_or_facility(region: Region, as_: Any) -> None:
    chu = {region.roster.pk, region.beds.pk}
    north = chu | {region.elsewhere.pk, region.supply.pk}
    assert ids(as_(region.admin), "plans") == north | {region.foreign.pk}
    assert ids(as_(region.amina), "plans") == north
    assert ids(as_(region.vera), "plans") == north
    # Who works in one hospital sees neither its neighbour's nor the network's own plan.
    assert ids(as_(region.basma), "plans") == chu
    assert ids(as_(region.charlie), "plans") == {region.foreign.pk}


def test_another_hospital_s_plan_is_not_found(region: Region, as_: Any) -> None:
    for action in ("", "report/", "export/?format=xlsx"):
        assert as_(region.charlie).get(f"/api/plans/{region.roster.pk}/{action}").status_code == 404
        assert as_(region.basma).get(f"/api/plans/{region.supply.pk}/{action}").status_code == 404


def test_publishing_another_hospital_s_plan_is_not_found(region: Region, as_: Any) -> None:
    response = as_(region.charlie).post(f"/api/plans/{region.roster.pk}/publish/")
    assert response.status_code == 404


@pytest.mark.parametrize("address", LINES)
def test_lines_follow_their_plan(address: str, region: Region, as_: Any) -> None:
    of_north = set(
        LINES[address].objects.filter(plan__network=region.north).values_list("pk", flat=True)
    )
    assert of_north
    assert ids(as_(region.amina), address) == of_north
    assert not ids(as_(region.charlie), address) & of_north
    row = min(of_north)
    assert as_(region.charlie).get(f"/api/{address}/{row}/").status_code == 404
    assert as_(region.amina).get(f"/api/{address}/{row}/").status_code == 200


@pytest.mark.parametrize("address", ["findings", "plan-events"])
def test_findings_and_changes_follow_their_plan(address: str, region: Region, as_: Any) -> None:
    assert len(ids(as_(region.basma), address)) == 1
    assert ids(as_(region.charlie), address) == set()


def test_runs_by_network_or_by_the_facility_in_their_scope(region: Region, as_: Any) -> None:
    assert ids(as_(region.amina), "runs") == {region.run.pk}
    assert ids(as_(region.basma), "runs") == {region.run.pk}
    assert ids(as_(region.charlie), "runs") == set()
    region.run.scope = "PROV/SUR"
    region.run.save()
    assert ids(as_(region.basma), "runs") == set()
    # A longer code that begins alike is another hospital.
    region.run.scope = "CHU2"
    region.run.save()
    assert ids(as_(region.basma), "runs") == set()


@pytest.mark.parametrize(
    ("address", "basma", "amina"),
    [
        ("facilities", 1, 3),
        ("wards", 1, 2),
        ("staff", 2, 3),
        ("vehicles", 0, 1),
        ("products", 1, 1),
    ],
)
def test_records(address: str, basma: int, amina: int, region: Region, as_: Any) -> None:
    assert len(ids(as_(region.basma), address)) == basma
    assert len(ids(as_(region.amina), address)) == amina


def test_who_works_nowhere_sees_nothing(region: Region, as_: Any) -> None:
    for address in ("plans", "runs", "staff", "products", "order-lines"):
        assert as_(region.nobody).get(f"/api/{address}/").status_code == 403


def test_strangers_are_asked_to_log_in(region: Region, client: Any) -> None:
    assert client.get("/api/plans/").status_code in {401, 403}


def test_why_somebody_is_absent_is_not_shown(region: Region, as_: Any) -> None:
    region.nurses[0].absences.create(first_day="2026-11-23", last_day="2026-11-24", kind="sick")
    (row,) = as_(region.amina).get("/api/absences/").json()["results"]
    assert set(row) == {"id", "staff", "first_day", "last_day"}


def test_records_cannot_be_written(region: Region, as_: Any) -> None:
    for method in ("post", "put", "patch", "delete"):
        assert getattr(as_(region.admin), method)("/api/products/").status_code == 405


def test_signals_of_the_own_network(region: Region, as_: Any) -> None:
    for network, value in ((region.north, 30), (region.south, 20)):
        Signal.objects.create(network=network, name="heat", date=MONDAY, value=value)
    for user, value in ((region.amina, 30), (region.basma, 30), (region.charlie, 20)):
        [row] = as_(user).get("/api/signals/?name=heat").json()["results"]
        assert row["value"] == value


def test_a_network_s_run_is_not_its_hospital_s_of_the_same_code(region: Region, as_: Any) -> None:
    region.north.code = "CHU"
    region.north.save()
    run = region.run
    run.kind, run.scope = "supply", "CHU"
    run.save()
    assert ids(as_(region.amina), "runs") == {run.pk}
    assert ids(as_(region.basma), "runs") == set()
    assert as_(region.basma).post(f"/api/runs/{run.pk}/cancel/").status_code == 404
    assert place(run) == (None, None)  # nor is the plan that it makes
    region.supply.facility = region.chu
    region.supply.save()
    assert region.supply.pk in ids(as_(region.basma), "plans")
    import_module("operations.migrations.0015_supply_is_the_networks").forwards(apps, None)
    assert region.supply.pk not in ids(as_(region.basma), "plans")
    run.kind = "beds"
    run.save()
    assert ids(as_(region.basma), "runs") == {run.pk}
    assert place(run) == (region.chu, None)


def test_codes_are_read_to_the_letter(region: Region, as_: Any) -> None:
    region.run.scope = "chu/MED"
    region.run.save()
    assert ids(as_(region.basma), "runs") == set()
