"""Start, follow, stop and cancel a run."""

from __future__ import annotations

from typing import Any

import pytest

from operations import launch
from operations.models import Run, RunState
from tests.operations.cast import MONDAY, NIGHT, Region


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Stands for launch: one queued run for each scope asked for."""
    asked: list[dict[str, Any]] = []

    def runs_start(**given: Any) -> list[Run]:
        asked.append(given)
        scopes = (given["scope"] or given["network"].code).split(",")
        return [
            Run.objects.create(
                network=given["network"],
                kind=given["kind"],
                scope=scope,
                for_date=NIGHT,
                generation=len(asked),
                start=given.get("start") or MONDAY,
                days=given.get("days") or 28,
            )
            for scope in ("CHU/MED", "CHU/SUR") * (scopes == ["CHU"]) or scopes
        ]

    monkeypatch.setattr(launch, "runs_start", runs_start)
    return asked


def test_the_answer_says_where_to_look(region: Region, as_: Any, started: list[Any]) -> None:
    client = as_(region.amina)
    body = {"kind": "staffing", "scope": "CHU/MED", "seconds": 5, "seed": 7}
    response = client.post("/api/runs/", body, format="json")
    assert response.status_code == 202
    assert response.json()["state"] == "queued"
    assert client.get(response["Location"]).json()["id"] == response.json()["id"]
    assert started[0]["actor"] == region.amina
    assert (started[0]["seconds"], started[0]["seed"]) == (5, 7)


def test_without_a_scope_it_is_the_person_s_network(
    region: Region, as_: Any, started: list[Any]
) -> None:
    response = as_(region.samir).post("/api/runs/", {"kind": "supply"}, format="json")
    assert response.status_code == 202
    assert started[0]["network"] == region.north


@pytest.mark.parametrize("scope", ["SUD/SUR", "SUD", "SOUTH", "NOWHERE"])
def test_another_hospital_s_scope_is_not_found(
    scope: str, region: Region, as_: Any, started: list[Any]
) -> None:
    body = {"kind": "staffing", "scope": scope}
    response = as_(region.amina).post("/api/runs/", body, format="json")
    assert response.status_code == 404
    assert Run.objects.count() == 1


def test_a_neighbour_s_ward_is_not_found_for_one_hospital_s_planner(
    region: Region, as_: Any, started: list[Any]
) -> None:
    body = {"kind": "staffing", "scope": "PROV/SUR"}
    assert as_(region.basma).post("/api/runs/", body, format="json").status_code == 404
    body["scope"] = "CHU/MED"
    assert as_(region.basma).post("/api/runs/", body, format="json").status_code == 202


def test_each_role_plans_its_own_family(region: Region, as_: Any, started: list[Any]) -> None:
    roster = {"kind": "staffing", "scope": "CHU/MED"}
    assert as_(region.samir).post("/api/runs/", roster, format="json").status_code == 403
    supply = {"kind": "supply", "scope": "NORTH"}
    assert as_(region.amina).post("/api/runs/", supply, format="json").status_code == 403
    assert as_(region.vera).post("/api/runs/", roster, format="json").status_code == 403
    assert Run.objects.count() == 1


def test_one_run_at_a_time_and_none_is_left_behind(
    region: Region, as_: Any, started: list[Any]
) -> None:
    body = {"kind": "staffing", "scope": "CHU"}
    response = as_(region.amina).post("/api/runs/", body, format="json")
    assert response.status_code == 400
    assert "CHU/SUR" in response.json()["message"]
    assert Run.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "forecast"},
        {"kind": "staffing", "days": 0},
        {"kind": "staffing", "seconds": 1e9},
        {"kind": "staffing", "start": "soon"},
    ],
)
def test_nonsense_is_refused_with_the_field(
    body: dict[str, Any], region: Region, as_: Any, started: list[Any]
) -> None:
    response = as_(region.amina).post("/api/runs/", body, format="json")
    assert response.status_code == 400
    assert response.json()["extra"]["fields"]
    assert started == []


def test_a_poller_gets_304_until_something_happens(region: Region, as_: Any) -> None:
    client, address = as_(region.amina), f"/api/runs/{region.run.pk}/"
    first = client.get(address)
    tag = first["ETag"]
    assert (first.status_code, first.json()["progress"]) == (200, 0.4)
    again = client.get(address, HTTP_IF_NONE_MATCH=tag)
    assert (again.status_code, again.content) == (304, b"")
    region.run.curve = [[1.0, 50, None]]
    region.run.save()
    moved = client.get(address, HTTP_IF_NONE_MATCH=tag)
    assert (moved.status_code, moved.json()["curve"]) == (200, [[1.0, 50, None]])


def test_stop_and_cancel_are_wishes_on_the_row(region: Region, as_: Any) -> None:
    client, address = as_(region.amina), f"/api/runs/{region.run.pk}"
    tag = client.get(f"{address}/")["ETag"]
    assert client.post(f"{address}/stop/").json()["stop_requested"]
    assert client.post(f"{address}/cancel/").json()["cancel_requested"]
    assert client.get(f"{address}/", HTTP_IF_NONE_MATCH=tag).status_code == 200


def test_an_ended_run_cannot_be_cancelled(region: Region, as_: Any) -> None:
    Run.objects.update(state=RunState.DONE)
    response = as_(region.amina).post(f"/api/runs/{region.run.pk}/cancel/")
    assert response.status_code == 409


@pytest.mark.parametrize("wish", ["stop", "cancel"])
def test_who_may_not_plan_may_not_end_it(wish: str, region: Region, as_: Any) -> None:
    address = f"/api/runs/{region.run.pk}/{wish}/"
    assert as_(region.vera).post(address).status_code == 403
    assert as_(region.samir).post(address).status_code == 403
    assert as_(region.charlie).post(address).status_code == 404
    region.run.refresh_from_db()
    assert region.run.stop_requested is None
    assert region.run.cancel_requested is None


def test_a_finished_run_names_its_plan(region: Region, as_: Any) -> None:
    found = as_(region.amina).get(f"/api/runs/{region.run.pk}/").json()
    assert found["plan"] == region.roster.pk
