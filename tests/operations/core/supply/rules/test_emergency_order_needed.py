from dataclasses import replace

import pytest

from operations.core.supply.network import Offer, OrderLock
from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import ACME, amounts, broken, order, small

CODE = "emergency_order_needed"


def region(lead, **changes):
    """Usual orders are placed in weeks 0 and 2 and take one week."""
    urgent = Offer("urgent", "aspirin", 120, lead, emergency=True)
    return small(**{"offers": (ACME, urgent), "order_weeks": (0, 2)} | changes)


def urgent(week):
    return Plan((order(5, week, supplier="urgent", arrival_week=9),))


@pytest.mark.parametrize(("lead", "found"), [(0, []), (1, [5]), (2, [5])])
def test_in_an_ordering_week_it_must_be_quicker_than_the_usual_order(lead, found):
    assert amounts(CODE, region(lead), urgent(0)) == found


@pytest.mark.parametrize(("lead", "found"), [(1, []), (2, [5]), (3, [5])])
def test_between_them_it_must_come_before_the_next_usual_order_would(lead, found):
    # Ordered in week 1; the usual order of week 2 is there in week 3.
    assert amounts(CODE, region(lead), urgent(1)) == found


def test_where_no_usual_order_can_be_placed_any_more_it_may_be():
    assert amounts(CODE, region(5), urgent(3)) == []


def test_an_officer_may_fix_one_and_usual_orders_are_none_of_its_business():
    lock = OrderLock("urgent", "aspirin", 1, 5)
    assert amounts(CODE, region(3, order_locks=(lock,)), urgent(1)) == []
    assert amounts(CODE, region(0), Plan((order(5, 0),))) == []


def test_it_says_who_brings_it_as_soon():
    [found] = broken(CODE, region(2), urgent(1))

    assert found.sentence == (
        "Week 1: 5 packs of aspirin as an emergency from urgent come in week 3; acme brings them "
        "by week 3 at the usual price."
    )


def test_it_may_be_placed_in_any_week():
    assert amounts("calendar_kept", region(1), urgent(1)) == []
    usual = region(1, offers=(ACME, replace(ACME, supplier="urgent")))
    assert amounts("calendar_kept", usual, urgent(1)) == [5]
