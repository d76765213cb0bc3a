"""Rules as a hospital decides them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hospital.models import Facility, Membership, Role
from operations.models import (
    RulePolicy,
)
from tests.operations.admin.pages import client_of
from tests.operations.cast import Region


def policy(region: Region, user: Any, **changes: Any) -> Any:
    body = {
        "network": region.north.pk,
        "facility": "",
        "family": "staffing",
        "rule": "rest_between_shifts",
        "kind": "hard",
        "weight": 1,
        "active": "on",
        "measure": "total",
        **changes,
    }
    return client_of(user).post(reverse("admin:operations_rulepolicy_add"), body)


def keeper(region: Region, facility: Facility | None = None) -> Any:
    user = region.nobody
    Membership.objects.create(
        user=user, network=region.north, facility=facility, role=Role.ADMINISTRATOR
    )
    return user


def test_the_keeper_of_rules_decides(region: Region) -> None:
    assert policy(region, keeper(region)).status_code == 302
    assert RulePolicy.objects.get().rule == "rest_between_shifts"


def test_a_rule_that_shares_is_priced_by_the_measure_that_was_chosen(region: Region) -> None:
    user = keeper(region)
    chosen = {"kind": "soft", "measure": "worst"}
    assert policy(region, user, **chosen).status_code == 200
    assert not RulePolicy.objects.exists()
    assert policy(region, user, rule="nights_balance", **chosen).status_code == 302
    assert RulePolicy.objects.get().measure == "worst"


def test_a_planner_reads_rules_only(region: Region) -> None:
    assert policy(region, region.amina).status_code == 403


def test_a_rule_of_another_family_or_of_none_is_refused(region: Region) -> None:
    user = keeper(region)
    assert policy(region, user, family="beds").status_code == 200
    assert policy(region, user, rule="unheard_of").status_code == 200
    assert not RulePolicy.objects.exists()


def test_one_hospital_s_keeper_decides_for_it_alone(region: Region) -> None:
    user = keeper(region, region.chu)
    assert policy(region, user).status_code == 200
    assert policy(region, user, facility=region.prov.pk).status_code == 200
    assert policy(region, user, network=region.south.pk).status_code == 200
    assert not RulePolicy.objects.exists()
    assert policy(region, user, facility=region.chu.pk).status_code == 302
