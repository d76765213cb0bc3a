"""Taking the sample out takes out all that was planned for it, and nothing else."""

from __future__ import annotations

from datetime import date

from django.contrib.auth import get_user_model

from hospital.demo.clearing import clear
from hospital.models import Membership, Network, StaffMember, Stay, Ward
from operations.models import Finding, Plan, PlanEvent, Run, ShiftAssignment
from tests.hospital.demo.conftest import TODAY


def roster(ward: Ward, staff: StaffMember) -> Plan:
    """A published roster of one shift, with what hangs on it."""
    network = ward.facility.network
    run = Run.objects.create(
        network=network, kind="staffing", scope=ward.scope, for_date=TODAY, start=TODAY, days=28
    )
    plan = Plan.objects.create(
        run=run, network=network, facility=ward.facility, ward=ward, family="staffing",
        scope=ward.scope, version=1, start=TODAY, days=28, status="optimal",
        problem=b"", answer=b"",
    )  # fmt: skip
    shift = ward.facility.shift_types.get(code="M")
    ShiftAssignment.objects.create(plan=plan, staff=staff, date=TODAY, shift=shift)
    Finding.objects.create(plan=plan, rule="rest_between_shifts")
    PlanEvent.objects.create(plan=plan, actor="system:nightly", action="published")
    return plan


def test_plans_and_their_history_go_with_the_network(region):
    ward = Ward.objects.filter(facility__network=region).first()
    roster(ward, ward.home_staff.first())
    clear(Network.objects.filter(pk=region.pk))
    left = (Run, Plan, PlanEvent, Finding, ShiftAssignment, Stay, StaffMember, Network)
    assert [model.__name__ for model in left if model.objects.exists()] == []


def test_people_keep_their_log_ins(region):
    user = get_user_model().objects.create(username="nadia")
    Membership.objects.create(user=user, network=region, role="planner")
    clear(Network.objects.filter(pk=region.pk))
    assert get_user_model().objects.filter(username="nadia").exists()
    assert not Membership.objects.exists()


def test_another_network_stays_whole(region):
    other = Network.objects.create(code="OURS", name="Ours")
    hospital = other.facilities.create(code="OURS-H", name="Hospital", kind="provincial")
    ward = hospital.wards.create(code="MED", name="Medicine")
    shift = hospital.shift_types.create(code="M", name="Morning", starts="07:00", minutes=480)
    contract = other.contracts.create(code="FT", name="Full time", minutes_per_week=2_400)
    staff = hospital.staff.create(
        number="OURS-1", role="nurse", contract=contract, home_ward=ward, started=date(2020, 1, 1)
    )
    plan = roster(ward, staff)
    clear(Network.objects.filter(pk=region.pk))
    assert list(Network.objects.all()) == [other]
    assert plan.shiftassignments.get().shift == shift
