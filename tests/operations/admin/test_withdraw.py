"""The page on which a publication is withdrawn: what holds then, why, and the draft afterwards."""

from __future__ import annotations

import pytest
from django.urls import reverse

from operations.models import Plan, PlanState
from operations.services import plan_publish
from tests.operations import cast
from tests.operations.admin.pages import client_of, read, words
from tests.operations.cast import MONDAY, Region

pytestmark = pytest.mark.core  # plain reads and writes: no database's matter


@pytest.fixture
def plans(region: Region) -> list[Plan]:
    """Two bed plans of the same days, the second in force."""
    found = [
        cast.plan(family="beds", scope="CHU", facility=region.chu, version=n, start=MONDAY)
        for n in (8, 9)
    ]
    for plan in found:
        plan_publish(plan=plan, actor=region.amina, base_version=0)
        plan.refresh_from_db()
    return found


def page(plan: Plan) -> str:
    return reverse("admin:operations_plan_withdraw", args=[plan.pk])


def test_it_says_what_holds_then_and_takes_a_reason(region: Region, plans: list[Plan]) -> None:
    first, second = plans
    client = client_of(region.amina)
    own = reverse("admin:operations_plan_change", args=[second.pk])
    assert page(second) in client.get(own).content.decode()
    assert "Version 8 from 23 Nov 2026 is in force again" in read(client.get(page(second)))
    body = {"base_version": "1", "why": ""}
    assert "Say why" in words(client.post(page(second), body))
    done = client.post(page(second), body | {"why": "the wrong week"}, follow=True)
    assert "this is a draft again" in words(done)
    assert "amina withdrew its publication (the wrong week)" in read(done)
    states = dict(Plan.objects.filter(pk__in=[first.pk, second.pk]).values_list("pk", "state"))
    assert states == {first.pk: PlanState.PUBLISHED, second.pk: PlanState.DRAFT}
    assert "is not published" in words(client.get(page(second), follow=True))


def test_nothing_changes_for_who_saw_another_version(region: Region, plans: list[Plan]) -> None:
    said = client_of(region.amina).post(page(plans[1]), {"base_version": "0", "why": "late"})
    assert "changed this plan first" in words(said)
    assert Plan.objects.get(pk=plans[1].pk).state == PlanState.PUBLISHED


def test_who_may_not_publish_finds_no_way_to_it(region: Region, plans: list[Plan]) -> None:
    own = reverse("admin:operations_plan_change", args=[plans[1].pk])
    client = client_of(region.vera)
    assert page(plans[1]) not in client.get(own).content.decode()
    assert client.get(page(plans[1])).status_code == 403


def test_a_roster_that_breaks_hard_rules_is_published_from_its_own_page_with_a_reason(
    region: Region,
) -> None:
    Plan.objects.filter(pk=region.roster.pk).update(hard_violations=1)
    grid, body = reverse("admin:operations_plan_grid", args=[region.roster.pk]), {"_publish": "1"}
    client = client_of(region.amina)
    for why, state in (("", PlanState.DRAFT), ("nobody else is left", PlanState.PUBLISHED)):
        client.post(grid, body | {"base_version": "0", "why": why})
        assert Plan.objects.get(pk=region.roster.pk).state == state
    assert region.roster.events.first().reason == "nobody else is left"
