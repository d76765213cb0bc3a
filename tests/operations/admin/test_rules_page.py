"""Every rule of a place on one page, and a decision tried on the plans that stand before it is
saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from hospital.models import Membership, Role
from operations.families import FAMILIES
from operations.models import BedAssignment, Plan, RulePolicy
from operations.rules_board import defaults, effects_of, rules_of
from tests.operations.admin.pages import client_of, read
from tests.operations.cast import Region
from tests.operations.small_beds import SmallBeds

ALL = "admin:operations_rulepolicy_all"


def page(user: Any, **asked: Any) -> Any:
    return client_of(user).get(reverse(ALL), asked)


def test_every_rule_of_a_family_stands_with_its_reason(region: Region) -> None:
    for family, spec in FAMILIES.items():
        rows = rules_of(family, region.north, region.chu)
        assert [row.code for row in rows] == [rule.code for rule in spec.rules]
        assert all(row.reason and row.label != row.code for row in rows)
        assert not any(row.departs for row in rows)
    assert defaults("staffing")["minimum_minutes"].kind == "soft"  # what hospitals begin with


def test_the_nearest_decision_counts(region: Region) -> None:
    shared = {"network": region.north, "family": "beds", "rule": "room_one_gender"}
    RulePolicy.objects.create(kind="soft", weight=7, reason="few rooms", **shared)
    RulePolicy.objects.create(kind="hard", facility=region.chu, **shared)
    (here,) = [r for r in rules_of("beds", region.north, region.chu) if r.code == shared["rule"]]
    (other,) = [r for r in rules_of("beds", region.north, region.prov) if r.code == shared["rule"]]
    assert (here.policy.kind, here.of_facility) == ("hard", True)
    assert (other.policy.kind, other.policy.weight, other.of_facility) == ("soft", 7, False)
    shown = page(region.vera, family="beds", place=f"{region.north.pk}-{region.prov.pk}")
    assert "for the network: few rooms" in " ".join(read(shown).split())


def test_places_are_those_in_reach_and_only_who_decides_has_links(region: Region) -> None:
    shown = page(region.basma)
    assert "CHU" in read(shown)
    assert "PROV" not in read(shown)
    assert "SUD" not in read(shown)
    assert "/operations/rulepolicy/add/?" not in shown.content.decode()
    assert "/operations/rulepolicy/add/?" in page(region.admin).content.decode()
    assert page(region.nobody).status_code == 403


def test_the_page_asks_little(region: Region, django_assert_max_num_queries: Any) -> None:
    client = client_of(region.vera)
    with django_assert_max_num_queries(8):
        assert client.get(reverse(ALL)).status_code == 200


@pytest.fixture
def beds(db: None) -> tuple[SmallBeds, Plan]:
    found = SmallBeds()
    plan = found.plan()
    Membership.objects.filter(user=found.paula).update(role=Role.ADMINISTRATOR)
    User.objects.update(is_staff=True)
    return found, plan


def decision(beds: SmallBeds, **changes: Any) -> RulePolicy:
    usual = {"rule": "emergency_beds_held", "kind": "medium", "weight": 1}
    return RulePolicy(network=beds.network, family="beds", **{**usual, **changes})


def test_a_plan_that_stands_is_judged_by_the_other_decision(beds: tuple[SmallBeds, Plan]) -> None:
    hospital, plan = beds
    heavy = decision(hospital, rule="plan_stability", kind="soft", weight=1)
    (same,), more = effects_of(heavy, Plan.objects.all())
    assert (same.plan, same.cost, same.hard, more) == (plan, 0, 0, 0)
    BedAssignment.objects.filter(plan=plan, stay__number="1").update(room=None)
    rule = "present_placed"
    (freed,), _more = effects_of(decision(hospital, rule=rule, active=False), Plan.objects.all())
    assert freed.cost == -freed.before.cost_by_rule[rule] < 0
    assert freed.breaches == (1, 0)
    (law,), _more = effects_of(decision(hospital, rule=rule, kind="hard"), Plan.objects.all())
    assert (law.hard, law.breaches) == (1, (1, 1))


def test_where_a_facility_decided_itself_the_network_s_decision_means_nothing(
    beds: tuple[SmallBeds, Plan],
) -> None:
    hospital, _plan = beds
    own = decision(hospital, facility=hospital.facility)
    own.save()
    assert effects_of(decision(hospital), Plan.objects.all()) == ([], 0)
    assert effects_of(own, Plan.objects.all())[0]


def test_it_is_tried_first_and_saved_on_a_word(beds: tuple[SmallBeds, Plan]) -> None:
    hospital, plan = beds
    client = client_of(hospital.paula)
    form = {
        "network": hospital.network.pk, "facility": hospital.facility.pk, "family": "beds",
        "rule": "plan_stability", "kind": "soft", "weight": "3", "active": "on",
        "measure": "total", "reason": "calm", "_from": reverse("admin:operations_rulepolicy_add"),
    }  # fmt: skip
    tried = client.post(reverse("admin:operations_rulepolicy_effect"), form)
    assert f"CHU v{plan.version}" in read(tried)
    assert not RulePolicy.objects.exists()
    again = client.get(tried.context["again"]).context["adminform"].form
    entered = {name: again[name].value() for name in ("rule", "kind", "weight", "reason")}
    assert entered == {name: form[name] for name in entered}
    kept = dict(tried.context["kept"])
    assert tried.context["back"] == form["_from"]
    assert client.post(tried.context["back"], {**kept, "_save": "1"}).status_code == 302
    assert RulePolicy.objects.get().weight == 3
    wrong = client.post(reverse("admin:operations_rulepolicy_effect"), {**form, "weight": "-1"})
    assert "cannot be tried" in read(wrong)
    assert (
        client_of(hospital.vera)
        .post(reverse("admin:operations_rulepolicy_effect"), form)
        .status_code
        == 403
    )


def test_weights_of_supply_are_read_as_money_a_unit(region: Region) -> None:
    north = region.north
    RulePolicy.objects.create(
        network=north, family="supply", rule="plan_stability", kind="soft", weight=250, reason="r"
    )
    rows = {row.code: row for row in rules_of("supply", north, None)}
    assert (rows["plan_stability"].weight, rows["plan_stability"].unit) == ("2.50", "packs")
    assert (rows["purchase_cost"].weight, rows["purchase_cost"].unit) == ("× 1", "money")
