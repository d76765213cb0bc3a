"""A supply plan is made again around what people changed, product by product, before it is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hospital.errors import ApplicationError, Conflict, Forbidden
from operations.models import DeliveryLine, OrderLine, Plan, PlanEvent
from operations.selectors import plan_core
from operations.services import (
    OrderChange,
    orders_change,
    orders_replan,
    replan_request,
    run_execute,
)
from tests.operations.remembered import answers_remembered
from tests.operations.small_supply import SmallSupply, line, supply
from tests.operations.sources.records.supply_network import north

__all__ = ["north", "supply"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(supply: SmallSupply) -> Plan:
    """Half a year's insulin is ordered in the first week by hand."""
    found = supply.plan()
    change = OrderChange(line(found).pk, {"packs": 200}, None, "tender")
    orders_change(plan=found, changes=[change], actor=supply.samir, base_version=0)
    return found


def again(plan: Plan, supply: SmallSupply, **more):
    return orders_replan(
        **{"plan": plan, "actor": supply.samir, "base_version": plan.edit_version} | more
    )


def orders(plan: Plan) -> dict[str, int]:
    found = OrderLine.objects.filter(plan=plan).select_related("supplier")
    return {f"{row.supplier.code} {row.order_date}": row.counted for row in found}


def test_what_comes_after_a_large_order_is_not_ordered_any_more(plan, supply):
    before, fixed = orders(plan), line(plan)
    found = again(plan, supply, preview=True)
    assert found.products == ("INS",)
    assert found.effect.cost_change < 0
    assert found.changes
    assert orders(plan) == before

    kept = again(plan, supply, mark=found.mark)
    assert kept.changes == found.changes
    fixed.refresh_from_db()
    assert (fixed.packs, fixed.locked, fixed.why) == (200, True, "tender")
    assert sum(orders(plan).values()) < sum(before.values())
    event = PlanEvent.objects.get(plan=plan, action="planned again")
    assert (event.actor, event.subject) == ("samir", "INS")
    assert event.before == {each.order: each.before for each in found.changes}


def test_what_is_kept_is_what_the_judge_saw(plan, supply):
    found = again(plan, supply)
    plan.refresh_from_db()
    *_rest, report = plan_core(plan)
    assert report.cost == found.effect.report_after.cost == plan.cost
    assert report.hard == 0
    assert DeliveryLine.objects.filter(plan=plan).exists()
    # Nothing was changed since: planned once more, nothing else comes out.
    assert again(plan, supply, preview=True).effect.cost_change <= 0


def test_another_outcome_an_old_version_and_strangers_are_refused(plan, supply):
    with pytest.raises(Conflict, match="came out otherwise"):
        again(plan, supply, mark="0" * 20)
    with pytest.raises(Conflict, match="changed this plan first"):
        again(plan, supply, base_version=0)
    with pytest.raises(Forbidden):
        again(plan, supply, actor=supply.vera)
    with pytest.raises(ApplicationError, match="X is not in this plan"):
        again(plan, supply, products=["X"])


def test_where_nothing_was_changed_nothing_is_planned_again(supply):
    with pytest.raises(ApplicationError, match="Plan 1 to 20 products again, not 0"):
        again(supply.plan(), supply)


def test_what_is_worse_than_what_stands_is_not_proposed(plan, supply, monkeypatch):
    engine = "operations.core.supply.replan.replan"
    monkeypatch.setattr(engine, lambda _problem, known, _products: replace(known, orders=()))
    found = again(plan, supply, preview=True)
    assert (found.effect.cost_change, found.changes) == (0, ())


@pytest.mark.django_db(transaction=True)
def test_a_run_works_it_out_and_what_was_seen_of_it_is_kept(supply, plan):
    run = replan_request(plan=plan, actor=supply.samir)
    with answers_remembered():
        assert run_execute(run_id=run.pk) == "done"
    run.refresh_from_db()
    assert not Plan.objects.filter(run=run).exists()
    seen = again(plan, supply, preview=True, answered=run)
    assert seen.changes == again(plan, supply, preview=True).changes != ()
    assert again(plan, supply, answered=run, mark=seen.mark).changes == seen.changes
    plan.refresh_from_db()
    with pytest.raises(Conflict, match="has changed since this was asked"):
        again(plan, supply, preview=True, answered=run)


def test_a_run_is_asked_by_who_may_change_the_plan_for_what_was_changed(supply, plan):
    with pytest.raises(Forbidden):
        replan_request(plan=plan, actor=supply.vera)
    OrderLine.objects.update(edited=False)
    with pytest.raises(ApplicationError, match="Plan 1 to 20 products"):
        replan_request(plan=plan, actor=supply.samir)
