"""One good small plan of each kind; tests vary it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from operations.exports.tables import (
    BedList,
    BedRow,
    DeliveryRow,
    Distribution,
    Duty,
    Head,
    OrderRow,
    Procurement,
    Roster,
    Shift,
    StopRow,
    Worker,
)

MONDAY = date(2026, 11, 23)
MADE = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
HEAD = Head("supply", "NORTH", 3, 1, "published", MONDAY, 84, MADE)

PARACETAMOL = OrderRow(
    supplier_code="S1",
    supplier="Atlas Pharma",
    product_code="0012",
    product="Paracetamol 500 mg",
    unit="tablet",
    pack_size=20,
    facility_code="DEPOT",
    facility="Central depot",
    order_by=MONDAY,
    arrives=date(2027, 3, 1),
    packs=10,
    units=200,
    price_cents=1250,
    cost_cents=12_500,
    state="suggested",
    average_rule_packs=16,
    reason="Level 400 units, usable 200.",
)
AMOXICILLIN = replace(
    PARACETAMOL,
    supplier_code="S2",
    supplier="Rif Médical",
    product_code="AMX",
    product="أموكسيسيلين",
    order_by=date(2026, 11, 30),
    packs=3,
    units=60,
    cost_cents=3750,
    approved_packs=4,
    state="approved",
)
ORDERS = Procurement(HEAD, (AMOXICILLIN, PARACETAMOL))

DISTRIBUTION = Distribution(
    HEAD,
    (
        DeliveryRow(
            MONDAY, "DEPOT", "HC1", "Centre 1", "0012", "Paracetamol", "L7", MONDAY, 2, 40, "FEFO"
        ),
    ),
    (StopRow(MONDAY, "V1", 1, "HC1", "Centre 1", 545, 12.34, 0.0),),
)

BEDS = BedList(
    replace(HEAD, family="beds", scope="CHU"),
    (
        BedRow("ST1", False, "CHU/MED", "101", MONDAY, 3, "F", "16-64", "Medicine"),
        BedRow("WL9", True, "", "", None, 2, "M", "80+"),
    ),
)

ROSTER = Roster(
    head=replace(HEAD, family="staffing", scope="CHU/MED", days=7),
    shifts=(Shift("M", "Morning", 480), Shift("N", "Night", 660, is_night=True)),
    workers=(Worker("1001", "nurse", "Full time"), Worker("1002", "nurse", "Half time")),
    duties=(
        Duty(
            "1001",
            MONDAY,
            "M",
            datetime(2026, 11, 23, 7, tzinfo=UTC),
            datetime(2026, 11, 23, 15, tzinfo=UTC),
        ),
        Duty(
            "1001",
            date(2026, 11, 28),
            "N",
            datetime(2026, 11, 28, 20, tzinfo=UTC),
            datetime(2026, 11, 29, 7, tzinfo=UTC),
            locked=True,
        ),
        Duty("1002", MONDAY, "", locked=True),
    ),
    place="CHU/MED Medicine",
)


def in_language(plan: Any, language: str) -> Any:
    return replace(plan, head=replace(plan.head, language=language))
