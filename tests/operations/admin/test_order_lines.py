"""The list of order lines: looked through, taken out as it is shown, and one line's page."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import F
from django.urls import reverse

from hospital.models import Equivalent, Product
from operations.lacking import LACKS
from operations.models import ExportLog, Finding, OrderLine, Plan
from tests.operations.admin.pages import client_of, read
from tests.operations.small_supply import SmallSupply, line, plan, supply
from tests.operations.sources.records.supply_network import north

__all__ = ["north", "plan", "supply"]

pytestmark = pytest.mark.django_db


def lines() -> str:
    return reverse("admin:operations_orderline_changelist")


def shown(supply: SmallSupply, **asked: Any) -> set[int]:
    found = client_of(supply.samir).get(lines(), asked)
    assert found.status_code == 200
    return {row.pk for row in found.context["cl"].result_list}


def test_lines_are_found_by_how_they_depart_from_the_average_rule(
    plan: Plan, supply: SmallSupply
) -> None:
    row = line(plan)
    OrderLine.objects.update(average_rule_packs=F("packs"))
    every = shown(supply)
    assert shown(supply, average="same") == every
    for rule_packs, found in ((row.packs + 1, "fewer"), (row.packs - 1, "more")):
        OrderLine.objects.filter(pk=row.pk).update(average_rule_packs=rule_packs)
        assert shown(supply, average=found) == {row.pk}
    OrderLine.objects.filter(pk=row.pk).update(packs=8, average_rule_packs=4)
    assert shown(supply, average="twice") == {row.pk}
    OrderLine.objects.filter(pk=row.pk).update(packs=7)
    assert shown(supply, average="twice") == set()
    assert shown(supply, average="nonsense") == every


def test_lines_of_what_lacks_are_found_by_the_plan_s_findings(
    plan: Plan, supply: SmallSupply
) -> None:
    Finding.objects.filter(rule=LACKS).delete()
    assert shown(supply, lacks="any") == set()
    facts = {"product": Product.objects.get().code, "ven_word": "essential", "week": "1"}
    Finding.objects.create(plan=plan, rule=LACKS, kind="medium", facts=facts)
    assert shown(supply, lacks="any") == shown(supply) != set()
    assert shown(supply, lacks="vital") == set()


def test_all_that_the_filters_show_is_exported_though_it_is_longer_than_a_page(
    plan: Plan, supply: SmallSupply, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("operations.admin.order_lines.OrderLineAdmin.list_per_page", 1)
    client = client_of(supply.samir)
    rows = OrderLine.objects.filter(plan=plan)
    assert rows.count() > 1
    asked = f"{lines()}?plan__id__exact={plan.pk}"
    assert f"Export these {rows.count()} lines" in read(client.get(asked))
    taken = client.post(asked, {"_export": "csv"})
    assert len(taken.content.decode("utf-8-sig").splitlines()) == 1 + rows.count()
    assert ExportLog.objects.count() == 1
    assert client.post(asked, {"_export": "exe"}).status_code == 200
    assert client_of(supply.carla).post(asked, {"_export": "csv"}).status_code != 200


def test_what_is_locked_and_changed_is_seen_in_the_list(plan: Plan, supply: SmallSupply) -> None:
    row = line(plan)
    client = client_of(supply.samir)
    assert "mizan-packs-" not in client.get(lines()).content.decode()
    OrderLine.objects.filter(pk=row.pk).update(locked=True, edited=True)
    found = client.get(lines()).content.decode()
    assert found.count("mizan-packs-locked mizan-packs-edited") == 1
    assert "locked, changed by hand" in found


def test_a_list_of_one_plan_leads_to_its_totals_and_files(plan: Plan, supply: SmallSupply) -> None:
    orders = reverse("admin:operations_plan_orders", args=[plan.pk])
    assert orders in client_of(supply.samir).get(lines()).content.decode()
    assert orders not in client_of(supply.vera).get(lines()).content.decode()


def test_a_line_says_what_may_stand_in_and_leads_to_it(plan: Plan, supply: SmallSupply) -> None:
    row = line(plan)
    where = reverse("admin:operations_orderline_change", args=[row.pk])
    pen = Product.objects.create(code="PEN", name="Insulin pen", ven="V")
    Equivalent.objects.create(product=row.product, stand_in=pen, units=3, stand_in_units=2)
    found = client_of(supply.samir).get(where)
    assert "2 units in place of 3" in read(found)
    assert f"?plan__id__exact={plan.pk}&amp;q=PEN" in found.content.decode()
    for field in ("packs", "supplier", "order_date", "approved_packs", "why", "base_version"):
        assert f'name="{field}"' in found.content.decode()


def test_the_orders_page_tells_what_lacks_and_sums_the_suppliers(
    plan: Plan, supply: SmallSupply
) -> None:
    Finding.objects.filter(rule=LACKS).delete()
    orders = reverse("admin:operations_plan_orders", args=[plan.pk])
    assert "What lacks all the same" not in read(client_of(supply.samir).get(orders))
    facts = {"product": Product.objects.get().code, "ven_word": "vital", "week": "1",
             "units": "1234", "facility": "A"}  # fmt: skip
    Finding.objects.create(plan=plan, rule=LACKS, kind="medium", facts=facts)
    found = client_of(supply.samir).get(orders)
    assert "What lacks all the same" in read(found)
    assert "1,234" in read(found)
    rows, together = found.context["suppliers"], found.context["together"]
    assert together["lines"] == sum(row["lines"] for row in rows) == OrderLine.objects.count()
