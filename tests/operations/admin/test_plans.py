"""A plan's page and a run's page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from operations.models import (
    Finding,
    Plan,
    Run,
)
from operations.words.units import price
from tests.operations.admin.pages import client_of, read
from tests.operations.cast import Region


def test_a_plan_s_page_tells_the_whole_story(region: Region) -> None:
    page = client_of(region.amina).get(
        reverse("admin:operations_plan_change", args=[region.roster.pk])
    )
    text = page.content.decode()
    assert "One short." in text
    assert f"shiftassignment/?plan__id__exact={region.roster.pk}" in text
    assert "system:nightly" in text
    assert Plan.objects.get(pk=region.roster.pk).run_id == region.run.pk


def test_findings_on_a_plan_s_page_are_capped(region: Region) -> None:
    Finding.objects.bulk_create(
        Finding(plan=region.roster, rule="r", kind="soft", sentence=f"number {at}.")
        for at in range(80)
    )
    page = client_of(region.amina).get(
        reverse("admin:operations_plan_change", args=[region.roster.pk])
    )
    text = page.content.decode()
    assert "number 48." in text
    assert "number 49." not in text
    assert f"finding/?plan__id__exact={region.roster.pk}" in text


def test_why_it_is_a_draft_is_said_of_a_draft_alone(region: Region) -> None:
    where = reverse("admin:operations_plan_change", args=[region.roster.pk])
    client = client_of(region.amina)
    assert "field-why_draft" not in client.get(where).content.decode()
    Plan.objects.filter(pk=region.roster.pk).update(why_draft="2 locks")
    assert "field-why_draft" in client.get(where).content.decode()


def test_where_nothing_is_to_be_compared_a_what_if_can_be_asked(region: Region) -> None:
    where = reverse("admin:operations_plan_compare", args=[region.roster.pk])
    ask = reverse("admin:operations_plan_what_if", args=[region.roster.pk])
    assert ask in client_of(region.amina).get(where).content.decode()
    assert ask not in client_of(region.vera).get(where).content.decode()


def test_what_came_first_stands_first_whichever_of_two_plans_was_opened(region: Region) -> None:
    """Seen from the published one, all that a better draft brings was called worse."""
    roster = region.roster
    line = roster.shiftassignments.first()
    draft = Plan.objects.get(pk=roster.pk)
    draft.pk, draft.run, draft.version = None, None, roster.version + 1
    draft.state, draft.cost = "draft", 1
    draft.save()
    Plan.objects.filter(pk=roster.pk).update(cost=9)
    line.pk, line.plan = None, draft  # of the two shifts one is left
    line.save()
    client = client_of(region.amina)
    for opened, other in ((roster, draft), (draft, roster)):
        where = reverse("admin:operations_plan_compare", args=[opened.pk])
        found = client.get(where, {"with": other.pk}).context
        cost = next(each for each in found["figures"] if each.label == "cost")
        assert (cost.before, cost.after, cost.better) == (9, 1, True)
        assert found["whom"] == "it concerns 1 person"


def test_hard_rules_are_compared_apart_from_costs(region: Region) -> None:
    """Minutes of rest that lack stood among costs, and a plan without a breach was called worse."""
    roster, rest = region.roster, "rest_between_shifts"
    draft = Plan.objects.get(pk=roster.pk)
    draft.pk, draft.run, draft.version = None, None, roster.version + 1
    draft.state, draft.cost, draft.cost_by_rule = "draft", 90, {"overtime_minutes": 90}
    draft.save()
    broken = {"hard_violations": 2, "cost": 10, "cost_by_rule": {rest: 120, "overtime_minutes": 10}}
    Plan.objects.filter(pk=roster.pk).update(**broken)
    where = reverse("admin:operations_plan_compare", args=[draft.pk])
    found = client_of(region.amina).get(where)
    law = [(each.label, each.before, each.after, each.better) for each in found.context["broken"]]
    assert law == [
        ("hard rules broken", 2, 0, True),
        ("Rest between shifts (minutes)", 120, 0, True),
    ]
    costs = {each.label: each.better for each in found.context["figures"]}
    assert costs == {"medium": None, "soft": None, "cost": None, "Overtime": None}
    assert "is better whatever it costs" in read(found)


def test_a_plan_s_page_gives_no_cost_to_a_hard_rule(region: Region) -> None:
    rules = {"rest_between_shifts": 777, "overtime_minutes": 30}
    Plan.objects.filter(pk=region.roster.pk).update(cost_by_rule=rules)
    shown = read(page_of(region))
    assert "777" not in shown
    assert shown.index("Rest between shifts") < shown.index("Overtime")


def page_of(region: Region) -> Any:
    where = reverse("admin:operations_plan_change", args=[region.roster.pk])
    return client_of(region.amina).get(where)


@pytest.mark.parametrize(("family", "cost"), [("supply", "12,345.67"), ("staffing", "1,234,567")])
def test_a_supply_plan_costs_money_and_others_points(family: str, cost: str) -> None:
    assert price(family, 1_234_567) == cost


def test_a_supply_plan_s_cost_is_money_on_every_page_that_says_it(region: Region) -> None:
    """Its orders' prices stand beside it."""
    curve = [[0.5, 1_234_567, 1_200_000]]
    Run.objects.filter(pk=region.run.pk).update(kind="supply", curve=curve)
    figures = {"soft": 1_234_567, "cost": 1_234_567, "bound": 1_200_000}
    Plan.objects.filter(pk__in=(region.roster.pk, region.supply.pk)).update(
        family="supply", run=None, **figures
    )
    client = client_of(region.admin)
    pages = (
        ("plan_changelist", []),
        ("plan_change", [region.supply.pk]),
        ("run_change", [region.run.pk]),
    )
    for page, of in pages:
        text = client.get(reverse(f"admin:operations_{page}", args=of)).content.decode()
        assert "12,345.67" in text
        assert "1,234,567" not in text
        assert ("12,000.00" in text) == bool(of)  # the list has no bounds


