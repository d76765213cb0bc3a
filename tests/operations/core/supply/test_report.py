from operations.core.supply.plan import Plan
from operations.core.supply.report import LineChange, diff, judge
from tests.operations.core.supply.small import SMALL, deliver, order, short


def test_cost_is_medium_plus_soft_and_hard_is_counted():
    plan = Plan((order(4),), (deliver(2),), (), short(0, 0, 10, 10))

    report = judge(SMALL, plan)

    assert report.hard == 2  # below the minimum, not a whole carton
    assert report.medium == 20 * 40 * 5
    assert report.soft == sum(
        report.cost_by_rule[code] for code in report.cost_by_rule
        if code not in ("demand_met", "minimum_order_reached", "pack_multiple_kept")
    )  # fmt: skip
    assert report.cost == report.medium + report.soft


def test_the_difference_counts_lots_of_a_delivery_together():
    before = Plan((order(5),), (deliver(2), deliver(1, lot="L2")))
    after = Plan((order(10),), (deliver(3), deliver(4, 2)))

    assert diff(before, after) == (
        LineChange("delivery", "centre", "aspirin", 2, 0, 4),
        LineChange("order", "acme", "aspirin", 0, 5, 10),
    )
    assert diff(before, before) == ()
