"""Lock, publish, export, stop, optimise: done by who may, refused in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from hospital.models import Membership, Role
from operations import launch
from operations.models import (
    ExportLog,
    Plan,
    PlanEvent,
    PlanState,
    Run,
    RunState,
)
from tests.operations import cast
from tests.operations.admin.pages import act, client_of, line, words
from tests.operations.cast import Region


def test_lock_and_unlock(region: Region) -> None:
    rows = list(region.roster.shiftassignments.all())
    response = act(region.amina, "operations_shiftassignment", "lock", *rows)
    assert "2 changed" in words(response)
    assert region.roster.shiftassignments.filter(locked=True).count() == 2
    act(region.amina, "operations_shiftassignment", "unlock", rows[0])
    assert region.roster.shiftassignments.filter(locked=True).count() == 1
    assert PlanEvent.objects.filter(action__in=["locked", "unlocked"]).count() == 3


def test_who_may_not_plan_may_not_lock(region: Region) -> None:
    act(region.samir, "operations_shiftassignment", "lock", line(region))
    act(region.charlie, "operations_shiftassignment", "lock", line(region))
    assert not line(region).locked


def test_a_reader_of_another_hospital_cannot_lock_there(region: Region) -> None:
    """Basma plans CHU and reads PROV: the rows are listed, the lock is refused."""
    Membership.objects.create(
        user=region.basma, network=region.north, facility=region.prov, role=Role.VIEWER
    )
    theirs = region.elsewhere.shiftassignments.get()
    response = act(region.basma, "operations_shiftassignment", "lock", theirs)
    theirs.refresh_from_db()
    assert not theirs.locked
    assert "Your role does not allow this here" in words(response)


def test_publish(region: Region) -> None:
    response = act(region.amina, "operations_plan", "publish", region.roster)
    assert "1 published" in words(response)
    region.roster.refresh_from_db()
    assert region.roster.state == PlanState.PUBLISHED


def test_a_plan_that_breaks_hard_rules_is_published_with_a_reason(region: Region) -> None:
    Plan.objects.filter(pk=region.roster.pk).update(hard_violations=1)
    refused = act(region.amina, "operations_plan", "publish", region.roster)
    assert "say why" in words(refused)
    act(region.amina, "operations_plan", "publish", region.roster, reason="nobody else is there")
    region.roster.refresh_from_db()
    assert region.roster.state == PlanState.PUBLISHED


def test_publishing_needs_the_family_s_role_too(region: Region) -> None:
    act(region.samir, "operations_plan", "publish", region.roster)
    act(region.amina, "operations_plan", "publish", region.supply)
    assert not Plan.objects.filter(state=PlanState.PUBLISHED).exists()
    page = client_of(region.vera).get(reverse("admin:operations_plan_changelist"))
    assert 'value="publish"' not in page.content.decode()


def test_export(region: Region) -> None:
    response = act(region.samir, "operations_plan", "export_xlsx", region.supply)
    assert response.content.startswith(b"PK")
    number = ExportLog.objects.get().pk
    assert f"procurement-NORTH-v1-E{number}.xlsx" in response["Content-Disposition"]
    both = act(region.amina, "operations_plan", "export_ics", region.roster, region.elsewhere)
    assert both["Content-Type"] == "application/zip"


def test_a_format_that_a_family_has_not_is_said(region: Region) -> None:
    where = reverse("admin:operations_plan_changelist")
    body = {"action": "export_ics", "_selected_action": [region.beds.pk]}
    response = client_of(region.amina).post(where, body, follow=True)
    assert "it can be: xlsx, csv" in words(response)


def test_readers_take_nothing_away(region: Region) -> None:
    page = client_of(region.vera).get(reverse("admin:operations_plan_changelist"))
    assert "export_csv" not in page.content.decode()


def test_a_run_is_stopped_and_cancelled(region: Region) -> None:
    act(region.amina, "operations_run", "stop", region.run)
    act(region.amina, "operations_run", "cancel", region.run)
    region.run.refresh_from_db()
    assert region.run.stop_requested
    assert region.run.cancel_requested


def test_an_ended_run_is_not_cancelled(region: Region) -> None:
    Run.objects.update(state=RunState.DONE)
    response = act(region.amina, "operations_run", "cancel", region.run)
    assert "not running any more" in words(response)


def test_a_supply_officer_does_not_cancel_a_roster(region: Region) -> None:
    response = act(region.samir, "operations_run", "cancel", region.run)
    region.run.refresh_from_db()
    assert region.run.cancel_requested is None
    assert "does not allow" in words(response)


@pytest.fixture
def asked(region: Region, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What launch was asked for; the rows are made as it would make them."""
    found: list[dict[str, Any]] = []

    def runs_start(**given: Any) -> list[Run]:
        found.append(given)
        return [
            Run.objects.create(
                network=given["network"],
                kind=given["kind"],
                scope=given["scope"],
                for_date=cast.NIGHT,
                generation=len(found),
                start=cast.MONDAY,
                days=7,
            )
        ]

    monkeypatch.setattr(launch, "runs_start", runs_start)
    return found


@pytest.mark.parametrize(
    ("page", "action", "of", "kind", "scope"),
    [
        ("hospital_ward", "optimise_wards", "ward", "staffing", "CHU/MED"),
        ("hospital_facility", "optimise_rosters", "chu", "staffing", "CHU"),
        ("hospital_facility", "optimise_beds", "chu", "beds", "CHU"),
        ("hospital_network", "optimise_supply", "north", "supply", "NORTH"),
        ("operations_plan", "optimise_again", "roster", "staffing", "CHU/MED"),
        ("operations_run", "again", "run", "staffing", "CHU/MED"),
    ],
)
def test_optimise(
    page: str, action: str, of: str, kind: str, scope: str, region: Region, asked: list[Any]
) -> None:
    response = act(region.admin, page, action, getattr(region, of))
    assert [(each["kind"], each["scope"]) for each in asked] == [(kind, scope)]
    assert asked[0]["actor"] == region.admin
    assert "queued" in words(response)


def test_optimise_is_refused_to_readers_and_leaves_no_run(region: Region, asked: list[Any]) -> None:
    response = act(region.vera, "hospital_ward", "optimise_wards", region.ward)
    assert "does not allow" in words(response)
    assert Run.objects.count() == 1


def test_a_forecast_is_not_asked_for_again(region: Region, asked: list[Any]) -> None:
    Run.objects.update(kind="forecast", scope="NORTH")
    response = act(region.amina, "operations_run", "again", region.run)
    assert "every night" in words(response)
    assert asked == []