def test_text_from_records_is_escaped(region: Region) -> None:
    Finding.objects.create(
        plan=region.roster, rule="r", kind="soft", sentence="<script>alert(1)</script>"
    )
    page = client_of(region.amina).get(
        reverse("admin:operations_plan_change", args=[region.roster.pk])
    )
    assert "<script>alert(1)" not in page.content.decode()


def test_a_run_s_page_shows_its_curve(region: Region) -> None:
    region.run.curve = [[0.5, 1200, None], [2.0, 900, 850.5]]
    region.run.save()
    page = client_of(region.vera).get(reverse("admin:operations_run_change", args=[region.run.pk]))
    assert "1,200" in page.content.decode()


@pytest.mark.parametrize(
    ("language", "status", "family", "made"),
    [
        ("fr", "meilleur trouvé à temps", "personnel", "établi"),
        ("ar", "أفضل ما وُجد في الوقت", "الموظفون", "إعداد"),
    ],
)
def test_a_plan_is_named_in_the_reader_s_language(
    region: Region, language: str, status: str, family: str, made: str
) -> None:
    client = client_of(region.amina)
    client.cookies["django_language"] = language
    Plan.objects.filter(pk=region.roster.pk).update(status="feasible")
    page = client.get(reverse("admin:operations_plan_change", args=[region.roster.pk]))
    text = page.content.decode()
    assert status in text
    assert f"<td>{made}</td>" in text
    assert f"{family} {region.roster.scope} v" in text
    listed = client.get(reverse("admin:operations_plan_changelist"), {"status": "feasible"})
    assert status in listed.content.decode()
    assert ">feasible<" not in listed.content.decode()
    optimal = client.get(reverse("admin:operations_plan_changelist"), {"status": "optimal"})
    assert region.roster not in optimal.context["cl"].queryset


def test_a_rule_has_the_kind_by_which_the_plan_was_judged(region: Region) -> None:
    plan = region.roster
    plan.findings.create(rule="rest_between_shifts", kind="soft")
    Plan.objects.filter(pk=plan.pk).update(cost_by_rule={"rest_between_shifts": 40})
    page = client_of(region.amina).get(reverse("admin:operations_plan_change", args=[plan.pk]))
    assert re.search(r"Rest between shifts\s*soft\s*40", read(page))
