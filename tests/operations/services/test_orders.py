"""An officer's day: lines changed, approved, ordered, received; judged and on the record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hospital.errors import ApplicationError, Conflict, Forbidden
from hospital.models import Order, Supplier
from operations.core.supply.network import OrderLock
from operations.core.supply.report import judge
from operations.models import LineState, OrderLine, Plan, PlanEvent
from operations.naming import called
from operations.selectors import orders_beyond, plan_core, plan_difference
from operations.services import (
    OrderChange,
    assignment_edit,
    assignment_preview,
    orders_change,
    orders_standing,
    orders_step,
    rows_lock,
)
from tests.operations.small_supply import SmallSupply, line, plan, solved, supply
from tests.operations.sources.records.supply_network import ask, north

__all__ = ["north", "plan", "supply"]

pytestmark = pytest.mark.django_db
STEPS = (LineState.REVIEWED, LineState.APPROVED, LineState.ORDERED, LineState.RECEIVED)


def step(plan: Plan, supply: SmallSupply, to: str, **more):
    lines = more.pop("lines", [line(plan).pk])
    asked = {"actor": supply.samir, "base_version": plan.edit_version} | more
    return orders_step(plan=plan, lines=lines, to=to, **asked)


def change(plan: Plan, supply: SmallSupply, why="", approved=None, preview=False, **values):
    return orders_change(
        plan=plan,
        changes=[OrderChange(line(plan).pk, values, approved, why)],
        actor=supply.samir,
        base_version=plan.edit_version,
        preview=preview,
    )


def test_a_quantity_a_supplier_and_a_day_are_changed_at_once(plan, supply):
    row, beta = line(plan), Supplier.objects.get(code="BETA")
    was, day = row.packs, row.order_date + timedelta(days=1)
    effect = change(plan, supply, "tender", packs=was + 5, supplier=beta, order_date=day)
    row.refresh_from_db()
    assert (row.packs, row.supplier, row.order_date) == (was + 5, beta, day)
    assert (row.suggestion, row.why, row.edited, row.locked) == (was, "tender", True, True)
    assert (row.units, row.price_cents) == (10 * row.packs, 1_300)
    plan.refresh_from_db()
    assert (plan.edit_version, plan.cost) == (1, effect.report_after.cost)
    assert plan_core(plan)[2] == effect.report_after  # read whole, the same is said
    event = PlanEvent.objects.get(plan=plan, action="edited")
    assert (event.actor, event.reason, event.before["packs"]) == ("samir", "tender", str(was))
    assert event.after["supplier"] == beta.pk


@pytest.mark.parametrize("way", [assignment_edit, assignment_preview])
def test_an_order_is_not_changed_past_the_deliveries_that_follow_it(plan, supply, way):
    with pytest.raises(TypeError, match="orders_change"):
        way(row=line(plan), changes={"packs": 1}, actor=supply.samir, base_version=0)
    plan.refresh_from_db()
    assert plan.edit_version == 0


def test_what_peoples_changes_cost_is_the_judges_before_and_after(plan, supply):
    assert orders_beyond(plan, orders_standing(plan)).cost_change == 0
    effect = change(plan, supply, packs=line(plan).packs + 5)
    assert effect.cost_change != 0
    assert orders_beyond(plan, orders_standing(plan)).cost_change == effect.cost_change


def test_a_preview_says_the_same_and_leaves_everything(plan, supply):
    was = line(plan).packs
    seen = change(plan, supply, preview=True, packs=was + 5)
    row = line(plan)
    assert (row.packs, row.edited, plan.edit_version) == (was, False, 0)
    assert not PlanEvent.objects.filter(plan=plan).exists()
    assert change(plan, supply, packs=was + 5).cost_change == seen.cost_change


def test_from_suggested_to_received_each_step_is_on_the_record(plan, supply):
    for to in STEPS:
        step(plan, supply, to)
    row = line(plan)
    assert (row.state, row.approved_packs, row.received_packs) == ("received", *2 * [row.packs])
    events = PlanEvent.objects.filter(plan=plan).order_by("pk")
    assert [event.action for event in events] == [str(to) for to in STEPS]
    assert {event.actor for event in events} == {"samir"}
    assert events[1].before == {"approved_packs": None, "state": "reviewed"}
    assert events[1].after == {"approved_packs": row.packs, "state": "approved"}


def test_what_is_ordered_stands_on_the_records_until_it_is_received(plan, supply):
    step(plan, supply, LineState.APPROVED)
    step(plan, supply, LineState.ORDERED)
    row, order = line(plan), Order.objects.get(number__startswith="MZ")
    assert (order.supplier, order.packs, order.state) == (row.supplier, row.packs, "placed")
    step(plan, supply, LineState.RECEIVED, packs={row.pk: row.packs - 1}, reason="one broken")
    order.refresh_from_db()
    assert (order.state, order.received is not None) == ("received", True)
    assert line(plan).received_packs == row.packs - 1


def test_steps_that_do_not_follow_each_other_are_refused(plan, supply):
    with pytest.raises(Conflict, match="is suggested and cannot become ordered"):
        step(plan, supply, LineState.ORDERED)
    step(plan, supply, LineState.APPROVED)
    with pytest.raises(Conflict, match="cannot become received; it can from: ordered"):
        step(plan, supply, LineState.RECEIVED)
    with pytest.raises(ApplicationError, match="no state of an order line"):
        step(plan, supply, "lost")


def test_what_departs_from_the_suggestion_says_why_or_has_said_it(plan, supply):
    row = line(plan)
    with pytest.raises(ApplicationError, match="say why"):
        step(plan, supply, LineState.APPROVED, packs={row.pk: row.packs + 1})
    change(plan, supply, "Ramadan", packs=row.packs + 1)
    step(plan, supply, LineState.APPROVED)
    event = PlanEvent.objects.get(plan=plan, action="approved")
    assert (line(plan).approved_packs, event.reason) == (row.packs + 1, "Ramadan")


def test_many_lines_are_approved_together_or_none_is(plan, supply):
    lines = [*OrderLine.objects.filter(plan=plan).values_list("pk", flat=True)]
    assert len(lines) > 1
    with pytest.raises(ApplicationError, match="say why"):
        step(plan, supply, LineState.APPROVED, lines=lines, packs={lines[-1]: 99})
    assert not OrderLine.objects.exclude(state="suggested").exists()
    plan.refresh_from_db()
    assert plan.edit_version == 0
    step(plan, supply, LineState.APPROVED, lines=lines)
    assert not OrderLine.objects.exclude(state="approved").exists()


def test_an_approved_line_changes_only_after_the_approval_is_taken_back(plan, supply):
    step(plan, supply, LineState.APPROVED)
    with pytest.raises(Conflict, match="take the approval back"):
        change(plan, supply, packs=1)
    with pytest.raises(Conflict, match="take the approval back"):
        rows_lock(rows=[line(plan)], locked=False, actor=supply.samir)
    with pytest.raises(ApplicationError, match="say why that is taken back"):
        step(plan, supply, LineState.REVIEWED)
    step(plan, supply, LineState.REVIEWED, reason="price rose")
    assert line(plan).approved_packs is None
    change(plan, supply, packs=1)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"supplier": "GAMMA"}, "GAMMA does not offer INS; these do: ACME, BETA"),
        ({"order_date": -1}, "is not in this plan"),
        ({"order_date": 84}, "is not in this plan"),
    ],
)
def test_what_cannot_be_ordered_is_refused_with_what_can(plan, supply, values, said):
    if "supplier" in values:
        values = {"supplier": Supplier.objects.create(code="GAMMA", name="Gamma")}
    else:
        values = {"order_date": plan.start + timedelta(days=values["order_date"])}
    with pytest.raises(ApplicationError, match=said):
        change(plan, supply, **values)


def test_two_lines_of_one_supplier_product_and_week_are_refused(plan, supply):
    later = OrderLine.objects.filter(plan=plan).order_by("-order_date").first()
    with pytest.raises(ApplicationError, match="in that week already"):
        change(plan, supply, order_date=later.order_date, supplier=later.supplier)


@pytest.mark.parametrize("who", ["vera", "carla"])
def test_who_may_not_order_there_changes_nothing(plan, supply, who):
    with pytest.raises(Forbidden):
        step(plan, supply, LineState.APPROVED, actor=getattr(supply, who))
    with pytest.raises(Forbidden):
        orders_change(
            plan=plan,
            changes=[OrderChange(line(plan).pk, {"packs": 1})],
            actor=getattr(supply, who),
            base_version=0,
        )


def test_a_stale_version_and_a_strange_line_are_refused(plan, supply):
    change(plan, supply, packs=7)
    with pytest.raises(Conflict, match="changed this plan first"):
        step(plan, supply, LineState.APPROVED, base_version=0)
    with pytest.raises(ApplicationError, match="is not in this plan"):
        step(plan, supply, LineState.REVIEWED, lines=[0])


def test_the_next_plan_keeps_an_approval_and_counts_what_was_ordered(plan, supply):
    row = line(plan)
    step(plan, supply, LineState.APPROVED, packs={row.pk: row.packs + 5}, reason="Ramadan")
    problem = ask(supply.network).problem
    assert problem.order_locks == (OrderLock(row.supplier.code, "INS", 0, row.packs + 5),)
    assert judge(problem, solved(problem)).hard == 0
    Plan.objects.update(state="published")
    again = supply.plan("draft")
    key = f"{called(row.supplier)}: {called(row.product)}, {row.order_date}"
    assert key not in {each.cell for each in plan_difference(again).changes}
    kept = OrderLine.objects.get(plan=again, locked=True)
    assert (kept.packs, kept.approved_packs, kept.state) == (row.packs, row.packs + 5, "approved")
    assert (kept.why, kept.units) == ("Ramadan", row.units)

    step(plan, supply, LineState.ORDERED)
    problem = ask(supply.network).problem
    assert problem.order_locks == ()
    assert [order.id for order in problem.on_the_way] == [f"MZ{plan.pk}-{row.pk}"]
