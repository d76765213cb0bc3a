"""Small made-up files in the shape of each public set, from the export to a plan, by commands.

The rows are ours; only their columns are those of the sets. Every step is what docs/real-records.md
tells an operator to type.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from operations.models import Plan

MAPPINGS = Path(__file__).parents[2] / "docs" / "mappings"
COMPLETING = MAPPINGS / "completing"
pytestmark = pytest.mark.django_db(transaction=True)

Call = Callable[..., Any]


@pytest.fixture
def call() -> Call:
    """call("plan", ...) runs a command with --json and gives its document."""

    def run(*words: str) -> Any:
        out = StringIO()
        call_command(*words, "--json", stdout=out)
        return json.loads(out.getvalue())

    return run


@pytest.fixture
def take(call: Call, tmp_path: Path) -> Call:
    """take(text, "stays:hdhi_stays", ...) brings a file in once for each kind and mapping."""

    def run(text: str, *wanted: str) -> None:
        path = tmp_path / "export.csv"
        path.write_text(text, encoding="utf-8-sig")
        for each in wanted:
            kind, mapping = each.split(":")
            report = call(
                "import_records", kind, str(path), "--mapping", str(MAPPINGS / f"{mapping}.toml")
            )
            assert (report["errors"], report["created"] > 0) == ([], True)

    return run


def _complete(call: Call, folder: str, *kinds: str) -> None:
    for kind in kinds:
        report = call("import_records", kind, str(COMPLETING / folder / f"{kind}.csv"))
        assert report["errors"] == []


def _forecast(call: Call, kind: str, as_of: str) -> dict[str, Any]:
    [row] = call("forecast", "--kind", kind, "--as-of", as_of)["forecasts"]
    return dict(row)


def _plan(call: Call, family: str, scope: str, start: str, days: int) -> Plan:
    """The plan made; it exists and breaks no hard rule."""
    words = ("--scope", scope, "--start", start, "--days", str(days), "--seconds", "3")
    answer = call("plan", family, *words, "--workers", "1", "--wait")
    assert [run["state"] for run in answer["runs"]] == ["done"]
    [row] = answer["plans"]
    assert row["hard_violations"] == 0
    return Plan.objects.get(pk=row["id"])


def _stays() -> str:
    """Four arrivals a day for four months, three nights each; the second year writes day first."""
    rows = ["SNO,MRD No.,D.O.A,D.O.D,AGE,GENDER,TYPE OF ADMISSION-EMERGENCY/OPD,month year,"
            "DURATION OF STAY"]  # fmt: skip
    for number in range(4 * 120):
        came = date(2018, 12, 2) + timedelta(days=number // 4)
        left = came + timedelta(days=3)
        rows.append(
            f"{number},{number},{came:%d-%m-%Y},{left:%d-%m-%Y},{40 + number % 40},"
            f"{'MF'[number % 2]},{'EO'[number % 3 == 0]},{came:%b-%y},4"
        )
    return "\n".join(rows) + "\n"


def test_stays_become_a_bed_plan_and_a_roster_of_a_night_in_the_past(call, take) -> None:
    take(_stays(), "stays:hdhi_stays")
    tables = ("skills", "contracts", "shifts", "rooms", "staff", "cover", "absences")
    _complete(call, "hdhi", *tables)
    assert _forecast(call, "admissions", "2019-03-31")["as_of"] == "2019-03-31"
    assert _forecast(call, "occupancy", "2019-03-31")["series"] == 1

    beds = _plan(call, "beds", "HDHI", "2019-04-01", 3)
    roster = _plan(call, "staffing", "HDHI/CARD", "2019-04-01", 7)

    # Of four arrivals a day those of 30 and 31 March are still there in the night of 1 April.
    assert beds.bedassignments.exclude(room=None).count() == 8
    away = roster.shiftassignments.filter(staff__number="N030", date__lte=date(2019, 4, 5))
    assert roster.shiftassignments.exclude(shift=None).exists()
    assert not away.exclude(shift=None).exists()


def _sales() -> str:
    classes = ("M01AB", "M01AE", "N02BA", "N02BE", "N05B", "N05C", "R03", "R06")
    chance = random.Random(7)
    rows = [",".join(("datum", *classes, "Year"))]
    for number in range(7 * 40):
        day = date(2019, 10, 8) - timedelta(days=7 * 40 - 1 - number)
        sold = ",".join(f"{chance.uniform(1, 5):.2f}" for _ in classes)
        rows.append(f"{day.month}/{day.day}/{day.year},{sold},{day.year}")
    return "\n".join(rows) + "\n"


def test_daily_sales_become_orders_and_deliveries_of_a_pharmacy(call, take, tmp_path) -> None:
    take(_sales(), "consumption:pharma_consumption")
    _complete(call, "pharma", "facilities", "suppliers", "offers", "lots")
    assert _forecast(call, "consumption", "2019-10-08")["frequency"] == "W-MON"

    plan = _plan(call, "supply", "PHARMA", "2019-10-09", 84)

    # About three packs a day: twelve weeks need some 250 packs of each class and a bit of safety.
    for code in ("M01AB", "R03"):
        packs = sum(line.packs for line in plan.orderlines.filter(product__code=code))
        assert 100 < packs < 500
    assert plan.deliverylines.exists()
    out = tmp_path / "plan.xlsx"
    call_command("export_plan", str(plan.pk), "--format", "xlsx", "--out", str(out))
    assert out.stat().st_size > 4000


def _sites() -> str:
    rows = ["year,month,region,district,site_code,product_code,stock_distributed,stock_end,"
            "stock_stockout_days"]  # fmt: skip
    for month in range(36):
        year, of_year = 2016 + month // 12, month % 12 + 1
        for site in range(6):
            given = 20 + 3 * site + month % 5
            rows.append(f"{year},{of_year},R,TOWN,C{site},AS27000,{given},{given // 2},0")
    return "\n".join(rows) + "\n"


def test_monthly_reports_of_sites_become_a_national_supply_plan(call, take) -> None:
    take(
        _sites(), "facilities:civ_facilities", "consumption:civ_consumption", "lots:civ_lots",
        "lots:civ_depot_lots", "offers:civ_offers",
    )  # fmt: skip
    assert _forecast(call, "consumption", "2018-12-31")["frequency"] == "MS"

    plan = _plan(call, "supply", "CIV", "2019-01-01", 126)

    # Six sites give out about 180 a month. The smallest order is 500.
    units = sum(line.units for line in plan.orderlines.all())
    assert 500 <= units <= 2000
    assert plan.deliverylines.values("destination").distinct().count() == 6


def _deliveries() -> str:
    rows = ["ID,Country,Shipment Mode,PQ First Sent to Client Date,PO Sent to Vendor Date,"
            "Scheduled Delivery Date,Delivered to Client Date,Product Group,Vendor,"
            "Item Description,Dosage Form,Unit of Measure (Per Pack),Line Item Quantity,"
            "Pack Price"]  # fmt: skip
    number = 0
    for country in ("Haiti", "Zambia"):
        for quarter in range(16):
            came = date(2011, 10, 5) + timedelta(days=91 * quarter)
            sent = came - timedelta(days=50 + 3 * (quarter % 6))
            number += 1
            rows.append(
                f"{number},{country},Air,Pre-PQ Process,{sent:%m/%d/%Y},{came:%d-%b-%y},"
                f"{came:%d-%b-%y},ARV,V Labs,Drug 10mg,Tablet,30,{300 + quarter},8.5{quarter % 10}"
            )
    return "\n".join(rows) + "\n"


def test_orders_become_suppliers_prices_lead_times_and_a_plan(call, take) -> None:
    take(
        _deliveries(), "orders:scms_orders", "consumption:scms_consumption",
        "offers:scms_offers", "lots:scms_lots",
    )  # fmt: skip
    _forecast(call, "consumption", "2015-08-31")

    plan = _plan(call, "supply", "SCMS", "2015-09-01", 364)

    lines = list(plan.orderlines.select_related("supplier"))
    # Two countries get some 300 packs every quarter: 2,500 packs a year, not a decade's.
    assert 0 < sum(line.packs for line in lines) < 5000
    # Eight in ten orders had come after 62 days: nine weeks. The last price was 8.55.
    assert {(line.arrival_date - line.order_date).days for line in lines} == {63}
    assert {line.price_cents for line in lines} == {855}
