"""Plans: detail, report, publish, and the files."""

from __future__ import annotations

import json
from typing import Any

import pytest

from operations.models import Plan, PlanState
from tests.operations.cast import Region


def test_the_detail_has_findings_costs_and_where_the_lines_are(region: Region, as_: Any) -> None:
    client = as_(region.amina)
    response = client.get(f"/api/plans/{region.roster.pk}/")
    found = response.json()
    assert response["ETag"] == '"v0"'
    assert found["findings"][0]["sentence"] == "One short."
    assert found["cost_by_rule"] == {"cover_minimum": 10}
    lines = client.get(found["lines"]["shift-assignment"]).json()["results"]
    assert {line["staff"] for line in lines} == {"1001", "1002"}
    assert "problem" not in found


def test_the_report_is_judged_now(region: Region, as_: Any, toy_judge: None) -> None:
    region.roster.shiftassignments.filter(staff=region.nurses[0]).update(shift=region.night)
    found = as_(region.amina).get(f"/api/plans/{region.roster.pk}/report/").json()
    assert (found["cost"], found["hard"]) == (10, 0)
    assert found["violations"][0]["sentence"] == "1001 has no morning on 2026-11-23."


def test_a_planner_publishes_and_the_former_plan_is_replaced(region: Region, as_: Any) -> None:
    former = region.roster
    Plan.objects.filter(pk=former.pk).update(state=PlanState.PUBLISHED)
    newer = Plan.objects.get(pk=former.pk)
    newer.pk, newer.run, newer.version, newer.state = None, None, 2, PlanState.DRAFT
    newer.save()
    where = f"/api/plans/{newer.pk}/publish/"
    assert as_(region.amina).post(where, {}, format="json").status_code == 428
    stale = as_(region.amina).post(where, {}, format="json", HTTP_IF_MATCH='"v9"')
    assert (stale.status_code, stale["ETag"]) == (412, '"v0"')
    response = as_(region.amina).post(where, {}, format="json", HTTP_IF_MATCH='"v0"')
    assert response.status_code == 200
    assert (response.json()["state"], response.json()["published_by"]) == ("published", "amina")
    former.refresh_from_db()
    assert former.state == PlanState.VOID
    again = as_(region.amina).post(where, {}, format="json", HTTP_IF_MATCH=response["ETag"])
    assert again.status_code == 409


def test_a_publication_is_withdrawn_as_it_was_seen_and_with_a_reason(
    region: Region, as_: Any
) -> None:
    client = as_(region.amina)
    where = f"/api/plans/{region.beds.pk}"
    seen = client.post(f"{where}/publish/", HTTP_IF_MATCH='"v0"')["ETag"]

    def withdraw(by: Any, reason: str = "a mistake", **match: str) -> Any:
        body = {"reason": reason}
        return as_(by).post(f"{where}/withdraw/", body, format="json", **match)

    assert withdraw(region.amina).status_code == 428
    assert withdraw(region.amina, HTTP_IF_MATCH='"v0"').status_code == 412
    assert withdraw(region.amina, "", HTTP_IF_MATCH=seen).status_code == 400
    assert withdraw(region.vera, HTTP_IF_MATCH=seen).status_code == 403
    done = withdraw(region.amina, HTTP_IF_MATCH=seen)
    assert (done.status_code, done["ETag"]) == (200, '"v2"')
    found = done.json()
    assert (found["state"], found["published"], found["in_force_again"]) == ("draft", None, [])
    assert "a mistake" in found["why_draft"]
    assert withdraw(region.amina, HTTP_IF_MATCH=done["ETag"]).status_code == 409


def test_who_may_publish_what(region: Region, as_: Any) -> None:
    roster, supply = f"/api/plans/{region.roster.pk}", f"/api/plans/{region.supply.pk}"

    def publish(user: Any, where: str) -> int:
        return int(as_(user).post(f"{where}/publish/", HTTP_IF_MATCH='"v0"').status_code)

    assert publish(region.vera, roster) == publish(region.samir, roster) == 403
    assert publish(region.amina, supply) == 403
    assert publish(region.samir, supply) == 200


@pytest.mark.parametrize(
    ("which", "query", "media", "start"),
    [
        ("supply", "format=xlsx", "spreadsheetml", b"PK"),
        ("supply", "format=csv", "text/csv", b"\xef\xbb\xbfsupplier code"),
        ("supply", "format=csv&language=fr", "text/csv", b"\xef\xbb\xbfcode fournisseur;"),
        ("supply", "format=pdf&language=ar", "application/pdf", b"%PDF"),
        ("supply", "format=csv&part=distribution", "text/csv", b"\xef\xbb\xbfday,origin"),
        ("roster", "format=xlsx", "spreadsheetml", b"PK"),
        ("roster", "format=ics&staff=1001", "text/calendar", b"BEGIN:VCALENDAR"),
        ("beds", "format=csv", "text/csv", b"\xef\xbb\xbfpatient"),
        ("roster", "format=json", "application/json", b"{"),
    ],
)
def test_files(
    which: str, query: str, media: str, start: bytes, region: Region, as_: Any, toy_judge: None
) -> None:
    plan = getattr(region, which)
    response = as_(region.admin).get(f"/api/plans/{plan.pk}/export/?{query}")
    assert response.status_code == 200
    assert media in response["Content-Type"]
    assert response["Cache-Control"] == "no-store"
    assert response.content.startswith(start)
    assert f"v{plan.version}" in response["Content-Disposition"]


def test_formulas_in_a_reason_are_text(region: Region, as_: Any) -> None:
    response = as_(region.samir).get(f"/api/plans/{region.supply.pk}/export/?format=csv")
    assert b",'=Level 400" in response.content


def test_a_format_that_the_family_has_not_names_those_it_has(region: Region, as_: Any) -> None:
    response = as_(region.amina).get(f"/api/plans/{region.beds.pk}/export/?format=ics")
    assert response.status_code == 400
    assert json.loads(response.content)["message"].endswith("it can be: xlsx, csv, json.")
    address = f"/api/plans/{region.beds.pk}/export/?format=csv&part=procurement"
    assert as_(region.amina).get(address).status_code == 400


def test_reading_is_not_taking_away(region: Region, as_: Any) -> None:
    address = f"/api/plans/{region.supply.pk}/export/?format=csv"
    assert as_(region.vera).get(address).status_code == 403
    assert as_(region.amina).get(address).status_code == 200
