"""What the judge says of a plan is of its lines as they stand, and names medicines."""

from __future__ import annotations

import pytest

from hospital.models import CoverRule, Product
from operations.models import Finding, OrderLine, Plan, ShiftAssignment
from operations.services import OrderChange, assignment_edit, findings, orders_change
from operations.services.publish import plan_core
from tests.operations.small_supply import SmallSupply, plan, supply
from tests.operations.sources.records.supply_network import north
from tests.operations.ward import SmallWard, small_ward

__all__ = ["north", "plan", "supply"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ward() -> SmallWard:
    return small_ward()


def judged(plan: Plan) -> list[str]:
    return sorted(plan.findings.exclude(kind="record").values_list("rule", flat=True))


def by_judge(plan: Plan) -> list[str]:
    *_, report = plan_core(Plan.objects.get(pk=plan.pk))
    return sorted(each.rule for each in report.violations)


def test_of_very_many_findings_the_rest_is_counted(
    ward: SmallWard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "FINDINGS_KEPT", 1)
    CoverRule.objects.update(minimum=6, target=6)
    plan = ward.plan()
    more = plan.findings.get(rule="more")
    judged = plan.findings.exclude(kind="record").count()
    assert (judged, more.amount > 1) == (1, True)
    assert str(more.amount) in str(more)


def test_of_a_roster_they_follow_a_change_of_a_line(ward: SmallWard) -> None:
    plan = ward.plan()
    noted = list(plan.findings.filter(kind="record").values_list("pk", flat=True))
    line = ShiftAssignment.objects.filter(plan=plan, shift=ward.morning).first()
    assert line is not None
    before = judged(plan)
    assignment_edit(row=line, changes={"shift": None}, actor=ward.paula, base_version=0)
    assert judged(plan) == by_judge(plan) != before
    assert list(plan.findings.filter(kind="record").values_list("pk", flat=True)) == noted


def test_of_orders_they_follow_what_is_cut_and_name_the_medicine(
    plan: Plan, supply: SmallSupply
) -> None:
    lines = OrderLine.objects.filter(plan=plan)
    cut = [OrderChange(row.pk, {"packs": 0}, why="no money") for row in lines]
    orders_change(plan=plan, changes=cut, actor=supply.samir, base_version=plan.edit_version)
    assert judged(plan) == by_judge(plan)
    lacks = Finding.objects.filter(plan=plan, rule="demand_met")
    assert lacks, "nothing is ordered any more"
    insulin = Product.objects.get()
    assert f"of {insulin.name} ({insulin.code}) (vital)" in str(lacks[0].sentence)
    assert lacks[0].facts["product"] == insulin.code


def test_where_nothing_is_otherwise_they_stay_the_rows_that_they_are(
    plan: Plan, supply: SmallSupply
) -> None:
    problem, _answer, report = plan_core(plan)
    findings.findings_follow(plan, problem, report)
    known = list(plan.findings.values_list("pk", flat=True))
    assert known
    findings.findings_follow(plan, problem, report)
    assert list(plan.findings.values_list("pk", flat=True)) == known
