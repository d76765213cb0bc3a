"""Places and suppliers stand by name where people read what a supply plan has."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hospital.models import Supplier
from operations.keeping.supply import cells
from operations.keeping.supply_orders import seller
from operations.models import Finding
from operations.naming import called
from tests.operations.small_supply import line, plan, supply
from tests.operations.sources.records.supply_network import north

__all__ = ["north", "plan", "supply"]

pytestmark = pytest.mark.django_db


def test_compared_orders_and_deliveries_name_whom_they_concern(plan, supply):
    row = line(plan)
    Supplier.objects.filter(pk=row.supplier_id).update(name="Acme, Pharma: imports")
    found = cells(plan, plan.start, plan.start + timedelta(days=plan.days))
    order = f"Acme, Pharma: imports ({row.supplier.code}): {called(row.product)}, {row.order_date}"
    assert order in found
    place = plan.deliverylines.order_by("pk").first().destination
    assert any(cell.startswith(f"{called(place)}: ") for cell in found)


def test_how_it_travels_stands_beside_the_code() -> None:
    assert seller("Acme Pharma (ACME)", "sea") == "Acme Pharma (ACME, sea)"
    assert seller("ACME", "sea") == "ACME (sea)"
    assert seller("Acme Pharma (ACME)", "") == "Acme Pharma (ACME)"


def test_findings_name_their_facility(plan, supply):
    for finding in Finding.objects.filter(plan=plan, facts__has_key="facility"):
        code = finding.facts["facility"]
        place = supply.network.facilities.get(code=code)
        assert called(place) in str(finding.sentence)
