"""A small region and its people. Every permission test has a Charlie, who works elsewhere.

North has two hospitals, CHU and PROV, and a depot; South has one, SUD. Each plan has lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import User

from hospital.models import (
    Contract,
    Facility,
    Membership,
    Network,
    Patient,
    Product,
    Role,
    Room,
    ShiftType,
    StaffMember,
    Stay,
    Supplier,
    Vehicle,
    Ward,
)
from operations.core.report import Report
from operations.core.rule import Violation
from operations.models import (
    BedAssignment,
    DeliveryLine,
    Finding,
    OrderLine,
    Plan,
    PlanEvent,
    PlanState,
    RouteStop,
    Run,
    RunState,
    ShiftAssignment,
)
from operations.services import edits, orders

MONDAY = date(2026, 11, 23)
NIGHT = date(2026, 11, 22)


@dataclass
class Region:
    north: Network
    south: Network
    chu: Facility
    prov: Facility
    depot: Facility
    sud: Facility
    ward: Ward
    morning: ShiftType
    night: ShiftType
    nurses: list[StaffMember]
    roster: Plan
    beds: Plan
    supply: Plan
    elsewhere: Plan
    """A roster of PROV: seen by all of North, not by Basma, who works in CHU only."""
    foreign: Plan
    """A roster of South."""
    run: Run
    admin: User
    amina: User
    """plans all of North"""
    basma: User
    """plans CHU only"""
    samir: User
    """supply officer of North"""
    vera: User
    """reads North"""
    charlie: User
    """plans South"""
    nobody: User
    """may enter the admin, but works nowhere"""


def region() -> Region:
    north = Network.objects.create(code="NORTH", name="North")
    south = Network.objects.create(code="SOUTH", name="South")
    chu = facility(north, "CHU", "university")
    prov = facility(north, "PROV", "provincial")
    depot = facility(north, "DEPOT", "depot")
    sud = facility(south, "SUD", "provincial")
    ward = Ward.objects.create(facility=chu, code="MED", name="Medicine")
    morning, night = shifts(chu)
    nurses = [nurse(chu, ward, number) for number in ("1001", "1002")]
    roster = _roster(chu, ward, nurses, morning)
    found = Region(
        north=north,
        south=south,
        chu=chu,
        prov=prov,
        depot=depot,
        sud=sud,
        ward=ward,
        morning=morning,
        night=night,
        nurses=nurses,
        roster=roster,
        beds=_beds(chu, ward),
        supply=_supply(north, depot, chu),
        elsewhere=_roster_of(prov),
        foreign=_roster_of(sud),
        run=_run(north, roster),
        **_people(north, south, chu),
    )
    Finding.objects.create(
        plan=roster, rule="cover_minimum", kind="medium", amount=1, cost=10, sentence="One short."
    )
    PlanEvent.objects.create(plan=roster, actor="system:nightly", action="made")
    return found


def facility(network: Network, code: str, kind: str) -> Facility:
    return Facility.objects.create(network=network, code=code, name=code.title(), kind=kind)


def shifts(facility: Facility) -> tuple[ShiftType, ShiftType]:
    morning = ShiftType.objects.create(
        facility=facility, code="M", name="Morning", starts=time(7), minutes=480
    )
    night = ShiftType.objects.create(
        facility=facility, code="N", name="Night", starts=time(21), minutes=600, is_night=True
    )
    return morning, night


def nurse(facility: Facility, ward: Ward, number: str) -> StaffMember:
    contract, _new = Contract.objects.get_or_create(
        network=facility.network, code="FT", defaults={"name": "Full", "minutes_per_week": 2280}
    )
    return StaffMember.objects.create(
        facility=facility, number=number, role="nurse", contract=contract, home_ward=ward
    )


def plan(**changes: Any) -> Plan:
    place = changes.get("facility")
    asked: dict[str, Any] = {
        "network": place.network if place else None,
        "version": 1,
        "start": MONDAY,
        "days": 7,
        "status": "feasible",
        "problem": b"",
        "answer": b"",
        "sha256": "0" * 64,
        "cost_by_rule": {"cover_minimum": 10},
    }
    return Plan.objects.create(**{**asked, **changes})


def _roster(facility: Facility, ward: Ward, nurses: list[StaffMember], shift: ShiftType) -> Plan:
    found = plan(family="staffing", scope=ward.scope, facility=facility, ward=ward)
    for each in nurses:
        ShiftAssignment.objects.create(plan=found, staff=each, date=MONDAY, shift=shift)
    return found


def _roster_of(facility: Facility) -> Plan:
    ward = Ward.objects.create(facility=facility, code="SUR", name="Surgery")
    morning, _night = shifts(facility)
    return _roster(facility, ward, [nurse(facility, ward, f"{facility.code}-1")], morning)


def _beds(facility: Facility, ward: Ward) -> Plan:
    found = plan(family="beds", scope=facility.code, facility=facility)
    room = Room.objects.create(ward=ward, code="101", capacity=2)
    Room.objects.create(ward=ward, code="102", capacity=1)
    stay = Stay.objects.create(
        facility=facility,
        number="ST1",
        patient=Patient.objects.create(network=facility.network, pseudonym="p1"),
        ward=ward,
        gender="F",
        age_band="16-64",
        admitted=datetime(2026, 11, 20, 10, tzinfo=UTC),
    )
    BedAssignment.objects.create(plan=found, stay=stay, room=room, first_day=MONDAY, nights=3)
    return found


def _supply(network: Network, depot: Facility, centre: Facility) -> Plan:
    found = plan(family="supply", scope=network.code, network=network, days=84)
    product = Product.objects.create(code="0012", name="Paracetamol", pack_size=20)
    supplier = Supplier.objects.create(code="S1", name="Atlas Pharma")
    OrderLine.objects.create(
        plan=found,
        supplier=supplier,
        product=product,
        facility=depot,
        order_date=MONDAY,
        packs=10,
        units=200,
        price_cents=1250,
        cost_cents=12_500,
        average_rule_packs=16,
        reason="=Level 400",
    )
    DeliveryLine.objects.create(
        plan=found,
        origin=depot,
        destination=centre,
        product=product,
        date=MONDAY,
        packs=2,
        units=40,
    )
    vehicle = Vehicle.objects.create(facility=depot, code="V1", volume_litres=9_000)
    RouteStop.objects.create(
        plan=found,
        vehicle=vehicle,
        date=MONDAY,
        sequence=1,
        facility=centre,
        arrival_minute=545,
        load_litres=12.5,
        cold_litres=0,
    )
    return found


def _run(network: Network, made: Plan) -> Run:
    run = Run.objects.create(
        network=network,
        kind="staffing",
        scope=made.scope,
        for_date=NIGHT,
        start=made.start,
        days=made.days,
        state=RunState.RUNNING,
        progress=0.4,
    )
    made.run = run
    made.save()
    return run


def _people(north: Network, south: Network, chu: Facility) -> dict[str, User]:
    def person(name: str, role: str = "", network: Any = None, facility: Any = None) -> User:
        user = User.objects.create_user(name, password="a long password", is_staff=True)
        if role:
            Membership.objects.create(user=user, network=network, facility=facility, role=role)
        return user

    return {
        "admin": User.objects.create_superuser("admin", password="a long password"),
        "amina": person("amina", Role.PLANNER, north),
        "basma": person("basma", Role.PLANNER, north, chu),
        "samir": person("samir", Role.SUPPLY, north),
        "vera": person("vera", Role.VIEWER, north),
        "charlie": person("charlie", Role.PLANNER, south),
        "nobody": person("nobody"),
    }


def published(plan: Plan) -> Plan:
    plan.state = PlanState.PUBLISHED
    plan.save()
    return plan


def toy_core(plan: Plan) -> tuple[None, None, Report]:
    """A judge with one rule, so that doors are tested apart from the families: mornings are
    liked, each other duty and each empty one costs 10 and is said in a sentence."""
    rows = ShiftAssignment.objects.filter(plan=plan).select_related("staff", "shift")
    found = tuple(
        Violation(
            "wishes_for", 1, f"{row.staff.number} has no morning on {row.date}.", variant="toy"
        )
        for row in rows
        if row.shift is None or row.shift.code != "M"
    )
    return None, None, Report(found, 0, 0, 10 * len(found), {"wishes_for": 10 * len(found)})


def toy_judged(monkeypatch: Any) -> None:
    """Let the toy judge speak wherever a service judges a plan before and after a change."""
    monkeypatch.setattr(edits, "plan_core", toy_core)
    monkeypatch.setattr(orders, "orders_standing", lambda plan: SimpleNamespace(report=Report()))
    after = SimpleNamespace(problem=None, report=Report(), fed={})
    monkeypatch.setattr(orders, "orders_followed", lambda plan, before, rows, stood: after)
