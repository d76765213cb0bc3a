from dataclasses import replace

import pytest

from operations.core.outcome import Options
from operations.core.supply.network import OrderLock
from operations.core.supply.replan import replan
from operations.core.supply.report import diff, judge
from operations.core.supply.solve import solve
from tests.operations.core.supply.region import region

QUICK = Options(seconds=1)


def edited(problem, plan):
    """The problem with one more pack locked in its first order that can still be changed."""
    line = next(o for o in plan.orders if not o.on_the_way)
    lock = OrderLock(line.supplier, line.product, line.week, line.packs + 1)
    return replace(problem, order_locks=(lock,)), lock


@pytest.mark.parametrize("trucks", [0, 1])
@pytest.mark.parametrize("seed", [0, 3])
def test_one_edit_changes_lines_of_its_product_alone(seed, trucks):
    problem = region(seed, products=5, trucks=trucks)
    plan = solve(problem, QUICK).plan
    changed, lock = edited(problem, plan)

    after = replan(changed, plan, [lock.product])

    assert {change.product for change in diff(plan, after)} <= {lock.product}
    ordered = [(o.week, o.packs) for o in after.orders if o.product == lock.product]
    assert (lock.week, lock.packs) in ordered
    hard = {"pack_multiple_kept", "minimum_order_reached"}  # the edit's own
    found = {v.rule for v in judge(changed, after).violations}
    assert not found & {"stock_conserved", "vehicle_volume_kept", "cold_box_kept", "lock_kept"}
    assert judge(changed, after).hard == 0 or found & hard


def test_planned_anew_without_a_change_nothing_is_dearer():
    problem = region(1, products=4, trucks=0)
    plan = solve(problem, QUICK).plan

    after = replan(problem, plan, [problem.products[0].id])

    assert judge(problem, after).cost <= judge(problem, plan).cost
